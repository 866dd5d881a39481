"""The API: what programs are told, in which form, how often, and from which page."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any, Final

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from openapi_spec_validator import OpenAPIV31SpecValidator

from archive import publishing, samples
from archive.models import Article, Newspaper, Place, Term
from doors.api import door, operations
from doors.api.limits import Limiter
from search.indexing import keep_up
from search.questions import SORTS
from tests.archive.factories import make_article
from tests.search.building import published

pytestmark = pytest.mark.django_db

LISTS: Final = ("articles", "places", "newspapers", "authors", "terms")
MOST_QUERIES: Final = 10


def ask(client: Client, path: str, status: int = 200, **headers: str) -> Any:
    response = client.get(f"/api/v1/{path}", headers=headers)
    assert response.status_code == status, response.content.decode()
    return response.json()


def walk(client: Client, path: str, key: str = "items") -> list[Any]:
    """Return the items of all portions."""
    found, url = [], f"/api/v1/{path}"
    while url:
        assert len(found) < 1000, "it does not end"
        portion = client.get(url).json()
        found += portion[key]
        url = portion["next"]
    return found


def three(**fields: Any) -> list[Article]:
    articles = [
        published(
            f"样例{number}", place="411302", date=f"2022-03-0{number + 1}", newspaper=f"样例日报{number}",
            authors=["张三"], **fields,
        )
        for number in range(3)
    ]  # fmt: skip
    keep_up()
    return articles


# What is told


def test_a_report_has_the_keys_of_its_json(client: Client) -> None:
    article = three()[0]
    assert ask(client, f"articles/{article.pk}") == client.get(f"/articles/{article.pk}.json").json()


def test_a_search_has_the_keys_of_search_json(client: Client) -> None:
    three()
    ours, page = ask(client, "search?q=样例&limit=20"), client.get("/search.json?q=样例").json()
    assert {**ours, "page": 1} == {**page, "cursor": None, "next": None}


@pytest.mark.parametrize("name", LISTS)
def test_one_item_is_as_its_list_has_it(client: Client, name: str) -> None:
    three()
    for item in ask(client, f"{name}?limit=3")["items"]:
        assert ask(client, f"{name}/{item.get('id') or item['code']}") == item


def test_lists_count_what_they_hold(client: Client) -> None:
    three()
    counts = {name: (ask(client, name)["total"], len(walk(client, f"{name}?limit=1"))) for name in LISTS[:-1]}
    assert counts == {"articles": (3, 3), "places": (3, 3), "newspapers": (3, 3), "authors": (3, 3)}
    assert [(row["code"], row["count"]) for row in ask(client, "places")["items"]] == [
        ("410000", 3), ("411300", 3), ("411302", 3)
    ]  # fmt: skip


def test_samples_are_in_no_answer(client: Client) -> None:
    samples.load_samples()
    keep_up()
    sample = Article.objects.filter(is_sample=True).earliest("pk")
    assert client.get("/search.json").json()["total"] > 0
    assert ask(client, "search")["total"] == 0
    assert {sum(one["count"] for one in values) for values in ask(client, "search")["facets"].values()} == {0}
    assert [ask(client, name)["items"] for name in LISTS[:-1]] == [[], [], [], []]
    ask(client, f"articles/{sample.pk}", 404)
    ask(client, f"newspapers/{sample.newspaper_id}", 404)
    assert ask(client, f"places/{sample.place_id}")["count"] == 0


def test_of_a_report_no_more_is_told_than_is_open(client: Client) -> None:
    open_part, closed = published("样例", body=["开头。", "其余" * 300], access="excerpt"), published("样例二")
    closed.access = "staff"
    publishing.record_edit(closed)
    keep_up()
    (told,) = ask(client, "articles")["items"]
    assert (told["id"], told["excerpt"], told["evidence"]) == (open_part.pk, True, {})
    assert len(told["body_text"]) < 300
    assert ask(client, f"articles/{closed.pk}", 410)["detail"] == "不再公开"


def test_what_was_public_is_gone_and_what_never_was_is_not_there(client: Client) -> None:
    withdrawn, draft = make_article(newspaper="样例日报"), make_article("样例又一篇", publish=False)
    publishing.withdraw(withdrawn, "样例原因")
    assert ask(client, f"articles/{withdrawn.pk}", 410) == {
        "type": "about:blank", "title": "已不在", "status": 410, "detail": "已撤下", "id": withdrawn.pk,
        "newspaper": "样例日报", "date_published": "2022-06-16", "withdrawal_reason": "样例原因",
    }  # fmt: skip
    assert ask(client, f"articles/{draft.pk}", 404)["detail"] == "没有这篇报道。"


def test_words_tell_what_means_the_same(client: Client) -> None:
    word = Term.objects.exclude(meaning=None).earliest("pk")
    assert ask(client, f"terms/{word.pk}")["equivalents"] == word.equivalents()


# Going on


@pytest.mark.parametrize("sort", SORTS)
def test_portions_are_all_hits_each_once_in_order(client: Client, sort: str) -> None:
    for number in range(7):
        published(f"样例{'样例' * (number % 3)}", date=f"202{number % 2}-01-01" if number % 4 else None)
    keep_up()
    whole = ask(client, f"search?q=样例&sort={sort}&limit=100")["hits"]
    assert len(whole) == 7
    for limit in (1, 2, 3, 7):
        assert walk(client, f"search?q=样例&sort={sort}&limit={limit}", "hits") == whole


@pytest.mark.parametrize("sort", SORTS)
def test_what_is_added_or_taken_away_meanwhile_gives_nothing_twice_and_loses_nothing(client: Client, sort: str) -> None:
    before = [published("样例", date=f"2022-01-0{number + 1}") for number in range(6)]
    keep_up()
    first = ask(client, f"search?q=样例&sort={sort}&limit=3")
    given = [hit["id"] for hit in first["hits"]]
    for number in range(4):
        published("样例", date=f"20{number}0-01-01" if number > 1 else "2023-01-01")
    publishing.withdraw(before[given[-1] - before[0].pk], "样例原因")  # the very one after which it goes on
    keep_up()
    path = first["next"].removeprefix("/api/v1/")
    later = [hit["id"] for hit in walk(client, path, "hits")]
    assert len(later) == len(set(later))
    assert not set(given) & set(later)
    assert {article.pk for article in before} <= {*given, *later}


def test_a_list_goes_on_after_the_last_one_given(client: Client) -> None:
    articles = three()
    first = ask(client, "articles?limit=2")
    publishing.withdraw(articles[0], "样例原因")
    added = published("样例")
    later = walk(client, first["next"].removeprefix("/api/v1/"))
    assert [one["id"] for one in later] == [articles[2].pk, added.pk]


@pytest.mark.parametrize(
    ("cursor", "detail"),
    [
        ("W10:nonsense", "这个游标无法识别。请从第一段重新取，不带 cursor。"),
        ("样例", "参数 cursor 的值“样例”无法识别。"),
        (None, "这个游标属于另一个问题。换了条件，请从第一段重新取，不带 cursor。"),
    ],
)
def test_a_cursor_that_is_none_is_refused(client: Client, cursor: str | None, detail: str) -> None:
    three()
    cursor = cursor or ask(client, "newspapers?limit=1")["cursor"]
    assert ask(client, f"articles?cursor={cursor}", 400)["detail"] == detail


# Asking


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("articles?page=2", "没有参数“page”。"),
        ("articles?limit=0", "参数 limit 的值“0”无法识别。"),
        ("articles?limit=101", "参数 limit 的值“101”无法识别。"),
        ("articles?limit=1&limit=2", "参数 limit 写了太多次。"),
        ("search?q=" + "样" * 401, "参数 q 太长：最多 400 字。"),
        ("articles?" + "&".join(f"a{number}=1" for number in range(1001)), "参数太多。"),
        ("search?sort=best", "参数 sort 的值“best”无法识别。"),
        ("search?place=41", "参数 place 的值“41”无法识别。"),
        ("search?newspaper=", "参数 newspaper 的值“”无法识别。"),
        ("search?from=2022-02-31", "参数 from 的值“2022-02-31”无法识别。"),
        ("search?from=2023&to=2022", "起始日期晚于截止日期。"),
        ("search?author=没有这个人", "参数 author 的值“没有这个人”无法识别。"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(client: Client, path: str, detail: str) -> None:
    assert ask(client, path, 400) == {"type": "about:blank", "title": "请求有误", "status": 400, "detail": detail}


def test_a_query_that_cannot_be_read_is_answered_with_one_that_can(client: Client) -> None:
    three()
    deep = f"search{{}}?q={'(' * 100}党建{')' * 100}"
    refused, page = ask(client, deep.format(""), 400), client.get("/" + deep.format(".json")).json()
    assert (refused["detail"], refused["suggestion"]) == (page["error"], page["suggestion"])


@pytest.mark.parametrize("path", ["articles/", "articles/x", "places/4113", "nowhere", "places/0000001", "articles/0"])
def test_what_is_nowhere_is_a_problem(client: Client, path: str) -> None:
    response = client.get(f"/api/v1/{path}")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response["Cache-Control"] == "no-store"


def test_a_problem_speaks_the_language_of_whoever_asks(client: Client) -> None:
    response = client.get("/api/v1/articles/999", headers={"Accept-Language": "en"})
    assert response["Content-Language"] == "en"
    assert {"Cookie", "Accept-Language"} <= set(re.split(", *", response["Vary"]))


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_only_reading_is_possible(method: str) -> None:
    response = Client(enforce_csrf_checks=True).generic(method, "/api/v1/articles")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert response.json()["detail"] == "这里只供读取，请用 GET。"


# From everywhere, how often, and not again


def test_scripts_of_every_page_may_ask(client: Client) -> None:
    asked = client.options("/api/v1/articles", headers={"Origin": "https://example.org"})
    assert (asked.status_code, asked.content) == (204, b"")
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    for path in ("articles", "articles/999", "articles?limit=x"):
        response = client.get(f"/api/v1/{path}")
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response


def test_what_has_not_changed_is_not_sent_again(client: Client) -> None:
    article = three()[0]
    for path in ("articles", f"articles/{article.pk}", "search?q=样例", "newspapers", "openapi.json"):
        first = client.get(f"/api/v1/{path}")
        again = client.get(f"/api/v1/{path}", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert (again["Cache-Control"], again["Access-Control-Allow-Origin"]) == ("public, no-cache", "*")
    assert client.get("/api/v1/articles", headers={"If-Match": '"x"'}).status_code == 412


def test_an_answer_that_has_changed_has_another_etag(client: Client) -> None:
    article = three()[0]
    paths = ("articles", f"articles/{article.pk}", "newspapers", "search?q=样例")
    before = {path: client.get(f"/api/v1/{path}")["ETag"] for path in paths}
    Newspaper.objects.filter(pk=article.newspaper_id).update(publisher="样例社", rights="样例")
    publishing.withdraw(article, "样例原因")
    for path, etag in before.items():
        assert client.get(f"/api/v1/{path}", headers={"If-None-Match": etag}).status_code != 304, path


def test_a_sender_asks_so_often_a_minute(client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.API_A_MINUTE, settings.PROXIES = 2, 1
    monkeypatch.setattr(door, "limiter", Limiter())
    seconds = iter((0.0, 1.5, 2.0, 2.0, 60.0))
    monkeypatch.setattr(door, "time", SimpleNamespace(monotonic=lambda: next(seconds)))
    here, there = "203.0.113.1, 2001:db8:0:1::1", "203.0.113.2, 2001:db8:0:2::1"

    def answer(forwarded: str) -> tuple[int, str, str]:
        response = client.get("/api/v1/terms?limit=1", headers={"X-Forwarded-For": forwarded})
        return response.status_code, response["RateLimit"], response.get("Retry-After", "")

    assert answer(here) == (200, '"minute";r=1;t=60', "")
    assert answer("2001:db8:0:1::2") == (200, '"minute";r=0;t=59', "")  # of the same household, whatever it adds before
    assert answer(f"198.51.100.7, {here}") == (429, '"minute";r=0;t=58', "58")
    assert answer(there) == (200, '"minute";r=1;t=60', "")
    assert answer(here) == (200, '"minute";r=1;t=60', "")
    assert client.options("/api/v1/terms").status_code == 204  # a preflight is not counted


def test_who_asks_too_often_is_told_when_to_come_back(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_A_MINUTE = 1
    monkeypatch.setattr(door, "limiter", Limiter())
    monkeypatch.setattr(door.time, "monotonic", lambda: 0.0)
    client.get("/api/v1/terms")
    refused = client.get("/api/v1/terms")
    assert refused["RateLimit-Policy"] == '"minute";q=1;w=60'
    assert refused.json()["detail"] == "每分钟最多 1 次，请过 60 秒再来。"


def test_so_many_senders_are_remembered_and_no_more() -> None:
    limiter = Limiter(most_senders=2)
    for sender in ("a", "b", "a", "c"):
        limiter.spend(sender, 2, 0.0)
    assert len(limiter) == 2
    assert limiter.spend("a", 2, 0.0).is_spent
    assert not limiter.spend("b", 2, 0.0).is_spent  # forgotten, since it had not asked for the longest time


# What it costs, and what is said of it


@pytest.mark.parametrize("path", [*LISTS, "search?q=样例", "articles/{article}", "places/411300", "newspapers/{paper}"])
def test_an_answer_takes_few_queries_however_long(
    client: Client, path: str, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    first = three(captions=["样例图注"])[0]
    url = "/api/v1/" + path.format(article=first.pk, paper=first.newspaper_id)
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        client.get(url)
    three(captions=["样例图注", "样例图注二"], headings=["样例小标题"])
    with django_assert_num_queries(len(few)):
        client.get(url)


def test_the_description_is_openapi(client: Client) -> None:
    for language in ("zh-hans", "en"):
        OpenAPIV31SpecValidator(ask(client, "openapi.json", **{"Accept-Language": language})).validate()


def test_every_address_is_described() -> None:
    described = {one.name for one in operations.OPERATIONS}
    served = {name for name in get_resolver().reverse_dict if isinstance(name, str) and name.startswith("api_")}
    assert described == served - {"api_page", "api_openapi", "api_nowhere"}


def test_the_page_shows_every_address_and_its_examples_are_answered(client: Client) -> None:
    published("样例", place="411302")
    keep_up()
    page = client.get(reverse("api_page")).content.decode()
    assert all(f"<code>{one.path}</code>" in page for one in operations.OPERATIONS)
    links = re.findall(r'href="(/api/v1/[^"]+)"', page)
    assert len(links) == 1 + sum(bool(one.example) for one in operations.OPERATIONS)
    assert {client.get(link.replace("&amp;", "&")).status_code for link in links} == {200}


def test_places_without_reports_are_there_and_not_listed(client: Client) -> None:
    code = Place.objects.filter(level=Place.Level.COUNTY).earliest("pk").pk
    assert ask(client, f"places/{code}")["count"] == 0
    assert ask(client, "places") == {"total": 0, "items": [], "cursor": None, "next": None}
