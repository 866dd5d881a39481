"""Writing a bag: a zip whose every file is listed with its SHA-256 (BagIt, RFC 8493).

    NAME/bagit.txt  bag-info.txt  manifest-sha256.txt  tagmanifest-sha256.txt
    NAME/data/…     what is kept

In: files, one after the other, of any size and number; they go through in blocks. Out: a zip that has its
name when it is whole and on the disk, and not before.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from archive.keeping.errors import KeepingError

BLOCK_BYTES: Final = 1 << 20
COMPRESSION_LEVEL: Final = 1
DECLARATION: Final = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
FORMAT_VERSION: Final = 1
KIND_TAG: Final = "Archive-Kind"
FORMAT_TAG: Final = "Archive-Format-Version"



class Member:
    """One file of a bag that is being written."""

    def __init__(self, opened: IO[bytes]) -> None:
        self._opened = opened
        self._counted = hashlib.sha256()
        self.size = 0

    def write(self, block: bytes) -> None:
        """Put some more bytes into it."""
        self._opened.write(block)
        self._counted.update(block)
        self.size += len(block)

    @property
    def digest(self) -> str:
        """Return the SHA-256 of what is in it."""
        return self._counted.hexdigest()


class BagWriter:
    """A bag under way: `file` and `stream` put something in, `finish` lists it all, `abandon` lets it be."""

    def __init__(self, target: IO[bytes], base: str) -> None:
        self._zip = ZipFile(target, "w", ZIP_DEFLATED, allowZip64=True, compresslevel=COMPRESSION_LEVEL)
        self._base = base
        self._manifest = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self._size = self._count = 0

    @contextmanager
    def stream(self, path: str, stored: bool = False) -> Iterator[Member]:
        """Give one file of the bag to write to, `path` below data/; `stored` leaves it uncompressed."""
        name = f"{self._base}/data/{path}"
        entry = ZipInfo(name) if stored else name  # an entry of its own is stored, a name is compressed
        with self._zip.open(entry, "w", force_zip64=True) as opened:
            member = Member(opened)
            yield member
        self._manifest.write(f"{member.digest}  data/{path}\n")
        self._size += member.size
        self._count += 1

    def file(self, path: str, source: Path, stored: bool = False) -> str | None:
        """Put a file into the bag as far as it can be read, and return the SHA-256 of that; None where it cannot be."""
        try:
            opened = source.open("rb", buffering=0)
        except OSError:
            return None
        with opened, self.stream(path, stored) as member:
            while block := _next_block(opened):
                member.write(block)
        return member.digest

    def finish(self, tags: Mapping[str, str]) -> None:
        """List what is in the bag, and end it."""
        self._manifest.seek(0)
        listed = {
            "bagit.txt": DECLARATION,
            "bag-info.txt": "".join(f"{name}: {value}\n" for name, value in self._tags(tags).items()),
            "manifest-sha256.txt": self._manifest.read(),
        }
        digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in listed.items()}
        listed["tagmanifest-sha256.txt"] = "".join(f"{digest}  {name}\n" for name, digest in digests.items())
        for name, text in listed.items():
            self._zip.writestr(f"{self._base}/{name}", text.encode())
        self._zip.close()
        self._manifest.close()

    def abandon(self) -> None:
        """Close what is open; the bag is none."""
        self._manifest.close()
        with suppress(OSError, ValueError):  # it tries to write its end
            self._zip.close()

    def _tags(self, tags: Mapping[str, str]) -> dict[str, str]:
        return {
            "Bagging-Date": timezone.localdate().isoformat(),
            "Payload-Oxum": f"{self._size}.{self._count}",
            FORMAT_TAG: str(FORMAT_VERSION),
            **tags,
        }


def _next_block(opened: IO[bytes]) -> bytes:
    """Return some more of a file, nothing where it ends or the disk no longer gives it."""
    try:
        return opened.read(BLOCK_BYTES)
    except OSError:
        return b""


@contextmanager
def new_bag(path: Path, tags: Mapping[str, str]) -> Iterator[BagWriter]:
    """Give a bag that takes this name, and these tags, when all is in it; where that fails nothing is left.

    KeepingError where something has the name, or the disk refuses.
    """
    if path.exists():
        raise KeepingError(_("%(path)s 已经存在，没有改动它。请换一个文件名。") % {"path": path})
    try:
        with _unnamed(path) as target, _finished(BagWriter(target, path.stem), tags) as bag:
            yield bag
    except OSError as error:
        spoken = {"path": path, "why": error.strerror or error}
        raise KeepingError(_("写不成 %(path)s：%(why)s。没有留下半个文件。") % spoken) from error


@contextmanager
def _finished(bag: BagWriter, tags: Mapping[str, str]) -> Iterator[BagWriter]:
    try:
        yield bag
        bag.finish(tags)
    except BaseException:
        bag.abandon()
        raise


@contextmanager
def _unnamed(path: Path) -> Iterator[IO[bytes]]:
    """Give a file beside that name, which only we may read, and let it take the name if all went well."""
    prefix = f".{path.name}."
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=prefix, suffix=".partial", delete=False) as target:
        try:
            yield target
            target.flush()
            os.fsync(target.fileno())
            Path(target.name).replace(path)
        except BaseException:
            Path(target.name).unlink(missing_ok=True)
            raise
