"""The entries of a zip: under which names, how large, and is any of them a trap?

In: a zip's bytes. Out: its entries with clean names, or a FormatError for a zip that no honest program writes. Nothing
is ever unpacked to disk, so a name can lead nowhere; it is cleaned because staff read it, and find the page by it.
The sizes that a zip declares bind: no more than that is ever read of an entry.
"""

from __future__ import annotations

import io
import posixpath
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from archive.ingest.encoding import decode
from archive.ingest.file_kinds import MAX_BYTES, MAX_BYTES_SAID
from archive.ingest.page import FormatError

MAX_ENTRIES: Final = 20_000
MAX_UNPACKED: Final = 600_000_000  # bytes of all entries together
MAX_RATIO: Final = 250  # unpacked to packed, of an entry that is large; text of any language stays below 50
LARGE: Final = 5_000_000  # bytes; below that a high ratio is an empty form, and harmless
MAX_NAME_BYTES: Final = 200  # in UTF-8, so that a page's place within it can still be added
UTF8_FLAG: Final = 0x800
ENCRYPTED_FLAG: Final = 0x1
END_RECORD: Final = b"PK\x05\x06"
END_SIZE: Final = 22  # bytes, without the comment
MAX_COMMENT: Final = 65_535
# Controls, marks that turn the direction of writing (gnp.exe shown as exe.png), and what has no width.
UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
DRIVE: Final = re.compile(r"^[A-Za-z]:")
CUT_MARK: Final = "…"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a zip: its clean, unique name, and why it is not read, if it is not."""

    name: str
    source: zipfile.ZipInfo
    refusal: str | None = None


def open_zip(payload: bytes) -> zipfile.ZipFile:
    """Return the zip, opened and found to be within bounds; raises FormatError."""
    if _declared_entries(payload) > MAX_ENTRIES:
        raise FormatError(f"压缩包里的文件超过 {MAX_ENTRIES:,} 个。请分成几包再收入。")
    try:
        opened = zipfile.ZipFile(io.BytesIO(payload))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise FormatError("压缩包打不开，可能没有下载完整，或不是 zip。请重新打包再收入。") from error
    check_sizes(opened.infolist())
    return opened


def check_sizes(sources: Iterable[zipfile.ZipInfo]) -> None:
    """Raise FormatError for a zip that unpacks to more than any folder of pages."""
    sources = list(sources)
    if len(sources) > MAX_ENTRIES:
        raise FormatError(f"压缩包里的文件超过 {MAX_ENTRIES:,} 个。请分成几包再收入。")
    unpacked = sum(source.file_size for source in sources)
    if unpacked > MAX_UNPACKED:
        raise FormatError(
            f"压缩包解开有 {unpacked:,} 字节，超过上限 {MAX_UNPACKED:,} 字节。请分成几包再收入。"
        )
    for source in sources:
        if source.file_size > LARGE and source.file_size > MAX_RATIO * max(1, source.compress_size):
            raise FormatError("压缩包里有文件解开后膨胀数百倍，像是压缩炸弹，没有收入。")


def entries_of(opened: zipfile.ZipFile) -> list[Entry]:
    """Return the files of a zip in its order, folders left out; each name is clean and stands once."""
    taken: set[str] = set()
    entries = []
    for source in opened.infolist():
        name = _unique(clean_name(written_name(source)), taken)
        if not source.is_dir():
            entries.append(Entry(name, source, _refusal(source)))
    return entries


def read_entry(opened: zipfile.ZipFile, entry: Entry) -> bytes:
    """Return the bytes of an entry; raises FormatError for one that is not as it says."""
    if entry.refusal:
        raise FormatError(entry.refusal)
    try:
        return opened.read(entry.source)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise FormatError("在压缩包里已损坏，或用了不认得的压缩方法。请重新打包。") from error


def written_name(source: zipfile.ZipInfo) -> str:
    """Return an entry's name as its maker wrote it: without the UTF-8 flag, Windows writes GBK."""
    if source.flag_bits & UTF8_FLAG or source.filename.isascii():
        return source.filename
    try:
        return decode(source.filename.encode("cp437")).text
    except UnicodeEncodeError:
        return source.filename


def clean_name(written: str) -> str:
    """Return a name that leads nowhere and hides nothing: relative, printable, of at most MAX_NAME_BYTES."""
    parts = DRIVE.sub("", UNSEEN.sub("", written).replace("\\", "/")).split("/")
    name = "/".join(part.strip() for part in parts if part.strip() not in ("", ".", ".."))
    return _shortened(name) or "无名"


def _shortened(name: str) -> str:
    """Return a name cut in its middle to what fits, with its ending."""
    if len(name.encode()) <= MAX_NAME_BYTES:
        return name
    stem, ending = posixpath.splitext(name)
    tail = (stem[-12:] + ending).encode()[-60:].decode(errors="ignore")
    room = MAX_NAME_BYTES - len(tail.encode()) - len(CUT_MARK.encode())
    return name.encode()[:room].decode(errors="ignore") + CUT_MARK + tail


def _unique(name: str, taken: set[str]) -> str:
    """Return the name, with a number before its ending where another entry has it; and note it."""
    unique, number = name, 1
    while unique in taken:
        number += 1
        stem, ending = posixpath.splitext(name)
        unique = f"{stem}（{number}）{ending}"
    taken.add(unique)
    return unique


def _refusal(source: zipfile.ZipInfo) -> str | None:
    """Return why an entry is not read, None where it may be."""
    if stat.S_ISLNK(source.external_attr >> 16):
        return "是符号链接，不是文件，没有收入。"
    if source.flag_bits & ENCRYPTED_FLAG:
        return "加了密码，读不出来。请去掉密码再打包。"
    if source.file_size > MAX_BYTES:
        return f"解开有 {source.file_size:,} 字节，超过 {MAX_BYTES_SAID} 的上限。请拆开再收入。"
    return None


def _declared_entries(payload: bytes) -> int:
    """Return how many entries the zip's end declares, before any is walked; 65,535 stands for more, 0 for no end."""
    at = payload.rfind(END_RECORD, max(0, len(payload) - END_SIZE - MAX_COMMENT))
    if at < 0 or at + END_SIZE > len(payload):
        return 0
    return int(struct.unpack("<H", payload[at + 10 : at + 12])[0])
