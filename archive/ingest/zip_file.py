"""A zip -> the files in it that are pages, and how to read each; a saved page finds its pictures beside it.

In: the bytes of a .zip. Out: Members in the zip's order. What browsers save beside a page (its `…_files` folder),
pictures, style sheets and what systems leave behind are no pages; a zip within a zip is refused, like any other file
that cannot be taken in, by itself. Nothing is unpacked to disk.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from urllib.parse import unquote

from archive.ingest.document_file import document_page
from archive.ingest.file_kinds import BESIDE_FOLDERS, PLAIN, check_file, ending_of
from archive.ingest.page import FormatError, Page, Wanted
from archive.ingest.readers import reader_of
from archive.ingest.zip_entries import Entry, entries_of, open_zip, read_entry

# What lies beside pages and is none.
BESIDE_PAGES: Final = frozenset(
    ".jpg .jpeg .png .gif .webp .bmp .svg .ico .tif .tiff .css .js .json .map .woff .woff2 .ttf .eot .otf .swf .mp3 "
    ".mp4 .m4a .flv .xml .php .asp .aspx .jsp .do .download .url .lnk .ini .db .tmp .log".split()
)
NESTED: Final = "压缩包里还有压缩包，里面的没有收入。请把它解开，单独收入。"


@dataclass(frozen=True, slots=True)
class Member:
    """One file to be read: its name within the zip ("" for a file that is no zip), and how to read it."""

    name: str
    read: Callable[[Wanted], Iterator[Page]]


def members_of(payload: bytes) -> list[Member]:
    """Return the pages' files of a zip; raises FormatError for one that has none or is out of bounds."""
    opened = open_zip(payload)
    entries = entries_of(opened)
    beside = {entry.name: entry for entry in entries}
    members = [
        Member(entry.name, partial(_read_member, opened, entry, beside))
        for entry in entries
        if _is_page(entry)
    ]
    if not members:
        raise FormatError("压缩包里没有可收的文件。")
    return members


def _is_page(entry: Entry) -> bool:
    """Tell whether an entry is to be read, or to be told of: all but what lies beside pages."""
    *folders, name = entry.name.split("/")
    if name.startswith((".", "~$")) or any(folder.startswith((".", "__MACOSX")) for folder in folders):
        return False
    if any(folder.endswith(BESIDE_FOLDERS) for folder in folders):
        return False
    return ending_of(name) not in BESIDE_PAGES


def _read_member(
    opened: zipfile.ZipFile, entry: Entry, beside: dict[str, Entry], wanted: Wanted
) -> Iterator[Page]:
    """Yield the pages of one file of the zip, each with its name within the zip."""
    if ending_of(entry.name) == ".zip":
        raise FormatError(NESTED)
    payload = read_entry(opened, entry)
    ending = check_file(entry.name, payload)
    if ending in PLAIN:
        yield replace(
            document_page(payload, wanted, find=partial(_find, opened, entry, beside)), member=entry.name
        )
        return
    inner = wanted.member.removeprefix(entry.name).strip() or None if wanted.member else None
    for page in reader_of(ending)(payload, replace(wanted, member=inner)):
        name = f"{entry.name} {page.member}" if page.member else entry.name
        yield replace(page, member=name, entry=entry.name)


def read_file(payload: bytes, name: str) -> bytes:
    """Return the bytes of the file of that name in a zip; raises FormatError where it is not, or cannot be read."""
    opened = open_zip(payload)
    found = next((entry for entry in entries_of(opened) if entry.name == name), None)
    if found is None:
        raise FormatError("压缩包里已找不到这个文件。")
    return read_entry(opened, found)


def _find(opened: zipfile.ZipFile, entry: Entry, beside: dict[str, Entry], source: str) -> bytes | None:
    """Return the bytes of the picture that a page of the zip names, where it lies in the zip."""
    path = unquote(source.split("?", 1)[0].split("#", 1)[0]).replace("\\", "/")
    if "://" in path or path.startswith(("/", "data:")):
        return None
    found = beside.get(posixpath.normpath(posixpath.join(posixpath.dirname(entry.name), path)))
    if found is None:
        return None
    try:
        return read_entry(opened, found)
    except FormatError:
        return None
