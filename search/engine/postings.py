"""Postings: in which documents of a segment a term stands, how often, and at which positions.

In: the bytes of a posting list as Whoosh's W3 codec writes them (blocks of pickled ids, weights and values).
Out: numpy arrays. Our own segments have one block a list, with packed values; those that stock Whoosh has
written, blocks of 128 with tuples: both are read.
"""

from __future__ import annotations

import io
import os
import pickle
import struct
import zlib
from array import array
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC

from search.engine.arrays import Integers
from search.engine.postings_format import PackedCounts, PackedPositions, PackedSteps
from search.engine.schema import decode_positions
from search.engine.terms import TermEntry

BLOCK_LENGTH: Final = struct.Struct("!i")  # of a block in bytes; negative: it is the last



class Postings(NamedTuple):
    """The documents of a term, ascending, and how often it stands in each."""

    documents: Integers
    counts: Integers


class DocumentPositions(NamedTuple):
    """Postings, and the positions in all of these documents, one document after the other."""

    postings: Postings
    positions: Integers


NO_POSTINGS: Final = Postings(np.empty(0, np.int32), np.empty(0, np.uint8))


class _Block(NamedTuple):
    """A block as it was pickled; `ids` are differences, or numbers where they were inlined."""

    size: int
    ids: Any
    weights: Any
    values: Any


def read_postings(descriptor: int, entry: TermEntry) -> Postings:
    """Return the postings of a term; `descriptor` is that of the .pst file."""
    if entry.inlined:
        return _inlined_postings(entry)
    found = [_postings_of(block) for block in _blocks(descriptor, entry)]
    return found[0] if len(found) == 1 else _joined(found)


def read_positions(descriptor: int, entry: TermEntry) -> DocumentPositions:
    """Return the postings of a pair, and its positions in their documents."""
    if entry.inlined:
        return DocumentPositions(_inlined_postings(entry), _positions_of(entry.inlined[2]))
    blocks = list(_blocks(descriptor, entry))
    postings = [_postings_of(block) for block in blocks]
    positions = [_positions_of(block.values) for block in blocks]
    if len(blocks) == 1:
        return DocumentPositions(postings[0], positions[0])
    return DocumentPositions(_joined(postings), np.concatenate(positions))


def _blocks(descriptor: int, entry: TermEntry) -> Iterator[_Block]:
    """Yield the blocks of a list; each says of itself whether it is compressed."""
    read = os.pread(descriptor, entry.length, entry.offset)
    if len(read) < entry.length or not read.startswith(WHOOSH3_HEADER_MAGIC):
        raise ValueError("no postings where the term table says that they are")
    at, length = len(WHOOSH3_HEADER_MAGIC), 1
    while length > 0:
        (length,) = BLOCK_LENGTH.unpack_from(read, at)
        at += BLOCK_LENGTH.size
        stream = io.BytesIO(read[at : at + abs(length)])
        size, _, _, compression, *_ = pickle.load(stream)
        packed = stream.read()
        yield _Block(size, *pickle.loads(zlib.decompress(packed) if compression else packed))
        at += abs(length)


def _postings_of(block: _Block) -> Postings:
    return Postings(np.cumsum(_integers(block.ids), dtype=np.int32), _counts(block.weights, block.size))


def _inlined_postings(entry: TermEntry) -> Postings:
    assert entry.inlined
    ids, weights, _ = entry.inlined
    return Postings(np.array(ids, np.int32), np.array(weights or (1,) * len(ids)).astype(np.uint32))


def _joined(found: list[Postings]) -> Postings:
    """Return several blocks as one; the first difference of each is its first number."""
    return Postings(
        np.concatenate([one.documents for one in found]), np.concatenate([one.counts for one in found])
    )


def _integers(values: Any) -> Integers:
    """Return what was pickled as bytes, an array or a tuple as numbers."""
    if isinstance(values, PackedSteps | PackedCounts):
        return values.numbers()
    if isinstance(values, bytes):
        return np.frombuffer(values, np.uint8)
    if isinstance(values, array):
        return np.frombuffer(values, values.typecode)
    return np.array(values, np.int64)


def _counts(weights: Any, size: int) -> Integers:
    """Return how often the term stands in each document; None says once, a number says that often in all."""
    if weights is None:
        return np.ones(size, np.uint8)
    if isinstance(weights, float):
        return np.full(size, int(weights), np.uint32)
    return _integers(weights)


def _positions_of(values: Any) -> Integers:
    if isinstance(values, PackedPositions):
        return values.numbers()
    return np.array([position for value in values for position in decode_positions(value)], np.int64)
