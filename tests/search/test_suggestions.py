"""Suggestions: what the last word may mean, with exact counts over published reports, and where each leads."""

from __future__ import annotations

import shutil
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from archive import changes, publishing
from archive.models import Contributor, Newspaper, Place
from search import indexing, published_names
from search.backends import archive_backend
from search.indexing import keep_up
from search.suggestions import split_last_word
from tests.search.building import draft, published
from tests.search.reliability.damage import hold_locks, kill, lock_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]

Shown = list[tuple[str, str, int]]


@pytest.fixture
def archive() -> None:
    """Publish reports of two places, papers and authors, and leave one of each unpublished."""
    with changes.held_back():
        published(place="411302", newspaper="样例南阳日报", authors=["倪小渔"], body="渠边的支部。")
        published(place="411302", newspaper="样例南阳日报", authors=["倪小渔", "张三"], body="田头的支部。")
        published(place="610902", newspaper="样例安康日报", authors=["王五"], body="渠边的小事。")
    draft(place="653101", newspaper="样例喀什日报", authors=["倪大山"], body="渠边的支部。")


def suggested(client: Client, query: str, **filters: Any) -> list[dict[str, Any]]:
    response = client.get("/suggest.json", {"q": query, **filters})
    assert response.status_code == 200, response.content
    answer = response.json()
    assert answer["query"] == query
    found: list[dict[str, Any]] = answer["suggestions"]
    return found


def shown(client: Client, query: str, **filters: Any) -> Shown:
    return [(one["kind"], one["label"], one["count"]) for one in suggested(client, query, **filters)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("南阳", ("place", "南阳市", 2)),  # characters
        ("陽", ("place", "南阳市", 2)),  # in either script, and within the name
        ("nanyang", ("place", "南阳市", 2)),  # pinyin
        ("nany", ("place", "南阳市", 2)),  # as far as it is typed
        ("NY", ("place", "南阳市", 2)),  # initials
        ("wancheng", ("place", "宛城区", 2)),
        ("倪", ("author", "倪小渔", 2)),
        ("nixiaoyu", ("author", "倪小渔", 2)),
        ("nxy", ("author", "倪小渔", 2)),
        ("样例安", ("newspaper", "样例安康日报", 1)),
        ("安康日报", ("newspaper", "样例安康日报", 1)),
        ("ylakrb", ("newspaper", "样例安康日报", 1)),
    ],
)
def test_a_name_is_found_by_characters_pinyin_and_initials(
    client: Client, archive: None, query: str, first: tuple[str, str, int]
) -> None:
    assert shown(client, query)[0] == first


def test_what_fits_best_comes_first_and_then_what_most_reports_have(client: Client, archive: None) -> None:
    assert shown(client, "南阳") == [("place", "南阳市", 2), ("newspaper", "样例南阳日报", 2)]
    assert shown(client, "样例") == [("newspaper", "样例南阳日报", 2), ("newspaper", "样例安康日报", 1)]


def test_nothing_that_no_published_report_has_is_suggested(client: Client, archive: None) -> None:
    for query in ("喀什", "kashi", "ks", "样例喀什", "倪大山", "nidashan", "天津"):
        assert shown(client, query) == [], query


def test_a_withdrawn_report_takes_its_names_along_before_the_index_knows(
    client: Client, archive: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "WEB_PATIENCE_SECONDS", 0.0)
    article = published(place="653101", newspaper="样例和田日报", authors=["倪大水"])
    assert shown(client, "nidashui") == [("author", "倪大水", 1)]
    writer = hold_locks(lock_files(archive_backend().store))
    try:
        publishing.withdraw(article, "样例原因")
        for query in ("nidashui", "和田日报", "kashi"):
            assert shown(client, query) == [], query
    finally:
        kill(writer)


def test_a_name_by_itself_leads_to_its_page(client: Client, archive: None) -> None:
    place, paper, author = (suggested(client, query)[0]["url"] for query in ("南阳市", "样例安康", "倪小渔"))
    assert place == "/places/411300/"
    assert paper == f"/newspapers/{Newspaper.objects.get(name='样例安康日报').pk}/"
    assert author == f"/authors/{Contributor.objects.get(name='倪小渔').pk}/"
    assert {client.get(url).status_code for url in (place, paper, author)} == {200}


