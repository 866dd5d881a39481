"""Which module reads which kind of file? Loaded when the kind comes up, within the child process alone.

In: an ending. Out: its reader: bytes and what is wanted of them -> Pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Final

from archive.ingest.page import Page, Wanted

Reader = Callable[[bytes, Wanted], Iterator[Page]]

READERS: Final = {
    ".html": ("document_file", "read_document"),
    ".htm": ("document_file", "read_document"),
    ".txt": ("document_file", "read_document"),
    ".md": ("document_file", "read_document"),
    ".jsonl": ("lines_file", "read_json_lines"),
    ".mhtml": ("mhtml_file", "read_mhtml"),
    ".mht": ("mhtml_file", "read_mhtml"),
    ".docx": ("word_file", "read_word"),
    ".pdf": ("pdf_file", "read_pdf"),
    ".csv": ("sheet_file", "read_csv"),
    ".xlsx": ("sheet_file", "read_workbook"),
}


def reader_of(ending: str) -> Reader:
    """Return the reader of a kind of file."""
    module, function = READERS[ending]
    reader: Reader = getattr(import_module(f"archive.ingest.{module}"), function)
    return reader
