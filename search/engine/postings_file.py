"""Posting lists on disk: the postings of a batch of terms, packed.

In: a TermBatch. Out: for each of its terms the bytes of its list, or the tuples that stand beside the term
(`postings_format.py` says how both look).
"""

from __future__ import annotations

from array import array
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from search.engine.inversion import Integers, TermBatch, ends_after_nothing
from search.engine.postings_format import (
    NO_POSITIONS,
    TUPLE_AT_MOST,
    BlockHead,
    Ids,
    PackedPositions,
    Values,
    Weights,
    encode_block,
)
from search.engine.schema import NARROW_LIMIT, NO_POSITION, encode_positions

BYTE_LIMIT: Final = 1 << 8
SHORT_LIMIT: Final = 1 << 16


class ListFacts(NamedTuple):
    """What is known of a list before its postings are looked at.

    It is postings `start` to `end` of the batch; `total` is the sum of its counts; `shortest` and `longest` are
    the length bytes of its documents; `widest_step` is the largest number on the way from 0 through its
    documents.
    """

    start: int
    end: int
    total: int
    heaviest: int
    lightest: int
    shortest: int
    longest: int
    widest_step: int


class Packed:
    """Numbers, each in one byte, in two and in four: a list takes the narrowest that it fits."""

    def __init__(self, numbers: Integers) -> None:
        self._one = numbers.astype(np.uint8).tobytes()
        self._two = numbers.astype("<u2").tobytes()
        self._four = numbers.astype("<u4").tobytes()

    def of(self, start: int, end: int, largest: int) -> bytes | array[int]:
        """Return some of the numbers, of which one is the largest."""
        if largest < BYTE_LIMIT:
            return self._one[start:end]
        if largest < SHORT_LIMIT:
            return array("H", self._two[2 * start : 2 * end])
        return array("I", self._four[4 * start : 4 * end])


class PackedBatch:
    """The postings of a batch; in a field that `has_values` each has a value, if only to say that it has none."""

    def __init__(self, batch: TermBatch, lengths: npt.NDArray[np.uint8], has_values: bool) -> None:
        self._has_values = has_values
        self._documents = np.ascontiguousarray(batch.documents, np.int32).data
        self._steps = _steps(batch)
        self._packed_steps, self._packed_counts = Packed(self._steps), Packed(batch.counts)
        self._ends = ends_after_nothing(batch.counts)
        self._positions = batch.positions
        self._narrow = batch.positions.astype("<u2").tobytes()
        self._may_be_wide = bool((batch.positions >= NARROW_LIMIT).any())
        self._counts = batch.counts
        self._lengths = lengths

    def facts(self, batch: TermBatch) -> list[ListFacts]:
        """Return what is known of each list, in the order of the terms."""
        starts, ends = batch.bounds[:-1], batch.bounds[1:]
        lengths = self._lengths[batch.documents]
        known = (
            starts,
            ends,
            np.add.reduceat(batch.counts, starts, dtype=np.int64),
            np.maximum.reduceat(batch.counts, starts),
            np.minimum.reduceat(batch.counts, starts),
            np.minimum.reduceat(lengths, starts),
            np.maximum.reduceat(lengths, starts),
            np.maximum.reduceat(self._steps, starts),
        )
        columns = (column[batch.order].tolist() for column in known)
        return list(map(ListFacts._make, zip(*columns, strict=True)))

    def bounds(self, facts: ListFacts) -> tuple[int, int]:
        """Return the first and the last document of a list."""
        return self._documents[facts.start], self._documents[facts.end - 1]

    def inlined(self, facts: ListFacts) -> tuple[tuple[int, ...], tuple[int, ...], tuple[bytes, ...]]:
        """Return documents, counts and values of a list that stands beside its term."""
        start, end = facts.start, facts.end
        counts = (1,) * (end - start) if facts.heaviest == 1 else tuple(self._counts[start:end].tolist())
        values = self._short_values(facts) if self._has_values else (b"",) * (end - start)
        return tuple(self._documents[start:end]), counts, values

    def block(self, facts: ListFacts) -> bytes:
        """Return a list as it stands in the file of postings."""
        size, last = facts.end - facts.start, self._documents[facts.end - 1]
        weights = self._weights(facts)
        return encode_block(
            BlockHead(size, last, facts.heaviest, facts.shortest, facts.longest),
            self._ids(facts),
            weights,
            self._values(facts, weights) if self._has_values else None,
        )

    def _ids(self, facts: ListFacts) -> Ids:
        start, end, widest = facts.start, facts.end, facts.widest_step
        if end - start <= TUPLE_AT_MOST and widest >= BYTE_LIMIT:
            return tuple(self._steps[start:end].tolist())
        return self._packed_steps.of(start, end, widest)

    def _weights(self, facts: ListFacts) -> Weights:
        if facts.heaviest == facts.lightest:
            return None if facts.heaviest == 1 else float(facts.heaviest)
        return self._packed_counts.of(facts.start, facts.end, facts.heaviest)

    def _values(self, facts: ListFacts, weights: Weights) -> Values:
        if facts.end - facts.start <= TUPLE_AT_MOST:
            return self._short_values(facts)
        first, last = self._ends[facts.start].item(), self._ends[facts.end].item()
        if last > len(self._positions):
            return NO_POSITIONS
        if self._may_be_wide and (self._positions[first:last] >= NARROW_LIMIT).any():
            return PackedPositions(weights, True, self._positions[first:last].astype("<u4").tobytes())
        return PackedPositions(weights, False, self._narrow[2 * first : 2 * last])

    def _short_values(self, facts: ListFacts) -> tuple[bytes, ...]:
        """Return the value of each posting by itself."""
        ends = self._ends[facts.start : facts.end + 1].tolist()
        if ends[-1] > len(self._positions):
            return (NO_POSITION,) * (facts.end - facts.start)
        if self._may_be_wide:
            return tuple(encode_positions(self._positions[at:end].tolist()) for at, end in pairwise(ends))
        return tuple([self._narrow[2 * at : 2 * end] for at, end in pairwise(ends)])


def _steps(batch: TermBatch) -> Integers:
    """Return the documents of each list as differences; its first is that to 0."""
    steps = np.diff(batch.documents, prepend=0).astype(np.int64)
    starts = batch.bounds[:-1]
    steps[starts] = batch.documents[starts]
    return steps
