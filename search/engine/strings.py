"""Strings: where a string of any length stands in a zone of a segment, from the positions of its pairs.

In: folded strings. Out: positions and their documents, and from them counts a document. A string stands where
its pairs stand side by side; the rarest is read first, and each further one only thins out what is left.

Positions rather than verification in the text, on 20,000 and 100,000 articles (bench/results): the folded
text would be another three bytes a character to keep and, for two common words, hundreds of thousands of
characters to read again for each question; positions cost two bytes a character and one binary search.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from search.engine.arrays import Integers
from search.engine.docsets import are_in
from search.engine.postings import Postings
from search.engine.schema import PAIR, Zone
from search.engine.segments import NO_OCCURRENCES, Occurrences, Segment
from search.query_tree import Gap, Near


class _Pair(NamedTuple):
    """A pair of a string, and where it stands in it."""

    frequency: int
    offset: int
    term: str


def count_string(segment: Segment, zone: Zone, folded: str) -> Postings:
    """Return the documents in which a string stands, and how often; overlapping ones count each."""
    if len(folded) <= PAIR:
        return segment.postings(zone, folded)
    return count(find_string(segment, zone, folded).documents)


def find_string(segment: Segment, zone: Zone, folded: str) -> Occurrences:
    """Return where a string stands."""
    if len(folded) == 1:
        return segment.unit(zone, folded)
    if len(folded) == PAIR:
        return segment.pair(zone, folded)
    rarest, *others = _cover(segment, zone, folded)
    if not rarest.frequency:
        return NO_OCCURRENCES
    first = segment.pair(zone, rarest.term)
    starts, documents = first.positions - rarest.offset, first.documents
    for pair in others:
        stand = are_in(starts + pair.offset, segment.pair(zone, pair.term).positions)
        starts, documents = starts[stand], documents[stand]
        if not len(starts):
            break
    return Occurrences(starts, documents)


def find_near(segment: Segment, zone: Zone, node: Near | Gap) -> Occurrences:
    """Return where the strings of a node stand near each other: at the beginning of the first of them.

    Positions skip more between two passages than a node may leave between strings, so none is crossed.
    """
    found = _together(segment, {part: find_string(segment, zone, part) for part in set(node.parts)})
    if not all(len(one.positions) for one in found.values()):
        return NO_OCCURRENCES
    if isinstance(node, Near):
        return _in_any_order(node, found)
    *before, last = node.parts
    following = found[last]
    for part in reversed(before):
        following = _followed(found[part], len(part), following.positions, node.least, node.most)
    return following


def within_fields(segment: Segment, zone: Zone, found: Occurrences, fields: Sequence[str]) -> Occurrences:
    """Return those occurrences that stand in some fields of their zone."""
    places = found.positions - segment.bases[zone.name][found.documents]
    ends = segment.rows[f"{zone.name}_ends"][found.documents]
    field = (places[:, np.newaxis] >= ends).sum(axis=1)
    wanted = np.array([name in fields for name in zone.fields], np.bool_)
    stand = wanted[field]
    return Occurrences(found.positions[stand], found.documents[stand])


def count(documents: npt.NDArray[np.int32]) -> Postings:
    """Return each document once, and how often it was there; they come in order."""
    if not len(documents):
        return Postings(documents, np.empty(0, np.int64))
    at = np.concatenate(([0], np.flatnonzero(np.diff(documents)) + 1, [len(documents)]))
    return Postings(documents[at[:-1]], np.diff(at))


def _cover(segment: Segment, zone: Zone, folded: str) -> list[_Pair]:
    """Return as many pairs of a string as cover it, the rarest first: it is among them."""
    pairs = [
        _Pair(segment.frequency(zone, folded[at : at + PAIR]), at, folded[at : at + PAIR])
        for at in range(len(folded) - 1)
    ]
    rarest = min(pairs)
    last = len(pairs) - 1
    before, after = range(rarest.offset - PAIR, -PAIR, -PAIR), range(rarest.offset + PAIR, last + PAIR, PAIR)
    offsets = {max(0, at) for at in before} | {min(last, at) for at in after}
    return [rarest, *sorted(pairs[at] for at in offsets - {rarest.offset})]


def _together(segment: Segment, found: Mapping[str, Occurrences]) -> dict[str, Occurrences]:
    """Return of several strings what stands in documents that have all of them."""
    has_all = np.ones(segment.documents, np.bool_)
    for one in found.values():
        has = np.zeros(segment.documents, np.bool_)
        has[one.documents] = True
        has_all &= has
    stand = {part: has_all[one.documents] for part, one in found.items()}
    return {part: Occurrences(one.positions[stand[part]], one.documents[stand[part]]) for part, one in found.items()}


def _in_any_order(node: Near, found: Mapping[str, Occurrences]) -> Occurrences:
    """Return where one of the strings stands so that all the others follow, in whatever order.

    What may follow a string hangs on which are left, not on their order: 2ⁿ sets to look at, where there are n! orders.
    """

    def beginning(first: int, others: frozenset[int]) -> Occurrences:
        here, length = found[node.parts[first]], len(node.parts[first])
        return _followed(here, length, following(others), 0, node.most) if others else here

    @cache
    def following(left: frozenset[int]) -> Integers:
        each = [beginning(first, left - {first}).positions for first in left]
        return each[0] if len(each) == 1 else np.sort(np.concatenate(each), kind="stable")

    everyone = frozenset(range(len(node.parts)))
    begun = [beginning(first, everyone - {first}) for first in everyone]
    once, at = np.unique(np.concatenate([one.positions for one in begun]), return_index=True)
    return Occurrences(once, np.concatenate([one.documents for one in begun])[at])


def _followed(here: Occurrences, length: int, following: Integers, least: int, most: int) -> Occurrences:
    """Return where a string of this length stands with something that follows in its reach."""
    if not len(following):
        return NO_OCCURRENCES
    ends = here.positions + length
    at = np.searchsorted(following, ends + least)
    stand = at < len(following)
    stand[stand] = following[at[stand]] <= ends[stand] + most
    return Occurrences(here.positions[stand], here.documents[stand])
