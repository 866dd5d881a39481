"""Feeds of what is new: of the whole archive, of a place and of a paper, as readers of feeds have them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from archive import changes, publishing
from archive.atom import MOST_ENTRIES
from archive.models import Article, Change
from archive.samples import load_samples
from tests.archive.reports import draft, paper, published, sign

pytestmark = pytest.mark.django_db

HOST: Final = "http://testserver"


def feed(client: Client, path: str = "/feed.atom") -> Any:
    """Return a feed as a reader of feeds has it; it must be no guess."""
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    read = feedparser.parse(response.content)
    assert (read.bozo, read.version) == (False, "atom10")
    return read


def titles(client: Client, path: str = "/feed.atom") -> list[str]:
    return [entry.title for entry in feed(client, path).entries]


def test_a_feed_says_what_it_is_of(client: Client) -> None:
    title = published(newspaper=paper(), place_id="411303").newspaper_id
    said = {path: feed(client, path).feed for path in ("/feed.atom", "/places/410000/feed.atom")}
    said["paper"] = feed(client, f"/newspapers/{title}/feed.atom").feed
    assert [one.title for one in said.values()] == [
        "新到报道 · 党建报道档案", "河南省：新到报道 · 党建报道档案", "样例日报：新到报道 · 党建报道档案",
    ]  # fmt: skip
    for one, path, page in zip(
        said.values(), ("/feed.atom", "/places/410000/feed.atom", f"/newspapers/{title}/feed.atom"),
        ("/", "/places/410000/", f"/newspapers/{title}/"), strict=True,
    ):  # fmt: skip
        assert {link.rel: link.href for link in one.links} == {"self": HOST + path, "alternate": HOST + page}
        assert one.id == HOST + path


def test_an_entry_says_what_a_report_is_and_how_it_begins(client: Client) -> None:
    article = published("廊桥 <落成>", "2022-03", place_id="411300", newspaper=paper(), body_text="廊<桥。落成了。")
    sign(article, "张三")
    (entry,) = feed(client).entries
    assert entry.id == entry.link == f"{HOST}/articles/{article.pk}/"
    assert entry.title == "廊桥 <落成>"
    assert [author.name for author in entry.authors] == ["张三"]
    assert entry.summary == "样例日报　2022-03　南阳市　廊&lt;桥。"
    assert article.published_at is not None
    assert entry.published == article.published_at.isoformat()


def test_what_was_published_last_comes_first_whenever_it_was_printed(client: Client) -> None:
    with changes.held_back():
        for year in (2022, 1950, 1990):
            published(f"样例{year}", str(year))
        for number in range(MOST_ENTRIES - 2):
            published(f"又{number}")
    assert titles(client)[-2:] == ["样例1990", "样例1950"]
    assert len(titles(client)) == MOST_ENTRIES


def test_what_is_back_keeps_its_place(client: Client) -> None:
    first = published("样例甲")
    published("样例乙")
    publishing.withdraw(first, "核对中")
    publishing.publish(first)
    assert titles(client) == ["样例乙", "样例甲"]


def test_a_feed_has_what_is_open_and_no_sample(client: Client) -> None:
    load_samples()
    shown, gone, hidden = published("样例甲"), published("样例乙"), published("样例丙")
    cut = published("样例丁", body_text="样例的开头。" + "后面，" * 200 + "鸑鷟", access="excerpt")
    draft("样例草稿")
    publishing.withdraw(gone, "核对中")
    hidden.access = "staff"
    publishing.record_edit(hidden)
    assert titles(client) == [cut.headline, shown.headline]
    assert "鸑鷟" not in client.get("/feed.atom").content.decode()


def test_a_place_has_what_lies_within_it_and_a_paper_its_own(client: Client) -> None:
    here = published("样例甲", place_id="411303", newspaper=paper())
    beside = published("样例乙", place_id="420600", newspaper=paper("样例晚报"))
    beside.further_places.add("411300")
    published("样例丙")
    assert titles(client, "/places/410000/feed.atom") == ["样例乙", "样例甲"]
    assert titles(client, "/places/411303/feed.atom") == ["样例甲"]
    assert titles(client, "/places/110000/feed.atom") == []
    assert titles(client, f"/newspapers/{here.newspaper_id}/feed.atom") == ["样例甲"]


def test_where_there_is_no_such_thing_there_is_no_feed(client: Client) -> None:
    empty = draft("样例草稿", newspaper=paper())
    for path in ("/places/999999/feed.atom", "/newspapers/0/feed.atom", f"/newspapers/{empty.newspaper_id}/feed.atom"):
        assert client.get(path).status_code == 404, path


def test_a_feed_that_did_not_change_is_not_sent_again(client: Client) -> None:
    article = published()
    first = client.get("/feed.atom")
    assert client.get("/feed.atom", headers={"if-none-match": first["ETag"]}).status_code == 304
    when = dt.datetime(2030, 1, 2, tzinfo=dt.UTC)
    publishing.record_edit(article)
    Change.objects.filter(kind="edited").update(at=when)
    assert client.get("/feed.atom", headers={"if-none-match": first["ETag"]}).status_code == 200
    assert feed(client).feed.updated == "2030-01-02T00:00:00+00:00"


def test_a_feed_is_xml_whatever_a_report_says(client: Client) -> None:
    wild = "样例\x01\x0b\x1f\ufffe<&>]]>党"
    article = published(wild, newspaper=paper(wild), body_text=wild)
    sign(article, wild)
    (entry,) = feed(client).entries
    assert entry.title == "样例<&>]]>党"
    assert feed(client, f"/newspapers/{article.newspaper_id}/feed.atom").entries


def test_entries_cost_a_fixed_number_of_queries(client: Client) -> None:
    for number in range(6):
        sign(published(f"样例{number}", place_id="411303", newspaper=paper(f"样例{number}报")), f"张{number}")
    with CaptureQueriesContext(connection) as captured:
        assert len(feed(client, "/places/410000/feed.atom").entries) == 6
    assert len(captured) <= 4, [query["sql"] for query in captured]
    assert Article.objects.count() == 6


def test_pages_lead_to_their_feeds(client: Client) -> None:
    title = published("样例", "2022", place_id="411303", newspaper=paper()).newspaper_id
    for path, feeds in {
        "/": ["/feed.atom"],
        "/places/411300/": ["/places/411300/feed.atom", "/feed.atom"],
        f"/newspapers/{title}/": [f"/newspapers/{title}/feed.atom", "/feed.atom"],
        "/nowhere/": ["/feed.atom"],
    }.items():
        head = html.fromstring(client.get(path).content.decode()).find("head")
        found = [link.get("href") for link in head.iterfind(".//link[@type='application/atom+xml']")]
        assert found == feeds, path
