"""Stock Whoosh's searcher, over our own index: its queries, its BM25F, its collectors.

In: a query tree. Out: replies. It writes, too: `write` is Whoosh's own writer given our Documents, the oracle of
the tests and the yardstick of our bulk build. A facet that has a selection is counted in a pass of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from whoosh import query, sorting
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex, open_dir
from whoosh.reading import IndexReader
from whoosh.scoring import BM25F

from bench.generated import FOLDER
from bench.peers import SHOWN_VALUES, Reply, chosen_values, facet_groups
from bench.questions import Asked
from bench.states import index_folder
from search.analysis import edges
from search.engine.documents import Document, as_whoosh
from search.engine.schema import BODY, COUNTED, FACET_COLUMNS, FACTS, RECORD, TITLE, VALUE_END, VALUES, signer
from search.engine.scoring import AS_TYPED_WEIGHT, ZONE_WEIGHTS
from search.query_tree import (
    And,
    Boost,
    Equivalents,
    Everything,
    Exact,
    Node,
    Not,
    Nothing,
    Or,
    Preferred,
    Run,
    Signer,
    Whole,
    Word,
)
from search.questions import Question

TITLE_WEIGHT: Final = ZONE_WEIGHTS[TITLE]
WEIGHTING: Final = BM25F(title_B=0.3, K1=1.2)
WRITER_MEGABYTES: Final = 256


def write(folder: Path, schema: Schema, documents: Iterable[Document]) -> FileIndex:
    """Write an index of these documents into an empty folder in one commit."""
    index = FileStorage(str(folder)).create_index(schema)
    writer = index.writer(limitmb=WRITER_MEGABYTES)
    for document in documents:
        writer.add_document(**as_whoosh(document))
    writer.commit()
    return index


class Prepared(NamedTuple):
    """A question as Whoosh's objects, and the filter under which each group of facets is counted."""

    query: query.Query
    hits: query.Query | None
    counted: Sequence[tuple[query.Query | None, tuple[str, ...]]]
    start: int
    end: int
    sorted_by: sorting.FacetType | None
    is_newest_first: bool


class Raw(NamedTuple):
    """What Whoosh returns."""

    total: int
    stored: Sequence[dict[str, Any]]
    facets: dict[str, dict[str, int]]


class WhooshPeer:
    """An index, searched."""

    name = "Whoosh"

    def __init__(self, index: FileIndex) -> None:
        self._searcher = index.searcher(weighting=WEIGHTING)

    def prepare(self, asked: Asked) -> Prepared:
        """Return the question as query objects. What looks for nothing has the newest first, as ours."""
        question = asked.question
        by_date = question.sort != "relevance" or asked.tree == Everything()
        return Prepared(
            query=as_query(asked.tree),
            hits=_filters(question),
            counted=[(_filters(one), facets) for one, facets in facet_groups(question)],
            start=asked.start,
            end=asked.start + question.size,
            sorted_by=sorting.TranslateFacet(_days, sorting.FieldFacet(VALUES)) if by_date else None,
            is_newest_first=question.sort != "oldest",
        )

    def ask(self, prepared: Prepared) -> Raw:
        """Return hits with their stored fields, total and counts; the first group counts with the hits."""
        (_, free), *others = prepared.counted
        found = self._searcher.search(
            prepared.query, limit=prepared.end, filter=prepared.hits, groupedby=_groups(free),
            sortedby=prepared.sorted_by, reverse=prepared.sorted_by is not None and prepared.is_newest_first,
        )  # fmt: skip
        facets = _counts(found, free)
        for filters, names in others:
            again = self._searcher.search(prepared.query, limit=1, filter=filters, groupedby=_groups(names))
            facets |= _counts(again, names)
        return Raw(len(found), [hit.fields() for hit in found[prepared.start :]], facets)

    def read(self, raw: Raw) -> Reply:
        """Return the same as a Reply."""
        return Reply(raw.total, tuple(int(one["django_id"]) for one in raw.stored), raw.facets)


