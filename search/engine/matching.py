"""Matching: which documents of a snapshot a query tree asks for, and how often its leaves stand in them.

In: a snapshot and a tree. Out: masks over all documents, and the postings of each leaf in each zone. Deleted
documents are among them: they count in the statistics, as Whoosh counts them, until a merge drops them; whoever
asks for hits masks them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from search.analysis import edges
from search.engine.facets import Mask
from search.engine.postings import NO_POSTINGS, Postings
from search.engine.schema import COUNTED, FACTS, ZONES, Zone, run_in_field, signer
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


class Matches:
    """What one question finds in a snapshot; each leaf is looked up once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._found: dict[tuple[Leaf, Zone], Postings] = {}

    def mask(self, node: Node) -> Mask:
        """Return which documents a query tree matches."""
        match node:
            case Everything():
                return self._all()
            case Nothing():
                return ~self._all()
            case And(parts):
                return _combined(np.logical_and, map(self.mask, parts), self._all())
            case Or(parts):
                return _combined(np.logical_or, map(self.mask, parts), ~self._all())
            case Not(part):
                return ~self.mask(part)
            case AtLeast(least, parts):
                times = sum((self.mask(part).astype(np.int32) for part in parts), np.zeros(1, np.int32))
                return self._all() & (times >= least)
            case Preferred(part, _) | Boost(part, _):
                return self.mask(part)
            case Field(name, value):
                return has_value(self.snapshot, name, value)
            case Range():
                return is_in_range(self.snapshot, node)
            case _:
                return self._holding(node)

    def found(self, leaf: Leaf, zone: Zone) -> Postings:
        """Return in which documents a leaf stands in a zone, and how often."""
        if (leaf, zone) not in self._found:
            self._found[leaf, zone] = self._look_up(leaf, zone)
        return self._found[leaf, zone]

    def _all(self) -> Mask:
        return np.ones(self.snapshot.documents, np.bool_)

    def _holding(self, leaf: Leaf) -> Mask:
        mask = np.zeros(self.snapshot.documents, np.bool_)
        for zone in ZONES:
            mask[self.found(leaf, zone).documents] = True
        return mask

    def _look_up(self, leaf: Leaf, zone: Zone) -> Postings:
        if isinstance(leaf, Equivalents):
            return _added([self.found(part, zone) for part in leaf.parts], self.snapshot.documents)
        segments = self.snapshot.segments
        return _in_snapshot([count_leaf(segment, leaf, zone) for segment in segments], self.snapshot.bases)


def count_leaf(segment: Segment, leaf: TextLeaf | Signer, zone: Zone) -> Postings:
    """Return in which documents of a segment a leaf stands in a zone, or in those fields of it that it asks for."""
    if isinstance(leaf, Signer):
        return _run(segment, zone, signer(leaf.folded)) if zone is FACTS else NO_POSTINGS
    if leaf.field == ANYWHERE:
        return NO_POSTINGS if zone is FACTS else _count_text(segment, leaf, zone, None)
    fields = [name for name in zone.fields if name in TEXT_FIELDS[leaf.field]]
    return _count_text(segment, leaf, zone, fields) if fields else NO_POSTINGS


def has_value(snapshot: Snapshot, name: str, value: str) -> Mask:
    """Return which documents have a value in a filter; `none` asks for those without any."""
    if name == "id":
        return snapshot.ids == (int(value) if value.isdecimal() else -1)
    if name not in FILTERS:
        return np.zeros(snapshot.documents, np.bool_)
    return snapshot.facet(name).having_any([value])


def is_in_range(snapshot: Snapshot, asked: Range) -> Mask:
    """Return which documents have a year, or a day that their date may mean, in a range; undated: in none."""
    first, last = asked.first, asked.last
    if asked.name == "year":
        values = snapshot.facet("year")
        years = [None if label == NONE else int(label) for label in values.labels]
        within = [
            year is not None and (first is None or year >= first) and (last is None or year <= last)
            for year in years
        ]
        return values.having(np.array(within, np.bool_))
    mask = snapshot.last_days > 0
    if first is not None:
        mask &= snapshot.last_days >= first
    if last is not None:
        mask &= snapshot.first_days <= last
    return mask


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
    each = [_run(segment, zone, run_in_field(name, run)) for name in fields]
    return _added(each, segment.documents)


def _run(segment: Segment, zone: Zone, term: str) -> Postings:
    return segment.postings(zone, COUNTED + term)


def _in_snapshot(each: Sequence[Postings], bases: Sequence[int]) -> Postings:
    """Return the postings of all segments, numbered through them."""
    kept = [(one, base) for one, base in zip(each, bases, strict=False) if len(one.documents)]
    if not kept:
        return NO_POSTINGS
    if len(kept) == 1 and not kept[0][1]:
        return kept[0][0]
    return Postings(
        np.concatenate([one.documents + np.int32(base) for one, base in kept]),
        np.concatenate([one.counts for one, _ in kept]),
    )


def _added(each: Sequence[Postings], documents: int) -> Postings:
    """Return the sum of several postings of the same documents."""
    kept = [one for one in each if len(one.documents)]
    if len(kept) <= 1:
        return kept[0] if kept else NO_POSTINGS
    counts = np.zeros(documents, np.int64)
    for one in kept:
        counts[one.documents] += one.counts
    holders = np.flatnonzero(counts).astype(np.int32)
    return Postings(holders, counts[holders])


def _within(postings: Postings, others: Iterable[Postings]) -> Postings:
    """Return the postings of documents that all others have too."""
    for other in others:
        stand = np.isin(postings.documents, other.documents, assume_unique=True)
        postings = Postings(postings.documents[stand], postings.counts[stand])
    return postings


def _combined(combine: Callable[..., Mask], masks: Iterable[Mask], start: Mask) -> Mask:
    for mask in masks:
        combine(start, mask, out=start)
    return start
