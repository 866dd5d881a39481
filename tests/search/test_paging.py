"""Paging: the pages of a question are its hits, each once, in one order."""

from __future__ import annotations

import datetime as dt
import random
from typing import Final

import pytest

from search.engine.answering import answer
from search.query_tree import And, Node, Range, Word
from search.questions import SIZES, SORTS, Question
from tests.search.engine.drawing import Report, blank_report
from tests.search.engine.library import WRITERS, Library

MOST: Final = 120
NO_LIMIT: Final = None


def report(number: int, source: random.Random) -> Report:
    """Return a report that ties with many others: few dates, few texts."""
    first = source.choice([None, dt.date(2020, 5, 1), dt.date(2021, 1, 1)])
    days = source.choice([0, 30])
    return blank_report(number) | {
        "headline": "样例", "paragraphs": [source.choice(["村里的小事", "村里村外的小事"])],
        "year": number, "date_from": first, "date_to": first + dt.timedelta(days) if first else None,
    }  # fmt: skip


@pytest.fixture(scope="module", params=WRITERS.values(), ids=[*WRITERS])
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Index 120 reports in three segments; the year of each is its number, so that a range asks for so many."""
    source = random.Random(9)
    library = Library(tmp_path_factory.mktemp("index"), request.param)
    for start in (1, 51, 101):
        library.commit([report(number, source) for number in range(start, min(start + 50, MOST + 1))])
    return library


def ids(library: Library, tree: Node, sort: str, start: int, end: int | None) -> list[int]:
    found = answer(library.snapshot, tree, Question(sort=sort), frozenset(), start, end)
    return [document.id for document in found.documents]


@pytest.mark.parametrize("sort", SORTS)
def test_the_union_of_the_pages_is_all_hits_for_every_number_of_them(library: Library, sort: str) -> None:
    for count in range(1, MOST + 1):
        tree = And((Range("year", 1, count), Word("小事")))
        whole = ids(library, tree, sort, 0, NO_LIMIT)
        assert sorted(whole) == list(range(1, count + 1))
        for size in SIZES:
            pages = [ids(library, tree, sort, at, at + size) for at in range(0, count, size)]
            assert [number for page in pages for number in page] == whole, (count, size)
