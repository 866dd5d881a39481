"""The matrix: places by years, each cell a count that leads to its reports.

In: an ArticleQuerySet, which the caller has narrowed to what may be seen; or the cells counted of one. Out: a Matrix.
A report counts in the row of its first place alone, so that cells, rows and columns add up; a place whose
parts have rows of their own is marked as counting its own level only.

Shades are steps of equal factor, not of equal width: few places hold most reports, and of the others one is to see
which have one and which have ten.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.db.models import Count

from archive.browsing import Year, places_by_code
from archive.models import ArticleQuerySet, Place
from archive.models.years import YearOf

SHADES: Final = 4  # steps of tint, from few reports to many
# A page of a matrix has so many cells at most, of some 60 bytes of HTML each.
CELLS_A_PAGE: Final = 2_800

Cells = Mapping[str | None, Counter[Year]]  # reports by the code of their first place, and by year


@dataclass(frozen=True, slots=True)
class Cell:
    """One place in one year; `shade` runs from 0 (no report) to SHADES."""

    year: Year
    number: int
    shade: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One place through the years; `place` is None for reports whose place is not known."""

    place: Place | None
    cells: tuple[Cell, ...]
    total: int
    is_own_level: bool = False


class Shade(NamedTuple):
    """A step of tint, and the counts that it stands for, both included."""

    step: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Places by years. `left_out` rows were cut at the end; the totals count them all the same."""

    years: tuple[Year, ...]
    rows: tuple[MatrixRow, ...]
    year_totals: tuple[int, ...]
    total: int
    left_out: int
    shades: tuple[Shade, ...]


def count_cells(articles: ArticleQuerySet) -> Cells:
    """Return the reports by first place and by year; one query."""
    cells: dict[str | None, Counter[Year]] = defaultdict(Counter)
    for code, year, number in articles.order_by().values_list("place_id", YearOf("date_from")).annotate(Count("pk")):
        cells[code][year] += number
    return dict(cells)


def place_year_matrix(articles: ArticleQuerySet, most: int | None = None) -> Matrix:
    """Return the reports by first place and by year; two queries. `most` as in `matrix_of`."""
    cells = count_cells(articles)
    return matrix_of(cells, places_by_code(cells), most)


def matrix_of(cells: Cells, places: Mapping[str, Place], most: int | None = None) -> Matrix:
    """Return the matrix of these cells, whose places are known by code.

    With `most`, only the fullest places, fullest first; without, all of them in the order of their codes.
    Reports without a place come last.
    """
    order = sorted(cells, key=lambda code: (code is None, -cells[code].total() if most else 0, code or ""))
    layout = _Layout(cells)
    marked = _with_parts(cells)
    rows = [
        layout.row(places[code], cells[code], code in marked or _is_plain_province(places[code]))
        if code
        else layout.row(None, cells[None])
        for code in order[:most]
    ]
    return layout.matrix(rows, left_out=len(order) - len(rows))


def province_matrix(cells: Cells, places: Mapping[str, Place]) -> Matrix:
    """Return a matrix of these cells with a row for each province, and all that lies in it."""
    summed: dict[str | None, Counter[Year]] = defaultdict(Counter)
    for code, by_year in cells.items():
        summed[f"{code[:2]}0000" if code else None].update(by_year)
    layout = _Layout(summed)
    order = sorted(summed, key=lambda code: (code is None, code or ""))
    return layout.matrix([layout.row(places[code] if code else None, summed[code]) for code in order])


def rows_a_page(matrix: Matrix) -> int:
    """Return how many rows of a matrix make a page."""
    return max(1, CELLS_A_PAGE // max(1, len(matrix.years)))


class _Layout:
    """What all rows of one matrix have in common: years, shades, totals."""

    def __init__(self, cells: Cells) -> None:
        self._years = _in_order(year for by_year in cells.values() for year in by_year)
        self._totals = tuple(sum(by_year[year] for by_year in cells.values()) for year in self._years)
        fullest = max((number for by_year in cells.values() for number in by_year.values()), default=0)
        self._bounds = _bounds(fullest)
        self._fullest = fullest

    def row(self, place: Place | None, by_year: Counter[Year], is_own_level: bool = False) -> MatrixRow:
        cells = tuple(Cell(year, by_year[year], self._shade(by_year[year])) for year in self._years)
        return MatrixRow(place, cells, by_year.total(), is_own_level)

    def matrix(self, rows: Sequence[MatrixRow], left_out: int = 0) -> Matrix:
        legend = zip(range(1, SHADES + 1), (0, *self._bounds), self._bounds, strict=False)
        shades = tuple(
            Shade(step, below + 1, min(most, self._fullest)) for step, below, most in legend if below < self._fullest
        )
        return Matrix(self._years, tuple(rows), self._totals, sum(self._totals), left_out, shades)

    def _shade(self, number: int) -> int:
        return bisect_left(self._bounds, number) + 1 if number else 0


def _bounds(fullest: int) -> tuple[int, ...]:
    """Return the largest count of each shade. With few reports in all one more is one shade more: two are not many."""
    above = max(fullest, SHADES) + 1
    return (*(math.ceil(above ** (step / SHADES)) - 1 for step in range(1, SHADES)), above - 1)


def _with_parts(codes: Iterable[str | None]) -> set[str]:
    """Return which of the codes have others below them."""
    upper = {upward for code in codes if code for upward in (f"{code[:4]}00", f"{code[:2]}0000") if upward != code}
    return upper.intersection(codes)


def _is_plain_province(place: Place) -> bool:
    """Tell a province from a municipality, which is a city itself: 北京市, 天津市, 上海市, 重庆市."""
    return place.level == Place.Level.PROVINCE and not place.name.endswith("市")


def _in_order(years: Iterable[Year]) -> tuple[Year, ...]:
    """Return each year once, the newest first, the unknown one last."""
    return tuple(sorted(set(years), key=lambda year: -(year or 0)))
