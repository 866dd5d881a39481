"""Sets: in which parts may the archive be harvested?

In: the published reports. Out: a set for each province and prefecture that has some, a prefecture's within that of its
province (`place:410000:411300`), and one for each paper (`paper:7`). A report is in the sets of all its places.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archive.browsing import ancestors, count_by_place, places_by_code
from archive.models import Article, ArticleQuerySet, Newspaper, Place
from doors.oai.tokens import MOST_DIGITS

OF_PLACE = "place"
OF_PAPER = "paper"


class Set(NamedTuple):
    """A set by its spec and its name."""

    spec: str
    name: str


def every_set() -> list[Set]:
    """Return the sets that have reports, the places first; four queries."""
    listed = _listed()
    places = places_by_code(count_by_place(listed)).values()
    of_places = (Set(_spec_of(place), place.name) for place in places if _is_set(place))
    held = listed.order_by().values("newspaper")
    papers = Newspaper.objects.filter(pk__in=held).order_by("pk")
    return [*sorted(of_places), *(Set(f"{OF_PAPER}:{paper.pk}", paper.name) for paper in papers)]


def has_sets() -> bool:
    """Tell whether there is any set at all."""
    return bool(every_set())


def members_of(spec: str) -> ArticleQuerySet | None:
    """Return the published reports of a set, None where there is no such set."""
    kind, _colon, rest = spec.partition(":")
    if kind == OF_PAPER and rest.isascii() and rest.isdigit() and len(rest) <= MOST_DIGITS:
        return _listed().filter(newspaper_id=int(rest))
    if kind == OF_PLACE:
        place = Place.objects.select_related("parent__parent").filter(code=rest.rpartition(":")[2]).first()
        return _listed().in_place(place.code) if place and _is_set(place) and _spec_of(place) == spec else None
    return None


def specs_of(article: Article) -> list[str]:
    """Return the sets of a report whose places are fetched with what lies above them."""
    first = [article.place] if article.place else []
    of_places = {spec for place in (*first, *article.further_places.all()) for spec in _specs_above(place)}
    of_paper = [f"{OF_PAPER}:{article.newspaper_id}"] if article.newspaper_id else []
    return [*sorted(of_places), *of_paper]


def _specs_above(place: Place) -> Iterator[str]:
    """Yield the narrowest set that a place is in: whoever is in it is in those above it, too."""
    within = [one for one in (*ancestors(place), place) if _is_set(one)]
    if within:
        yield _spec_of(within[-1])


def _spec_of(place: Place) -> str:
    return ":".join((OF_PLACE, *(one.code for one in (*ancestors(place), place))))


def _is_set(place: Place) -> bool:
    return place.level != Place.Level.COUNTY


def _listed() -> ArticleQuerySet:
    return Article.objects.published().filter(is_sample=False)
