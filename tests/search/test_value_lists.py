"""Value lists: what a page of results leaves out of a facet can be found, page by page and by name."""

from __future__ import annotations

from itertools import chain
from typing import Any

import pytest
from django.test import Client

from archive import publishing
from archive.models import Contributor, Credit
from search import value_lists
from search.results import VALUES_SHOWN, Facet, ResultPage, ValuesPage
from tests.search.building import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]
AUTHORS = 23
UNLISTED = AUTHORS - VALUES_SHOWN


@pytest.fixture
def authors() -> dict[str, int]:
    """Publish a report of twenty-three authors, the last three of whom signed a second one; return their numbers."""
    names = [f"张{number:02}" for number in range(AUTHORS)]
    published(body="村里的小事。", authors=names)
    published(body="村里的大事。", authors=names[-3:])
    return dict(Contributor.objects.values_list("name", "pk"))


def author_facet(client: Client, url: str) -> Facet:
    page: ResultPage = client.get(url).context["result"]
    return next(facet for facet in page.facets if facet.name == "author")


def values_page(client: Client, url: str, status: int = 200) -> ValuesPage:
    response = client.get(url)
    assert response.status_code == status
    page: ValuesPage = response.context["result"]
    return page


def labels(page: ValuesPage) -> list[str]:
    assert page.page is not None
    return [value.label for value in page.page.object_list]


def test_a_page_lists_the_largest_values_and_those_chosen(client: Client, authors: dict[str, int]) -> None:
    facet = author_facet(client, "/search/?q=村里")
    assert [value.label for value in facet.values[:4]] == ["张20", "张21", "张22", "张00"]
    assert (len(facet.values), facet.unlisted) == (VALUES_SHOWN, UNLISTED)
    left_out = (authors.keys() - {value.label for value in facet.values}).pop()
    chosen = author_facet(client, f"/search/?q=村里&author={authors[left_out]}")
    assert [value.label for value in chosen.values if value.selected] == [left_out]
    assert (len(chosen.values), chosen.unlisted) == (VALUES_SHOWN + 1, UNLISTED - 1)


def test_the_page_of_results_leads_to_all_values(client: Client, authors: dict[str, int]) -> None:
    content = client.get("/search/?q=村里&size=10&page=1").content.decode()
    url = "/search/values/?facet=author&amp;q=%E6%9D%91%E9%87%8C&amp;size=10"
    assert f'<a href="{url}" rel="nofollow"><span class="unseen">作者 </span>更多：另有 {UNLISTED} 项</a>' in content
    page = values_page(client, author_facet(client, "/search/?q=村里").all_url)
    assert sorted(labels(page)) == sorted(authors)
    assert page.back_url == "/search/?q=%E6%9D%91%E9%87%8C"


def test_data_have_all_values(client: Client, authors: dict[str, int]) -> None:
    facets = client.get("/search.json?q=村里").json()["facets"]
    assert {value["label"]: value["count"] for value in facets["author"]} == {
        name: 2 if name in ("张20", "张21", "张22") else 1 for name in authors
    }


def test_a_value_leads_back_to_the_results_with_it_chosen(client: Client, authors: dict[str, int]) -> None:
    page = values_page(client, "/search/values/?facet=author&q=大事&sort=newest")
    assert page.page is not None
    (value, *_) = page.page.object_list
    assert (value.label, value.count, value.selected) == ("张20", 1, False)
    assert value.url == f"/search/?q=%E5%A4%A7%E4%BA%8B&author={authors['张20']}&sort=newest"
    assert client.get(value.url).context["result"].total == 1


def test_a_value_is_found_by_a_part_of_its_name(client: Client, authors: dict[str, int]) -> None:
    assert labels(values_page(client, "/search/values/?facet=author&name=張1")) == [
        f"张1{n}" for n in range(10)
    ]
    assert labels(values_page(client, "/search/values/?facet=author&name=没有此人")) == []


@pytest.mark.parametrize("facet", ["place", "year", "newspaper", "author", "column", "role", "basis"])
def test_every_facet_has_its_page_with_ways_to_ask_for_a_value_and_to_leave_it_out(client: Client, facet: str) -> None:
    published(place="411302", date="2021", newspaper="样例日报", authors=["张三"], roles=["记者"], column_name="要闻")
    published()
    page = values_page(client, f"/search/values/?facet={facet}")
    assert page.page is not None
    for value in page.page.object_list:
        assert client.get(value.url).context["result"].total == value.count
        assert client.get(value.exclude_url).context["result"].total == 2 - value.count
    html = client.get(f"/search/values/?facet={facet}").content.decode()
    assert f'aria-label="排除 {page.page.object_list[0].label}">排除</a>' in html


def test_a_province_is_found_with_all_that_lies_below_it(client: Client) -> None:
    for code in ("411302", "410482", "610900"):
        published(place=code)
    page = values_page(client, "/search/values/?facet=place&name=河南")
    assert labels(page) == ["河南省", "平顶山市", "汝州市", "南阳市", "宛城区"]
    assert labels(values_page(client, "/search/values/?facet=place&name=宛城")) == ["宛城区"]


def test_values_stand_in_pages(
    client: Client, authors: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(value_lists, "VALUES_A_PAGE", 10)
    pages = [
        labels(values_page(client, f"/search/values/?facet=author&page={number}")) for number in (1, 2, 3)
    ]
    assert list(map(len, pages)) == [10, 10, 3]
    assert sorted(chain.from_iterable(pages)) == sorted(authors)
    beyond = values_page(client, "/search/values/?facet=author&page=4", status=404)
    assert beyond.notes == ("没有第 4 页，最后一页是第 3 页。",)


def test_a_chosen_value_is_marked_and_can_be_taken_away(client: Client, authors: dict[str, int]) -> None:
    page = values_page(client, f"/search/values/?facet=author&author={authors['张07']}")
    assert page.page is not None
    (value,) = [one for one in page.page.object_list if one.selected]
    assert (value.label, value.url) == ("张07", "/search/")
    assert [chip.label for chip in page.chips] == ["张07"]
    assert len(page.page.object_list) == len(authors)


def test_an_unknown_facet_is_told_and_a_bad_query_explained(client: Client) -> None:
    published(place="411300")
    page = values_page(client, "/search/values/?facet=colour")
    assert (page.facet, page.notes) == ("place", ("参数 facet 的值“colour”无法识别，已略去。",))
    assert labels(page) == ["河南省", "南阳市"]
    refused = values_page(client, "/search/values/?facet=year&q=" + "廉" * 401, status=400)
    assert refused.error == "检索词太长：最多 400 字，这里有 401 字。请缩短后再试。"


def test_many_values_cost_as_many_queries_as_few(
    client: Client, authors: dict[str, int], django_assert_max_num_queries: Any
) -> None:
    for url in ("/search/?q=村里", "/search/values/?facet=author", "/search.json?q=村里"):
        client.get(url)
        with django_assert_max_num_queries(14):
            assert client.get(url).status_code == 200


def test_namesakes_are_told_apart_by_their_paper(client: Client) -> None:
    for paper in ("样例日报", "样例晚报"):
        article = published(newspaper=paper)
        one = Contributor.objects.create(name="王五", newspaper=article.newspaper)
        Credit.objects.create(article=article, contributor=one, is_author=True, order=0)
        publishing.record_edit(article)
    assert labels(values_page(client, "/search/values/?facet=author")) == [
        "王五（样例日报）",
        "王五（样例晚报）",
    ]
