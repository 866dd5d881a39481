"""Ranking: what comes first in an archive where nearly every report is about the same."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.relevance.collections import Text
from bench.relevance.ours import snapshot_of
from search.any_of import any_of
from search.engine.answering import answer
from search.engine.feedback import with_feedback
from search.engine.ranking import ranked
from search.engine.snapshot import Snapshot
from search.engine.weighing import COMMON_SHARE, LEAST_FACTOR, specificity, weighed
from search.query_tree import And, Equivalents, Node, Word
from search.questions import ANY, Question
from tests.search.engine.drawing import Trees
from tests.search.engine.library import draw_library, scratch, write_with_ours

NOBODY: frozenset[int] = frozenset()


def snapshot(*texts: str) -> Snapshot:
    """Return a snapshot of texts, numbered from 1; the first line is the headline."""
    return snapshot_of([Text(str(at), *text.split("\n", 1)) for at, text in enumerate(texts, 1)])


def order(found: Snapshot, tree: Node, hidden: frozenset[int] = NOBODY) -> list[int]:
    """Return the ids of the hits in order."""
    return [one.id for one in answer(found, tree, Question(), hidden, 0, None, ()).documents]


def cut(text: str) -> list[str]:
    """Cut at white space."""
    return text.split()


@pytest.fixture(scope="module")
def archive() -> Snapshot:
    """Return an archive where 党建 stands everywhere and, once, 廊桥."""
    rest = [f"党建工作会\n党建要抓实，党建要抓细，党建第{number}条。" for number in range(40)]
    return snapshot("村里的桥\n老廊桥修好了，村民走得安心，大家都说好。", *rest)


def test_what_nearly_every_report_says_does_not_drown_the_rest(archive: Snapshot) -> None:
    asked = any_of([Word("抓实"), Word("抓细"), Word("党建"), Word("廊桥")], [])
    assert order(archive, asked)[0] != 1
    assert order(archive, weighed(archive, asked))[0] == 1


def test_a_rare_word_counts_in_full_and_one_of_all_reports_least(archive: Snapshot) -> None:
    assert specificity(archive, Word("廊桥")) == 1.0
    assert specificity(archive, Word("党建")) == LEAST_FACTOR
    assert specificity(archive, Equivalents((Word("廊桥"), Word("党建")))) == specificity(archive, Word("党建"))


def test_a_longer_string_is_as_common_as_its_rarest_pair(archive: Snapshot) -> None:
    assert specificity(archive, Word("老廊桥")) == 1.0
    assert specificity(archive, Word("党建要抓")) < 1.0


def test_what_stands_in_the_bounding_share_counts_in_full() -> None:
    found = snapshot(*(["甲\n党建"] + ["甲\n别的"] * (round(1 / COMMON_SHARE) - 1)))
    assert specificity(found, Word("党建")) == 1.0


@pytest.mark.parametrize("near_first", [True, False])
def test_of_reports_with_all_words_those_where_they_are_near_come_first(near_first: bool) -> None:
    between = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑"
    near, far = f"甲\n廊桥说党建{between}", f"甲\n廊桥{between}说党建"
    found = snapshot(*([near, far] if near_first else [far, near]))
    expected = [1, 2] if near_first else [2, 1]
    assert order(found, weighed(found, And((Word("廊桥"), Word("党建"))))) == expected


def test_words_that_the_best_hits_share_raise_others() -> None:
    found = snapshot("甲\n廊桥 木匠 廊桥", "甲\n廊桥 木匠", "甲\n石桥 木匠", "甲\n石桥 瓦匠", *["甲\n别的 话"] * 20)
    asked = any_of([Word("廊桥"), Word("石桥")], [])
    positions = order(found, with_feedback(found, asked, Question(match=ANY), NOBODY, cut))
    assert positions.index(3) < positions.index(4)


def test_a_hidden_report_says_nothing_of_what_counts() -> None:
    found = snapshot("甲\n廊桥 廊桥 木匠", "甲\n廊桥 瓦匠 话", "甲\n别的 话")
    asked = Word("廊桥")
    with_all = with_feedback(found, asked, Question(match=ANY), NOBODY, cut)
    without = with_feedback(found, asked, Question(match=ANY), frozenset({1}), cut)
    assert "木匠" in str(with_all)
    assert "木匠" not in str(without)


def test_where_nothing_is_found_nothing_is_added() -> None:
    found = snapshot("甲\n廊桥")
    assert with_feedback(found, Word("石桥"), Question(match=ANY), NOBODY, cut) == Word("石桥")


def test_another_order_than_by_relevance_needs_no_ranking(archive: Snapshot) -> None:
    tree = And((Word("廊桥"), Word("党建")))
    assert ranked(archive, tree, Question(sort="newest", match=ANY), NOBODY, cut) == tree


@settings(max_examples=40, deadline=None)
@given(st.randoms(), st.sampled_from(["all", ANY]))
def test_what_is_found_does_not_depend_on_the_ranking(source: random.Random, match: str) -> None:
    with scratch() as folder:
        library = draw_library(source, Path(folder), write_with_ours, 8)
        tree = Trees(source, [*library.live.values()]).tree()
        weighed_tree = ranked(library.snapshot, tree, Question(match=match), NOBODY, cut)
        assert set(order(library.snapshot, weighed_tree)) == set(order(library.snapshot, tree))
