"""Facets: counts become values with names, in the order and form in which they are shown.

In: exact counts by value, and the question. Out: Facets with labels and links: places as a tree, years as a
histogram, all others as a list of the largest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from search.engine.facets import FacetCounts
from search.facet_names import Names, facet_labels
from search.facet_values import Counts, Shown, values_of
from search.histogram import histogram_of
from search.place_tree import tree_of
from search.question_urls import url_of
from search.questions import Question
from search.results import Facet


def facets_of(question: Question, counts: Counts, shown: Shown, names: Names) -> tuple[Facet, ...]:
    """Return the facets; a selected value is there even where it counts nothing."""
    url = _links_to_lists(question)
    return tuple(
        _formed(
            question,
            counts[name],
            Facet(
                name=name,
                label=label,
                values=values_of(question, name, counts[name], shown[name], names[name]),
                unlisted=len(counts[name]) - sum(map(bool, shown[name].values())),
                all_url=url(name),
            ),
        )
        for name, label in facet_labels().items()
    )


def _links_to_lists(question: Question) -> Callable[[str], str]:
    """Return what makes the URLs of the pages of all values of a facet: all but its name is written once."""
    before, name, after = url_of(question.on_page(1), "search_values", facet="").partition("facet=")
    return lambda facet: f"{before}{name}{facet}{after}"


def _formed(question: Question, counts: FacetCounts, facet: Facet) -> Facet:
    """Return a facet with what shows its values otherwise than as a list."""
    match facet.name:
        case "year":
            return replace(facet, histogram=histogram_of(question, counts, facet.values))
        case "place":
            return replace(facet, tree=tree_of(facet.values, counts, facet.all_url))
        case _:
            return facet
