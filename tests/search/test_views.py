"""The page of results and its JSON: requests in, status and content out."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from archive import publishing
from archive.models import Newspaper
from search.backends import archive_backend
from search.results import ResultPage
from tests.search.building import draft, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]


def json_of(client: Client, url: str) -> dict[str, Any]:
    response = client.get(url)
    assert response.status_code == 200, response.content
    content: dict[str, Any] = response.json()
    return content


def page_of(client: Client, url: str) -> ResultPage:
    page: ResultPage = client.get(url).context["result"]
    return page


def test_json_is_as_the_contract_has_it(client: Client) -> None:
    article = published(
        headline="廊桥落成", body="村里修了廊桥，人人称好。", date="2022-03-01", place="411300",
        newspaper="样例日报", authors=["张三"], identifier="样-1",
    )
    content = json_of(client, "/search.json?q=廊桥")
    score = content["hits"][0].pop("score")
    assert score > 0
    assert content == {
        "query": "廊桥", "total": 1, "page": 1, "size": 20, "sort": "relevance",
        "hits": [{
            "id": article.pk, "url": f"/articles/{article.pk}/", "identifier": "样-1", "headline": "廊桥落成",
            "place": {"code": "411300", "name": "南阳市"}, "date_published": "2022-03-01", "date_precision": "day",
            "date_basis": "stated", "newspaper": "样例日报", "authors": ["张三"], "is_sample": False,
            "access": "full", "excerpt": False,
            "snippet": [
                {"text": "村里修了", "match": False}, {"text": "廊桥", "match": True},
                {"text": "，人人称好。", "match": False},
            ],
        }],
        "facets": {
            "place": [
                {"value": "410000", "label": "河南省", "count": 1, "selected": False},
                {"value": "411300", "label": "南阳市", "count": 1, "selected": False},
            ],
            "year": [{"value": "2022", "label": "2022年", "count": 1, "selected": False}],
            "newspaper": [
                {"value": str(article.newspaper_id), "label": "样例日报", "count": 1, "selected": False},
            ],
            "author": [
                {"value": str(article.credits.get().contributor_id), "label": "张三", "count": 1, "selected": False},
            ],
            "column": [{"value": "none", "label": "无栏目", "count": 1, "selected": False}],
            "role": [{"value": "none", "label": "身份未注", "count": 1, "selected": False}],
            "basis": [{"value": "stated", "label": "日期为页面注明", "count": 1, "selected": False}],
        },
        "notes": [],
        "also": [],
    }


def test_unknown_fields_are_null(client: Client) -> None:
    published()
    (hit,) = json_of(client, "/search.json")["hits"]
    assert (hit["place"], hit["date_published"], hit["newspaper"], hit["authors"], hit["identifier"]) == (
        None, None, None, [], None,
    )


@pytest.mark.parametrize(
    "parameters",
    ["place=999999", "place=河南", "year=abc", "year=20222", "newspaper=无此报", "newspaper=99", "author=无此人",
     "from=2022-13", "to=昨天", "sort=best", "size=7", "page=0", "page=-1", "page=x", "-year=abc", "basis=guess",
     "match=some", "from=2022&to=2021", "newspaper=99999999999999999999", "newspaper=%00"],
)
def test_a_value_that_cannot_be_read_is_a_note_on_the_page_and_refused_as_data(client: Client, parameters: str) -> None:
    published()
    response = client.get(f"/search/?{parameters}")
    assert response.status_code == 200
    assert response.context["result"].total == 1
    assert len(response.context["result"].notes) == 1
    refused = client.get(f"/search.json?{parameters}")
    assert refused.status_code == 400
    assert set(refused.json()) == {"error", "suggestion"}


def test_empty_values_are_no_values(client: Client) -> None:
    published()
    assert json_of(client, "/search.json?q=&place=&year=&from=&to=&sort=&size=&page=&newspaper=")["total"] == 1


def test_a_query_of_more_than_400_characters_is_400(client: Client) -> None:
    published()
    assert client.get("/search/", {"q": "廉" * 400}).status_code == 200
    response = client.get("/search/", {"q": "廉" * 401})
    assert response.status_code == 400
    assert response.context["result"].error == "检索词太长：最多 400 字，这里有 401 字。请缩短后再试。"
    refused = client.get("/search.json", {"q": "廉" * 401})
    assert (refused.status_code, refused.json()["suggestion"]) == (400, "廉" * 400)


def test_a_page_beyond_the_end_is_404_with_the_last_page(client: Client) -> None:
    for number in range(11):
        published(headline=f"样例{number}")
    response = client.get("/search/?size=10&page=3")
    assert response.status_code == 404
    assert [link.url for link in response.context["result"].page_links][-1] == "/search/?size=10&page=2"
    refused = client.get("/search.json?size=10&page=3")
    assert (refused.status_code, refused.json()["last"]) == (404, "/search.json?size=10&page=2")


def test_no_hits_is_a_page(client: Client) -> None:
    published()
    page = page_of(client, "/search/?q=没有这个词")
    assert (page.total, page.hits, page.page_links, page.first_rank) == (0, (), (), 0)


def test_a_missing_index_is_said_and_not_raised(client: Client) -> None:
    published()
    (archive_backend().store.root / "CURRENT").unlink()
    response = client.get("/search/?q=小事")
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert response.context["result"].error == "检索正在准备，请稍后再试。"
    assert client.get("/search.json?q=小事").json() == {"error": "检索正在准备，请稍后再试。", "suggestion": None}


def test_damaged_segments_are_said_and_not_raised(client: Client) -> None:
    published()
    for file in archive_backend().store.live().glob("*.pst"):
        file.write_bytes(b"\x00" * 10)
    for file in archive_backend().store.live().glob("*.trm"):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert client.get("/search/?q=小事").status_code == 503


def test_a_facet_value_is_a_toggle_and_a_chip_takes_it_away(client: Client) -> None:
    published(date="2021")
    published(date="2022")
    page = page_of(client, "/search/?q=小事&year=2021&page=1")
    years = {value.value: value for facet in page.facets if facet.name == "year" for value in facet.values}
    assert (years["2021"].selected, years["2021"].url) == (True, "/search/?q=%E5%B0%8F%E4%BA%8B")
    assert years["2022"].url == "/search/?q=%E5%B0%8F%E4%BA%8B&year=2021&year=2022"
    assert [(chip.label, chip.url) for chip in page.chips] == [("2021年", "/search/?q=%E5%B0%8F%E4%BA%8B")]
    assert page.clear_url == "/search/?q=%E5%B0%8F%E4%BA%8B"


def test_a_selected_value_without_hits_can_be_taken_away(client: Client) -> None:
    published(date="2021")
    page = page_of(client, "/search/?year=1999")
    (year, *_) = [value for facet in page.facets if facet.name == "year" for value in facet.values if value.selected]
    assert (year.value, year.count, year.url) == ("1999", 0, "/search/")


def test_places_stand_under_the_one_above_them(client: Client) -> None:
    for code in ("411302", "411302", "610900", "419001", None):
        published(place=code)
    (facet, *_) = page_of(client, "/search/").facets
    assert [(value.value, value.level, value.count) for value in facet.values] == [
        ("410000", 1, 3), ("411300", 2, 2), ("411302", 3, 2), ("419001", 3, 1),
        ("610000", 1, 1), ("610900", 2, 1), ("none", 1, 1),
    ]


def test_a_paper_is_asked_for_by_number_or_by_name(client: Client) -> None:
    published(newspaper="样例日报")
    published()
    number = Newspaper.objects.get().pk
    assert json_of(client, f"/search.json?newspaper={number}")["total"] == 1
    assert json_of(client, "/search.json?newspaper=样例日报")["total"] == 1


def test_any_word_is_enough_with_match_any(client: Client) -> None:
    published(body="村里修路。")
    published(body="镇上修桥。")
    assert [json_of(client, f"/search.json?q=路 桥&match={match}")["total"] for match in ("all", "any")] == [0, 2]
    newest = page_of(client, "/search/?q=路 桥&match=any").sort_links[1]
    assert newest.url == "/search/?q=%E8%B7%AF+%E6%A1%A5&match=any&sort=newest"


def test_dates_find_what_overlaps_them(client: Client) -> None:
    published(date="2021")
    published(date="2022-03-15")
    published()
    assert json_of(client, "/search.json?from=2021-06&to=2021-07")["total"] == 1
    assert json_of(client, "/search.json?from=2022-03")["total"] == 1
    assert json_of(client, "/search.json?to=2022-03")["total"] == 2


def test_what_matched_is_marked_in_headline_and_snippet(client: Client) -> None:
    published(headline="修廊橋記", body="都说廊桥好。")
    (hit,) = page_of(client, "/search/?q=廊桥").hits
    assert [fragment.text for fragment in hit.headline if fragment.match] == ["廊橋"]
    assert [fragment.text for cut in hit.snippet for fragment in cut if fragment.match] == ["廊桥"]


def test_a_number_within_what_was_asked_for_is_not_marked_by_itself(client: Client) -> None:
    published(body="推行1+8模式，1人负责8家。")
    (hit,) = page_of(client, "/search/?q=1%2B8").hits
    assert [fragment.text for cut in hit.snippet for fragment in cut if fragment.match] == ["1+8"]


def test_markup_in_a_report_stays_text(client: Client) -> None:
    published(headline="<img src=x onerror=alert(1)>廊桥", body="廊桥<script>alert(1)</script>")
    content = client.get("/search/?q=廊桥").content.decode()
    assert "<img src=x" not in content
    assert "<script>alert" not in content


def test_unpublished_reports_show_nowhere(client: Client) -> None:
    published(body="别的。")
    draft(body="廊桥。")
    in_review = draft(body="廊桥。", date="1987")
    publishing.submit(in_review)
    withdrawn = published(body="廊桥。", date="1988", authors=["王五"])
    publishing.withdraw(withdrawn, "样例原因")
    content = json_of(client, "/search.json?q=廊桥")
    assert (content["total"], content["hits"]) == (0, [])
    everything = json_of(client, "/search.json")
    assert everything["total"] == 1
    assert [value["value"] for value in everything["facets"]["year"]] == ["none"]
    assert [value["value"] for value in everything["facets"]["author"]] == ["none"]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_only_reading_is_allowed(client: Client, method: str) -> None:
    assert getattr(client, method)("/search/").status_code == 405
