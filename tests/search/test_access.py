"""What search shows of a report of which an excerpt is open: found by all of its text, shown by what is open."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.test import Client

from archive import changes, publishing
from archive.models import Article, Newspaper
from search import exports
from search.backends import archive_backend
from search.consistency import check
from search.indexing import keep_up
from search.questions import Question
from search.still_open import still_open
from tests.search.building import draft, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]

BEGINNING: Final = "村里商量修路。"
REST: Final = "会计拿出一本旧账，" * 40


def excerpt_of(headline: str = "修路的事", **fields: Any) -> Article:
    """Return a published report of which an excerpt is open."""
    return published(headline, [BEGINNING, REST], access="excerpt", captions=["旧账的照片"], **fields)


def hit(client: Client, query: str) -> dict[str, Any]:
    """Return the only hit of a query."""
    (found,) = client.get(f"/search.json?q={query}").json()["hits"]
    return found


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("旧账", "，命中处不显示"),
        ('"一本旧账"', "，命中处不显示"),
        ("修路", ""),
        ("修路 旧账", "，其余命中处不显示"),
        ('"会计 旧账"~10', "，命中处不显示"),
        ("照片", "，命中处不显示"),
        ("", ""),
        ("标题:修路", ""),
    ],
)
def test_a_hit_shows_what_is_open_and_says_that_there_is_more(
    client: Client, query: str, told: str
) -> None:
    excerpt_of()
    found = hit(client, query)
    assert "".join(part["text"] for part in found["snippet"]) == BEGINNING
    assert (found["access"], found["excerpt"]) == ("excerpt", True)
    page = client.get(f"/search/?q={query}").content.decode()
    assert re.findall("全文未开放(.*?)。", page) == ([told] if told else [])
    assert "摘录</span>" in page


def test_of_what_is_open_in_full_nothing_is_said(client: Client) -> None:
    published("修路的事", [BEGINNING, REST])
    page = client.get("/search/?q=旧账").content.decode()
    assert "未开放" not in page
    assert "摘录</span>" not in page
    assert hit(client, "旧账")["access"] == "full"


def test_files_and_feeds_carry_the_excerpt(client: Client) -> None:
    paper = Newspaper.objects.create(name="样例日报", rights="样例日报社所有")
    excerpt_of(newspaper=paper.name)
    (row,) = map(json.loads, client.get("/search.jsonl?q=旧账").getvalue().decode().splitlines())
    assert (row["access"], row["excerpt"], row["rights"]) == ("excerpt", True, "样例日报社所有")
    assert (row["body_text"], row["figures"], row["section_headings"]) == (BEGINNING, [], [])
    feed = client.get("/search.atom?q=旧账").content.decode()
    assert BEGINNING in feed
    assert "会计" not in feed


def test_why_a_report_was_found_counts_what_is_open(client: Client) -> None:
    article = excerpt_of()
    html = client.get(f"/search/why/?q=旧账 修路&id={article.pk}").content.decode()
    assert "只数标题和摘录里的" in html
    assert "会计" not in html


def test_the_trail_marks_what_is_open(client: Client) -> None:
    article = excerpt_of()
    html = client.get(f"{article.get_absolute_url()}?q=修路 旧账&rank=1").content.decode()
    assert '<mark id="m1">修路</mark>' in html
    assert "会计" not in html


def test_hits_of_excerpts_cost_no_query(client: Client, django_assert_num_queries: Any) -> None:
    for number in range(12):
        excerpt_of(f"修路的事{number}")
    client.get("/search/?q=旧账")
    with django_assert_num_queries(2):
        client.get("/search/?q=旧账")


def test_the_index_holds_back_what_is_not_open() -> None:
    article = excerpt_of()
    ((number, stored),) = archive_backend().all_stored()
    assert (number, stored["paragraphs"], stored["captions"]) == (article.pk, [BEGINNING], [])
    assert check().is_clean
    Article.objects.filter(pk=article.pk).update(access="full")
    assert check().stale == (article.pk,)


def test_what_is_for_staff_is_not_in_the_index(client: Client) -> None:
    article = published("内部的事", [BEGINNING, REST])
    article.access = "staff"
    publishing.record_edit(article)
    assert list(archive_backend().all_stored()) == []
    assert client.get("/search.json?q=旧账").json()["total"] == 0
    backend = archive_backend()
    backend.update(backend.index, [article])  # as Haystack's own commands do
    assert list(backend.all_stored()) == []
    article.access = ""
    publishing.record_edit(article)
    assert client.get("/search.json?q=旧账").json()["total"] == 1


def test_a_paper_closed_is_hidden_with_the_commit_and_follows_in_the_index(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.indexing.WEB_CHANGES", 3)  # more than these at once are left to `work`
    for number in range(5):
        published(f"修路的事{number}", [BEGINNING, REST], newspaper="样例日报")
    paper = Newspaper.objects.get()
    was = Newspaper.objects.get()
    paper.access = "excerpt"
    paper.save()
    assert changes.record_reopening(paper, was) == 5
    assert client.get("/search.json?q=旧账").json()["total"] == 0
    assert keep_up() == 5
    assert client.get("/search.json?q=旧账").json()["total"] == 5
    assert "会计" not in client.get("/search.jsonl").getvalue().decode()
    assert check().is_clean


def test_a_file_being_read_stops_showing_what_is_no_longer_open(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "BLOCK", 1)
    articles = [published(f"修路的事{number}", [BEGINNING, REST], date=f"2022-01-0{number}") for number in (1, 2, 3, 4)]
    lines: Iterator[bytes] = iter(client.get("/search.jsonl?sort=oldest").streaming_content)
    assert [next(lines) for _ in range(2)][1]
    for article, level in zip(articles[1:], ("excerpt", "staff", "full"), strict=True):
        article.access = level
        publishing.record_edit(article)
    rest = b"".join(lines).decode()
    assert [json.loads(line)["headline"] for line in rest.splitlines()] == ["修路的事4"]


def test_hits_may_be_shown_while_no_less_is_open_than_they_show() -> None:
    narrow, wide = excerpt_of("甲"), excerpt_of("乙")
    backend = archive_backend()
    listed = list(backend.list_all(Question()).documents)
    Article.objects.filter(pk=wide.pk).update(access="full")
    Article.objects.filter(pk=narrow.pk).update(access="staff")
    assert [one.found.id for one in still_open(listed)] == [wide.pk]


def test_a_draft_s_level_is_taken_up_when_it_is_published(client: Client) -> None:
    article = draft("修路的事", [BEGINNING, REST], access="excerpt")
    publishing.publish(article)
    assert hit(client, "旧账")["access"] == "excerpt"
