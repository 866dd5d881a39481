"""Segments: one segment of Whoosh, read as postings, folded text and values.

In: Whoosh's reader of a segment. Out: plain dicts and bytes keyed by document number within the segment.
A segment never changes once it is written (deletions apart), so its values are decoded once a process.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from whoosh.columns import ColumnReader
from whoosh.reading import IndexReader, SegmentReader, TermNotFound

from search.analysis import Fields
from search.engine.documents import SortKey, Values
from search.questions import FILTERS, NONE

Counts = dict[int, int]
# How many segments' values stay decoded; about 1 kB a document.
SEGMENTS_KEPT: Final = 64


@dataclass(frozen=True, slots=True)
class Columns:
    """What filters, facets and orders read of a segment, each by document number.

    `filters` holds a document's values as they stand in a URL, (`none`,) where it has none.
    """

    values: tuple[Values, ...]
    newest: tuple[SortKey, ...]
    oldest: tuple[SortKey, ...]
    filters: dict[str, tuple[tuple[str, ...], ...]]

    @classmethod
    def of(cls, values: tuple[Values, ...]) -> Columns:
        """Work the columns out, so that a question over every report only reads them."""
        return cls(
            values,
            tuple(one.newest for one in values),
            tuple(one.oldest for one in values),
            {name: tuple(field_values(one, name) for one in values) for name in FILTERS},
        )


def field_values(values: Values, field: str) -> tuple[str, ...]:
    """Return a document's values in a filter, as they stand in a URL; (`none`,) for none."""
    match field:
        case "place":
            return values.places or (NONE,)
        case "year":
            return (str(values.year),) if values.year is not None else (NONE,)
        case "newspaper":
            return (str(values.newspaper),) if values.newspaper is not None else (NONE,)
        case "author":
            return tuple(map(str, values.authors)) or (NONE,)
        case "basis":
            return (values.basis,) if values.basis else (NONE,)
        case "column":
            return (values.column,) if values.column else (NONE,)
        case "id":
            return (str(values.id),)
        case _:
            return ()


class Segment:
    """A segment during one question; `live` are the documents that may be seen."""

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self.columns = _columns_of(reader)
        self.values = self.columns.values
        self.live = set(reader.all_doc_ids())
        self._readers: dict[str, ColumnReader] = {}

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
        """Return the folded passages of a document in UTF-8 (see `documents.Zone`)."""
        column = self._readers.get(field)
        if column is None:
            column = self._readers[field] = _column_of(self._reader, field)
        return bytes(column[number])

    def stored(self, number: int) -> dict[str, Any]:
        """Return the stored fields of a document."""
        return dict(self._reader.stored_fields(number))


def segments_of(reader: IndexReader) -> list[Segment]:
    """Return the segments of an index that hold documents."""
    return [Segment(leaf) for leaf, _ in reader.leaf_readers() if leaf.doc_count_all()]


def _column_of(reader: SegmentReader, field: str) -> ColumnReader:
    """Return a column; FileNotFoundError where its file is gone, which Whoosh takes for an empty column."""
    column = reader.column_reader(field, translate=False)
    if not reader.has_column(field):  # asked afterwards: a merge may take the file away at any moment
        raise FileNotFoundError(f"the column {field} of {reader.segment().segment_id()} is gone")
    return column


_decoded: OrderedDict[tuple[str, int], Columns] = OrderedDict()
_decoding: Final = Lock()  # the threads of a web process share what is decoded


def _columns_of(reader: SegmentReader) -> Columns:
    """Return the columns of a segment, decoded once: its id is random, and it is never written again."""
    key = (reader.segment().segment_id(), reader.doc_count_all())
    with _decoding:
        if key in _decoded:
            _decoded.move_to_end(key)
            return _decoded[key]
    column = _column_of(reader, Fields.VALUES)
    columns = Columns.of(tuple(Values.decode(bytes(column[number])) for number in range(reader.doc_count_all())))
    with _decoding:
        _decoded[key] = columns
        while len(_decoded) > SEGMENTS_KEPT:
            _decoded.popitem(last=False)
    return columns
