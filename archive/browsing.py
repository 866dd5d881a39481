"""Counting: what the pages for browsing ask of the database.

In: an ArticleQuerySet, which the caller has narrowed to what may be seen. Out: frozen values, each from a
fixed number of queries however many reports there are. A count of a place takes in what lies below it and
the further places of a report, each report once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count

from archive.models import ArticleQuerySet, Place
from archive.models.years import YearOf

Year = int | None  # None: the page does not say, and nothing tells


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """A place, how many reports are on it or below it, and the places right below it that have any."""

    place: Place
    count: int
    parts: tuple[PlaceCount, ...] = ()


@dataclass(frozen=True, slots=True)
class ProvinceShelf:
    """A province with its count, and the places right below it that have reports, each with its own parts."""

    province: Place
    count: int
    held: tuple[PlaceCount, ...]


@dataclass(frozen=True, slots=True)
class YearCount:
    """A year, its reports, and their share of the fullest year in percent."""

    year: Year
    count: int
    share: int

    @property
    def written(self) -> str:
        """Return the year as it stands in a URL: 2022, none."""
        return str(self.year or "none")


@dataclass(frozen=True, slots=True)
class PaperCount:
    """A newspaper's id and name, and its reports."""

    pk: int
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a set of reports holds, by year (undated last) and by paper (fullest first)."""

    total: int
    years: tuple[YearCount, ...]
    papers: tuple[PaperCount, ...]


def ancestors(place: Place) -> tuple[Place, ...]:
    """Return the divisions above a place, the province first."""
    above: list[Place] = []
    upper = place.parent
    while upper is not None:
        above.insert(0, upper)
        upper = upper.parent
    return tuple(above)


def count_firsts(articles: ArticleQuerySet) -> dict[str, int]:
    """Return, by code, how many of the reports have a place as their first; one query."""
    return dict(articles.exclude(place=None).order_by().values_list("place_id").annotate(Count("pk")))


def count_by_place(articles: ArticleQuerySet, firsts: Mapping[str, int] | None = None) -> Counter[str]:
    """Return, by code, how many of the reports are on a place or below it; two queries.

    One query less with `firsts`: how many have each place as their first.
    """
    counts: Counter[str] = Counter()
    if firsts is None:
        firsts = count_firsts(articles)
    for code, number in firsts.items():
        for upper in _codes_upward(code):
            counts[upper] += number
    for article_codes in _codes_added_by_further_places(articles):
        counts.update(article_codes)
    return counts


def places_by_code(codes: Iterable[str | None]) -> dict[str, Place]:
    """Return the places of these codes and the provinces they lie in, each with what is above it; one query."""
    wanted = {upper for code in codes if code for upper in (code, f"{code[:2]}0000")}
    return Place.objects.select_related("parent").in_bulk(wanted)


def shelves(counts: Counter[str], places: Mapping[str, Place] | None = None) -> tuple[ProvinceShelf, ...]:
    """Return the provinces that have reports, with the places below them that have any.

    One query; none with `places`, which are those of the counts by code.
    """
    below: dict[str | None, list[Place]] = defaultdict(list)
    for code, place in sorted((places or places_by_code(counts)).items()):
        if counts[code]:
            below[place.parent_id].append(place)

    def counted(code: str | None) -> tuple[PlaceCount, ...]:
        return tuple(PlaceCount(place, counts[place.code], counted(place.code)) for place in below[code])

    return tuple(ProvinceShelf(found.place, found.count, found.parts) for found in counted(None))


def holdings(articles: ArticleQuerySet) -> Holdings:
    """Return the years and papers of the reports with their counts; one query."""
    years: Counter[Year] = Counter()
    papers: Counter[tuple[int, str]] = Counter()
    grouped = articles.order_by().values_list(YearOf("date_from"), "newspaper_id", "newspaper__name")
    for year, newspaper_id, name, number in grouped.annotate(Count("pk")):
        years[year] += number
        if newspaper_id is not None:
            papers[newspaper_id, name] += number
    return Holdings(
        total=years.total(),
        years=year_counts(years),
        papers=tuple(
            PaperCount(pk, name, number)
            for (pk, name), number in sorted(papers.items(), key=lambda item: (-item[1], item[0][1]))
        ),
    )


def year_counts(years: Counter[Year]) -> tuple[YearCount, ...]:
    """Return counts by year as what a chart shows, the newest first, the unknown one last."""
    fullest = max(years.values(), default=0)
    known = sorted((year for year in years if year is not None), reverse=True)
    order: list[Year] = [*known, *([None] if None in years else [])]
    return tuple(YearCount(year, years[year], round(100 * years[year] / fullest)) for year in order)


def _codes_upward(code: str) -> set[str]:
    """Return the code with those of its prefecture and province; some of these may name no place."""
    return {code, f"{code[:4]}00", f"{code[:2]}0000"}


def _codes_added_by_further_places(articles: ArticleQuerySet) -> Iterable[set[str]]:
    """Return for each report the codes it counts under through its further places only."""
    added: dict[int, set[str]] = defaultdict(set)
    counted: dict[int, set[str]] = {}
    links = articles.order_by().filter(further_places__isnull=False)
    for article_id, first_code, code in links.values_list("pk", "place_id", "further_places"):
        added[article_id] |= _codes_upward(code)
        counted[article_id] = _codes_upward(first_code) if first_code else set()
    return [codes - counted[article_id] for article_id, codes in added.items()]
