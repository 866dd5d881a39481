"""Lookups: what do the names that Haystack knows mean in this index?

In: the filters, narrowings, facets and orders of a SearchQuerySet. Out: nodes of the query tree, counts and hits in
order. What cannot be answered is refused with a SearchBackendError, never answered otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final

from haystack.exceptions import SearchBackendError

from search.engine.answering import Answer, FoundDocument
from search.query_tree import Field, Node, Or, Range
from search.questions import NONE

# The fields of the index that filters know by a shorter name.
FILTER_NAMES: Final = {
    "place_code": "place",
    "place_codes": "place",
    "newspaper_id": "newspaper",
    "author_ids": "author",
    "date_basis": "basis",
    "column_name": "column",
    "django_id": "id",
    "pk": "id",
}
FILTERS: Final = frozenset({"place", "year", "newspaper", "author", "basis", "column", "role", "id"})
# Haystack's comparisons: a value is a report's or it is not; and of years, the first and the last that are meant.
PLAIN: Final = frozenset({"content", "exact"})
BOUNDS: Final[dict[str, Callable[[Any], tuple[int | None, int | None]]]] = {
    "gt": lambda year: (int(year) + 1, None),
    "gte": lambda year: (int(year), None),
    "lt": lambda year: (None, int(year) - 1),
    "lte": lambda year: (None, int(year)),
    "range": lambda years: (int(years[0]), int(years[1])),
}


def field_as(kind: str, name: str, value: Any) -> Node:
    """Return the node of a filter that is compared in one of Haystack's ways; SearchBackendError for any other."""
    if kind in PLAIN:
        return _field(name, value)
    if kind == "in":
        return Or(tuple(_field(name, one) for one in value))
    if kind in BOUNDS and name == "year":
        return Range("year", *BOUNDS[kind](value))
    raise SearchBackendError(f"reports cannot be filtered by {name}__{kind}")


def _field(name: str, value: Any) -> Field:
    known = FILTER_NAMES.get(name, name)
    if known not in FILTERS:
        raise SearchBackendError(f"reports cannot be filtered by {name!r}; try one of {sorted(FILTERS)}")
    return Field(known, NONE if value is None else str(value))


def narrowing(written: str) -> Node:
    """Return the node of what a query set is narrowed to, `field:value`; SearchBackendError for anything else."""
    name, colon, value = written.partition(":")
    if not colon:
        raise SearchBackendError(f"{written!r} is not of the form field:value")
    return _field(name, value.strip().strip('"'))


def facet_lists(found: Answer, facets: Iterable[str]) -> dict[str, list[tuple[str, int]]]:
    """Return the counts of these facets as Haystack has them: the largest first; unknown ones are left out."""
    named = ((facet, found.facets.get(FILTER_NAMES.get(facet, facet))) for facet in facets)
    return {facet: counts.most_common() for facet, counts in named if counts is not None}


def sorted_by(documents: Sequence[FoundDocument], sort_by: Sequence[str]) -> list[FoundDocument]:
    """Return the documents by any stored fields, each in its own direction, empty values last."""
    ordered = list(documents)
    for name in reversed(sort_by):
        key = partial(_sort_value, name.removeprefix("-"))
        with_value = sorted(
            (one for one in ordered if key(one) is not None), key=key, reverse=name[:1] == "-"
        )
        ordered = [*with_value, *(one for one in ordered if key(one) is None)]
    return ordered


def _sort_value(field: str, document: FoundDocument) -> Any:
    return document.id if field in ("id", "pk", "django_id") else document.stored.get(field)
