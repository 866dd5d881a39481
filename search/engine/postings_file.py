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

from search.engine.arrays import Integers
from search.engine.inversion import TermBatch, ends_after_nothing
from search.engine.postings_format import (
    NO_POSITIONS,
    PACKED_COUNTS_FROM,
    WIDE_STEP,
    BlockHead,
    Ids,
    PackedCounts,
    PackedPositions,
    PackedSteps,
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
    the length bytes of its documents; `widest` is its widest step, and `wide` of its steps do not fit a byte.
    """

    start: int
    end: int
    total: int
    heaviest: int
    lightest: int
    shortest: int
    longest: int
    widest: int
    wide: int


class PackedBatch:
    """The postings of a batch; in a field that `has_values` each has a value, if only to say that it has none."""

    def __init__(self, batch: TermBatch, lengths: npt.NDArray[np.uint8], has_values: bool) -> None:
        self._has_values = has_values
        self._documents = np.ascontiguousarray(batch.documents, np.int32).data
        self._steps = _steps(batch)
        is_wide = self._steps >= WIDE_STEP
        self._wide_before = ends_after_nothing(is_wide.view(np.uint8))
        self._small_steps = np.minimum(self._steps, WIDE_STEP).astype(np.uint8).tobytes()
        self._wide_steps = self._steps[is_wide]
        self._small_counts = batch.counts.astype(np.uint8).tobytes()
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
            self._wide_before[ends] - self._wide_before[starts],
        )
        columns = (column[batch.order].tolist() for column in known)
        return list(map(ListFacts._make, zip(*columns, strict=True)))

    def bounds(self, facts: ListFacts) -> tuple[int, int]:
        """Return the first and the last document of a list."""
        return self._documents[facts.start], self._documents[facts.end - 1]

    def inlined(self, facts: ListFacts) -> tuple[tuple[int, ...], tuple[int, ...], tuple[bytes, ...]]:
        """Return documents, counts (none where all are 1) and values of a list that stands beside its term."""
        start, end = facts.start, facts.end
        counts = () if facts.heaviest == 1 else tuple(self._counts[start:end].tolist())
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
        start, end, is_four = facts.start, facts.end, facts.widest >= SHORT_LIMIT
        small = self._small_steps[start:end]
        if not facts.wide:
            return small
        if 2 * facts.wide > end - start:
            return array(
                "I" if is_four else "H", self._steps[start:end].astype("<u4" if is_four else "<u2").tobytes()
            )
        first = self._wide_before.item(start)
        wide = self._wide_steps[first : first + facts.wide]
        return PackedSteps(small, is_four, wide.astype("<u4" if is_four else "<u2").tobytes())

    def _weights(self, facts: ListFacts) -> Weights:
        start, end = facts.start, facts.end
        if facts.heaviest == facts.lightest:
            return None if facts.heaviest == 1 else float(facts.heaviest)
        if facts.heaviest >= BYTE_LIMIT:
            return array("I", self._counts[start:end].astype("<u4").tobytes())
        counts = self._small_counts[start:end]
        return counts if end - start < PACKED_COUNTS_FROM else PackedCounts.of(counts)

    def _values(self, facts: ListFacts, weights: Weights) -> Values:
        first, last = self._ends[facts.start].item(), self._ends[facts.end].item()
        if last > len(self._positions):
            return NO_POSITIONS
        if self._may_be_wide and (self._positions[first:last] >= NARROW_LIMIT).any():
            return PackedPositions(weights, True, self._positions[first:last].astype("<u4").tobytes())
        return PackedPositions.of(weights, self._narrow[2 * first : 2 * last])

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
