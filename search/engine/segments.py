"""Segments: the files of one segment, opened once, and what is decoded of them.

A segment never changes once it is written: deletions stand in the table of contents. So what is decoded is
kept as long as some snapshot has the segment, in a cache that all segments of the process share and that is
bounded in bytes. The descriptors are closed with the last snapshot that uses them.
"""

from __future__ import annotations

import os
import weakref
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator
from functools import cached_property
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3Codec, W3Segment

from search.engine.arrays import Integers
from search.engine.columns import StoredRows, read_dictionary, read_lengths
from search.engine.counts import LeafCounts, sparse, spread
from search.engine.docsets import MANY
from search.engine.facets import FacetValues, facet_values
from search.engine.postings import NO_POSTINGS, Postings, read_positions, read_postings
from search.engine.schema import FACET_COLUMNS, PAIR, RECORD, VALUES, ZONES, Zone
from search.engine.terms import TermEntry, TermTable

# Decoded postings and positions of all segments of a process.
CACHE_BYTES: Final = 128 << 20
# What an entry costs beside its arrays: key, tuple and objects.
ENTRY_BYTES: Final = 400
# What pickled postings take as objects, times their bytes.
OBJECTS: Final = 12
# What a pair takes in a dict of followers.
PAIR_BYTES: Final = 120
FOUR_BYTES: Final = 1 << 31

Decoded = TypeVar("Decoded")


class Occurrences(NamedTuple):
    """Where something stands in a segment: positions, ascending through all of its documents, and their documents.

    A position counts from the beginning of the segment's first document (`Segment.bases`).
    """

    positions: Integers
    documents: npt.NDArray[np.int32]


NO_OCCURRENCES: Final = Occurrences(np.empty(0, np.int32), np.empty(0, np.int32))


