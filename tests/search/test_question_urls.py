"""URLs of questions: those made by the hundred are those made one by one."""

from __future__ import annotations

import pytest

from search.question_urls import links_to_values, url_of
from search.questions import Day, Question, Selection

ASKED = Question(
    "党 建&", (Selection("place", "410000"), Selection("year", "2021", excluded=True)), Day("2019", 1), size=50, page=3
)


@pytest.mark.parametrize("value", ["411300", "要闻 头版&a=b", "none", "A1", "《党建》", ""])
@pytest.mark.parametrize("excluded", [False, True])
@pytest.mark.parametrize("facet", ["place", "column"])
def test_a_link_to_a_value_asks_the_question_with_it(facet: str, value: str, excluded: bool) -> None:
    url = links_to_values(ASKED, facet, excluded)(value)
    assert url == url_of(ASKED.toggled(Selection(facet, value, excluded)))


def test_a_question_without_anything_is_the_plain_path() -> None:
    assert url_of(Question()) == "/search/"
    assert url_of(Question("x"), "search_values", facet="year") == "/search/values/?facet=year&q=x"
