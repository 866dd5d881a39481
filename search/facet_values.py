"""Values of facets: which of them a page shows, and each with its name, its count and its links.

In: exact counts by value, and the question. Out: FacetValues in the order of their facet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from search.engine.facets import FacetCounts
from search.histogram import is_by_year
from search.place_tree import level_of, order_of_places, places_shown
from search.question_urls import links_to_values, url_of
from search.questions import NONE, Question, Selection
from search.results import FacetValue

Counts = Mapping[str, FacetCounts]
Shown = Mapping[str, Mapping[str, int]]

TOP_LEVEL = 1


def shown_of(question: Question, counts: Counts, most: int | None) -> Shown:
    """Return the values that each facet shows with their counts: the largest, about so many, and those chosen."""
    return {facet: _shown(question, facet, counted, most) for facet, counted in counts.items()}


def values_of(
    question: Question, facet: str, counts: FacetCounts, shown: Mapping[str, int], names: Mapping[str, str]
) -> tuple[FacetValue, ...]:
    """Return those values of a facet that have a name, in the order of the facet."""
    chosen = _chosen(question, facet)
    url_with, url_without = links_to_values(question, facet), links_to_values(question, facet, excluded=True)
    found = [
        FacetValue(
            value=value,
            label=names[value],
            count=count,
            selected=value in chosen,
            url=url_of(question.toggled(Selection(facet, value))) if value in chosen else url_with(value),
            exclude_url="" if value in chosen else url_without(value),
            level=level_of(value) if facet == "place" else TOP_LEVEL,
        )
        for value, count in shown.items()
        if value in names
    ]
    return tuple(sorted(found, key=_order(facet, counts)))


def _shown(question: Question, facet: str, counts: FacetCounts, most: int | None) -> dict[str, int]:
    chosen = _chosen(question, facet)
    if most is not None and facet == "place":
        return places_shown(counts, chosen, most)
    if facet == "year" and is_by_year(counts):
        most = None
    largest = dict(counts.most_common(most))
    return largest | {value: counts.get(value, 0) for value in chosen if value not in largest}


def _chosen(question: Question, facet: str) -> list[str]:
    return [one.value for one in question.selections if one.facet == facet and not one.excluded]


def _order(facet: str, counts: Mapping[str, int]) -> Any:
    """Return the sort key of a facet's values; reports without any come last."""
    match facet:
        case "year":
            return lambda value: (value.value == NONE, -int(value.value) if value.value != NONE else 0)
        case "place":
            place = order_of_places(counts)
            return lambda value: place(value.value)
        case _:
            return lambda value: (value.value == NONE, -value.count, value.label, value.value)
