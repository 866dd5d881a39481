"""The format of posting lists, as we write them into Whoosh's own files.

In: documents, counts and positions of a term. Out: bytes that stock Whoosh's matchers read as well, where this
module can be imported. Stock Whoosh writes blocks of 128 postings, each a pickle of tuples; we write one block
a list, and what is long in it as plain numbers, so that reading a list makes no object for each posting:

- ids, as differences: bytes where all are below 256, else a tuple in a short list, an array in a long one;
- weights: None where all are 1, a float where all are equal, else bytes or an array;
- values: None in fields without positions; in a zone a tuple in a short list, else PackedPositions for pairs
  and NO_POSITIONS for the other terms.
"""

from __future__ import annotations

import pickle
import struct
from array import array
from itertools import accumulate
from typing import Any, Final, NamedTuple, TypeAlias

from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC

from search.engine.schema import NARROW, NO_POSITION, WIDE, encode_positions

PROTOCOL: Final = 3  # of pickle: the oldest that has bytes
# Lists of so many postings stand beside their term, not in the file of postings;
INLINED_AT_MOST: Final = 3
# those of so many are pickled as tuples: an array costs 60 bytes before its first number.
TUPLE_AT_MOST: Final = 16
NOT_COMPRESSED: Final = 0
MAGIC: Final[bytes] = WHOOSH3_HEADER_MAGIC
LENGTH: Final = struct.Struct("!i")  # of a block, in bytes; negative: it is the last


Ids: TypeAlias = "bytes | array[int] | tuple[int, ...]"
Weights: TypeAlias = "bytes | array[int] | float | None"


class PackedPositions:
    """The values of the postings of a pair; each is what `encode_positions` makes of its positions.

    `weights` says how many positions each posting has; `positions` are those of all, one posting after the
    other, little-endian, two bytes each or four where it `is_wide`.
    """

    __slots__ = ("_bounds", "is_wide", "positions", "weights")

    def __init__(self, weights: Weights, is_wide: bool, positions: bytes) -> None:
        self.weights = weights
        self.is_wide = is_wide
        self.positions = positions
        self._bounds: list[int] = []

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what was given, and nothing else."""
        return PackedPositions, (self.weights, self.is_wide, self.positions)

    def __getitem__(self, index: int) -> bytes:
        """Return the value of one posting; stock Whoosh asks for nothing else."""
        width = 4 if self.is_wide else 2
        if not self._bounds:
            self._bounds = self._find_bounds(len(self.positions) // width)
        start, end = self._bounds[index : index + 2]
        piece = array(WIDE if self.is_wide else NARROW)
        piece.frombytes(self.positions[start * width : end * width])
        return encode_positions(piece)

    def _find_bounds(self, total: int) -> list[int]:
        """Return how many positions stand before each posting, and how many there are."""
        if isinstance(self.weights, bytes | array):
            return list(accumulate(self.weights, initial=0))
        return list(range(0, total + 1, int(self.weights or 1)))


class _NoPositions:
    """The values of the postings of a term without positions, however many: pickled by its name."""

    def __reduce__(self) -> str:
        return "NO_POSITIONS"

    def __getitem__(self, index: int) -> bytes:
        return NO_POSITION


NO_POSITIONS: Final = _NoPositions()


Values: TypeAlias = "PackedPositions | _NoPositions | tuple[bytes, ...] | None"


class BlockHead(NamedTuple):
    """What stands before the postings of a block: shortest and longest are bytes that stand for lengths."""

    size: int
    last: int
    heaviest: int
    shortest: int
    longest: int


def encode_block(head: BlockHead, ids: Ids, weights: Weights, values: Values) -> bytes:
    """Return a list of postings as one block that is the last."""
    size, last, heaviest, shortest, longest = head
    info = pickle.dumps((size, last, heaviest, NOT_COMPRESSED, shortest, longest), PROTOCOL)
    postings = pickle.dumps((ids, weights, values), PROTOCOL)
    return MAGIC + LENGTH.pack(-len(info) - len(postings)) + info + postings
