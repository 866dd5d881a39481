"""Filters: which matches pass what a question has chosen, and which count for a facet.

In: the documents that match. Out: hits, and the documents that each facet counts. A facet's own selection does not
narrow its own counts: a document that fails in one filter alone still counts there. Each filter is worked out once.
"""

from __future__ import annotations

from collections.abc import Iterable

from search.engine.docsets import DocSet, intersection
from search.engine.facets import FacetCounts, count_values
from search.engine.matching import having, in_range
from search.engine.snapshot import Snapshot
from search.query_tree import Range
from search.questions import FILTERS, Question


class Filtered:
    """What passes the filters of a question; `hits` pass all of them."""

    def __init__(self, snapshot: Snapshot, matching: DocSet, question: Question) -> None:
        self._snapshot = snapshot
        self._allowed = intersection([matching, *_restrictions(snapshot, question)], snapshot.documents)
        self._chosen = {
            name: having(snapshot, name, values)
            for name, values in _selected(question, excluded=False).items()
        }
        self.hits = self._passing(self._chosen)

    def counts(self, facets: Iterable[str]) -> dict[str, FacetCounts]:
        """Return how many documents have each value of these facets."""
        return {facet: count_values(self._snapshot.facet(facet), self._counted(facet)) for facet in facets}

    def _counted(self, facet: str) -> DocSet:
        """Return the documents that pass every filter but the facet's own."""
        return self._passing(self._chosen.keys() - {facet}) if facet in self._chosen else self.hits

    def _passing(self, names: Iterable[str]) -> DocSet:
        return intersection(
            [self._allowed, *(self._chosen[name] for name in names)], self._snapshot.documents
        )


def _restrictions(snapshot: Snapshot, question: Question) -> list[DocSet]:
    """Return what belongs to no facet's selection: exclusions, the range of days, and no samples if so."""
    excluded = _selected(question, excluded=True).items()
    found = [having(snapshot, name, values).others for name, values in excluded]
    if question.since or question.until:
        since, until = question.since, question.until
        found.append(in_range(snapshot, Range("date", since and since.ordinal, until and until.ordinal)))
    if not question.has_samples:
        found.append(snapshot.samples.others)
    return found


def _selected(question: Question, excluded: bool) -> dict[str, list[str]]:
    """Return the values chosen in each filter, or excluded from it."""
    groups: dict[str, list[str]] = {}
    for one in question.selections:
        if one.facet in FILTERS and one.excluded == excluded:
            groups.setdefault(one.facet, []).append(one.value)
    return groups
