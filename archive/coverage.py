"""Coverage: what is held from where and when, where are the gaps, and how much is known of each report?

In: an ArticleQuerySet, or counts by year made of one. Out: frozen values. A gap is a year without a report between the
first and the last held of a place or a paper: it says that nothing was collected, not that nothing was printed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from archive.browsing import Year
from archive.held_names import Named
from archive.matrix import Cells
from archive.models import ArticleQuerySet, Credit, Place
from archive.models.years import YearOf
from archive.text.pinyin_order import sort_key

PRECISIONS: Final = ("day", "month", "year")
BASES: Final = ("stated", "inferred")
# Of places and of papers so many lines at most: those with the most years missing.
MOST_RUNS: Final = 400


class Years(NamedTuple):
    """Years from the first to the last, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Run:
    """From when to when a place or a paper is held, and the years between of which nothing is."""

    held: Place | Named
    years: Years
    gaps: tuple[Years, ...]

    @property
    def missing(self) -> int:
        """Return how many years are missing."""
        return sum(gap.last - gap.first + 1 for gap in self.gaps)


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs that have gaps, in order; `total` of all that were looked at; `left_out` were too many to list."""

    with_gaps: tuple[Run, ...]
    total: int
    left_out: int


class Dating(NamedTuple):
    """How many reports are dated so precisely, by what the page states and by inference."""

    precision: str
    stated: int
    inferred: int


@dataclass(frozen=True, slots=True)
class Known:
    """Of how many reports something is known; `total` of all, `undated` without any date."""

    total: int
    undated: int
    inferred: int
    samples: int
    place: int
    newspaper: int
    issue_number: int
    print_page: int
    column_name: int
    author: int


def known_of(articles: ArticleQuerySet) -> Known:
    """Return how much is known of the reports; one query."""
    wrote = Exists(Credit.objects.filter(article=OuterRef("pk"), is_author=True))
    has = {name: Count("pk", filter=~Q(**{name: None}) & ~Q(**{name: ""})) for name in ("issue_number", "print_page")}
    return Known(
        **articles.order_by().aggregate(
            total=Count("pk"),
            undated=Count("pk", filter=Q(date_published=None)),
            inferred=Count("pk", filter=Q(date_basis="inferred")),
            samples=Count("pk", filter=Q(is_sample=True)),
            place=Count("place"),
            newspaper=Count("newspaper"),
            column_name=Count("pk", filter=~Q(column_name=None) & ~Q(column_name="")),
            author=Count("pk", filter=wrote),
            **has,
        )
    )


def datings(articles: ArticleQuerySet) -> tuple[Dating, ...]:
    """Return how the reports are dated, the most precise first; one query."""
    grouped = articles.exclude(date_published=None).order_by().values_list("date_precision", "date_basis")
    counts = {(precision, basis): number for precision, basis, number in grouped.annotate(Count("pk"))}
    return tuple(Dating(one, *(counts.get((one, basis), 0) for basis in BASES)) for one in PRECISIONS)


def runs_of_places(cells: Cells, places: Mapping[str, Place]) -> Runs:
    """Return from when to when each place is held, by first places, in the order of codes."""
    return _runs((places[code], cells[code]) for code in sorted(filter(None, cells)))


def runs_of_papers(articles: ArticleQuerySet) -> Runs:
    """Return from when to when each paper is held, in the order of pinyin; one query."""
    held: dict[Named, list[Year]] = defaultdict(list)
    years = articles.exclude(newspaper=None).order_by()
    for pk, name, year in years.values_list("newspaper_id", "newspaper__name", YearOf("date_from")).distinct():
        held[Named(pk, name)].append(year)
    return _runs((paper, held[paper]) for paper in sorted(held, key=lambda one: (sort_key(one.name), one)))


def gaps_in(years: Iterable[int]) -> tuple[Years, ...]:
    """Return the years that lie between these and are not among them."""
    return tuple(Years(one + 1, next_one - 1) for one, next_one in pairwise(sorted(set(years))) if next_one - one > 1)


def _runs(held: Iterable[tuple[Place | Named, Iterable[Year]]]) -> Runs:
    known = [(one, sorted(year for year in years if year is not None)) for one, years in held]
    dated = [Run(one, Years(years[0], years[-1]), gaps_in(years)) for one, years in known if years]
    with_gaps = [run for run in dated if run.gaps]
    wanted = sorted(range(len(with_gaps)), key=lambda at: -with_gaps[at].missing)[:MOST_RUNS]
    return Runs(tuple(with_gaps[at] for at in sorted(wanted)), len(known), len(with_gaps) - len(wanted))
