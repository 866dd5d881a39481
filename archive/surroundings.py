"""Surroundings: what lies above, beside and below a place, and how many reports each has?

In: a place fetched with what is above it, and the reports that may be seen. Out: Surroundings, from three queries.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from archive.browsing import PlaceCount, ancestors, count_by_place, count_firsts
from archive.models import ArticleQuerySet, Place
from archive.models.places import code_prefix


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The divisions around a place. `above` has the province first; `beside` are those of the same division.

    `empty_below` are the divisions below it without a report. `first_here` reports have their first place in it.
    """

    above: tuple[Place, ...]
    beside: tuple[PlaceCount, ...]
    below: tuple[PlaceCount, ...]
    empty_below: tuple[Place, ...]
    first_here: int


def surroundings(place: Place, articles: ArticleQuerySet) -> Surroundings:
    """Return what lies around a place; beside and below it, those divisions that have reports."""
    within = articles.in_place(place.parent_id) if place.parent_id else articles
    firsts = count_firsts(within)
    counts = count_by_place(within, firsts)
    around = Place.objects.filter(Q(parent=place.pk) | Q(parent=place.parent_id)).order_by("code")
    counted = [PlaceCount(one, counts[one.code]) for one in around if one != place]
    below = [one for one in counted if one.place.parent_id == place.pk]
    return Surroundings(
        above=ancestors(place),
        beside=tuple(one for one in counted if one.count and one.place.parent_id == place.parent_id),
        below=tuple(one for one in below if one.count),
        empty_below=tuple(one.place for one in below if not one.count),
        first_here=sum(count for code, count in firsts.items() if code.startswith(code_prefix(place.code))),
    )
