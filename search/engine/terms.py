"""Terms: where the postings of a term stand, read from the .trm file of a segment.

In: field and term. Out: a TermEntry, or None. The file is Whoosh's ordered hash (whoosh/filedb/filetables.py
describes it): keys with their values in ascending order, 256 hash tables with linear probing, the directory
of the tables, and the positions of all keys, for whoever looks for a beginning.

Reads are `os.pread` on one descriptor: several threads may ask at once, and nothing is mapped into memory.
"""

from __future__ import annotations

import io
import os
import pickle
import struct
from collections.abc import Callable, Iterator
from hashlib import md5
from pathlib import Path
from typing import Any, Final, NamedTuple
from zlib import crc32

MAGIC: Final = b"HSH3"
TABLES: Final = 256
DIRECTORY_ENTRY: Final = struct.Struct("!qi")  # where a hash table begins, and how many slots it has
SLOT: Final = struct.Struct("!Iq")  # hash of a key, and where the key stands; 0: empty
KEY_HEAD: Final = struct.Struct("!ii")  # length of a key, and of its value
FIELD_NUMBER: Final = struct.Struct("!H")
# Flags, total weight, document frequency, shortest and longest length as bytes, largest weight, first and
# last document.
STATISTICS: Final = struct.Struct("!BfIBBfII")
EXTENT: Final = struct.Struct("!qi")  # where the postings stand in the .pst file, and how many bytes
# Slots read at once: a table is half empty, so a key is seldom further from its place.
SLOTS_READ: Final = 8
# A value of this many bytes comes with its key in one read; inlined postings may need another.
VALUE_READ: Final = 96
SCAN_BYTES: Final = 1 << 16
TAIL_BYTES: Final = 1 << 14


class TermEntry(NamedTuple):
    """What the term table says of a term.

    Its document frequency counts deleted documents too; its postings are `length` bytes at `offset`, or
    `inlined`, pickled in as many: numbers, weights and values.
    """

    document_frequency: int
    offset: int
    length: int
    inlined: tuple[Any, Any, Any] | None


