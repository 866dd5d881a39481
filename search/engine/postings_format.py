"""The format of posting lists, as we write them into Whoosh's own files.

In: documents, counts and positions of a term. Out: bytes that stock Whoosh's matchers read as well, where this
module can be imported. Stock Whoosh writes blocks of 128 postings, each a pickle of tuples. We write short lists
beside their term, and each longer one as a single block of plain numbers, so that reading it makes no object
for each posting:

- ids, as differences: bytes where all are below WIDE_STEP, else PackedSteps or an array, whichever is shorter;
- weights: None where all are 1, a float where all are equal, else bytes (long ones as PackedCounts) or an array;
- values: None in fields without positions; in a zone PackedPositions for pairs, NO_POSITIONS for other terms.

Measured on 20,000 articles of 1,200 characters: PackedCounts take a quarter of the bytes that they replace,
and deflating whole blocks would save little more and cost twelve times as much.
"""

from __future__ import annotations

import io
import pickle
import struct
import zlib
from array import array
from collections.abc import Iterator
from itertools import accumulate
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC

from search.engine.arrays import Integers
from search.engine.schema import NO_POSITION, encode_positions

PROTOCOL: Final = 3  # of pickle: the oldest that has bytes
# Lists of so many postings stand beside their term: a block costs 50 bytes before its first posting.
INLINED_AT_MOST: Final = 16
# A step of so many documents or more is kept in two bytes or four, and this in its place.
WIDE_STEP: Final = 255
# Lists of so many counts are deflated; most counts are 1.
PACKED_COUNTS_FROM: Final = 128
# The high bytes of so many positions are deflated.
SPLIT_POSITIONS_FROM: Final = 128
DEFLATE_LEVEL: Final = 1
NOT_COMPRESSED: Final = 0
MAGIC: Final[bytes] = WHOOSH3_HEADER_MAGIC
LENGTH: Final = struct.Struct("!i")  # of a block, in bytes; negative: it is the last




class PackedSteps:
    """The ids of a list as differences: one byte each, and those that do not fit by themselves, in order."""

    __slots__ = ("is_four", "small", "wide")

    def __init__(self, small: bytes, is_four: bool, wide: bytes) -> None:
        self.small = small
        self.is_four = is_four
        self.wide = wide

    def __reduce__(self) -> tuple[Any, ...]:
        return PackedSteps, (self.small, self.is_four, self.wide)

    def __iter__(self) -> Iterator[int]:
        """Yield the differences: stock Whoosh adds them up."""
        yield from self.numbers().tolist()

    def numbers(self) -> Integers:
        """Return the differences."""
        steps = np.frombuffer(self.small, np.uint8).astype(np.uint32)
        steps[steps == WIDE_STEP] = np.frombuffer(self.wide, "<u4" if self.is_four else "<u2")
        return steps


class PackedCounts:
    """The weights of a long list, one byte each, deflated."""

    __slots__ = ("_counts", "deflated")

    def __init__(self, deflated: bytes) -> None:
        self.deflated = deflated
        self._counts = b""

    @classmethod
    def of(cls, counts: bytes) -> PackedCounts:
        """Return these counts."""
        return cls(zlib.compress(counts, DEFLATE_LEVEL))

    def __reduce__(self) -> tuple[Any, ...]:
        return PackedCounts, (self.deflated,)

    def __getitem__(self, index: int) -> int:
        """Return the weight of one posting, as stock Whoosh asks for it."""
        self._counts = self._counts or self.inflated()
        return self._counts[index]

    def inflated(self) -> bytes:
        """Return all counts."""
        return zlib.decompress(self.deflated)

    def numbers(self) -> Integers:
        """Return all counts."""
        return np.frombuffer(self.inflated(), np.uint8)


Ids: TypeAlias = "bytes | array[int] | PackedSteps"
Weights: TypeAlias = "bytes | array[int] | PackedCounts | float | None"


