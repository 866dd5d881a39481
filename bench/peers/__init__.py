"""Peers: engines that are asked the same questions over the same documents.

In: a question as a query tree (`bench.questions.Asked`). Out: a Reply: the exact total, the ids of one page of
hits in order, and for each of four facets its ten most frequent values with their counts, where a facet's own
selection does not narrow its own counts. The clock runs in `ask` alone: building query objects (`prepare`)
and turning what comes back into a Reply (`read`) stand outside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple, Protocol

from bench.questions import Asked
from search.questions import Question

# What every engine counts; the product has more facets than these.
FACETS: Final = ("place", "year", "newspaper", "author")
# As many as tantivy gives where nobody asks for more; all 3,000 authors cost it several times the question.
SHOWN_VALUES: Final = 10


class Reply(NamedTuple):
    """What an engine says; the counts by facet, then by value."""

    total: int
    ids: tuple[int, ...]
    facets: Mapping[str, Mapping[str, int]]


class Peer(Protocol):
    """An engine over one index."""

    name: str

    def prepare(self, asked: Asked) -> Any:
        """Return the question in the engine's own terms."""

    def ask(self, prepared: Any) -> Any:
        """Answer it: this is what the clock measures."""

    def read(self, raw: Any) -> Reply:
        """Return what `ask` returned as a Reply."""


def chosen_values(question: Question) -> dict[str, list[str]]:
    """Return the values chosen in each facet; exclusions are not among the benchmark's questions."""
    groups: dict[str, list[str]] = {}
    for selection in question.selections:
        groups.setdefault(selection.facet, []).append(selection.value)
    return groups


def facet_groups(question: Question) -> list[tuple[Question, tuple[str, ...]]]:
    """Return which facets are counted under which filters: all unselected ones at once, each other by itself."""
    chosen = chosen_values(question)
    free = tuple(facet for facet in FACETS if facet not in chosen)
    others = [(without(question, facet), (facet,)) for facet in FACETS if facet in chosen]
    return [(question, free), *others]


def without(question: Question, facet: str) -> Question:
    """Return the question without what is chosen in one facet."""
    return replace(question, selections=tuple(one for one in question.selections if one.facet != facet))
