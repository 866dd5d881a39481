"""Segment files: documents become the files of one Whoosh segment.

In: documents, one after the other. Out: a folder with the segment's files, and the W3Segment that a table of
contents names it by (`contents.py` makes the files durable before it does). What each file is:

    .trm  .pst               terms and their postings (terms_file.py, postings_file.py)
    .values.col              a row of numbers for each document
    .facet_….col             what it has in each filter
    ._stored.col             its stored fields
    ._title_len.col, …       how long each zone is, one byte
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3Codec, W3Segment

from search.engine.column_files import bytes_column, length_bytes, reference_column
from search.engine.contents import INDEX_NAME
from search.engine.documents import Document, rows_of
from search.engine.inversion import Counts, TermBatch, ZoneTexts
from search.engine.schema import FACET_COLUMNS, RECORD, VALUES, WORDS, ZONES, ZoneText
from search.engine.terms_file import TermsWriter
from search.proximity import PASSAGE_END
from search.questions import FILTERS

# Characters of folded text that one segment takes: some 55,000 articles, which take 2 GB on their way.
CHARACTERS_AT_MOST: Final = 64_000_000
STORED: Final = "_stored"
WRITE_BUFFER_BYTES: Final = 1 << 20

FieldBatches = Iterable[tuple[str, Iterable[TermBatch]]]


class Columns(NamedTuple):
    """What a segment holds of each document beside its terms, by document number.

    `lengths` are length bytes by zone, `totals` the number of terms of all documents by zone.
    """

    rows: npt.NDArray[np.void]
    facets: Mapping[str, list[bytes]]
    stored: list[bytes]
    lengths: Mapping[str, npt.NDArray[np.uint8]]
    totals: Mapping[str, int]


class Gathered:
    """Documents on their way into one segment."""

    def __init__(self) -> None:
        self.characters = 0
        self._rows = bytearray()
        self._facets: dict[str, list[bytes]] = {name: [] for name in FILTERS}
        self._stored: list[bytes] = []
        self._lengths = {zone.name: array("Q") for zone in ZONES}
        self._zones = {zone.name: ZoneTexts() for zone in ZONES}
        self._words = Counts()
        self._identifiers: defaultdict[str, Counts] = defaultdict(Counts)

    def __len__(self) -> int:
        """Return how many documents these are."""
        return len(self._stored)

    def add(self, document: Document) -> None:
        """Take up the next document."""
        for name, value in document.identifiers:
            self._identifiers[name].add(len(self), Counter([value]))
        self._words.add(len(self), document.words)
        for zone, text in zip(ZONES, document.zones, strict=True):
            self._zones[zone.name].add(text.text, text.counted)
            self._lengths[zone.name].append(_terms_in(text))
            self.characters += len(text.text)
        for name, values in zip(FILTERS, document.facets, strict=True):
            self._facets[name].append(values.encode("utf-8"))
        self._rows += rows_of([document]).tobytes()
        self._stored.append(document.stored)

    def columns(self) -> Columns:
        """Return what is kept of the documents beside their terms."""
        return Columns(
            rows=np.frombuffer(self._rows, RECORD),
            facets=self._facets,
            stored=self._stored,
            lengths={name: length_bytes(lengths) for name, lengths in self._lengths.items()},
            totals={name: sum(lengths) for name, lengths in self._lengths.items()},
        )

    def fields(self) -> Iterator[tuple[str, Iterable[TermBatch]]]:
        """Yield each field with its terms, in the order of their names."""
        by_name: dict[str, Iterable[TermBatch]] = {
            name: map(Counts.batch, [counts]) for name, counts in self._identifiers.items()
        }
        by_name |= {name: zone.batches() for name, zone in self._zones.items()}
        by_name[WORDS] = map(Counts.batch, [self._words])
        yield from sorted(by_name.items())


def write_segment(folder: Path, columns: Columns, fields: FieldBatches) -> W3Segment:
    """Return a new segment of a folder, its files written."""
    segment = W3Segment(W3Codec(), INDEX_NAME, doccount=len(columns.rows))
    _write_terms(folder, segment, fields, columns.lengths)
    for name, written in _column_files(columns):
        (folder / W3Codec.column_filename(segment, name)).write_bytes(written)
    segment._fieldlengths = defaultdict(int, {name: total for name, total in columns.totals.items() if total})
    return segment


def _write_terms(
    folder: Path, segment: W3Segment, fields: FieldBatches, lengths: Mapping[str, npt.NDArray[np.uint8]]
) -> None:
    without = np.zeros(segment.doc_count_all(), np.uint8)
    names = [folder / segment.make_filename(ending) for ending in (W3Codec.TERMS_EXT, W3Codec.POSTS_EXT)]
    with (
        names[0].open("xb", WRITE_BUFFER_BYTES) as terms,
        names[1].open("xb", WRITE_BUFFER_BYTES) as postings,
    ):
        writer = TermsWriter(terms, postings)
        for field, batches in fields:
            for batch in batches:
                writer.add(field, batch, lengths.get(field, without))
        writer.finish()


def _column_files(columns: Columns) -> Iterator[tuple[str, bytes]]:
    """Yield each column's name and bytes."""
    yield VALUES, columns.rows.tobytes()
    yield STORED, bytes_column(columns.stored)
    for name, values in columns.facets.items():
        yield FACET_COLUMNS[name], reference_column(values)
    for name, lengths in columns.lengths.items():
        yield f"_{name}_len", lengths.tobytes()


def _terms_in(text: ZoneText) -> int:
    """Return the length of a zone: each character is a unit and begins a pair."""
    return 2 * (len(text.text) - text.text.count(PASSAGE_END)) + text.counted.total()
