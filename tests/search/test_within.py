"""Searching within results: the words that are added must stand in the reports too."""

from __future__ import annotations

import pytest
from django.test import Client

from search.within import joined
from tests.search.building import published


@pytest.mark.parametrize(
    ("text", "within", "query"),
    [
        ("党建", "引领", "党建 引领"),
        ("党建", "  ", "党建"),
        ("", " 引领 ", "引领"),
        ('"一句话"', "“另一句”", '"一句话" “另一句”'),
        ("党建 OR 党课", "引领", "(党建 OR 党课) 引领"),
        ("党建", "引领 或 带动", "党建 (引领 或 带动)"),
        ("党建 | 党课", "引领", "(党建 | 党课) 引领"),
        ("或许", "FOR", "或许 FOR"),
    ],
)
def test_further_words_join_the_query(text: str, within: str, query: str) -> None:
    assert joined(text, within) == query


@pytest.mark.django_db
@pytest.mark.usefixtures("committed_db")
def test_the_page_asks_for_both_and_keeps_the_filters(client: Client) -> None:
    published("廊桥", "村里的小事。", date="2021")
    published("廊桥", "镇上的大事。", date="2021")
    published("水渠", "村里的小事。", date="2021")
    response = client.get("/search/?q=廊桥&within=小事&year=2021")
    result = response.context["result"]
    assert (result.query, result.total) == ("廊桥 小事", 1)
    assert [chip.url for chip in result.chips] == ["/search/?q=%E5%BB%8A%E6%A1%A5+%E5%B0%8F%E4%BA%8B"]
    assert '<input type="hidden" name="q" value="廊桥 小事">' in response.content.decode()
