"""What means the same: found, ranked as one, said on the page, switched off by a link. And words added later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from archive.models import Term
from archive.terms import set_equivalents
from search.results import ResultPage
from tests.search.building import draft, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]


@pytest.fixture(autouse=True)
def _in_chinese(client: Client) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"


def json_of(client: Client, text: str, **parameters: str) -> dict[str, Any]:
    response = client.get("/search.json", {"q": text, **parameters})
    assert response.status_code == 200, response.content
    content: dict[str, Any] = response.json()
    return content


def ids(content: dict[str, Any]) -> list[int]:
    return [hit["id"] for hit in content["hits"]]


def page_of(client: Client, url: str) -> ResultPage:
    page: ResultPage = client.get(url).context["result"]
    return page


# Equivalents


WAYS = ("党代会", "党的代表大会", "党员代表大会")


@pytest.mark.parametrize("typed", [*WAYS, "黨代會", "党员 代表大会 党代会"])
def test_all_ways_to_say_it_are_found(client: Client, typed: str) -> None:
    said = {published(body=f"村里的{way}开得很好，党员和代表大会了面。").pk for way in WAYS}
    published(body="村里修了路。")
    assert set(ids(json_of(client, typed))) == said


def test_what_was_looked_for_beside_is_said(client: Client) -> None:
    assert json_of(client, "党代会")["also"] == [
        {"typed": "党代会", "others": ["党的代表大会", "党员代表大会"]}
    ]
    page = client.get("/search/", {"q": "党代会"}).content.decode()
    assert '另检索：<b lang="zh-Hans">党的代表大会、党员代表大会</b>' in page
    two = client.get("/search/", {"q": "党代会 两新组织"}).content.decode()
    assert '党员代表大会</b>；<b lang="zh-Hans">新经济组织和新社会组织</b>' in two


@pytest.mark.parametrize("text", ["修路", "", '"党代会"'])
def test_nothing_is_said_where_nothing_was(client: Client, text: str) -> None:
    published(body="党代会上说到修路。")
    assert json_of(client, text)["also"] == []
    assert 'class="also"' not in client.get("/search/", {"q": text}).content.decode()


def test_a_quoted_string_is_that_string_alone(client: Client) -> None:
    article = published(body="党代会开了。")
    published(body="党员代表大会开了。")
    assert ids(json_of(client, '"党代会"')) == [article.pk]


def test_one_link_switches_it_off_and_one_on_again(client: Client) -> None:
    published(body="党员代表大会开了。")
    on = page_of(client, "/search/?q=党代会&sort=newest&size=10&page=1")
    assert (on.total, on.also and on.also.is_on) == (1, True)
    assert on.also
    off = page_of(client, on.also.url)
    assert (off.total, off.also and off.also.is_on, off.sort, off.size) == (0, False, "newest", 10)
    assert off.also
    assert page_of(client, off.also.url).total == 1
    shown = client.get(on.also.url).content.decode()
    assert "同义扩展已关闭，只检索所输入的词。" in shown
    assert '<input type="hidden" name="equivalents" value="off">' in shown
    assert json_of(client, "党代会", equivalents="off")["also"] == []


def test_all_ways_to_say_it_rank_as_one(client: Client) -> None:
    for number in range(5):
        published(headline=f"样例{number}", body="村里修路。")
    published(body="党代会开得好。党代会，党代会，村里修了新路。")
    published(body="党代会开得好。党员代表大会，党的代表大会。")  # of the same length
    first, second = (hit["score"] for hit in json_of(client, "党代会")["hits"])
    assert first == second


def test_each_way_to_say_it_is_marked(client: Client) -> None:
    published(headline="党员代表大会召开", body="党的代表大会要开好，党代会要开实。")
    (hit,) = page_of(client, "/search/?q=党代会").hits
    assert [one.text for one in hit.headline if one.match] == ["党员代表大会"]
    assert [one.text for cut in hit.snippet for one in cut if one.match] == ["党的代表大会", "党代会"]


def test_it_shows_nothing_of_what_is_unpublished(client: Client) -> None:
    draft(body="党员代表大会开了。")
    content = json_of(client, "党代会")
    assert (content["total"], content["hits"], content["facets"]["year"]) == (0, [], [])


def test_words_of_staff_are_escaped(client: Client) -> None:
    set_equivalents(Term.objects.create(word="样例词样例"), ["<b>样例</b>&语"])
    page = client.get("/search/", {"q": "样例词样例"}).content.decode()
    assert "&lt;b&gt;样例&lt;/b&gt;&amp;语</b>" in page


# Words added later


def test_a_word_takes_effect_with_the_next_question(client: Client) -> None:
    whole = published(body="全村推行村议村事，办得好。")
    pieces = published(body="村议由村办，事由民说，村事村管。")
    assert set(ids(json_of(client, "村议村事"))) == {whole.pk, pieces.pk}
    Term.objects.create(word="村议村事")
    assert ids(json_of(client, "村议村事")) == [whole.pk]
    Term.objects.filter(word="村议村事").delete()
    assert set(ids(json_of(client, "村议村事"))) == {whole.pk, pieces.pk}


TEXT = "组织部长会上讲了村务公开日，驻村第一书记说说院坝会。"


def test_no_word_that_is_added_later_loses_what_is_indexed(client: Client) -> None:
    """Whatever stands in a text is found after it became a word, across what index-time cutting has made of it."""
    article = published(body=TEXT)
    strings = {TEXT[start : start + length] for start in range(len(TEXT)) for length in range(2, 6)}
    strings = {string for string in strings if len(string) > 1 and string.isalnum()}
    Term.objects.all().delete()
    Term.objects.bulk_create([Term(word=string) for string in sorted(strings)])
    assert len(strings) > 70
    assert [string for string in strings if ids(json_of(client, string)) != [article.pk]] == []


def test_a_question_costs_one_query_for_the_dictionary(
    client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    published(body="党代会开了。")
    json_of(client, "党代会")
    # The removals that are still to be applied, and the version; no name of a place, paper or author is shown.
    with django_assert_num_queries(2):
        assert json_of(client, "党代会")["total"] == 1
