"""Is what is said about a ranking true? Whole values, by hand."""

from __future__ import annotations

import math

import pytest

from bench.relevance.bootstrap import compare
from bench.relevance.fts5_system import trigrams
from bench.relevance.metrics import ndcg, recall, reciprocal_rank
from bench.topics.agreement import Pair, exact_share, weighted_kappa
from bench.topics.judging import mean_grades, pairs_of
from bench.topics.pooling import LEFT_OUT, shown
from bench.topics.topics import topics


def test_gains_are_discounted_by_rank_and_divided_by_the_best_order() -> None:
    found = ndcg(["a", "x", "b"], {"a": 1, "b": 3, "x": 0})
    assert found == pytest.approx((1 + 3 / 2) / (3 + 1 / math.log2(3)))


def test_nothing_relevant_is_no_gain() -> None:
    assert ndcg(["a"], {"a": 0}) == 0.0


def test_the_first_relevant_document_of_ten_counts() -> None:
    assert reciprocal_rank(["x", "y", "a", "b"], {"a": 1, "b": 1, "x": 0}) == 1 / 3
    assert reciprocal_rank([*"0123456789", "a"], {"a": 1}) == 0.0


def test_recall_is_of_all_relevant_documents() -> None:
    assert recall(["a", "x"], {"a": 1, "b": 2, "x": 0}) == 0.5


def test_a_difference_in_every_question_is_no_chance() -> None:
    found = compare([0.5, 0.6, 0.7, 0.8] * 10, [0.3, 0.4, 0.6, 0.7] * 10)
    assert (round(found.difference, 6), found.chance < 0.001) == (0.15, True)


def test_a_difference_that_changes_its_sign_may_be_chance() -> None:
    found = compare([0.5, 0.1] * 10, [0.1, 0.5] * 10)
    assert (round(found.difference, 6), found.chance) == (0.0, 1.0)


def test_the_same_questions_give_the_same_chance() -> None:
    assert compare([0.5, 0.1, 0.4], [0.1, 0.2, 0.3]) == compare([0.5, 0.1, 0.4], [0.1, 0.2, 0.3])


def test_kappa_is_one_where_judges_agree_and_nothing_where_they_agree_as_by_chance() -> None:
    assert weighted_kappa([Pair(0, 0), Pair(3, 3)]) == 1.0
    assert weighted_kappa([Pair(0, 0), Pair(0, 3), Pair(3, 0), Pair(3, 3)]) == 0.0


def test_a_larger_distance_costs_more_as_its_square() -> None:
    # Cohen (1968): 1 - sum(d^2 observed) / sum(d^2 expected); here 1 - (1 + 4) / (27 / 3)
    assert weighted_kappa([Pair(0, 1), Pair(3, 1), Pair(3, 3)]) == pytest.approx(1 - 5 / (27 / 3))


def test_equal_grades_are_a_share() -> None:
    assert exact_share([Pair(1, 1), Pair(1, 2)]) == 0.5


def test_only_what_both_have_judged_is_compared_and_one_judgement_is_its_own_mean() -> None:
    first, second = {"t1": {"a": 1, "b": 2}}, {"t1": {"a": 2}}
    assert pairs_of(first, second) == [Pair(1, 2)]
    assert mean_grades(first, second) == {"t1": {"a": 1.5, "b": 2.0}}


def test_a_part_of_two_characters_has_no_trigram() -> None:
    assert trigrams("党建引领，社区") == ["党建引", "建引领"]


def test_of_a_long_report_the_judges_see_the_beginning_and_what_has_a_word() -> None:
    text = "甲" * 500 + "乙" * 300 + "。这里说廊桥。" + "丙" * 300 + "。"
    assert shown(text, ["廊桥"]) == f"{'甲' * 500}{LEFT_OUT}这里说廊桥。{LEFT_OUT}"


def test_topics_have_an_id_of_their_own_and_say_what_is_relevant() -> None:
    asked = topics()
    assert len({topic.id for topic in asked}) == len(asked) == 40
    assert all(topic.question and topic.relevant for topic in asked)