class PackedPositions:
    """The values of the postings of a pair; each is what `encode_positions` makes of its positions.

    `weights` says how many positions each posting has; `positions` are those of all, one posting after the
    other, little-endian, two bytes each or four where it `is_wide`. Of a long list they are the low bytes, and
    `high` the high ones, deflated: most documents are short.
    """

    __slots__ = ("_bounds", "_numbers", "high", "is_wide", "positions", "weights")

    def __init__(self, weights: Weights, is_wide: bool, positions: bytes, high: bytes = b"") -> None:
        self.weights = weights
        self.is_wide = is_wide
        self.positions = positions
        self.high = high
        self._bounds: list[int] = []
        self._numbers: Integers | None = None

    @classmethod
    def of(cls, weights: Weights, narrow: bytes) -> PackedPositions:
        """Return positions that are given in two bytes each."""
        if len(narrow) < 2 * SPLIT_POSITIONS_FROM:
            return cls(weights, False, narrow)
        return cls(weights, False, narrow[::2], zlib.compress(narrow[1::2], DEFLATE_LEVEL))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what was given, and nothing else."""
        given = (self.weights, self.is_wide, self.positions, self.high)
        return PackedPositions, given if self.high else given[:-1]

    def __getitem__(self, index: int) -> bytes:
        """Return the value of one posting; stock Whoosh asks for nothing else."""
        if self._numbers is None:
            self._numbers = self.numbers()
            self._bounds = self._find_bounds(len(self._numbers))
        start, end = self._bounds[index : index + 2]
        return encode_positions(self._numbers[start:end].tolist())

    def numbers(self) -> Integers:
        """Return the positions of all postings."""
        if not self.high:
            return np.frombuffer(self.positions, "<u4" if self.is_wide else "<u2")
        numbers = np.frombuffer(zlib.decompress(self.high), np.uint8).astype(np.uint16)
        numbers <<= 8
        numbers |= np.frombuffer(self.positions, np.uint8)
        return numbers

    def _find_bounds(self, total: int) -> list[int]:
        """Return how many positions stand before each posting, and how many there are."""
        if self.weights is None or isinstance(self.weights, float):
            return list(range(0, total + 1, int(self.weights or 1)))
        counts = self.weights.inflated() if isinstance(self.weights, PackedCounts) else self.weights
        return list(accumulate(counts, initial=0))


class _NoPositions:
    """The values of the postings of a term without positions, however many: pickled by its name."""

    def __reduce__(self) -> str:
        return "NO_POSITIONS"

    def __getitem__(self, index: int) -> bytes:
        return NO_POSITION


NO_POSITIONS: Final = _NoPositions()


Values: TypeAlias = "PackedPositions | _NoPositions | None"


class BlockHead(NamedTuple):
    """What stands before the postings of a block: shortest and longest are bytes that stand for lengths."""

    size: int
    last: int
    heaviest: int
    shortest: int
    longest: int


class Pickles:
    """Pickles values that refer to nothing twice, without a note of each for the case that they did."""

    def __init__(self) -> None:
        self._written = io.BytesIO()
        self._pickler = pickle.Pickler(self._written, PROTOCOL)
        self._pickler.fast = True

    def dump(self, value: Any) -> bytes:
        """Return a value, pickled."""
        self._written.seek(0)
        self._written.truncate()
        self._pickler.dump(value)
        return self._written.getvalue()


def encode_block(head: BlockHead, ids: Ids, weights: Weights, values: Values) -> bytes:
    """Return a list of postings as one block that is the last."""
    size, last, heaviest, shortest, longest = head
    info = pickle.dumps((size, last, heaviest, NOT_COMPRESSED, shortest, longest), PROTOCOL)
    postings = pickle.dumps((ids, weights, values), PROTOCOL)
    return MAGIC + LENGTH.pack(-len(info) - len(postings)) + info + postings
