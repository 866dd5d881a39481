"""The trail: a report opened from a search shows what matched, the hits beside it, and the way back."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive import publishing
from archive.models import Article, Figure
from search.backends import archive_backend
from search.trail import Trail
from tests.archive.factories import make_article
from tests.search.building import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]
MARKS: Final = re.compile(r'<mark(?: id="m[0-9]+")?>|</mark>')
BAR: Final = re.compile(r'<nav class="trail".*?</script>\n', re.DOTALL)
NEXT: Final = re.compile(r'(name="next" value=)"[^"]*"')  # the page that a choice of language leads back to


def trail(client: Client, article: Article, query: str) -> Trail | None:
    found: Trail | None = client.get(f"/articles/{article.pk}/?{query}").context["trail"]
    return found


def html_of(client: Client, article: Article, query: str = "") -> str:
    response = client.get(f"/articles/{article.pk}/" + (f"?{query}" if query else ""))
    assert response.status_code == 200
    return str(response.content.decode())


def in_all_parts() -> Article:
    article = make_article(
        "廊桥 落成&记", "<h2>说廊桥</h2><p>廊<strong>桥</strong>好，&lt;廊桥&gt;。</p>",
        kicker="廊橋引题", subtitle="<廊桥>副题", editors_note="按：廊桥。\n另一段。",
    )  # fmt: skip
    Figure.objects.create(article=article, caption="廊桥\n<一角>", order=0)
    Figure.objects.create(article=article, caption="别的", order=1)
    publishing.record_edit(article)
    return article


def test_what_matched_is_marked_in_every_part(client: Client) -> None:
    html = html_of(client, in_all_parts(), "q=廊桥")
    for shown in (
        '<p class="kicker" lang="zh-Hans"><mark id="m1">廊橋</mark>引题</p>',
        '<span class="clause"><mark id="m2">廊桥</mark></span> <span class="clause">落成&amp;记</span>',
        '——&lt;<mark id="m3">廊桥</mark>&gt;副题</p>',
        '<p lang="zh-Hans">按：<mark id="m4">廊桥</mark>。</p><p lang="zh-Hans">另一段。</p>',
        '<h2>说<mark id="m5">廊桥</mark></h2>',
        '<p><mark id="m6">廊</mark><strong><mark>桥</mark></strong>好，&lt;<mark id="m7">廊桥</mark>&gt;。</p>',
        '<p><mark id="m8">廊桥</mark>\n&lt;一角&gt;</p>',
        "<p>别的</p>",
        "标出 8 处",
    ):
        assert shown in html


def test_but_for_marks_and_bar_the_page_is_that_of_the_bare_url(client: Client) -> None:
    article = in_all_parts()
    bare, from_search = html_of(client, article), html_of(client, article, "q=廊桥 一角&rank=1")
    shown = MARKS.sub("", BAR.sub("\n", from_search))
    assert NEXT.sub(r"\1", shown).split() == NEXT.sub(r"\1", bare).split()
    assert f'<link rel="canonical" href="http://testserver/articles/{article.pk}/">' in bare


def test_a_match_across_two_clauses_is_one(client: Client) -> None:
    assert (
        '<span class="clause"><mark id="m1">廊桥</mark></span> <span class="clause"><mark>落成</mark>'
        in html_of(client, in_all_parts(), "q=“廊桥落成”")
    )


def test_bare_url_has_no_trail_and_a_trail_costs_no_query(client: Client, django_assert_num_queries: Any) -> None:
    article = make_article()
    assert trail(client, article, "") is None
    assert trail(client, article, "utm_source=x") is None
    assert trail(client, article, "rank=3") is None
    html_of(client, article, "q=样例&rank=1")
    with CaptureQueriesContext(connection) as bare:
        html_of(client, article)
    for rank in ("1", "2"):  # at its rank, and near it
        with django_assert_num_queries(len(bare)):
            html_of(client, article, f"q=样例&rank={rank}")


def three(date: str = "2022") -> list[Article]:
    """Return three reports in the order in which they are found."""
    return [published(headline=f"第{number}座廊桥", date=f"{date}-0{3 - number}-01") for number in range(3)]


def test_neighbours_are_those_of_the_same_search(client: Client) -> None:
    first, second, third = three()
    published(headline="别处的廊桥", date="1999")
    found = trail(client, second, "q=廊桥&year=2022&sort=newest&size=10&rank=2")
    assert found
    assert (found.rank, found.total) == (2, 3)
    assert found.earlier
    assert found.later
    assert (found.earlier.headline, found.later.headline) == ("第0座廊桥", "第2座廊桥")
    asked = "q=廊桥&year=2022&sort=newest&size=10"
    assert unquote(found.later.url) == f"/articles/{third.pk}/?{asked}&rank=3"
    assert unquote(found.earlier.url) == f"/articles/{first.pk}/?{asked}&rank=1"
    assert unquote(found.back_url) == f"/search/?{asked}#hit-{second.pk}"


def test_following_next_goes_through_all_hits_and_back_again(client: Client) -> None:
    reports = [published(headline=f"廊桥{number}") for number in range(12)]
    pages = [client.get(f"/search.json?q=廊桥&size=10&page={page}").json() for page in (1, 2)]
    hits = [hit["id"] for page in pages for hit in page["hits"]]
    url, seen, backs = f"/articles/{hits[0]}/?q=廊桥&size=10&rank=1", list[int](), list[str]()
    while url:
        response = client.get(url)
        seen.append(response.context["article"].pk)
        found = response.context["trail"]
        backs.append(found.back_url)
        url = found.later.url if found.later else ""
    assert seen == hits
    assert len(seen) == len(reports)
    assert [unquote(back).rpartition("#")[0] for back in backs] == [
        *["/search/?q=廊桥&size=10"] * 10, *["/search/?q=廊桥&size=10&page=2"] * 2,
    ]  # fmt: skip


def test_a_report_that_moved_is_found_near_its_rank(client: Client) -> None:
    first, second, third = three()
    for rank, article in ((5, third), (1, third), (1, second), (3, first)):
        found = trail(client, article, f"q=廊桥&sort=newest&rank={rank}")
        assert found
        assert found.rank == [first, second, third].index(article) + 1
        assert (found.earlier is None, found.later is None) == (article == first, article == third)


def test_a_report_that_is_no_hit_any_more_has_no_neighbours(client: Client) -> None:
    three()
    other = published(headline="修路记")
    found = trail(client, other, "q=廊桥&rank=2")
    assert found
    assert (found.rank, found.earlier, found.later, found.marks.count) == (None, None, None, 0)
    assert unquote(found.back_url) == "/search/?q=廊桥"


def test_a_rank_that_is_none_leaves_the_marks(client: Client) -> None:
    (first, *_) = three()
    for rank in ("", "0", "-1", "x", "9" * 30, "999999999", "1.5"):
        found = trail(client, first, f"q=廊桥&rank={rank}")
        assert found
        assert (found.rank, found.marks.count) == (None, 1)


def test_a_withdrawn_report_is_no_neighbour(client: Client) -> None:
    first, second, third = three()
    publishing.withdraw(second, "样例原因")
    found = trail(client, first, "q=廊桥&sort=newest&rank=1")
    assert found
    assert (found.later and found.later.headline, found.total) == (third.headline, 2)


def test_filters_alone_lead_on_without_marks(client: Client) -> None:
    (first, *_) = three()
    found = trail(client, first, "year=2022&rank=1")
    assert found
    assert (found.marks.count, found.later and found.later.headline) == (0, "第1座廊桥")
    assert "标出" not in html_of(client, first, "year=2022&rank=1")


def test_a_search_that_cannot_be_asked_shows_the_report_without_marks(client: Client) -> None:
    article = in_all_parts()
    assert trail(client, article, f"q={'廉' * 401}") is None
    (archive_backend().store.root / "CURRENT").unlink()
    html = html_of(client, article, "q=廊桥&rank=1")
    assert "<mark" not in html
    assert 'class="trail"' not in html


def test_what_was_typed_never_becomes_markup(client: Client) -> None:
    article = make_article("a<b>c", "<p>script 1</p>")
    html = html_of(client, article, "q=%22><script>alert(1)</script>&year=<b>&rank=1")
    assert "<script>alert" not in html
    assert "<b>" not in html


def test_unpublished_reports_answer_as_without_a_search(client: Client) -> None:
    article = published(headline="廊桥")
    publishing.withdraw(article, "样例原因")
    response = client.get(f"/articles/{article.pk}/?q=廊桥&rank=1")
    assert response.status_code == 410
    assert "廊桥" not in response.content.decode()