class DecodedCache:
    """What was decoded last, as many bytes of it as CACHE_BYTES."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0  # bytes
        self._entries: OrderedDict[tuple[Hashable, ...], tuple[Any, int]] = OrderedDict()
        self._dead: deque[Hashable] = deque()
        self._lock = Lock()

    def get(self, key: tuple[Hashable, ...]) -> Any:
        """Return what is kept under a key, None for nothing."""
        with self._lock:
            found = self._entries.get(key)
            if found is None:
                return None
            self._entries.move_to_end(key)
            return found[0]

    def put(self, key: tuple[Hashable, ...], value: Any, size: int) -> None:
        """Keep a value of so many bytes; what was used longest ago makes room."""
        with self._lock:
            self._bury()
            self._drop(key)
            self._entries[key] = value, size + ENTRY_BYTES
            self.size += size + ENTRY_BYTES
            while self.size > self.limit:
                self._drop(next(iter(self._entries)))

    def forget(self, first: Hashable) -> None:
        """Drop all keys that begin so, with the next value; takes no lock, as garbage is collected anywhere."""
        self._dead.append(first)

    def _bury(self) -> None:
        """Drop what was forgotten, all of it in one walk: a merge forgets ten segments at a time."""
        gone: set[Hashable] = set()
        while self._dead:
            gone.add(self._dead.popleft())
        if gone:
            for key in [key for key in self._entries if key[0] in gone]:
                self._drop(key)

    def _drop(self, key: tuple[Hashable, ...]) -> None:
        dropped = self._entries.pop(key, None)
        self.size -= dropped[1] if dropped else 0


decoded: Final = DecodedCache(CACHE_BYTES)
_serials: Final = count()


class Segment:
    """One segment; its documents are numbered from 0, deleted ones among them."""

    def __init__(self, folder: Path, segment: W3Segment) -> None:
        self.id: str = segment.segment_id()
        self.documents: int = segment.doc_count_all()
        self._folder = folder
        self._segment = segment
        self._serial = next(_serials)
        self.terms = TermTable(self._file(W3Codec.TERMS_EXT))
        opened = [self.terms.descriptor]
        try:
            self.descriptor = os.open(self._file(W3Codec.POSTS_EXT), os.O_RDONLY)
            opened.append(self.descriptor)
            self.stored = StoredRows(self._column_file("_stored"), self.documents)
            opened.append(self.stored.descriptor)
            self.rows = np.frombuffer(self._column_file(VALUES).read_bytes(), RECORD)
            if len(self.rows) != self.documents:
                raise ValueError(f"{len(self.rows)} rows of values for {self.documents} documents")
            self._read_columns()
        except BaseException:
            _close(opened, self._serial)
            raise
        weakref.finalize(self, _close, opened, self._serial)

    def total_length(self, zone: Zone) -> int:
        """Return the number of terms of a zone in all documents, each as often as it stands."""
        length: int = self._segment._fieldlengths.get(zone.name, 0)
        return length

    def lengths(self, zone: Zone) -> npt.NDArray[np.uint8]:
        """Return the length of a zone in each document as Whoosh keeps it, rounded to a byte."""
        return self._lengths[zone.name]

    def facet(self, name: str) -> FacetValues:
        """Return what the documents have in a filter."""
        return self._facets[name]

    @cached_property
    def bases(self) -> dict[str, Integers]:
        """Return for each zone where the positions of each document begin in those of the segment."""
        return {zone.name: _starts(self.rows[f"{zone.name}_ends"][:, -1]) for zone in ZONES}

    def entry(self, zone: Zone, term: str) -> TermEntry | None:
        """Return what the term table says of a term."""

        def find() -> tuple[tuple[TermEntry | None], int]:
            entry = self.terms.find(zone.name, term.encode("utf-8"))
            return (entry,), OBJECTS * entry.length if entry and entry.inlined else 0

        return self._decoded("entry", zone, term, find)[0]

    def frequency(self, zone: Zone, term: str) -> int:
        """Return in how many documents a term stands, deleted ones included."""
        entry = self.entry(zone, term)
        return entry.document_frequency if entry else 0

    def postings(self, zone: Zone, term: str) -> Postings:
        """Return the postings of a term, deleted documents included."""

        def read() -> tuple[Postings, int]:
            found = self._read_postings(zone, term)
            return found, found.documents.nbytes + found.counts.nbytes

        return self._decoded("postings", zone, term, read)

    def term_counts(self, zone: Zone, term: str) -> LeafCounts:
        """Return how often a term stands in each document; of a common one, for all documents of the segment."""

        def read() -> tuple[Integers, int]:
            found = spread(self.documents, self._read_postings(zone, term))
            return found, found.nbytes

        if self.frequency(zone, term) < MANY * self.documents:
            return sparse(self.documents, self.postings(zone, term))
        return LeafCounts(self.documents, array=self._decoded("spread", zone, term, read))

    def pair(self, zone: Zone, term: str) -> Occurrences:
        """Return where a pair stands."""

        def read() -> tuple[Occurrences, int]:
            entry = self.entry(zone, term)
            found = self._occurrences(zone, entry) if entry else NO_OCCURRENCES
            return found, found.positions.nbytes + found.documents.nbytes

        return self._decoded("positions", zone, term, read)

    def followers(self, zone: Zone, character: str) -> dict[str, int]:
        """Return the code points that stand behind one, PASSAGE_END among them, with their document frequencies."""

        def read() -> tuple[dict[str, int], int]:
            terms = self.terms.frequencies(zone.name, character.encode("utf-8"))
            pairs = ((term.decode("utf-8"), frequency) for term, frequency in terms)
            found = {pair[1]: frequency for pair, frequency in pairs if len(pair) == PAIR}
            return found, len(found) * PAIR_BYTES

        return self._decoded("followers", zone, character, read)

    def unit(self, zone: Zone, character: str) -> Occurrences:
        """Return where one code point stands: wherever a pair begins with it. Slow for a common one; not kept."""
        entries = self._pairs_from(zone, character)
        found = [self._occurrences(zone, entry) for entry in entries]
        if not found:
            return NO_OCCURRENCES
        positions = np.concatenate([one.positions for one in found])
        order = np.argsort(positions, kind="stable")
        return Occurrences(positions[order], np.concatenate([one.documents for one in found])[order])

    def _decoded(self, kind: str, zone: Zone, term: str, read: Callable[[], tuple[Decoded, int]]) -> Decoded:
        """Return what is kept of a term, read now where it is not, and kept as of so many bytes."""
        key = (self._serial, kind, zone.name, term)
        found: Decoded | None = decoded.get(key)
        if found is None:
            found, size = read()
            decoded.put(key, found, size)
        return found

    def _read_postings(self, zone: Zone, term: str) -> Postings:
        entry = self.entry(zone, term)
        return read_postings(self.descriptor, entry) if entry else NO_POSTINGS

    def _read_columns(self) -> None:
        """Read what has no descriptor of its own: the files may be gone before a question asks for it."""
        self._lengths = {
            zone.name: read_lengths(self._column_file(f"_{zone.name}_len"), self.documents) for zone in ZONES
        }
        self._facets = {
            name: facet_values(read_dictionary(self._column_file(column), self.documents))
            for name, column in FACET_COLUMNS.items()
        }

    def _pairs_from(self, zone: Zone, character: str) -> Iterator[TermEntry]:
        for term, entry in self.terms.starting_with(zone.name, character.encode("utf-8")):
            if len(term.decode("utf-8")) > 1:
                yield entry

    def _occurrences(self, zone: Zone, entry: TermEntry) -> Occurrences:
        (documents, counts), positions = read_positions(self.descriptor, entry)
        holders: npt.NDArray[np.int32] = np.repeat(documents, counts)
        bases = self.bases[zone.name]
        return Occurrences(bases[holders] + positions.astype(bases.dtype, copy=False), holders)

    def _file(self, extension: str) -> Path:
        return self._folder / f"{self.id}{extension}"

    def _column_file(self, name: str) -> Path:
        return self._file(f".{name}{W3Codec.COLUMN_EXT}")


def _starts(extents: Integers) -> Integers:
    """Return where each of several lengths begins when they are laid end to end; in four bytes where they do."""
    ends = np.cumsum(extents, dtype=np.int64)
    starts = np.concatenate((np.zeros(1, np.int64), ends))
    return starts[:-1].astype(np.int32 if starts[-1] < FOUR_BYTES else np.int64)


def _close(descriptors: list[int], serial: int) -> None:
    """Close the files of a segment that no snapshot uses any more, and drop what was decoded of it."""
    for descriptor in descriptors:
        os.close(descriptor)
    decoded.forget(serial)
