"""Reading a bag: is this file whole, and is it one that may be unpacked here?

In: a zip from anywhere. Out: its tags, and its files in blocks, once it was verified: every byte is read and
compared with the manifests. Nothing is written by anything here. A zip that is no bag of ours, that names
paths outside itself, holds links, or is larger unpacked than any archive compresses to, is refused before its
files are read.
"""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, Self, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from archive.keeping.bag_writing import BLOCK_BYTES, FORMAT_TAG, FORMAT_VERSION, KIND_TAG
from archive.keeping.errors import KeepingError

NAME: Final = re.compile(r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*")
MANIFEST_LINE: Final = re.compile(r"([0-9a-f]{64}) [ *](\S+)")
TAG: Final = re.compile(r"([A-Za-z-]+): (.*)")
MANIFEST: Final = "manifest-sha256.txt"
TAG_MANIFEST: Final = "tagmanifest-sha256.txt"
TAG_FILES: Final = frozenset({"bagit.txt", "bag-info.txt", MANIFEST, TAG_MANIFEST})
# Text compresses to a tenth, text that repeats itself to a fiftieth.
RATIO_AT_MOST: Final = 200
RATIO_MATTERS_FROM: Final = 64 << 20  # bytes unpacked
TAG_BYTES_AT_MOST: Final = 1 << 30
LINE_BYTES_AT_MOST: Final = 64 << 20  # of one row
FAULTS_TOLD: Final = 10
UNREADABLE: Final = (BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, zlib.error, ValueError)

Progress = Callable[[int, int], None]


class Bag:
    """A bag that is open for reading; closes with its `with`."""

    def __init__(self, path: Path, kind: str, room: Path) -> None:
        self._path = path
        self._zip = _opened(path)
        try:
            self._entries = _entries(self._zip, path, room)
            self.tags = self._read_tags()
            self._check_kind(kind)
            self._manifest = self._read_manifest(MANIFEST)
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._zip.close()

    def paths(self, below: str = "") -> list[str]:
        """Return the files below data/ whose path begins so, in order."""
        prefix = f"data/{below}"
        return sorted(path[len("data/") :] for path in self._entries if path.startswith(prefix))

    def digest_of(self, path: str) -> str:
        """Return the SHA-256 that the manifest gives a file below data/."""
        return self._manifest[f"data/{path}"]

    def blocks(self, path: str) -> Iterator[bytes]:
        """Yield a file below data/ in blocks."""
        yield from self._blocks(f"data/{path}")

    def lines(self, path: str) -> Iterator[bytes]:
        """Yield a text file below data/ line by line; KeepingError where a line is longer than any row."""
        with self._open(f"data/{path}") as member:
            while line := member.readline(LINE_BYTES_AT_MOST):
                if len(line) == LINE_BYTES_AT_MOST:
                    raise KeepingError(_("%(path)s 里有一行过长。什么都没有写入。") % {"path": path})
                yield line

    def verify(self, progress: Progress | None = None) -> None:
        """Read every byte and compare it with the manifests; KeepingError tells what is missing, altered or extra."""
        faults = [*self._unlisted(), *self._compare(self._read_manifest(TAG_MANIFEST), None)]
        faults += self._compare(self._manifest, progress)
        if not faults and self.tags.get("Payload-Oxum") != self._oxum():
            faults.append("Payload-Oxum")
        if faults:
            told = "；".join(faults[:FAULTS_TOLD])
            spoken = {"path": self._path, "count": len(faults), "told": told}
            message = _("%(path)s 已损坏，什么都没有写入。校验不符 %(count)d 处：%(told)s。请换一份完好的文件。")
            raise KeepingError(message % spoken)

    def _unlisted(self) -> Iterator[str]:
        """Yield what stands in the bag and in no manifest."""
        for path in self._entries:
            if path not in self._manifest and path not in TAG_FILES:
                yield _("多出 %(path)s") % {"path": path}

    def _compare(self, manifest: dict[str, str], progress: Progress | None) -> Iterator[str]:
        """Yield what is not as a manifest says."""
        for number, (path, digest) in enumerate(manifest.items(), start=1):
            if path not in self._entries:
                yield _("缺 %(path)s") % {"path": path}
            elif self._sha256(path) != digest:
                yield _("不符 %(path)s") % {"path": path}
            if progress:
                progress(number, len(manifest))

    def _sha256(self, path: str) -> str | None:
        """Return the digest of a file as it stands there, None where it cannot be unpacked."""
        counted = hashlib.sha256()
        try:
            for block in self._blocks(path):
                counted.update(block)
        except UNREADABLE:
            return None
        return counted.hexdigest()

    def _oxum(self) -> str:
        sizes = [entry.file_size for path, entry in self._entries.items() if path.startswith("data/")]
        return f"{sum(sizes)}.{len(sizes)}"

    def _blocks(self, path: str) -> Iterator[bytes]:
        with self._zip.open(self._entries[path]) as member:
            while block := member.read(BLOCK_BYTES):
                yield block

    @contextmanager
    def _open(self, path: str) -> Iterator[IO[bytes]]:
        """Give a file to read lines from: those of a zip are slow at it by themselves."""
        with self._zip.open(self._entries[path]) as member:
            yield io.BufferedReader(cast(io.RawIOBase, member))

    def _read_manifest(self, name: str) -> dict[str, str]:
        lines = [MANIFEST_LINE.fullmatch(line) for line in self._text(name).splitlines()]
        if not all(lines):
            raise KeepingError(_not_ours(self._path))
        return {line[2]: line[1] for line in lines if line}

    def _read_tags(self) -> dict[str, str]:
        if not self._text("bagit.txt").startswith("BagIt-Version: 1.0\n"):
            raise KeepingError(_not_ours(self._path))
        tags = [TAG.fullmatch(line) for line in self._text("bag-info.txt").splitlines()]
        return {tag[1]: tag[2] for tag in tags if tag}

    def _text(self, name: str) -> str:
        if name not in self._entries or self._entries[name].file_size > TAG_BYTES_AT_MOST:
            raise KeepingError(_not_ours(self._path))
        try:
            return b"".join(self._blocks(name)).decode("utf-8")
        except UNREADABLE as error:
            message = _("%(path)s 已损坏（%(name)s 读不出），什么都没有写入。请换一份完好的文件。")
            raise KeepingError(message % {"path": self._path, "name": name}) from error

    def _check_kind(self, kind: str) -> None:
        version = self.tags.get(FORMAT_TAG, "")
        if self.tags.get(KIND_TAG) not in ("export", "backup") or not version.isdecimal():
            raise KeepingError(_not_ours(self._path))
        if int(version) > FORMAT_VERSION:
            message = _("%(path)s 由较新的版本写成（格式 %(theirs)s，本程序只认到 %(ours)d）。请先升级本程序。")
            raise KeepingError(message % {"path": self._path, "theirs": version, "ours": FORMAT_VERSION})
        if self.tags[KIND_TAG] != kind:
            commands = {"export": "import", "backup": "restore"}
            message = _("%(path)s 是 %(kind)s 写的，请用 manage.py %(command)s。")
            spoken = {"path": self._path, "kind": self.tags[KIND_TAG], "command": commands[self.tags[KIND_TAG]]}
            raise KeepingError(message % spoken)


def _opened(path: Path) -> ZipFile:
    try:
        return ZipFile(path)
    except FileNotFoundError as error:
        raise KeepingError(_("没有 %(path)s 这个文件。") % {"path": path}) from error
    except UNREADABLE as error:
        message = _("%(path)s 不是 zip 文件，或已残缺：%(why)s。什么都没有写入。")
        raise KeepingError(message % {"path": path, "why": error}) from error


def _entries(opened: ZipFile, path: Path, room: Path) -> dict[str, ZipInfo]:
    """Return the files by their path within the bag; KeepingError where one may not be unpacked."""
    entries: dict[str, ZipInfo] = {}
    bases: set[str] = set()
    if not any(name.endswith("/bagit.txt") for name in opened.namelist()):
        raise KeepingError(_not_ours(path))
    for entry in opened.infolist():
        base, _slash, name = entry.filename.partition("/")
        bases.add(base)
        if entry.is_dir() and not entry.file_size:
            continue
        if not _is_plain(entry, name) or name in entries or len(bases) > 1:
            shown = entry.filename[:80].encode("unicode_escape").decode("ascii")
            message = _("%(path)s 里的“%(name)s”不该出现在档案里，整个文件都没有收。")
            raise KeepingError(message % {"path": path, "name": shown})
        entries[name] = entry
    _check_size(entries, path, room)
    return entries


def _is_plain(entry: ZipInfo, name: str) -> bool:
    """Tell whether an entry is an ordinary file at a place below the bag that we would have written."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    parts = name.split("/")
    return (
        NAME.fullmatch(name) is not None
        and not {".", ".."} & set(parts)
        and kind in (0, stat.S_IFREG)
        and entry.compress_type in (ZIP_STORED, ZIP_DEFLATED)
        and not entry.flag_bits & 1  # encrypted
    )


def _check_size(entries: dict[str, ZipInfo], path: Path, room: Path) -> None:
    """Refuse what would be too large unpacked: for an archive of its size, or for the disk."""
    unpacked = sum(entry.file_size for entry in entries.values())
    if unpacked > max(RATIO_MATTERS_FROM, RATIO_AT_MOST * path.stat().st_size):
        raise KeepingError(_("%(path)s 解开后大得不合常理，没有收。") % {"path": path})
    free = shutil.disk_usage(room).free
    if unpacked > free:
        message = _("%(path)s 解开后有 %(size)d 字节，%(room)s 只剩 %(free)d 字节。请先腾出空间。")
        raise KeepingError(message % {"path": path, "size": unpacked, "room": room, "free": free})


def _not_ours(path: Path) -> str:
    return _("%(path)s 不是本程序导出或备份的文件。") % {"path": path}
