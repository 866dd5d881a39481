"""From a file to its pages: what an uploaded file holds, whatever its name says.

In: a file's name and bytes. Out: Pages, each with its own bytes and text. Saved HTML and pasted text are one
page; JSON Lines and spreadsheets are a page a line or row, a PDF a page or more for each of its pages, a zip all that
its files are. A page that cannot be read carries its `failure`, and the others go on; a file that cannot be read at
all is a FormatError that says what to do. Whatever is more than text is read in a child process (`reading.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from archive.ingest.document_file import INLINED_MARK, is_html, read_document
from archive.ingest.file_kinds import PLAIN, READ_APART, check_file
from archive.ingest.lines_file import read_json_lines
from archive.ingest.page import FormatError, Page, PageKind, PagePicture, Wanted
from archive.ingest.reading import read_apart

__all__ = ["FormatError", "Page", "PageKind", "PagePicture", "Wanted", "is_html", "pages_of"]

EVERYTHING: Final = Wanted()
NOTHING: Final[Mapping[str, bytes]] = MappingProxyType({})


def pages_of(
    file_name: str, payload: bytes, wanted: Wanted = EVERYTHING, beside: Mapping[str, bytes] = NOTHING
) -> Iterator[Page]:
    """Yield the pages of a file in order; raises FormatError for one that holds none that we can read.

    `wanted` asks for one page alone, or for pages without their pictures, which is much quicker in a large zip.
    `beside` are the files of the folder that came with a saved page, by their paths from where the page lay.
    """
    ending = check_file(file_name, payload)
    has_pictures = ending in PLAIN and wanted.pictures and bool(beside or INLINED_MARK in payload)
    if ending in READ_APART or has_pictures:
        yield from read_apart(ending, payload, wanted, beside if has_pictures else NOTHING)
    elif ending in PLAIN:
        yield from read_document(payload, replace(wanted, pictures=False))
    else:
        yield from read_json_lines(payload, wanted)