class TermTable:
    """The terms of one segment."""

    def __init__(self, file: Path) -> None:
        self.descriptor = os.open(file, os.O_RDONLY)
        try:
            self._read_head(os.fstat(self.descriptor).st_size)
        except BaseException:
            os.close(self.descriptor)
            raise

    def find(self, field: str, term: bytes) -> TermEntry | None:
        """Return the entry of a term; None where the segment does not have it."""
        number = self._fields.get(field)
        if number is None:
            return None
        key = FIELD_NUMBER.pack(number) + term
        hashed = self._hash(key)
        start, slots = self._tables[hashed & (TABLES - 1)]
        for position in self._positions(hashed, start, slots):
            read = os.pread(self.descriptor, KEY_HEAD.size + len(key) + VALUE_READ, position)
            key_length, value_length = KEY_HEAD.unpack_from(read)
            value_at = KEY_HEAD.size + key_length
            if read[KEY_HEAD.size : value_at] == key:
                value = read[value_at : value_at + value_length]
                if len(value) < value_length:
                    value = os.pread(self.descriptor, value_length, position + value_at)
                return entry_of(value)
        return None

    def starting_with(self, field: str, prefix: bytes) -> Iterator[tuple[bytes, TermEntry]]:
        """Yield the terms of a field that begin so, in ascending order, with their entries."""
        return ((term, entry_of(value)) for term, value in self._values(field, prefix))

    def frequencies(self, field: str, prefix: bytes) -> Iterator[tuple[bytes, int]]:
        """Yield the terms of a field that begin so with their document frequencies: no posting is unpickled."""
        return ((term, STATISTICS.unpack_from(value)[2]) for term, value in self._values(field, prefix))

    def _values(self, field: str, prefix: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield the terms of a field that begin so, in ascending order, with their values as written."""
        number = self._fields.get(field)
        if number is None:
            return
        wanted = FIELD_NUMBER.pack(number) + prefix
        for key, value in self._from(wanted):
            if not key.startswith(wanted):
                return
            yield key[FIELD_NUMBER.size :], value

    def _read_head(self, size: int) -> None:
        head = os.pread(self.descriptor, len(MAGIC) + 1, 0)
        if head[: len(MAGIC)] != MAGIC:
            raise ValueError("this is no term table of Whoosh")
        self._hash = _hash_of(head[len(MAGIC)])
        (extras_bytes,) = struct.unpack("!i", os.pread(self.descriptor, 4, size - 4))
        extras_at = size - 4 - extras_bytes
        stream = io.BytesIO(os.pread(self.descriptor, min(extras_bytes, TAIL_BYTES), extras_at))
        extras = pickle.load(stream)
        self._fields: dict[str, int] = extras["fieldmap"]
        self._key_position = struct.Struct("!" + extras["indextype"])
        self._keys: int = extras["indexlen"]
        self._keys_at = extras_at + stream.tell()
        directory = os.pread(
            self.descriptor, TABLES * DIRECTORY_ENTRY.size, extras_at - TABLES * DIRECTORY_ENTRY.size
        )
        self._tables = list(DIRECTORY_ENTRY.iter_unpack(directory))
        self._end = self._tables[0][0]

    def _positions(self, hashed: int, start: int, slots: int) -> Iterator[int]:
        """Yield where keys with this hash stand, along the probes of its table."""
        if not slots:
            return
        slot = (hashed >> 8) % slots
        seen = 0
        while seen < slots:
            count = min(SLOTS_READ, slots - slot)
            read = os.pread(self.descriptor, count * SLOT.size, start + slot * SLOT.size)
            for found, position in SLOT.iter_unpack(read):
                if not position:
                    return
                if found == hashed:
                    yield position
            seen += count
            slot = (slot + count) % slots

    def _from(self, wanted: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield keys and values in order, from the first key that is not before `wanted`."""
        low, high = 0, self._keys
        while low < high:
            middle = (low + high) // 2
            if self._key_at(self._position_of(middle)) < wanted:
                low = middle + 1
            else:
                high = middle
        if low < self._keys:
            yield from self._scan(self._position_of(low))

    def _position_of(self, ordinal: int) -> int:
        size = self._key_position.size
        read = os.pread(self.descriptor, size, self._keys_at + ordinal * size)
        position: int = self._key_position.unpack(read)[0]
        return position

    def _key_at(self, position: int) -> bytes:
        read = os.pread(self.descriptor, KEY_HEAD.size + VALUE_READ, position)
        length = KEY_HEAD.unpack_from(read)[0]
        if length > VALUE_READ:
            return os.pread(self.descriptor, length, position + KEY_HEAD.size)
        return read[KEY_HEAD.size : KEY_HEAD.size + length]

    def _scan(self, position: int) -> Iterator[tuple[bytes, bytes]]:
        """Yield keys and values one after the other, read in large pieces."""
        piece, at = b"", 0
        while position < self._end:
            if len(piece) - at < KEY_HEAD.size or len(piece) - at < _whole(piece, at):
                piece, at = os.pread(self.descriptor, SCAN_BYTES, position), 0
            whole = _whole(piece, at)
            if len(piece) - at < whole:
                piece, at = os.pread(self.descriptor, whole, position), 0
                if len(piece) < whole:
                    raise ValueError("the term table ends within a term")
            value_at = at + KEY_HEAD.size + KEY_HEAD.unpack_from(piece, at)[0]
            yield piece[at + KEY_HEAD.size : value_at], piece[value_at : at + whole]
            at += whole
            position += whole


def _whole(piece: bytes, at: int) -> int:
    """Return how many bytes a key takes with its value and the lengths of both."""
    key_length, value_length = KEY_HEAD.unpack_from(piece, at)
    whole: int = KEY_HEAD.size + key_length + value_length
    return whole


def entry_of(value: bytes) -> TermEntry:
    """Read the value of a term."""
    flags, _, frequency, *_ = STATISTICS.unpack_from(value)
    if flags:
        inlined = value[STATISTICS.size :]
        return TermEntry(frequency, 0, len(inlined), pickle.loads(inlined))
    offset, length = EXTENT.unpack_from(value, STATISTICS.size)
    return TermEntry(frequency, offset, length, None)


def _hash_of(kind: int) -> Callable[[bytes], int]:
    """Return the hash that a file says it was written with: MD5 in stock Whoosh, CRC32 in our segments."""
    match kind:
        case 0:
            return lambda key: int.from_bytes(md5(key, usedforsecurity=False).digest()[-4:], "big")
        case 1:
            return crc32
        case _:
            raise ValueError(f"hash {kind} of the term table is not known")
