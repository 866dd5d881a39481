"""Chips: all that narrows the results is named and can be taken away alone, the query and the order kept."""

from __future__ import annotations

import pytest

from search.chips import chips_of, clear_url_of, query_chips_of
from search.questions import NONE, Day, Question, Selection
from search.results import Chip

NAMES = {"year": {"2021": "2021年"}, "author": {"7": "张三", NONE: "未署名"}, "role": {"通讯员": "通讯员"}}


@pytest.mark.parametrize(
    ("chosen", "chip"),
    [
        (Selection("year", "2021"), Chip("2021年", "/search/?q=x&sort=newest")),
        (Selection("author", "7"), Chip("张三", "/search/?q=x&sort=newest", "作者")),
        (Selection("author", NONE), Chip("未署名", "/search/?q=x&sort=newest")),
        (Selection("role", "通讯员", excluded=True),
         Chip("不含 通讯员", "/search/?q=x&sort=newest", "署名身份", is_exclusion=True)),
        (Selection("author", "8"), Chip("8", "/search/?q=x&sort=newest", "作者")),
    ],
)  # fmt: skip
def test_a_filter_has_a_chip(chosen: Selection, chip: Chip) -> None:
    assert chips_of(Question("x", (chosen,), sort="newest", page=4), NAMES) == (chip,)


def test_each_end_of_the_range_has_a_chip() -> None:
    question = Question("x", since=Day("2019", 1), until=Day("2021-05", 2))
    assert chips_of(question, {}) == (
        Chip("自 2019", "/search/?q=x&to=2021-05"), Chip("至 2021-05", "/search/?q=x&from=2019"),
    )  # fmt: skip


def test_how_the_query_is_read_has_chips_where_it_is_not_as_usual() -> None:
    assert query_chips_of(Question("x")) == ()
    assert query_chips_of(Question("x", match="any", equivalents=False, page=2)) == (
        Chip("任一词即可", "/search/?q=x&equivalents=off"), Chip("不作同义扩展", "/search/?q=x&match=any"),
    )  # fmt: skip


def test_all_chips_go_at_once_and_the_query_and_its_order_stay() -> None:
    question = Question("x", (Selection("year", "2021"),), Day("2019", 1), match="any", sort="newest", size=50, page=2)
    assert clear_url_of(question) == "/search/?q=x&sort=newest&size=50"
