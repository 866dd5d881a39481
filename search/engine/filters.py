"""Filters: which matches pass what a question has chosen, and which count for a facet.

In: a mask of matches. Out: hits, and the documents that each facet counts. A facet's own selection does not narrow
its own counts: a document that fails in one filter alone still counts there. Each filter is one mask, made once.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from search.engine.facets import FacetCounts, Mask, count_values
from search.engine.matching import is_in_range
from search.engine.postings import Integers
from search.engine.snapshot import Snapshot
from search.query_tree import Range
from search.questions import FILTERS, Question


class Filtered:
    """What passes the filters of a question."""

    def __init__(self, snapshot: Snapshot, matches: Mask, question: Question) -> None:
        self._snapshot = snapshot
        self._allowed = matches & ~_excluded(snapshot, question) if _has_excluded(question) else matches
        if question.since or question.until:
            since, until = question.since, question.until
            days = Range("date", since and since.ordinal, until and until.ordinal)
            self._allowed = self._allowed & is_in_range(snapshot, days)
        self._chosen = {
            name: snapshot.facet(name).having_any(values) for name, values in _chosen(question).items()
        }
        self.hits = self._passing(self._chosen)

    def counts(self, facets: Iterable[str]) -> dict[str, FacetCounts]:
        """Return how many documents have each value of these facets."""
        return {facet: count_values(self._snapshot.facet(facet), self._counted(facet)) for facet in facets}

    def _counted(self, facet: str) -> Integers:
        """Return the documents that pass every filter but the facet's own."""
        return self._passing(self._chosen.keys() - {facet}) if facet in self._chosen else self.hits

    def _passing(self, names: Iterable[str]) -> Integers:
        mask = self._allowed
        for name in names:
            mask = mask & self._chosen[name]
        return np.flatnonzero(mask)


def _chosen(question: Question) -> dict[str, list[str]]:
    """Return the values chosen in each filter."""
    groups: dict[str, list[str]] = {}
    for one in question.selections:
        if one.facet in FILTERS and not one.excluded:
            groups.setdefault(one.facet, []).append(one.value)
    return groups


def _has_excluded(question: Question) -> bool:
    return any(one.excluded for one in question.selections)


def _excluded(snapshot: Snapshot, question: Question) -> Mask:
    """Return which documents an exclusion shuts out."""
    shut = np.zeros(snapshot.documents, np.bool_)
    for one in question.selections:
        if one.facet in FILTERS and one.excluded:
            shut |= snapshot.facet(one.facet).having_any([one.value])
    return shut
