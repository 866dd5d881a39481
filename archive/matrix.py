"""The matrix: places by years, each cell a count that leads to its reports.

In: an ArticleQuerySet, which the caller has narrowed to what may be seen. Out: a Matrix, from two queries.
A report counts in the row of its first place alone, so that cells, rows and columns add up; a place whose
parts have rows of their own is marked as counting its own level only.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count

from archive.browsing import Year
from archive.models import ArticleQuerySet, Place
from archive.models.places import code_prefix

SHADES: Final = 4  # steps of tint, from few reports to many


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
    is_own_level: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """Places by years. `left_out` rows were cut at the end; the totals count them all the same."""

    years: tuple[Year, ...]
    rows: tuple[MatrixRow, ...]
    year_totals: tuple[int, ...]
    total: int
    left_out: int


def place_year_matrix(articles: ArticleQuerySet, most: int | None = None) -> Matrix:
    """Return the reports by first place and by year; two queries.

    With `most`, only the fullest places, fullest first; without, all of them in the order of their codes.
    Reports without a place come last.
    """
    counts: dict[str | None, Counter[Year]] = defaultdict(Counter)
    for code, year, number in (
        articles.order_by().values_list("place_id", "date_from__year").annotate(Count("pk"))
    ):
        counts[code][year] += number
    years = _in_order(year for by_year in counts.values() for year in by_year)
    order = sorted(
        counts, key=lambda code: (code is None, -counts[code].total() if most else 0, code or "")
    )
    # With few reports in all, one more is one shade more: two are not yet many.
    fullest = max((number for by_year in counts.values() for number in by_year.values()), default=0)
    places = Place.objects.select_related("parent").in_bulk([code for code in counts if code])
    return Matrix(
        years=years,
        rows=tuple(_row(code, places, counts, years, max(fullest, SHADES)) for code in order[:most]),
        year_totals=tuple(sum(by_year[year] for by_year in counts.values()) for year in years),
        total=sum(by_year.total() for by_year in counts.values()),
        left_out=len(order) - len(order[:most]),
    )


def _row(
    code: str | None,
    places: dict[str, Place],
    counts: dict[str | None, Counter[Year]],
    years: tuple[Year, ...],
    fullest: int,
) -> MatrixRow:
    by_year = counts[code]
    cells = tuple(Cell(year, by_year[year], -(-SHADES * by_year[year] // fullest)) for year in years)
    if code is None:
        return MatrixRow(None, cells, by_year.total(), False)
    has_parts = any(other != code and other.startswith(code_prefix(code)) for other in places)
    return MatrixRow(places[code], cells, by_year.total(), has_parts or _is_plain_province(places[code]))


def _is_plain_province(place: Place) -> bool:
    """Tell a province from a municipality, which is a city itself: 北京市, 天津市, 上海市, 重庆市."""
    return place.level == Place.Level.PROVINCE and not place.name.endswith("市")


def _in_order(years: Iterable[Year]) -> tuple[Year, ...]:
    """Return each year once, the newest first, the unknown one last."""
    return tuple(sorted(set(years), key=lambda year: -(year or 0)))
