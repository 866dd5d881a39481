"""Feeds: what a reader of feeds makes of them, and that they are XML whatever a report says."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from xml.etree import ElementTree

import feedparser
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from archive import changes, publishing
from archive.atom import MOST_ENTRIES, AtomFeed
from archive.models import Article, Change
from archive.text.xml_characters import without_controls
from search.engine.answering import FoundDocument, Listing
from search.feeds import feed_of, summary_of
from tests.search.building import draft, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]

HOST: Final = "http://testserver"
LONG_AGO: Final = "1970-01-01T00:00:00+00:00"


def feed(client: Client, query: str = "") -> Any:
    """Return a feed as a reader of feeds has it; it must be no guess."""
    response = client.get(f"/search.atom?{query}")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    read = feedparser.parse(response.content)
    assert (read.bozo, read.version) == (False, "atom10")
    return read


def test_a_feed_says_what_was_asked_and_where_it_is_from(client: Client) -> None:
    published(place="411300")
    read = feed(client, "q=小事&place=411300").feed
    address = f"{HOST}/search.atom?q=%E5%B0%8F%E4%BA%8B&place=411300"
    assert (read.id, read.title, read.author) == (address, "检索“小事” · 党建报道档案", "党建报道档案")
    assert {link.rel: link.href for link in read.links} == {
        "self": address, "alternate": f"{HOST}/search/?q=%E5%B0%8F%E4%BA%8B&place=411300",
    }  # fmt: skip
    assert feed(client).feed.title == "新到报道 · 党建报道档案"


def test_an_entry_says_what_a_report_is_and_how_it_begins(client: Client) -> None:
    article = published(
        "廊桥 <落成> & 其他", ["村里修了<b>廊桥</b>。", "人人称好。"], date="2022-03", place="411300",
        newspaper="样例日报", authors=["张三", "李四"],
    )  # fmt: skip
    (entry,) = feed(client).entries
    assert entry.id == entry.link == f"{HOST}/articles/{article.pk}/"
    assert entry.title == "廊桥 <落成> & 其他"
    assert [author.name for author in entry.authors] == ["张三", "李四"]
    assert entry.summary == "样例日报　2022-03　南阳市　村里修了&lt;b&gt;廊桥&lt;/b&gt;。 人人称好。"
    assert article.published_at is not None
    assert entry.published == article.published_at.isoformat()


def test_a_feed_is_as_new_as_the_last_change_of_an_entry(client: Client) -> None:
    assert feed(client).feed.updated == LONG_AGO
    article = published()
    when = dt.datetime(2030, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    publishing.record_edit(article)
    Change.objects.filter(kind="edited").update(at=when)
    read = feed(client)
    assert read.feed.updated == read.entries[0].updated == "2030-01-02T03:04:05+00:00"
    assert read.entries[0].published < read.entries[0].updated


def test_the_newest_come_first_unless_asked_otherwise_and_no_more_than_fifty(client: Client) -> None:
    with changes.held_back():
        numbers = [published(f"样例{year}", date=str(year)).pk for year in range(1950, 1952 + MOST_ENTRIES)]
    newest = [f"{HOST}/articles/{number}/" for number in reversed(numbers)][:MOST_ENTRIES]
    assert [entry.id for entry in feed(client).entries] == newest
    assert [entry.id for entry in feed(client, "size=10&page=3").entries] == newest
    assert feed(client, "sort=oldest").entries[0].title == "样例1950"


def test_a_feed_that_did_not_change_is_not_sent_again(client: Client) -> None:
    article = published()
    first = client.get("/search.atom")
    again = client.get("/search.atom", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    publishing.record_edit(article)
    assert client.get("/search.atom", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_entries_cost_a_fixed_number_of_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    with changes.held_back():
        for number in range(9):
            published(f"样例{number}", authors=[f"张{number}"])
    client.get("/search.json")  # reads the dictionary
    with django_assert_max_num_queries(4):
        assert len(feed(client).entries) == 9


def test_what_is_withdrawn_after_the_index_was_asked_is_no_entry() -> None:
    shown, hidden = published(), draft()
    documents = iter([FoundDocument(one.pk, 1.0, lambda: {"headline": "样例"}) for one in (hidden, shown)])
    made = feed_of("", Listing(2, documents), HOST, HOST, str)
    assert [item["unique_id"] for item in made.items] == [str(shown.pk)]
    assert Article.objects.count() == 2


WILD: Final = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\x00\x0b\x1f\ufffe\uffff<>&\"'党"))


def written(title: str, text: str, name: str) -> str:
    feed = AtomFeed(without_controls(title), HOST, "", feed_url=HOST)
    feed.add_item(
        title=without_controls(title), link=HOST, description=without_controls(text), unique_id=HOST,
        updateddate=dt.datetime(2030, 1, 1, tzinfo=dt.UTC), authors=[without_controls(name)],
    )  # fmt: skip
    return str(feed.writeString("utf-8"))


@given(WILD, WILD, WILD)
def test_a_feed_is_xml_whatever_is_written_in_it(title: str, text: str, name: str) -> None:
    root = ElementTree.fromstring(written(title, text, name).encode())
    shown = [(element.text or "").replace("\r", "\n") for element in root.iter() if element.tag.endswith("title")]
    assert shown == [without_controls(title).replace("\r\n", "\n").replace("\r", "\n")] * 2


def test_every_control_character_that_xml_forbids_is_left_out() -> None:
    allowed = "\t\n\r"
    assert without_controls("".join(map(chr, range(32))) + "党\ud800\ufffe\uffff") == f"{allowed}党"


def test_a_long_report_is_cut() -> None:
    assert summary_of({"paragraphs": ["廉" * 500]}) == "廉" * 200 + "…"
