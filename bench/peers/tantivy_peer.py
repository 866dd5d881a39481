"""tantivy, from its Python package: the same tokens in its own index.

In: Documents, or a query tree. Out: an index below a folder, or replies. Tokens are cut beforehand and joined by
spaces, for its whitespace tokenizer; pairs alone have positions, and a string of three characters and more
is a phrase of pairs. One thread writes, into one segment where the heap holds it, and one searches: both are
best for it here. Its binding counts and aggregates in two passes, and once more for a facet with a selection.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

from tantivy import Document as TantivyDocument
from tantivy import FieldType, Index, Occur, Order, Query, Schema, SchemaBuilder, Searcher

from bench.corpora import all_documents, kept, stamp
from bench.generated import FOLDER
from bench.peers import SHOWN_VALUES, Reply, chosen_values, facet_groups
from bench.questions import Asked
from search.analysis import edges
from search.engine.documents import Document
from search.engine.schema import BODY, FACTS, TITLE, VALUE_END, WORDS, ZONES, Zone, ZoneText, signer
from search.engine.scoring import AS_TYPED_WEIGHT, ZONE_WEIGHTS
from search.proximity import PASSAGE_END
from search.query_tree import (
    ANYWHERE,
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
from search.questions import FILTERS, NONE, Question

VERSION: Final = "2"  # of the fields below
HEAP_BYTES: Final = 1_500_000_000
TITLE_WEIGHT: Final = ZONE_WEIGHTS[TITLE]
# Stands for the end of a passage, and for the tab of counted terms: its tokenizer parts at white space.
END_MARK: Final = "$"
TAB_MARK: Final = "|"
NEWEST: Final = "newest"


def schema() -> Schema:
    """Return the fields: for each zone units, pairs and counted terms; words, filters, days, what is stored."""
    builder = SchemaBuilder()
    for zone in ZONES:
        builder.add_text_field(f"{zone.name}_units", tokenizer_name="whitespace", index_option="freq")
        builder.add_text_field(f"{zone.name}_pairs", tokenizer_name="whitespace", index_option="position")
        builder.add_text_field(f"{zone.name}_counted", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field(WORDS, tokenizer_name="whitespace", index_option="freq")
    for name in FILTERS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("id", "first_day", "last_day", NEWEST):
        builder.add_unsigned_field(name, indexed=name == "id", fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


class Tokens(NamedTuple):
    """A document with its tokens joined: what the clock of a build begins with."""

    texts: Sequence[tuple[str, str]]
    numbers: Sequence[tuple[str, int]]
    stored: bytes


def tokens(document: Document) -> Tokens:
    """Return a document as tantivy takes it."""
    texts = [pair for zone, text in zip(ZONES, document.zones, strict=True) for pair in _zone(zone, text)]
    texts.append((WORDS, " ".join(document.words.elements())))
    for name, values in zip(FILTERS, document.facets, strict=True):
        texts += [(name, value) for value in values.split(VALUE_END) if value]
    newest = document.last_day << 44 | document.first_day << 24 | document.id
    numbers = [("id", document.id), ("first_day", document.first_day), ("last_day", document.last_day)]
    return Tokens(texts, [*numbers, (NEWEST, newest)], zlib.decompress(document.stored))


def _zone(zone: Zone, text: ZoneText) -> Iterator[tuple[str, str]]:
    yield f"{zone.name}_units", " ".join(text.text.replace(PASSAGE_END, ""))
    yield f"{zone.name}_pairs", " ".join(_pairs(text.text))
    yield f"{zone.name}_counted", " ".join(text.counted.elements()).replace("\t", TAB_MARK)


def _pairs(text: str) -> Iterator[str]:
    """Yield the pairs of each passage and a mark behind it.

    Without the mark, pairs of which every second is looked for would be found across two passages.
    """
    for passage in text.split(PASSAGE_END)[:-1]:
        yield from map("".join, pairwise(passage + END_MARK))
        yield END_MARK


def write(folder: Path, documents: Iterable[Tokens]) -> Index:
    """Write an index of these documents into an empty folder, to the end of its merges."""
    index = Index(schema(), str(folder))
    writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
    for document in documents:
        writer.add_document(_document(document))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def _document(given: Tokens) -> TantivyDocument:
    document = TantivyDocument()
    for name, text in given.texts:
        document.add_text(name, text)
    for name, number in given.numbers:
        document.add_unsigned(name, number)
    document.add_bytes("stored", given.stored)
    return document


class Prepared(NamedTuple):
    """A question as tantivy's objects: the query of the hits, and one with its facets for each pass of counting."""

    query: Query
    counted: Sequence[tuple[Query, dict[str, Any]]]
    start: int
    size: int
    order_by: str | None
    order: Order


class Raw(NamedTuple):
    """What tantivy returns."""

    total: int
    ids: Sequence[int]
    counted: Sequence[dict[str, Any]]