def test_beside_other_words_a_name_becomes_a_filter_with_the_count_that_it_gives(
    client: Client, archive: None
) -> None:
    (place, *_) = suggested(client, "渠边 nany")
    assert (place["label"], place["count"]) == ("南阳市", 1)
    assert place["url"] == f"/search/?q={quote('渠边')}&place=411300"
    assert client.get(place["url"]).context["result"].total == 1
    (author,) = suggested(client, "wangwu", place="610902", sort="newest")
    assert author["url"].startswith("/search/?place=610902&author=")
    assert shown(client, "wangwu", place="411302") == []  # no report has both
    assert shown(client, "南阳市", place="411300") == []  # it is chosen already


def test_a_term_of_the_dictionary_is_searched_for(
    client: Client, archive: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published_names, "known_terms", lambda: ["支部", "支部联建", "党建"])
    (term,) = suggested(client, "zhibu")
    assert (term["kind"], term["kind_label"], term["label"], term["count"]) == ("term", "词语", "支部", 2)
    assert term["url"] == f"/search/?q={quote('支部')}"
    (term,) = suggested(client, "渠边 zb")
    assert (term["count"], client.get(term["url"]).context["result"].total) == (1, 1)
    assert shown(client, "dangjian") == []


def test_places_of_one_name_are_told_apart(client: Client) -> None:
    for code in Place.objects.filter(name="鼓楼区").values_list("pk", flat=True):
        published(place=code)
    labels = [label for _, label, _ in shown(client, "gulouqu")]
    assert {"鼓楼区（南京市）", "鼓楼区（开封市）"} <= set(labels)
    assert len(set(labels)) == len(labels)


def test_eight_are_shown_at_most(client: Client) -> None:
    for number in range(12):
        published(authors=[f"张{number}"])
    assert len(suggested(client, "zhang")) == 8


def test_a_name_that_was_changed_is_called_by_its_new_one(client: Client, archive: None) -> None:
    paper = Newspaper.objects.get(name="样例安康日报")
    assert shown(client, "样例安") == [("newspaper", "样例安康日报", 1)]
    paper.name = "样例汉江日报"
    paper.save()
    changes.record_renaming(paper)
    keep_up()
    assert shown(client, "hanjiang") == []  # a name is spelled from its beginning
    assert shown(client, "汉江") == [("newspaper", "样例汉江日报", 1)]
    assert shown(client, "样例安") == []


@pytest.mark.parametrize(
    "query", ["", "   ", "南阳 ", '"南阳', "“南阳", "+", "%00", "标题:南阳", "-南阳", "\x00", "a" * 300]
)
def test_nothing_is_suggested_where_there_is_nothing_to_complete(client: Client, archive: None, query: str) -> None:
    assert shown(client, query) == []


def test_a_query_that_is_too_long_is_refused(client: Client, archive: None) -> None:
    response = client.get("/suggest.json", {"q": "廉 " * 300 + "南"})
    assert response.status_code == 400
    assert "检索词太长" in response.json()["error"]


def test_without_an_index_it_says_when_to_ask_again(client: Client, archive: None, settings: Any) -> None:
    shutil.rmtree(settings.INDEX_DIR)
    response = client.get("/suggest.json", {"q": "南阳"})
    assert (response.status_code, response["Retry-After"]) == (503, "10")


def test_an_empty_archive_suggests_nothing(client: Client) -> None:
    assert shown(client, "南阳") == []


def test_the_last_word_is_completed() -> None:
    assert split_last_word("渠边 支部 nan") == ("渠边 支部", "nan")
    assert split_last_word("渠边\u3000nan") == ("渠边", "nan")
    assert split_last_word("nan") == ("", "nan")
    assert split_last_word('"渠边 nan') == ('"渠边', "")


def test_keystrokes_cost_a_fixed_number_of_queries(
    client: Client, archive: None, django_assert_max_num_queries: Any
) -> None:
    suggested(client, "样")
    for query in ("南", "n", "样例", "渠边 ni"):
        with django_assert_max_num_queries(8):
            suggested(client, query)


def test_one_table_serves_until_the_index_changes(client: Client, archive: None) -> None:
    first = published_names.name_table()
    assert published_names.name_table() is first
    published(authors=["倪新"])
    assert published_names.name_table() is not first
    assert shown(client, "nixin") == [("author", "倪新", 1)]
