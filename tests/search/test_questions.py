"""Questions and their parameters."""

from __future__ import annotations

from search.questions import Day, Question, Selection

HENAN = Selection("place", "410000")


def test_a_question_of_defaults_has_no_parameters() -> None:
    assert Question().parameters() == []


def test_parameters_say_all_that_is_asked() -> None:
    question = Question(
        "党建", (HENAN, Selection("year", "2022", excluded=True)), Day("2021", 1), Day("2022-03", 2),
        sort="newest", size=50, page=3, match="any", equivalents=False,
    )
    assert question.parameters() == [
        ("q", "党建"), ("match", "any"), ("equivalents", "off"), ("place", "410000"), ("-year", "2022"),
        ("from", "2021"), ("to", "2022-03"),
        ("sort", "newest"), ("size", "50"), ("page", "3"),
    ]


def test_toggling_twice_changes_nothing_but_the_page() -> None:
    question = Question("党建", page=4)
    assert question.toggled(HENAN).selections == (HENAN,)
    assert question.toggled(HENAN).toggled(HENAN) == Question("党建")


def test_without_filters_keeps_text_and_order() -> None:
    assert Question("党建", (HENAN,), Day("2021", 1), sort="oldest", page=2).without_filters() == Question(
        "党建", sort="oldest"
    )
