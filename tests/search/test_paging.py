"""Paging: the pages of a question are its hits, each once, in one order."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import IndexReader

from search.analysis import build_schema
from search.engine.answering import answer
from search.engine.documents import document_of
from search.query_tree import And, Node, Range, Word
from search.questions import SIZES, SORTS, Question

MOST: Final = 120
NO_LIMIT: Final = None


def report(number: int, source: random.Random) -> dict[str, Any]:
    """Return a report that ties with many others: few dates, few texts."""
    first = source.choice([None, dt.date(2020, 5, 1), dt.date(2021, 1, 1)])
    days = source.choice([0, 30])
    return {
        "django_id": number, "headline": "样例", "paragraphs": [source.choice(["村里的小事", "村里村外的小事"])],
        "year": number, "date_from": first, "date_to": first + dt.timedelta(days) if first else None,
    }  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> FileIndex:
    """Index 120 reports in three segments; the year of each is its number, so that a range asks for so many."""
    source = random.Random(9)
    schema = build_schema([], ["django_id"], "id", settings.CACHE_DIR)
    index = FileStorage(str(tmp_path_factory.mktemp("index"))).create_index(schema)
    for start in (1, 51, 101):
        writer = index.writer()
        for number in range(start, min(start + 50, MOST + 1)):
            writer.add_document(id=str(number), django_id=str(number), **document_of(report(number, source), []))
        writer.commit(merge=False)
    return index


def ids(reader: IndexReader, tree: Node, sort: str, start: int, end: int | None) -> list[int]:
    found = answer(reader, tree, Question(sort=sort), frozenset(), start, end)
    return [document.id for document in found.documents]


@pytest.mark.parametrize("sort", SORTS)
def test_the_union_of_the_pages_is_all_hits_for_every_number_of_them(index: FileIndex, sort: str) -> None:
    with index.reader() as reader:
        for count in range(1, MOST + 1):
            tree = And((Range("year", 1, count), Word("小事")))
            whole = ids(reader, tree, sort, 0, NO_LIMIT)
            assert sorted(whole) == list(range(1, count + 1))
            for size in SIZES:
                pages = [ids(reader, tree, sort, at, at + size) for at in range(0, count, size)]
                assert [number for page in pages for number in page] == whole, (count, size)


@pytest.mark.parametrize("sort", SORTS)
def test_the_order_does_not_hang_on_the_segments(index: FileIndex, sort: str, tmp_path: Path) -> None:
    source = random.Random(9)
    reports = [report(number, source) for number in range(1, MOST + 1)]
    source.shuffle(reports)
    other = FileStorage(str(tmp_path)).create_index(index.schema)
    writer = other.writer()
    for one in reports:
        number = str(one["django_id"])
        writer.add_document(id=number, django_id=number, **document_of(one, []))
    writer.commit()
    with index.reader() as split, other.reader() as joined:
        whole = Range("year", 1, MOST)
        assert ids(split, whole, sort, 0, NO_LIMIT) == ids(joined, whole, sort, 0, NO_LIMIT)
