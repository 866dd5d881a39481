"""Cells of a table for spreadsheets: which text would be taken for a formula, and how is it kept from that?"""

from __future__ import annotations

import unicodedata
from typing import Final

APOSTROPHE: Final = "'"
# What makes a spreadsheet take a cell for a formula, once full width is folded and spaces are off its beginning.
FORMULA_SIGNS: Final = ("=", "+", "-", "@")
LINE_SIGNS: Final = ("\t", "\r", "\n")


def defused(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: one apostrophe before it where it might.

    A cell that begins with an apostrophe gets one too, so that whoever takes one away from each cell that begins
    with one has exactly what was there.
    """
    folded = unicodedata.normalize("NFKC", cell).lstrip()
    is_suspect = cell.startswith((APOSTROPHE, *LINE_SIGNS)) or folded.startswith((APOSTROPHE, *FORMULA_SIGNS))
    return APOSTROPHE + cell if is_suspect else cell
