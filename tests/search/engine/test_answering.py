"""The engine against stock Whoosh: random trees over random reports, the same documents, scores and order."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.engine.answering import FoundDocument
from search.engine.schema import ZONES
from search.query_tree import (
    And,
    AtLeast,
    Boost,
    Equivalents,
    Everything,
    Exact,
    Field,
    Node,
    Not,
    Or,
    Preferred,
)
from tests.search.engine.brute_force import count, holds
from tests.search.engine.drawing import Report, Trees
from tests.search.engine.library import WRITERS, Library, Writer, draw_library, scratch, write_with_ours
from tests.search.engine.whoosh_oracle import Oracle, worth

SAME: Final = 1e-4  # of a score


def check(library: Library, oracle: Oracle, tree: Node) -> None:
    """Assert that the engine finds what Whoosh finds, scores it as Whoosh does, and puts it in that order."""
    expected = oracle.scores(tree)
    found = library.ask(tree)
    assert {one.id for one in found.documents} == expected.keys(), tree
    assert found.total == len(found.documents) == len(expected)
    assert expected.keys() == {number for number, report in library.live.items() if holds(tree, report)}, tree
    for one in found.documents:
        assert one.score == pytest.approx(expected[one.id], abs=SAME), (tree, one.id)
        check_matched(one, library.live[one.id], tree)
    check_order(found.documents, library.live, is_scored=bool(worth(tree)))


def check_matched(one: FoundDocument, report: Report, tree: Node) -> None:
    """Assert that what is said to have matched in a hit did, so often, and makes up its score."""
    counts = {leaf: tuple(count(leaf, zone, report) for zone in ZONES) for leaf in worth(tree)}
    assert {each.leaf: each.counts for each in one.matched} == {
        leaf: n for leaf, n in counts.items() if any(n)
    }
    assert sum(each.score for each in one.matched) == pytest.approx(one.score, abs=SAME)


def check_order(found: tuple[FoundDocument, ...], reports: dict[int, Report], is_scored: bool) -> None:
    """Assert that hits descend by score, and equal ones from new to old and from late to early."""
    keys = [(one.score if is_scored else 0.0, *newest(reports[one.id]), one.id) for one in found]
    assert keys == sorted(keys, reverse=True)


def newest(report: Report) -> tuple[int, int]:
    """Return the last and the first day of a report's date, 0 for none."""
    last: dt.date | None = report["date_to"]
    first: dt.date | None = report["date_from"]
    return (last.toordinal() if last else 0), (first.toordinal() if first else 0)


def check_library(source: random.Random, write: Writer, reports: int, trees: int) -> None:
    """Check random trees over a random library."""
    with scratch() as folder:
        library = draw_library(source, folder, write, reports)
        oracle = Oracle(library)
        drawn = Trees(source, [*library.live.values()])
        for _ in range(trees):
            check(library, oracle, drawn.tree())


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("libraries", [12, pytest.param(1200, marks=pytest.mark.soak)])
def test_random_trees_are_answered_as_whoosh_answers_them(write: Writer, libraries: int) -> None:
    for seed in range(libraries):
        check_library(random.Random(seed), write, reports=14, trees=20)


A, B, ABSENT = Exact("党"), Exact("建"), Exact("没有这个词")


@pytest.mark.parametrize(
    "tree",
    [
        Or((A, A)),
        And((Boost(A, 3.0), Boost(A, 0.5))),
        And((Boost(A, 0.5), Boost(A, 3.0))),
        Or((Boost(And((A, Boost(B, 2.0))), 0.5), B)),
        Preferred(A, A),
        Preferred(A, Or((A, B, A))),
        Boost(Preferred(A, Preferred(B, A)), 2.0),
        And((Preferred(A, B), Preferred(B, A))),
        Or((A, Not(B))),
        Or((Not(Preferred(Exact("𠮷党"), A)), B)),
        And((AtLeast(1, (A, Boost(B, 2.0), ABSENT)), Field("year", "2020"))),
        Preferred(Everything(), A),
        Equivalents((A, B, ABSENT)),
        Or((Equivalents((A, B)), A)),
    ],
    ids=repr,
)
def test_a_leaf_scores_once_by_its_largest_weight_and_what_is_preferred_on_top(
    tree: Node, tmp_path: Path
) -> None:
    library = draw_library(random.Random(14), tmp_path, write_with_ours, 40)
    check(library, Oracle(library), tree)
    assert library.ask(tree).total > 10


SMALL: Final = settings(max_examples=40, deadline=None)
SOAK: Final = settings(max_examples=4000, deadline=None)


@SMALL
@given(st.randoms(), st.sampled_from([*WRITERS]))
def test_the_smallest_tree_that_whoosh_answers_otherwise_is_found(source: random.Random, writer: str) -> None:
    check_library(source, WRITERS[writer], reports=3, trees=2)


@pytest.mark.soak
@SOAK
@given(st.randoms(), st.sampled_from([*WRITERS]))
def test_no_tree_is_answered_otherwise_in_a_long_search(source: random.Random, writer: str) -> None:
    check_library(source, WRITERS[writer], reports=3, trees=2)
