"""Segments: one segment of Whoosh, read as postings, folded text and values.

In: Whoosh's reader of a segment. Out: plain dicts and bytes keyed by document number within the segment.
A segment never changes once it is written (deletions apart), so its values are decoded once a process.
"""

from __future__ import annotations

from typing import Any, Final

from whoosh.columns import ColumnReader
from whoosh.reading import IndexReader, SegmentReader, TermNotFound

from search.analysis import Fields
from search.engine.documents import Values

Counts = dict[int, int]
# How many segments' values stay decoded; about 0.6 kB a document.
SEGMENTS_KEPT: Final = 64


class Segment:
    """A segment during one question; `live` are the documents that may be seen."""

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self.values = _values_of(reader)
        self.live = set(reader.all_doc_ids())
        self._columns: dict[str, ColumnReader] = {}

    def hide(self, ids: frozenset[int]) -> None:
        """Take the documents of these reports out of what may be seen."""
        if ids:
            self.live = {number for number in self.live if self.values[number].id not in ids}

    def postings(self, field: str, term: str) -> Counts:
        """Return how often a term stands in each document that has it; deleted ones may be among them."""
        try:
            matcher = self._reader.postings(field, term.encode("utf-8"))
        except TermNotFound:
            return {}
        counts: Counts = {}
        while matcher.is_active():
            counts[matcher.id()] = int(matcher.weight())
            matcher.next()
        return counts

    def document_frequency(self, field: str, term: str) -> int:
        """Return in how many documents a term stands, deleted ones included."""
        return int(self._reader.doc_frequency(field, term.encode("utf-8")))

    def folded(self, field: str, number: int) -> bytes:
        """Return the folded passages of a document in UTF-8, line feeds between them."""
        column = self._columns.get(field)
        if column is None:
            column = self._columns[field] = self._reader.column_reader(field, translate=False)
        return bytes(column[number])

    def stored(self, number: int) -> dict[str, Any]:
        """Return the stored fields of a document."""
        return dict(self._reader.stored_fields(number))


def segments_of(reader: IndexReader) -> list[Segment]:
    """Return the segments of an index that hold documents."""
    return [Segment(leaf) for leaf, _ in reader.leaf_readers() if leaf.doc_count_all()]


_decoded: dict[tuple[str, int], tuple[Values, ...]] = {}


def _values_of(reader: SegmentReader) -> tuple[Values, ...]:
    """Return the values of a segment, decoded once: its id is random, and it is never written again."""
    key = (reader.segment().segment_id(), reader.doc_count_all())
    if key not in _decoded:
        column = reader.column_reader(Fields.VALUES, translate=False)
        values = tuple(Values.decode(bytes(column[number])) for number in range(reader.doc_count_all()))
        while len(_decoded) >= SEGMENTS_KEPT:
            _decoded.pop(next(iter(_decoded)), None)
        _decoded[key] = values
        return values
    return _decoded[key]
