"""Counting: which matches pass the filters, and how many have each value of a facet.

A facet's own selection does not narrow its own counts: a document that fails in one facet alone still
counts there. So one pass over the matches gives the hits and every facet, exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from search.engine.matching import is_in_range
from search.engine.segments import Columns
from search.query_tree import Range
from search.questions import FACETS, FILTERS, Question


class FacetCounts:
    """How many matches have each value, by facet; `none` counts those without any."""

    def __init__(self) -> None:
        self.by_facet: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}

    def add(self, facet: str, numbers: Iterable[int], columns: Columns) -> None:
        """Count each document once for each of its values."""
        column = columns.filters[facet]
        self.by_facet[facet].update(chain.from_iterable(map(column.__getitem__, numbers)))


class Filters:
    """The filters of a question."""

    def __init__(self, question: Question) -> None:
        self._chosen = _grouped(question, excluded=False)
        self._excluded = _grouped(question, excluded=True)
        since, until = question.since, question.until
        self._days = Range("date", since and since.ordinal, until and until.ordinal) if since or until else None

    def passing(self, numbers: Iterable[int], columns: Columns, counts: FacetCounts) -> list[int]:
        """Return the documents that pass every filter, and count facets on the way."""
        hits: list[int] = []
        failed_once: dict[str, list[int]] = {facet: [] for facet in FACETS}
        for number in self._allowed(numbers, columns):
            failed = self._failed(number, columns) if self._chosen else ()
            if not failed:
                hits.append(number)
            elif len(failed) == 1 and failed[0] in failed_once:
                failed_once[failed[0]].append(number)
        for facet in FACETS:
            counts.add(facet, chain(hits, failed_once[facet]), columns)
        return hits

    def _allowed(self, numbers: Iterable[int], columns: Columns) -> Iterable[int]:
        """Return the documents that no exclusion and no range shuts out."""
        days = self._days
        if days is not None:
            numbers = [number for number in numbers if is_in_range(columns.values[number], days)]
        for name, shut in self._excluded.items():
            column = columns.filters[name]
            numbers = [number for number in numbers if shut.isdisjoint(column[number])]
        return numbers

    def _failed(self, number: int, columns: Columns) -> Sequence[str]:
        """Return the filters none of whose chosen values the document has."""
        return [
            name for name, chosen in self._chosen.items() if chosen.isdisjoint(columns.filters[name][number])
        ]


def _grouped(question: Question, excluded: bool) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = {}
    for chosen in question.selections:
        if chosen.facet in FILTERS and chosen.excluded == excluded:
            groups.setdefault(chosen.facet, set()).add(chosen.value)
    return groups
