"""Merged cells of a spreadsheet: what does a row have from the cell that reaches down to it?

In: the XML of a sheet, and its rows in order. Out: the rows, in the columns that are asked for, with the value of the
merged cell that covers an empty one. A day or a paper is written once for all reports of an issue so; the file keeps it
in the first row alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import IO, Final, NamedTuple

CHUNK: Final = 1 << 20  # bytes
LONGEST: Final = 200  # bytes of the element that is looked for
MOST: Final = 50_000  # merged cells of a sheet; further ones reach down to nothing
MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\b[^<>]*?\bref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')


class MergedCell(NamedTuple):
    """A merged cell of several rows, by its first column; columns are counted from 0, rows from 1."""

    column: int
    first: int
    last: int


def merged_cells(source: IO[bytes]) -> Iterator[MergedCell]:
    """Yield the merged cells that reach down, from a sheet's XML, read as bytes and kept nowhere."""
    rest, found = b"", 0
    while chunk := source.read(CHUNK):
        text = rest + chunk
        end = 0
        for match in MERGED.finditer(text):
            end = match.end()
            cell = MergedCell(_column(match[1]), int(match[2]), int(match[3]))
            if cell.last > cell.first and found < MOST:
                found += 1
                yield cell
        rest = text[max(end, len(text) - LONGEST) :]


def _column(letters: bytes) -> int:
    """Return the number of a column, from 0: A, B, …, Z, AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


class ReachingDown:
    """What merged cells give to the rows below their first; rows are asked for in their order."""

    def __init__(self, cells: Sequence[MergedCell], columns: Collection[int], below: int) -> None:
        """Take the cells in those columns that begin below a row."""
        self._starting: dict[int, list[MergedCell]] = {}
        for cell in cells:
            if cell.column in columns and cell.first > below:
                self._starting.setdefault(cell.first, []).append(cell)
        self._open: dict[int, tuple[int, str]] = {}  # by column: the last row, and the value

    def filled(self, number: int, row: Sequence[str]) -> list[str]:
        """Return a row with what reaches down to it."""
        filled = list(row)
        for cell in self._starting.pop(number, ()):
            if cell.column < len(row):
                self._open[cell.column] = cell.last, row[cell.column]
        for column, (last, value) in list(self._open.items()):
            if number > last:
                del self._open[column]
            elif column < len(filled) and not filled[column]:
                filled[column] = value
        return filled
