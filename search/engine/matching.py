"""Matching: which documents of a snapshot a query tree asks for, and how often its leaves stand in them.

In: a snapshot and a tree. Out: a set of documents, and the counts of each leaf in each zone. Deleted documents are
among them: they count in the statistics, as Whoosh counts them, until a merge drops them; whoever asks for hits
masks them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from search.analysis import edges
from search.engine.counts import LeafCounts, added, in_snapshot, sparse
from search.engine.docsets import DocSet, all_of, at_least, intersection, none_of, union
from search.engine.postings import NO_POSTINGS, Postings
from search.engine.schema import BODY, COUNTED, FACTS, PAIR, TITLE, ZONES, Zone, run_in_field, signer
from search.engine.segments import Segment
from search.engine.snapshot import Snapshot
from search.engine.strings import count, count_string, find_near, find_string, within_fields
from search.query_tree import (
    ANYWHERE,
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
from search.questions import FILTERS, NONE

TEXT_ZONES: Final = (TITLE, BODY)


class Matches:
    """What one question finds in a snapshot; each leaf is looked up once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._found: dict[tuple[Leaf, Zone], LeafCounts] = {}

    def documents(self, node: Node) -> DocSet:
        """Return the documents that a query tree matches, deleted ones among them."""
        total = self.snapshot.documents
        match node:
            case Everything():
                return all_of(total)
            case Nothing():
                return none_of(total)
            case And(parts):
                return intersection([self.documents(part) for part in parts], total)
            case Or(parts):
                return union([self.documents(part) for part in parts], total)
            case Not(part):
                return self.documents(part).others
            case AtLeast(least, parts):
                return at_least(least, [self.documents(part) for part in parts], total)
            case Preferred(part, _) | Boost(part, _):
                return self.documents(part)
            case Field(name, value):
                return having(self.snapshot, name, [value])
            case Range():
                return in_range(self.snapshot, node)
            case _:
                return union([self.found(node, zone).documents for zone in zones_of(node)], total)

    def found(self, leaf: Leaf, zone: Zone) -> LeafCounts:
        """Return in which documents a leaf stands in a zone, and how often."""
        if (leaf, zone) not in self._found:
            self._found[leaf, zone] = self._look_up(leaf, zone)
        return self._found[leaf, zone]

    def _look_up(self, leaf: Leaf, zone: Zone) -> LeafCounts:
        if isinstance(leaf, Equivalents):
            return added([self.found(part, zone) for part in leaf.parts], self.snapshot.documents)
        term = _term_of(leaf, zone)
        each = (
            [segment.term_counts(zone, term) for segment in self.snapshot.segments]
            if term
            else [
                sparse(segment.documents, count_leaf(segment, leaf, zone))
                for segment in self.snapshot.segments
            ]
        )
        return in_snapshot(each, self.snapshot.bases)


def zones_of(leaf: Leaf) -> tuple[Zone, ...]:
    """Return the zones in which a leaf may stand; what is looked for anywhere is not looked for among facts."""
    if isinstance(leaf, Equivalents):
        return ZONES
    if isinstance(leaf, Signer):
        return (FACTS,)
    return TEXT_ZONES if leaf.field == ANYWHERE else ZONES


def _term_of(leaf: TextLeaf | Signer, zone: Zone) -> str | None:
    """Return the one term of the index that a leaf is, where it is one."""
    match leaf:
        case Word(folded, field) | Exact(folded, field) if field == ANYWHERE and zone is not FACTS:
            return folded if len(folded) <= PAIR else None
        case _:
            return None


def count_leaf(segment: Segment, leaf: TextLeaf | Signer, zone: Zone) -> Postings:
    """Return in which documents of a segment a leaf stands in a zone, or in those fields of it that it asks for."""
    if isinstance(leaf, Signer):
        return _run(segment, zone, signer(leaf.folded, leaf.role)) if zone is FACTS else NO_POSTINGS
    if leaf.field == ANYWHERE:
        return NO_POSTINGS if zone is FACTS else _count_text(segment, leaf, zone, None)
    fields = [name for name in zone.fields if name in TEXT_FIELDS[leaf.field]]
    return _count_text(segment, leaf, zone, fields) if fields else NO_POSTINGS


def having(snapshot: Snapshot, name: str, values: Sequence[str]) -> DocSet:
    """Return the documents that have any of these values in a filter; `none` asks for those without any."""
    total = snapshot.documents
    if name == "id":
        wanted = [int(value) for value in values if value.isdecimal()]
        return DocSet(total, mask=np.isin(snapshot.ids, wanted))
    if name not in FILTERS:
        return none_of(total)
    facet = snapshot.facet(name)
    return DocSet(total, mask=facet.having_any(values)[facet.sets])


def in_range(snapshot: Snapshot, asked: Range) -> DocSet:
    """Return the documents that have a year, or a day that their date may mean, in a range; undated: in none."""
    if asked.name == "year":
        facet = snapshot.facet("year")
        within = [label != NONE and _is_between(int(label), asked) for label in facet.labels]
        return DocSet(snapshot.documents, mask=facet.having(np.array(within, np.bool_))[facet.sets])
    mask = snapshot.last_days > 0
    if asked.first is not None:
        mask &= snapshot.last_days >= asked.first
    if asked.last is not None:
        mask &= snapshot.first_days <= asked.last
    return DocSet(snapshot.documents, mask=mask)


def _is_between(year: int, asked: Range) -> bool:
    return (asked.first is None or year >= asked.first) and (asked.last is None or year <= asked.last)


def _count_text(segment: Segment, leaf: TextLeaf, zone: Zone, fields: Sequence[str] | None) -> Postings:
    match leaf:
        case Run(folded):
            return _count_run(segment, zone, folded, fields)
        case Whole(folded):
            whole = [_count_run(segment, zone, edge, fields) for edge in edges(folded)]
            return _within(_count_string(segment, zone, folded, fields), whole)
        case Word(folded) | Exact(folded):
            return _count_string(segment, zone, folded, fields)
        case Near() | Gap():
            found = find_near(segment, zone, leaf)
            return count((within_fields(segment, zone, found, fields) if fields else found).documents)


def _count_string(segment: Segment, zone: Zone, folded: str, fields: Sequence[str] | None) -> Postings:
    if fields is None:
        return count_string(segment, zone, folded)
    return count(within_fields(segment, zone, find_string(segment, zone, folded), fields).documents)


def _count_run(segment: Segment, zone: Zone, run: str, fields: Sequence[str] | None) -> Postings:
    if fields is None:
        return _run(segment, zone, run)
    each = [sparse(segment.documents, _run(segment, zone, run_in_field(name, run))) for name in fields]
    return added(each, segment.documents).postings


def _run(segment: Segment, zone: Zone, term: str) -> Postings:
    return segment.postings(zone, COUNTED + term)


def _within(postings: Postings, others: Iterable[Postings]) -> Postings:
    """Return the postings of documents that all others have too."""
    for other in others:
        stand = np.isin(postings.documents, other.documents, assume_unique=True)
        postings = Postings(postings.documents[stand], postings.counts[stand])
    return postings
