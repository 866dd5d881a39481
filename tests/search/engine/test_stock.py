"""Stock Whoosh and our index: it opens the folder by itself, searches it, finds what we find, and may write to it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from whoosh import index
from whoosh.qparser import QueryParser
from whoosh.query import And, Every, Not, Or, Phrase, Query, Term

from search import query_tree as tree
from search.engine.contents import INDEX_NAME
from tests.search.engine.drawing import Trees, draw_report
from tests.search.engine.library import WRITERS, Library, merge_with_stock, write_with_ours, write_with_stock

each_writer = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)

PARTS: Final = ("四议两公开", "议两", "廉", "党建引领")
QUERIES: Final[Mapping[tree.Node, Query]] = {
    tree.Exact("廉", "body"): Term("body", "廉"),
    tree.Exact("议两", "body"): Term("body", "议两"),
    tree.Run("1", "body"): Term("body", "\tparagraphs\t1"),
    tree.Exact("廉", "title"): Term("title", "廉"),
    tree.Exact("四议两公开", "body"): Phrase("body", ["四议", "议两", "两公", "公开"]),
    tree.And((tree.Exact("廉", "body"), tree.Exact("党建", "body"))): And(
        [Term("body", "廉"), Term("body", "党建")]
    ),
    tree.Or((tree.Exact("廉", "body"), tree.Exact("议两", "body"))): Or(
        [Term("body", "廉"), Term("body", "议两")]
    ),
    tree.And((tree.Exact("廉", "body"), tree.Not(tree.Exact("党建", "body")))): And(
        [Term("body", "廉"), Not(Term("body", "党建"))]
    ),
    tree.Everything(): Every(),
}


@pytest.fixture(params=[*WRITERS.values()], ids=[*WRITERS])
def library(request: pytest.FixtureRequest, tmp_path: Path) -> Library:
    """Return ninety reports of few words in three segments, some changed and deleted."""
    source = random.Random(12)
    library = Library(tmp_path, request.param)
    for first in (1, 31, 61):
        texts = ["".join(source.choices((*PARTS, "村", "，", "1"), k=6)) for _ in range(30)]
        bare: dict[str, Any] = {"headings": [], "captions": [], "editors_note": [], "column_name": None}
        reports = [
            draw_report(source, first + at) | bare | {"paragraphs": [text]} for at, text in enumerate(texts)
        ]
        library.commit(
            [*reports, draw_report(source, 1) | bare | {"paragraphs": ["廉"]}], removed=[first - 5]
        )
    return library


@pytest.mark.parametrize("node", QUERIES, ids=repr)
def test_stock_whoosh_finds_what_we_find(library: Library, node: tree.Node) -> None:
    with index.open_dir(str(library.folder), indexname=INDEX_NAME).searcher() as stock:
        hits = {int(hit["django_id"]) for hit in stock.search(QUERIES[node], limit=None)}
        total = len(stock.search(QUERIES[node], limit=1))
    found = library.ask(node)
    assert {one.id for one in found.documents} == hits
    assert found.total == total == len(hits) > 0


@pytest.mark.parametrize("typed", ["四议两公开", "議兩", "廉", "四议两公开党建引领", "没有"])
def test_stock_whoosh_parses_a_string_as_what_stands_side_by_side(library: Library, typed: str) -> None:
    opened = index.open_dir(str(library.folder), indexname=INDEX_NAME)
    with opened.searcher() as stock:
        hits = stock.search(QueryParser("body", opened.schema).parse(typed), limit=None)
        found = {int(hit["django_id"]) for hit in hits}
    string = typed.replace("議兩", "议两")
    ours = library.ask(tree.Exact(string, "body"))
    assert {one.id for one in ours.documents} == found
    assert found == {
        number for number, one in library.live.items() if string in one["paragraphs"][0].replace("，", "")
    }


def test_stored_fields_of_stock_whoosh_are_ours(library: Library) -> None:
    with index.open_dir(str(library.folder), indexname=INDEX_NAME).searcher() as stock:
        stored = {int(fields["django_id"]): fields for fields in stock.documents()}
    assert {one.id: one.stored for one in library.ask(tree.Everything()).documents} == stored


def test_what_stock_whoosh_writes_and_deletes_we_find(library: Library) -> None:
    library._write = write_with_stock
    library.commit([draw_report(random.Random(1), 500) | {"paragraphs": ["四议两公开"]}], removed=[40])
    found = {one.id for one in library.ask(tree.Exact("四议两公开", "body")).documents}
    assert 500 in found
    assert 40 not in found
    before = {one.id for one in library.ask(tree.Everything()).documents}
    library.merge(merge_with_stock)
    assert len(library.snapshot.segments) == 1
    assert {one.id for one in library.ask(tree.Everything()).documents} == before == library.live.keys()


def test_both_writers_give_the_same_answers(tmp_path: Path) -> None:
    source = random.Random(13)
    stock, ours = Library(tmp_path / "stock", write_with_stock), Library(tmp_path / "ours", write_with_ours)
    for first in (1, 31, 41):
        reports = [draw_report(source, first + at) for at in range(30)]
        stock.commit(reports, removed=[first - 5])
        ours.commit(reports, removed=[first - 5])
    trees = Trees(source, [*ours.live.values()])
    for _ in range(100):
        node = trees.tree(2)
        found = [(one.id, one.score, one.stored, one.matched) for one in ours.ask(node).documents]
        assert found == [(one.id, one.score, one.stored, one.matched) for one in stock.ask(node).documents], (
            node
        )
