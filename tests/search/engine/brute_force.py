"""Brute force: what a query tree means, report by report and passage by passage, under the fold of tests/oracles.py.

In: a tree and a report. Out: whether it holds, and how often each leaf stands in it. Nothing here is indexed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from search.analysis import edges, runs
from search.engine.schema import FACTS, ZONES, Zone
from search.proximity import occurrences
from search.query_tree import (
    ANYWHERE,
    AUTHOR,
    TEXT_FIELDS,
    And,
    AtLeast,
    Boost,
    Equivalents,
    Everything,
    Exact,
    Field,
    Gap,
    Leaf,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Preferred,
    Range,
    Run,
    Signer,
    TextLeaf,
    Whole,
    Word,
)
from search.questions import NONE
from tests.oracles import count_overlapping, oracle_fold
from tests.search.engine.drawing import Report, texts

# Passages are folded and cut again for each tree.
_folded: Final = lru_cache(1 << 14)(oracle_fold)
_runs: Final = lru_cache(1 << 14)(runs)


def holds(node: Node, report: Report) -> bool:
    """Tell whether a report is what a tree asks for."""
    match node:
        case Everything() | Nothing():
            return isinstance(node, Everything)
        case And(parts):
            return all(holds(part, report) for part in parts)
        case Or(parts):
            return any(holds(part, report) for part in parts)
        case Not(part):
            return not holds(part, report)
        case AtLeast(least, parts):
            return sum(holds(part, report) for part in parts) >= least
        case Preferred(part, _) | Boost(part, _):
            return holds(part, report)
        case Field() | Range():
            return has_value(report, node)
        case _:
            return any(count(node, zone, report) for zone in ZONES)


def count(leaf: Leaf, zone: Zone, report: Report) -> int:
    """Return how often a leaf stands in a zone of a report, by looking at every passage."""
    if isinstance(leaf, Equivalents):
        return sum(count(part, zone, report) for part in leaf.parts)
    if isinstance(leaf, Signer):
        names = map(_folded, _signers(report, leaf.role))
        return sum(name == leaf.folded for name in names) if zone is FACTS else 0
    if leaf.field == ANYWHERE and zone is FACTS:
        return 0
    fields = [name for name in zone.fields if leaf.field == ANYWHERE or name in TEXT_FIELDS[leaf.field]]
    return _count_text(leaf, texts(report, fields))


def _signers(report: Report, role: str) -> list[str]:
    """Return who signed in a role."""
    if role in ("", AUTHOR):
        return list(report["author_names" if role else "credit_names"])
    return [name for printed, name in (one.split("\t") for one in report["credit_roles"]) if printed == role]


def _count_text(leaf: TextLeaf, raw: Sequence[str]) -> int:
    passages = [_folded(text) for text in raw]
    match leaf:
        case Run(folded):
            return sum(run == folded for text in raw for run in _runs(text))
        case Whole(folded):
            found = {run for text in raw for run in _runs(text)}
            return (
                sum(count_overlapping(folded, one) for one in passages)
                if found.issuperset(edges(folded))
                else 0
            )
        case Word(folded) | Exact(folded):
            return sum(count_overlapping(folded, passage) for passage in passages)
        case Near() | Gap():
            return sum(len(list(occurrences(leaf, passage))) for passage in passages)


def has_value(report: Report, node: Field | Range) -> bool:
    """Tell whether a report has a value, or one in a range."""
    match node:
        case Field("id", value):
            return str(report["django_id"]) == value
        case Field(name, value):
            return value in (values_of(report, name) or [NONE]) and name != "colour"
        case Range("year", first, last):
            year = report["year"]
            return year is not None and (first or year) <= year <= (last or year)
        case Range(_, first, last):
            return overlaps(report, first, last)


def values_of(report: Report, name: str) -> list[str]:
    """Return what a report has in a filter, as it stands in a URL."""
    fields = {
        "place": report["place_codes"], "author": report["author_ids"], "year": [report["year"]],
        "newspaper": [report["newspaper_id"]], "basis": [report["date_basis"]], "column": [report["column_name"]],
        "role": [*dict.fromkeys(one.split("\t")[0] for one in report["credit_roles"])],
    }  # fmt: skip
    return [str(value) for value in fields.get(name, ()) if value is not None]


def overlaps(report: Report, first: int | None, last: int | None) -> bool:
    """Tell whether a report's date may be a day from `first` on, and a day up to `last`; undated: never."""
    begins: dt.date | None = report["date_from"]
    ends: dt.date | None = report["date_to"]
    if begins is None or ends is None:
        return False
    days = range(begins.toordinal(), ends.toordinal() + 1)
    return (first is None or any(day >= first for day in days)) and (
        last is None or any(day <= last for day in days)
    )
