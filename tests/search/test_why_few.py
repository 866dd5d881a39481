"""Why so few: each condition is removed in turn, and the count is what one finds behind its link."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.test import Client

from archive import changes
from search import why_few
from search.backends import archive_backend
from search.query_language import ParsedQuery, QueryPart
from search.query_tree import Everything
from search.questions import Question
from search.results import ResultPage
from search.why_few import WayOut, parts_of
from tests.search.building import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]


@pytest.fixture
def archive() -> None:
    kinds = itertools.product(
        ("渠边的支部。", "田头的支部。", "渠边的小事。"), ("411302", "610902"), ("2019-05-01", "2021-05-01")
    )
    with changes.held_back():
        for number, (body, place, date) in enumerate(kinds):
            published(f"样例{number}", body, place=place, date=date)


def page_of(client: Client, query: str) -> tuple[ResultPage, list[WayOut]]:
    response = client.get(f"/search/?{query}")
    assert response.status_code == 200
    return response.context["result"], list(response.context["hints"].ways)


def counts(client: Client, query: str) -> dict[str, int]:
    return {way.label: way.count for way in page_of(client, query)[1]}


def test_each_condition_is_removed_in_turn(client: Client, archive: None) -> None:
    assert counts(client, "q=渠边 %22田头%22&place=610902&-year=2021&from=2019-01-01&to=2020") == {
        "渠边": 1, '"田头"': 2, "城市：汉滨区": 0, "不含 2021年": 0, "自 2019-01-01": 0, "至 2020": 0,
    }  # fmt: skip


def test_behind_each_link_are_as_many_reports_as_it_says(client: Client, archive: None) -> None:
    queries = (
        "q=渠边 支部&place=610902&year=2019", "q=渠边 支部 小事", "place=411302&-year=2019&from=2021&sort=newest",
        "q=没有这样的字句&year=2019&size=10", "q=“渠边的支部” 样例0&to=2020", "q=支部&place=411302&page=3",
    )  # fmt: skip
    for query in queries:
        result, ways = page_of(client, query) if "page" not in query else (ResultPage(""), [])
        for way in ways:
            assert client.get(way.url).context["result"].total == way.count, (query, way)
            assert way.count >= result.total
        assert ways or "page" in query, query


def test_alternatives_of_one_facet_go_together(client: Client, archive: None) -> None:
    assert counts(client, "q=小事&place=411302&place=610902&year=1999") == {
        "小事": 0, "城市：宛城区、汉滨区": 0, "年份：1999年": 4,
    }  # fmt: skip


def test_one_condition_alone_has_no_way_out(client: Client, archive: None) -> None:
    assert counts(client, "q=没有这样的字句") == {}
    assert counts(client, "year=1999") == {}
    assert counts(client, "") == {}


def test_with_ten_results_or_more_nothing_is_counted(
    client: Client, archive: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(question: Question) -> list[WayOut]:
        raise AssertionError("counted")

    monkeypatch.setattr("search.hints.ways_out", refuse)
    assert page_of(client, "q=的&from=2018")[0].total == 12


def test_twelve_questions_are_asked_at_most(
    client: Client, archive: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(page_of(client, "q=" + " ".join(f"词{n}" for n in range(30)) + "&year=2019")[1]) == why_few.MOST_WAYS


def test_where_any_part_is_enough_no_part_keeps_reports_away(client: Client, archive: None) -> None:
    assert counts(client, "q=渠边 小事&match=any&year=1999") == {}


def test_a_query_of_one_part_is_that_part() -> None:
    assert parts_of(archive_backend().read(Question("党建 ")), Question("党建 ")) == (QueryPart("党建", ""),)
    assert parts_of(ParsedQuery(Everything()), Question()) == ()


def test_nothing_found_names_the_query_and_the_ways(client: Client, archive: None) -> None:
    content = client.get("/search/?q=渠边 田头&year=2019").content.decode()
    assert "没有报道同时符合“渠边 田头”和所选的条件。" in content
    assert "去掉其中一个条件，就有：" in content
    stuck = client.get("/search/?q=没有 这样的&year=2019").content.decode()
    assert "单去掉哪一个条件，都不会更多：" in stuck
    few = client.get("/search/?q=渠边 支部&year=2019").content.decode()
    assert "结果很少？去掉其中一个条件，就有：" in few


def test_what_was_typed_is_escaped(client: Client, archive: None) -> None:
    content = client.get("/search/", {"q": "<b>x</b> <i>渠</i>"}).content.decode()
    assert "<b>x</b>" not in content
    assert "&lt;b&gt;x&lt;/b&gt;" in content


def test_ways_cost_a_fixed_number_of_queries(
    client: Client, archive: None, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20):
        client.get("/search/?q=渠边 田头 支部&place=610902&year=2019&-year=2020&from=2001")
