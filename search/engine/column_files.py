"""Columns on disk: the values of all documents as Whoosh's own columns.

In: one value for each document. Out: the bytes of the file (whoosh/columns.py; `columns.py` reads them). Numbers
of more than one byte are big-endian there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from search.engine.columns import LENGTHS, OFFSETS_FOLLOW

# From so many rows on Whoosh writes where each begins, rather than add their lengths up at each opening.
ROWS_WITHOUT_OFFSETS: Final = 1 << 15


def reference_column(values: Sequence[bytes]) -> bytes:
    """Return a column of few different values (whoosh.columns.RefBytesColumn); the empty one has ordinal 0."""
    numbers: defaultdict[bytes, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    ordinals = np.fromiter(map(numbers.__getitem__, (b"", *values)), np.int64)[1:]
    code = _code(len(numbers) - 1)
    different = b"".join(_varint(len(value)) + value for value in numbers)
    return _packed(ordinals, code) + _varint(len(numbers)) + different + code.encode("ascii")


def bytes_column(rows: Sequence[bytes]) -> bytes:
    """Return a column of bytes (whoosh.columns.VarBytesColumn)."""
    lengths = np.fromiter(map(len, rows), np.int64, len(rows))
    code = _code(int(lengths.max(initial=0)))
    written = b"".join(rows) + _packed(lengths, code)
    if len(rows) <= ROWS_WITHOUT_OFFSETS:
        return written + code.encode("ascii")
    offsets = np.cumsum(lengths) - lengths
    offset_code = _code(int(offsets[-1]))
    return written + _packed(offsets, offset_code) + f"{code}{offset_code}".encode("ascii") + OFFSETS_FOLLOW


def length_bytes(lengths: Iterable[int]) -> npt.NDArray[np.uint8]:
    """Return the byte that stands for each length, as whoosh.util.numeric.length_to_byte has it."""
    places = np.searchsorted(LENGTHS, np.fromiter(lengths, np.int64))
    return np.minimum(places, len(LENGTHS) - 1).astype(np.uint8)


def _packed(numbers: npt.NDArray[np.integer[Any]], code: str) -> bytes:
    return numbers.astype(f">{code}").tobytes()


def _code(largest: int) -> str:
    """Return the narrowest type that a number fits, as `struct` names it."""
    return next(code for code, bits in (("B", 8), ("H", 16), ("I", 32), ("q", 63)) if largest < 1 << bits)


def _varint(number: int) -> bytes:
    """Return a number of seven bits a byte, the lowest first (whoosh.util.varints)."""
    written = bytearray()
    while number >= 1 << 7:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*written, number])
