"""Columns: what a segment holds of each document, by document number.

In: a column file as Whoosh writes it. Out: numpy arrays, or the one value asked for. Numbers of more than one
byte are big-endian in Whoosh's own columns; whole rows of ours are little-endian (`schema.RECORD`).
"""

from __future__ import annotations

import os
import pickle
import struct
import zlib
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from whoosh.util.numeric import byte_to_length

from search.engine.arrays import Integers

# What a length byte stands for, in terms.
LENGTHS: Final = np.array([byte_to_length(byte) for byte in range(256)])
OFFSETS_FOLLOW: Final = b"X"  # the last byte of a column of bytes that tells offsets beside lengths


class Dictionary(NamedTuple):
    """A column of few different values: for each document the ordinal of its value."""

    ordinals: Integers
    values: tuple[bytes, ...]


def read_dictionary(file: Path, documents: int) -> Dictionary:
    """Return a column of references (whoosh.columns.RefBytesColumn)."""
    written = file.read_bytes()
    code = chr(written[-1])
    width = struct.calcsize("!" + code)
    ordinals = np.frombuffer(written, f">u{width}", documents).astype(f"u{width}")
    count, at = _varint(written, documents * width)
    values = []
    for _ in range(count):
        length, at = _varint(written, at)
        values.append(written[at : at + length])
        at += length
    return Dictionary(ordinals, tuple(values))


def read_lengths(file: Path, documents: int) -> npt.NDArray[np.uint8]:
    """Return the lengths of a field, one byte each (whoosh.util.numeric); 0 for those that were not written."""
    lengths = np.zeros(documents, np.uint8)
    if file.exists():
        written = np.fromfile(file, np.uint8)
        lengths[: len(written)] = written
    return lengths


class StoredRows:
    """The stored fields of a segment: read when they are asked for."""

    def __init__(self, file: Path, documents: int) -> None:
        self.descriptor = os.open(file, os.O_RDONLY)
        try:
            self._lengths = self._read_lengths(documents)
        except BaseException:
            os.close(self.descriptor)
            raise
        self._offsets = np.concatenate(([0], np.cumsum(self._lengths, dtype=np.int64)))

    def packed(self, number: int) -> bytes:
        """Return the row of a document as it is kept: pickled, then compressed."""
        return os.pread(self.descriptor, int(self._lengths[number]), int(self._offsets[number]))

    def row(self, number: int) -> dict[str, Any]:
        """Return the stored fields of a document."""
        packed = self.packed(number)
        fields: dict[str, Any] = pickle.loads(zlib.decompress(packed)) if packed else {}
        return fields

    def _read_lengths(self, documents: int) -> Integers:
        """Return the length of each row (whoosh.columns.VarBytesColumn: lengths, offsets, codes of both)."""
        end = os.fstat(self.descriptor).st_size
        tail = os.pread(self.descriptor, 3, max(0, end - 3))
        if tail.endswith(OFFSETS_FOLLOW):
            end -= 3 + documents * struct.calcsize("!" + chr(tail[1]))
            code = chr(tail[0])
        else:
            end -= 1
            code = chr(tail[-1])
        width = struct.calcsize("!" + code)
        read = os.pread(self.descriptor, width * documents, end - width * documents)
        if len(read) < width * documents:
            raise ValueError("the column of stored fields is cut")
        return np.frombuffer(read, f">u{width}")


def _varint(written: bytes, at: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, the lowest first (whoosh.util.varints), and what follows it."""
    value = shift = 0
    while True:
        byte = written[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
