"""Terms on disk: batches of terms become the .trm and .pst files of a segment.

In: TermBatches, field after field and term after term in ascending order. Out: Whoosh's ordered hash of terms
(whoosh/filedb/filetables.py describes it; `terms.py` reads it), and the posting lists one after the other.

A segment of 20,000 reports has half a million terms. What can be said of all at once is reckoned as arrays;
the loop over the terms only puts bytes together.
"""

from __future__ import annotations

import pickle
import struct
from array import array
from typing import BinaryIO, Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from search.engine.arrays import Integers
from search.engine.inversion import TermBatch, ends_after_nothing
from search.engine.postings_file import ListFacts, PackedBatch
from search.engine.postings_format import INLINED_AT_MOST, PROTOCOL, Pickles
from search.engine.schema import ZONES
from search.engine.terms import DIRECTORY_ENTRY, EXTENT, FIELD_NUMBER, KEY_HEAD, MAGIC, STATISTICS, TABLES

CRC32: Final = 1  # the hash of the keys, as the file names it; stock Whoosh takes MD5, which is slower
UNUSED: Final = bytes(8)
# One slot of a hash table in five stays empty. Stock Whoosh leaves every second, 9 bytes more a term.
TERMS_PER_EMPTY_SLOT: Final = 4
SLOT: Final = np.dtype([("hash", ">u4"), ("position", ">i8")])
NARROW_POSITIONS: Final = 1 << 32
WITH_VALUES: Final = frozenset(zone.name for zone in ZONES)


class TermsWriter:
    """Writes the terms of one segment and their postings."""

    def __init__(self, terms: BinaryIO, postings: BinaryIO) -> None:
        self._terms = terms
        self._postings = postings
        self._postings_at = 0
        self._pickles = Pickles()
        self._fields: dict[str, int] = {}
        self._last_key = b""
        self._hashes = array("I")
        self._positions = array("q")
        self._at = self._terms.write(MAGIC + bytes([CRC32]) + UNUSED)

    def add(self, field: str, batch: TermBatch, lengths: npt.NDArray[np.uint8]) -> None:
        """Write the next terms of a field, given the length byte of each document."""
        if not batch.terms:
            return
        number = FIELD_NUMBER.pack(self._fields.setdefault(field, len(self._fields)))
        packed = PackedBatch(batch, lengths, field in WITH_VALUES)
        terms = map(batch.terms.__getitem__, batch.order.tolist())
        for term, facts in zip(terms, packed.facts(batch), strict=True):
            self._add_term(number + term, self._entry(packed, facts))

    def finish(self) -> None:
        """Write what stands behind the terms: hash tables, their directory, fields, and the order of the keys."""
        tables, directory = hash_tables(self._hashes, self._positions, self._at)
        self._terms.write(tables + directory)
        code = "I" if self._at < NARROW_POSITIONS else "q"
        extras = {"fieldmap": self._fields, "indextype": code, "indexlen": len(self._positions)}
        order = np.frombuffer(self._positions, np.int64).astype(f">{code}").tobytes()
        extra = pickle.dumps(extras, PROTOCOL) + order
        self._terms.write(extra + struct.pack("!i", len(extra)))

    def _entry(self, packed: PackedBatch, facts: ListFacts) -> bytes:
        """Return what the table says of a term; its postings are written here, or stand in the entry itself."""
        size = facts.end - facts.start
        said = (facts.total, size, facts.shortest, facts.longest, facts.heaviest, *packed.bounds(facts))
        if size <= INLINED_AT_MOST:
            return STATISTICS.pack(True, *said) + self._pickles.dump(packed.inlined(facts))
        written, at = self._postings.write(packed.block(facts)), self._postings_at
        self._postings_at += written
        return STATISTICS.pack(False, *said) + EXTENT.pack(at, written)

    def _add_term(self, key: bytes, entry: bytes) -> None:
        if key <= self._last_key:
            raise ValueError(f"terms must ascend: {self._last_key!r}, then {key!r}")
        self._last_key = key
        self._hashes.append(crc32(key))
        self._positions.append(self._at)
        self._at += self._terms.write(KEY_HEAD.pack(len(key), len(entry)) + key + entry)


def hash_tables(hashes: array[int], positions: array[int], start: int) -> tuple[bytes, bytes]:
    """Return the 256 hash tables, which begin at `start`, and their directory.

    A key's table is the low byte of its hash, its place the rest modulo the slots; where that is taken, the
    next that is free, around the end. In the order of their places, each key takes its own or the one after
    its forerunner's; the few that run over the end of a table look for theirs one by one.
    """
    hashed, at = np.frombuffer(hashes, np.uint32).astype(np.int64), np.frombuffer(positions, np.int64)
    table = hashed % TABLES
    terms = np.bincount(table, minlength=TABLES)
    slots = terms + -(-terms // TERMS_PER_EMPTY_SLOT)
    first = ends_after_nothing(slots)
    places = (hashed >> 8) % slots[table]
    order = np.lexsort((places, table))
    # Twice as far apart as they are long, so that no table runs over into the next.
    apart = places[order] + 2 * first[table[order]]
    ordinal = np.arange(len(order))
    placed = np.maximum.accumulate(apart - ordinal) + ordinal - 2 * first[table[order]]
    written = np.zeros(int(first[-1]), SLOT)
    fits = placed < slots[table[order]]
    _put(written, first[table[order]][fits] + placed[fits], hashed[order][fits], at[order][fits])
    for key in order[~fits].tolist():
        free = np.flatnonzero(written["position"][first[table[key]] : first[table[key] + 1]] == 0)[0]
        _put(written, first[table[key]] + free, hashed[key], at[key])
    directory = zip((start + SLOT.itemsize * first[:-1]).tolist(), slots.tolist(), strict=True)
    return written.tobytes(), b"".join(DIRECTORY_ENTRY.pack(*entry) for entry in directory)


def _put(written: npt.NDArray[np.void], slots: Integers, hashes: Integers, positions: Integers) -> None:
    written["hash"][slots] = hashes
    written["position"][slots] = positions
