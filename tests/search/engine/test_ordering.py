"""Order and windows: any window is a slice of the whole order, which only reports and their scores decide."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from search.engine.answering import answer
from search.query_tree import Everything, Exact, Node, Not, Or
from search.questions import SORTS, Question, Selection
from tests.search.engine.drawing import Report, Trees, draw_report
from tests.search.engine.library import WRITERS, Library, Writer, draw_library, scratch

each_writer = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)


def window(
    library: Library, tree: Node, question: Question, start: int, end: int | None
) -> list[tuple[int, float]]:
    """Return the hits of a window with their scores."""
    found = answer(library.snapshot, tree, question, frozenset(), start, end).documents
    return [(one.id, one.score) for one in found]


def oldest(report: Report) -> tuple[Any, ...]:
    """Return what ascends when the oldest come first: undated ones last, of one day the better known first."""
    first, last = report["date_from"], report["date_to"]
    return (
        first is None,
        first.toordinal() if first else 0,
        last.toordinal() if last else 0,
        -report["django_id"],
    )


def newest(report: Report) -> tuple[Any, ...]:
    """Return what ascends when the newest come first: undated ones last, of one day the better known first."""
    first, last = report["date_from"], report["date_to"]
    return (-last.toordinal() if last else 0, -first.toordinal() if first else 0, -report["django_id"])


def check_order(library: Library, tree: Node, question: Question, whole: list[tuple[int, float]]) -> None:
    """Assert that the whole order is that of the sort, equals newest first, then by id."""
    points = dict(window(library, tree, Question(selections=question.selections), 0, None))
    assert dict(whole) == pytest.approx(points, abs=1e-5)
    found = [library.live[number] for number, _ in whole]
    scores = dict(whole)
    match question.sort:
        case "relevance":
            assert found == sorted(found, key=lambda one: (-scores[one["django_id"]], *newest(one)))
        case "newest":
            assert found == sorted(found, key=newest)
        case _:
            assert found == sorted(found, key=oldest)


@each_writer
@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("libraries", [4, pytest.param(400, marks=pytest.mark.soak)])
def test_any_window_is_a_slice_of_the_whole_order(write: Writer, libraries: int, sort: str) -> None:
    for seed in range(libraries):
        source = random.Random(seed)
        with scratch() as folder:
            library = draw_library(source, folder, write, 40)
            trees = Trees(source, [*library.live.values()])
            for tree in (
                Everything(),
                Exact("党"),
                Or((Exact("建"), Not(Exact("1")))),
                trees.tree(),
                trees.tree(),
            ):
                chosen = source.choice(((), (Selection("year", "2020"),)))
                check_windows(source, library, tree, Question(sort=sort, selections=chosen))


def check_windows(source: random.Random, library: Library, tree: Node, question: Question) -> None:
    """Check the whole order, every first so many, and windows anywhere, beyond the end too."""
    whole = window(library, tree, question, 0, None)
    check_order(library, tree, question, whole)
    for end in range(len(whole) + 3):
        assert window(library, tree, question, 0, end) == whole[:end], (tree, end)
    for _ in range(10):
        start = source.randint(0, len(whole) + 2)
        end = start + source.randint(0, len(whole) + 2)
        assert window(library, tree, question, start, end) == whole[start:end], (tree, start, end)


@each_writer
@pytest.mark.parametrize("sort", SORTS)
def test_the_order_does_not_hang_on_the_segments(write: Writer, sort: str, tmp_path: Path) -> None:
    source = random.Random(6)
    reports = [draw_report(source, number) for number in range(1, 61)]
    trees = Trees(source, reports)
    asked = [Everything(), Exact("党"), Exact("1"), *(trees.tree() for _ in range(30))]
    expected: list[list[tuple[int, float]]] = []
    for parts in (1, 2, 7):
        library = Library(tmp_path / str(parts), write)
        for at in range(parts):
            library.commit(reports[at::parts])
        assert len(library.snapshot.segments) == parts
        found = [window(library, tree, Question(sort=sort), 0, None) for tree in asked]
        expected = expected or found
        assert found == expected
        source.shuffle(reports)
