"""Table files: rows as CSV that a spreadsheet reads as text, never as formulas.

In: cells as text. Out: lines as RFC 4180 has them. A file begins with BOM, by which spreadsheets know UTF-8.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable
from typing import Final

BOM: Final = "\ufeff"
# What makes a spreadsheet take a cell for a formula, once full width is folded and spaces are off its beginning.
FORMULA_SIGNS: Final = ("=", "+", "-", "@")
LINE_SIGNS: Final = ("\t", "\r", "\n")
APOSTROPHE: Final = "'"


def defused(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: one apostrophe before it where it might.

    A cell that begins with an apostrophe gets one too, so that whoever takes one away from each cell that begins
    with one has exactly what was there.
    """
    folded = unicodedata.normalize("NFKC", cell).lstrip()
    is_suspect = cell.startswith((APOSTROPHE, *LINE_SIGNS)) or folded.startswith((APOSTROPHE, *FORMULA_SIGNS))
    return APOSTROPHE + cell if is_suspect else cell


def csv_rows(rows: Iterable[Iterable[str]]) -> str:
    """Return rows as lines: CRLF, quotes only where needed and doubled within."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue()
