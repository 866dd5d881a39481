"""Listings: all hits of an answer but the samples, in its order, read one at a time."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from search.engine.answering import answer, listing
from search.engine.snapshot import Snapshot
from search.query_tree import Everything
from search.questions import SORTS, Question
from tests.search.engine.drawing import Trees, draw_report
from tests.search.engine.library import WRITERS, Library


@pytest.mark.parametrize("writer", [*WRITERS])
def test_a_listing_is_the_answer_without_its_samples(writer: str, tmp_path: Path) -> None:
    source = random.Random(21)
    library = Library(tmp_path, WRITERS[writer])
    samples = {3, 8, 21}
    for start in (1, 13):
        numbers = range(start, start + 12)
        library.commit([draw_report(source, number) | {"is_sample": number in samples} for number in numbers])
    drawn = Trees(source, [*library.live.values()])
    for tree in [Everything(), *(drawn.tree() for _ in range(20))]:
        question, hidden = Question(sort=source.choice(SORTS)), frozenset(source.sample(range(1, 25), 2))
        whole = answer(library.snapshot, tree, question, hidden, 0, None)
        taken = listing(library.snapshot, tree, question, hidden)
        expected = [(one.id, one.score) for one in whole.documents if one.id not in samples]
        assert [(one.id, one.score) for one in taken.documents] == expected
        assert (taken.total, whole.samples) == (len(expected), whole.total - len(expected))


def test_a_listing_of_an_empty_index_is_empty() -> None:
    found = listing(Snapshot.empty(), Everything(), Question(), frozenset())
    assert (found.total, list(found.documents)) == (0, [])
