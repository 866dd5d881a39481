"""Counting: which matches pass the filters, and how many have each value of a facet.

A facet's own selection does not narrow its own counts: a document that fails in one facet alone still
counts there. So one pass over the matches gives the hits and every facet, exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from search.engine.documents import Values
from search.engine.matching import field_values
from search.questions import FACETS, FILTERS, Question


@dataclass(slots=True)
class FacetCounts:
    """How many matches have each value, by facet; `none` counts those without any."""

    by_facet: dict[str, Counter[str]] = field(default_factory=lambda: {facet: Counter() for facet in FACETS})

    def add(self, facet: str, values: Values) -> None:
        """Count a document once for each of its values."""
        self.by_facet[facet].update(field_values(values, facet))


class Filters:
    """The filters of a question."""

    def __init__(self, question: Question) -> None:
        self._chosen = _grouped(question, excluded=False)
        self._excluded = _grouped(question, excluded=True)
        self._since = question.since.ordinal if question.since else None
        self._until = question.until.ordinal if question.until else None

    def passing(self, numbers: Iterable[int], values: tuple[Values, ...], counts: FacetCounts) -> list[int]:
        """Return the documents that pass every filter, and count facets on the way."""
        hits: list[int] = []
        for number in numbers:
            document = values[number]
            if not self._is_in_range(document) or self._is_excluded(document):
                continue
            failed = self._failed(document)
            if not failed:
                hits.append(number)
            for facet in FACETS if not failed else failed if len(failed) == 1 else ():
                if facet in FACETS:
                    counts.add(facet, document)
        return hits

    def _failed(self, document: Values) -> list[str]:
        """Return the filters none of whose chosen values the document has."""
        return [
            name for name, chosen in self._chosen.items() if chosen.isdisjoint(field_values(document, name))
        ]

    def _is_excluded(self, document: Values) -> bool:
        return any(not shut.isdisjoint(field_values(document, name)) for name, shut in self._excluded.items())

    def _is_in_range(self, document: Values) -> bool:
        """Tell whether the days that its date may mean overlap the range; undated reports are in no range."""
        if self._since is None and self._until is None:
            return True
        if document.first_day is None or document.last_day is None:
            return False
        begins_in_time = self._until is None or document.first_day <= self._until
        return begins_in_time and (self._since is None or document.last_day >= self._since)


def _grouped(question: Question, excluded: bool) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = {}
    for chosen in question.selections:
        if chosen.facet in FILTERS and chosen.excluded == excluded:
            groups.setdefault(chosen.facet, set()).add(chosen.value)
    return groups