def as_query(node: Node) -> query.Query:
    """Return a query tree as a query of Whoosh; TypeError for what the benchmark never asks."""
    match node:
        case Everything() | And(()):
            return query.Every()
        case Nothing() | Or(()):
            return query.NullQuery
        case And(parts):
            return query.And(list(map(as_query, parts)))
        case Or(parts) | Equivalents(parts):
            return query.Or(list(map(as_query, parts)))
        case Not(part):
            return query.Not(as_query(part))
        case Preferred(required, bonus):
            return query.AndMaybe(as_query(required), as_query(bonus).with_boost(AS_TYPED_WEIGHT))
        case Boost(part, factor):
            return as_query(part).with_boost(factor)
        case Signer(folded):
            return query.Term(FACTS.name, COUNTED + signer(folded))
        case Word(folded, "") | Exact(folded, "") | Run(folded, "") | Whole(folded, ""):
            in_title, in_body = (_in_zone(node, folded, zone.name) for zone in (TITLE, BODY))
            return query.Or([in_title.with_boost(TITLE_WEIGHT), in_body])
    raise TypeError(f"the benchmark asks for nothing of the kind of {node}")


def _in_zone(node: Node, folded: str, zone: str) -> query.Query:
    if isinstance(node, Run):
        return query.Term(zone, COUNTED + folded)
    string = query.Term(zone, folded)
    if len(folded) > 2:
        string = query.Phrase(zone, list(map("".join, pairwise(folded))))
    if isinstance(node, Whole):
        return query.And([string, *(query.Term(zone, COUNTED + end) for end in edges(folded))])
    return string


def _filters(question: Question) -> query.Query | None:
    parts: list[query.Query] = [
        ColumnQuery(FACET_COLUMNS[name], _HasAny(values)) for name, values in chosen_values(question).items()
    ]
    if question.since and question.until:
        parts.append(ColumnQuery(VALUES, _Within(question.since.ordinal, question.until.ordinal)))
    return query.And(parts) if parts else None


class ColumnQuery(query.ColumnQuery):  # type: ignore[misc]
    """Whoosh's own, which says of no index how much of it may match, so that two of them cannot be joined."""

    def estimate_size(self, ixreader: IndexReader) -> int:
        """Return how many documents may match."""
        return int(ixreader.doc_count_all())


class _HasAny:
    """Tells whether the values of a document, side by side, have one of those chosen."""

    def __init__(self, values: Iterable[str]) -> None:
        self._values = frozenset(value.encode("utf-8") for value in values)

    def __call__(self, written: bytes) -> bool:
        return not self._values.isdisjoint(written.split(VALUE_END.encode("ascii")))


class _Within:
    """Tells whether the date of a document may lie between two days."""

    def __init__(self, first: int, last: int) -> None:
        self._first = first
        self._last = last

    def __call__(self, written: bytes) -> bool:
        last_day, first_day, _ = _days(written)
        return last_day >= self._first and first_day <= self._last


def _days(written: bytes) -> tuple[int, int, int]:
    row = np.frombuffer(written, RECORD)[0]
    return int(row["last_day"]), int(row["first_day"]), int(row["id"])


def _groups(facets: Sequence[str]) -> sorting.Facets | None:
    if not facets:
        return None
    groups = sorting.Facets()
    for name in facets:
        groups.add_facet(name, sorting.FieldFacet(FACET_COLUMNS[name], maptype=sorting.Count))
    return groups


def _counts(found: Any, facets: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return the counts of single values from those of whole sets of values."""
    counted = {}
    for name in facets:
        counts: Counter[str] = Counter()
        for written, count in found.groups(name).items():
            for value in _text(written).split(VALUE_END):
                counts[value] += count
        counted[name] = dict(counts.most_common(SHOWN_VALUES))
    return counted


def _text(written: bytes | str) -> str:
    return written.decode("utf-8") if isinstance(written, bytes) else written


def connect(corpus: str) -> WhooshPeer:
    """Return the peer over our index of a corpus, opened as anybody opens one."""
    return WhooshPeer(open_dir(str(index_folder(FOLDER / f"state-{corpus}"))))