class TantivyPeer:
    """An index, searched."""

    name = "tantivy"

    def __init__(self, index: Index) -> None:
        self._index = index
        self._schema: Schema = index.schema

    def prepare(self, asked: Asked) -> Prepared:
        """Return the question as query objects. What looks for nothing has the newest first, as ours."""
        tree = self._query(asked.tree)
        question = asked.question
        by_date = question.sort != "relevance" or asked.tree == Everything()
        return Prepared(
            query=self._filtered(tree, question),
            counted=[(self._filtered(tree, one), _counts(facets)) for one, facets in facet_groups(question)],
            start=asked.start,
            size=question.size,
            order_by=NEWEST if by_date else None,
            order=Order.Asc if question.sort == "oldest" else Order.Desc,
        )

    def ask(self, prepared: Prepared) -> Raw:
        """Return the ids of the hits, total and counts."""
        searcher: Searcher = self._index.searcher()
        found: Any = searcher.search(  # its stub does not know `count`
            prepared.query, limit=prepared.size, offset=prepared.start, count=True,
            order_by_field=prepared.order_by, order=prepared.order,
        )  # fmt: skip
        counted = [searcher.aggregate(query, wanted) for query, wanted in prepared.counted]
        ids: Any = searcher.fast_field_values("id", [address for _, address in found.hits])
        return Raw(found.count, ids, counted)

    def read(self, raw: Raw) -> Reply:
        """Return the same as a Reply."""
        facets = {name: _by_value(counts) for group in raw.counted for name, counts in group.items()}
        return Reply(raw.total, tuple(raw.ids), facets)

    def _filtered(self, query: Query, question: Question) -> Query:
        filters = [self._any_value(name, values) for name, values in chosen_values(question).items()]
        if question.since:
            filters.append(self._days("last_day", question.since.ordinal, None))
        if question.until:
            filters.append(self._days("first_day", None, question.until.ordinal))
        if not filters:
            return query
        return _all([query, *(Query.const_score_query(one, 0.0) for one in filters)])

    def _any_value(self, name: str, values: Sequence[str]) -> Query:
        return _any([Query.term_query(self._schema, name, value, "basic") for value in values])

    def _days(self, name: str, first: int | None, last: int | None) -> Query:
        return Query.range_query(self._schema, name, FieldType.Unsigned, first, last)

    def _query(self, node: Node) -> Query:
        match node:
            case Everything() | And(()):
                return Query.all_query()
            case Nothing() | Or(()):
                return Query.empty_query()
            case And(parts):
                wanted = [self._query(part) for part in parts if not isinstance(part, Not)]
                unwanted = [self._query(part.part) for part in parts if isinstance(part, Not)]
                return _all(wanted or [Query.all_query()], unwanted)
            case Or(parts) | Equivalents(parts):
                return _any(list(map(self._query, parts)))
            case Not(part):
                return _all([Query.all_query()], [self._query(part)])
            case Preferred(required, bonus):
                weighed = Query.boost_query(self._query(bonus), AS_TYPED_WEIGHT)
                return Query.boolean_query([(Occur.Must, self._query(required)), (Occur.Should, weighed)])
            case Boost(part, factor):
                return Query.boost_query(self._query(part), factor)
            case Signer(folded):
                return self._term(f"{FACTS.name}_counted", signer(folded).replace("\t", TAB_MARK))
            case Word(folded, field) | Exact(folded, field) | Run(folded, field) | Whole(folded, field):
                return self._leaf(node, folded, field)
        raise TypeError(f"the benchmark asks for nothing of the kind of {node}")

    def _leaf(self, node: Node, folded: str, field: str) -> Query:
        if field != ANYWHERE:
            raise TypeError(f"the benchmark asks for nothing in one field, as {node} does")
        title, body = (self._in_zone(node, folded, zone.name) for zone in (TITLE, BODY))
        return _any([Query.boost_query(title, TITLE_WEIGHT), body])

    def _in_zone(self, node: Node, folded: str, zone: str) -> Query:
        if isinstance(node, Run):
            return self._term(f"{zone}_counted", folded)
        if isinstance(node, Whole):
            ends = [self._term(f"{zone}_counted", end) for end in edges(folded)]
            return _all([self._string(folded, zone), *(Query.const_score_query(end, 0.0) for end in ends)])
        return self._string(folded, zone)

    def _string(self, folded: str, zone: str) -> Query:
        if len(folded) == 1:
            return self._term(f"{zone}_units", folded)
        if len(folded) == 2:
            return self._term(f"{zone}_pairs", folded)
        return Query.phrase_query(self._schema, f"{zone}_pairs", _cover(folded))

    def _term(self, field: str, term: str) -> Query:
        return Query.term_query(self._schema, field, term, "freq")


def _cover(folded: str) -> list[str | tuple[int, str]]:
    """Return the fewest pairs that cover a string, with their places in it: faster than all of them."""
    last = len(folded) - 2
    return [(at, folded[at : at + 2]) for at in sorted({*range(0, last, 2), last})]


def _counts(facets: Sequence[str]) -> dict[str, Any]:
    return {name: {"terms": {"field": name, "size": SHOWN_VALUES, "missing": NONE}} for name in facets}


def _by_value(counts: dict[str, Any]) -> dict[str, int]:
    return {one["key"]: one["doc_count"] for one in counts["buckets"] if one["doc_count"]}


def _all(wanted: Sequence[Query], unwanted: Sequence[Query] = ()) -> Query:
    if len(wanted) == 1 and not unwanted:
        return wanted[0]
    return Query.boolean_query(
        [(Occur.Must, one) for one in wanted] + [(Occur.MustNot, one) for one in unwanted]
    )


def _any(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, one) for one in queries])


def connect(corpus: str) -> TantivyPeer:
    """Return the peer over the index of a corpus, built where none is kept."""
    folder = kept(FOLDER / f"tantivy-{corpus}", stamp(corpus, fields=VERSION), partial(_make, corpus))
    return TantivyPeer(Index.open(str(folder)))


def _make(corpus: str, folder: Path) -> None:
    folder.mkdir(parents=True)
    write(folder, map(tokens, all_documents(corpus)))
