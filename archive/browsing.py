"""Counting: what the pages for browsing ask of the database.

In: an ArticleQuerySet, which the caller has narrowed to what may be seen. Out: frozen values, each from a
fixed number of queries however many reports there are. A count of a place takes in what lies below it and
the further places of a report, each report once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from archive.models import Article, ArticleQuerySet, Contributor, Newspaper, Place

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


def count_by_place(articles: ArticleQuerySet) -> Counter[str]:
    """Return, by code, how many of the reports are on a place or below it; two queries."""
    counts: Counter[str] = Counter()
    firsts = articles.exclude(place=None).order_by().values_list("place_id").annotate(Count("pk"))
    for code, number in firsts:
        for upper in _codes_upward(code):
            counts[upper] += number
    for article_codes in _codes_added_by_further_places(articles):
        counts.update(article_codes)
    return counts


def shelves(counts: Counter[str]) -> tuple[ProvinceShelf, ...]:
    """Return the provinces that have reports, with the places below them that have any; one query."""
    below: dict[str | None, list[Place]] = defaultdict(list)
    for place in Place.objects.filter(code__in=list(counts)).order_by("code"):
        below[place.parent_id].append(place)

    def counted(code: str | None) -> tuple[PlaceCount, ...]:
        return tuple(PlaceCount(place, counts[place.code], counted(place.code)) for place in below[code])

    return tuple(ProvinceShelf(found.place, found.count, found.parts) for found in counted(None))


def holdings(articles: ArticleQuerySet) -> Holdings:
    """Return the years and papers of the reports with their counts; one query."""
    years: Counter[Year] = Counter()
    papers: Counter[tuple[int, str]] = Counter()
    grouped = articles.order_by().values_list("date_from__year", "newspaper_id", "newspaper__name")
    for year, newspaper_id, name, number in grouped.annotate(Count("pk")):
        years[year] += number
        if newspaper_id is not None:
            papers[newspaper_id, name] += number
    return Holdings(
        total=years.total(),
        years=_year_counts(years),
        papers=tuple(
            PaperCount(pk, name, number)
            for (pk, name), number in sorted(papers.items(), key=lambda item: (-item[1], item[0][1]))
        ),
    )


def newspapers_held(articles: ArticleQuerySet) -> list[Newspaper]:
    """Return the papers of the reports, by name, each with its `number` of them; one query."""
    number = Count("articles", filter=Q(articles__in=articles), distinct=True)
    return list(
        Newspaper.objects.annotate(number=number)
        .filter(number__gt=0)
        .select_related("place")
        .order_by("name")
    )


def authors_held(articles: ArticleQuerySet):  # type: ignore[no-untyped-def]  # annotated querysets have no name in django-stubs
    """Return the contributors who wrote any of the reports, each with the `number`, the busiest first."""
    wrote = Q(credits__is_author=True, credits__article__in=articles)
    return (
        Contributor.objects.annotate(number=Count("credits__article", filter=wrote, distinct=True))
        .filter(number__gt=0)
        .select_related("newspaper", "place")
        .order_by("-number", "name", "pk")
    )


def _codes_upward(code: str) -> set[str]:
    """Return the code with those of its prefecture and province; some of these may name no place."""
    return {code, f"{code[:4]}00", f"{code[:2]}0000"}


def _codes_added_by_further_places(articles: ArticleQuerySet) -> Iterable[set[str]]:
    """Return for each report the codes it counts under through its further places only."""
    added: dict[int, set[str]] = defaultdict(set)
    counted: dict[int, set[str]] = {}
    links = Article.further_places.through._default_manager.filter(article__in=articles.order_by())
    for article_id, first_code, code in links.values_list("article_id", "article__place_id", "place_id"):
        added[article_id] |= _codes_upward(code)
        counted[article_id] = _codes_upward(first_code) if first_code else set()
    return [codes - counted[article_id] for article_id, codes in added.items()]


def _year_counts(years: Counter[Year]) -> tuple[YearCount, ...]:
    fullest = max(years.values(), default=0)
    known = sorted((year for year in years if year is not None), reverse=True)
    order: list[Year] = [*known, *([None] if None in years else [])]
    return tuple(YearCount(year, years[year], round(100 * years[year] / fullest)) for year in order)
