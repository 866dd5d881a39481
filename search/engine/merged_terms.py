"""Merged terms: the terms of several segments as those of one.

In: segments, and the new number of each of their documents. Out: batches of terms as inversion.py makes them
of documents, the postings of deleted documents left out, and terms that have no others.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from itertools import compress, groupby
from operator import itemgetter
from typing import Final, NamedTuple

import numpy as np
from whoosh.fields import Schema

from search.engine.arrays import Integers
from search.engine.inversion import TermBatch, ends_after_nothing
from search.engine.postings import read_positions, read_postings
from search.engine.schema import COUNTED, PAIR, ZONES, decode_positions
from search.engine.segments import Segment
from search.engine.terms import TermEntry

# Terms, or postings, that are merged at once; between two such batches others have their turn.
TERMS_AT_ONCE: Final = 4_000
POSTINGS_AT_ONCE: Final = 1_000_000
ZONE_NAMES: Final = frozenset(zone.name for zone in ZONES)
COUNTED_BYTES: Final = COUNTED.encode("ascii")

Pause = Callable[[], None]


class Found(NamedTuple):
    """A term in one segment; `base` is the number of the segment's first document among those of all."""

    term: bytes
    entry: TermEntry
    descriptor: int
    base: int


class MergedTerms:
    """The terms of segments; `numbers` are the new ones of all their documents, -1 for deleted."""

    def __init__(self, segments: Sequence[Segment], numbers: Integers, pause: Pause) -> None:
        self.totals: Counter[str] = Counter()  # terms of each zone, each as often as it stands, so far
        self._segments = segments
        self._numbers = numbers
        self._pause = pause

    def fields(self, schema: Schema) -> Iterator[tuple[str, Iterable[TermBatch]]]:
        """Yield each indexed field and its terms, in the order of their names."""
        for name, field in sorted(schema.items()):
            if field.indexed:
                yield name, self._batches(name)

    def _batches(self, field: str) -> Iterator[TermBatch]:
        lists = _Lists(field in ZONE_NAMES)
        for term, found in groupby(self._found(field), key=itemgetter(0)):
            lists.add(term, found)
            if lists.are_many():
                yield self._batch(lists, field)
                self._pause()
                lists = _Lists(field in ZONE_NAMES)
        yield self._batch(lists, field)

    def _batch(self, lists: _Lists, field: str) -> TermBatch:
        batch = lists.batch(self._numbers)
        if field in ZONE_NAMES:
            self.totals[field] += int(batch.counts.sum())
        return batch

    def _found(self, field: str) -> Iterator[Found]:
        """Yield the terms of all segments in ascending order, and of a term in the order of the segments."""
        bases = ends_after_nothing(np.array([segment.documents for segment in self._segments]))
        streams = [
            _found_in(segment, field, base)
            for segment, base in zip(self._segments, bases.tolist(), strict=False)
        ]
        return merge(*streams, key=itemgetter(0))


def _found_in(segment: Segment, field: str, base: int) -> Iterator[Found]:
    for term, entry in segment.terms.starting_with(field, b""):
        yield Found(term, entry, segment.descriptor, base)


class _Part:
    """Lists of terms, one after the other; `places` are those of the terms among all of a batch."""

    def __init__(self, has_positions: bool) -> None:
        self.terms: list[bytes] = []
        self.places: list[int] = []
        self.sizes: list[int] = []
        self.documents = array("i")
        self.counts = array("I")
        self.positions = array("I")
        self._has_positions = has_positions

    def add(self, term: bytes, place: int, found: Iterable[Found]) -> None:
        """Read the postings of the next term."""
        before = len(self.documents)
        for _, entry, descriptor, base in found:
            if entry.inlined:
                self._add_inlined(base, *entry.inlined)
            else:
                self._add_list(base, descriptor, entry)
        self.terms.append(term)
        self.places.append(place)
        self.sizes.append(len(self.documents) - before)

    def _add_inlined(
        self, base: int, documents: Sequence[int], counts: Sequence[int], values: Sequence[bytes]
    ) -> None:
        """Take up some few postings; arrays of numpy would cost four times as much."""
        self.documents.extend([base + number for number in documents])
        self.counts.extend(counts or (1,) * len(documents))
        if self._has_positions:
            for value in values:
                self.positions.extend(iter(decode_positions(value)))

    def _add_list(self, base: int, descriptor: int, entry: TermEntry) -> None:
        if self._has_positions:
            postings, positions = read_positions(descriptor, entry)
            self.positions.frombytes(positions.astype(np.uint32).tobytes())
        else:
            postings = read_postings(descriptor, entry)
        self.documents.frombytes((postings.documents + np.int32(base)).tobytes())
        self.counts.frombytes(postings.counts.astype(np.uint32).tobytes())


class _Lists:
    """The lists of some terms of a field: those with positions come first, as a TermBatch wants them."""

    def __init__(self, is_zone: bool) -> None:
        self._is_zone = is_zone
        self._pairs, self._others = _Part(has_positions=True), _Part(has_positions=False)

    def add(self, term: bytes, found: Iterable[Found]) -> None:
        """Read the postings of the next term."""
        is_pair = self._is_zone and not term.startswith(COUNTED_BYTES) and len(term.decode("utf-8")) == PAIR
        place = len(self._pairs.terms) + len(self._others.terms)
        (self._pairs if is_pair else self._others).add(term, place, found)

    def are_many(self) -> bool:
        """Tell whether it is time to write them."""
        terms = len(self._pairs.terms) + len(self._others.terms)
        return (
            terms >= TERMS_AT_ONCE
            or len(self._pairs.documents) + len(self._others.documents) >= POSTINGS_AT_ONCE
        )

    def batch(self, numbers: Integers) -> TermBatch:
        """Return the lists with the new numbers of their documents, without deleted ones."""
        pairs, others = self._pairs, self._others
        documents = numbers[np.array(pairs.documents + others.documents)]
        counts = np.array(pairs.counts + others.counts)
        is_live = documents >= 0
        bounds = ends_after_nothing(np.array(pairs.sizes + others.sizes, np.int64))
        sizes = np.diff(ends_after_nothing(is_live.view(np.uint8))[bounds])
        has_any = sizes > 0
        with_positions = len(pairs.documents)
        has_live = np.repeat(is_live[:with_positions], counts[:with_positions])
        return TermBatch(
            terms=list(compress(pairs.terms + others.terms, has_any)),
            order=np.argsort(np.array(pairs.places + others.places, np.int64)[has_any]),
            bounds=ends_after_nothing(sizes[has_any]),
            documents=documents[is_live],
            counts=counts[is_live],
            positions=np.array(pairs.positions)[has_live],
        )
