"""Around: the reports beside one, in its issue by page and on its place in time."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from archive.around import Around, Neighbours, around, issue_order
from archive.models import Article, ArticleQuerySet
from tests.archive.reports import draft, paper, published

pytestmark = pytest.mark.django_db
NANYANG, XIANGYANG = "411300", "420600"
DAY = "2022-06-01"


def reports() -> ArticleQuerySet:
    return Article.objects.published()


def in_place(article: Article) -> Neighbours:
    return around(article, reports()).in_place


def in_issue(article: Article) -> Neighbours:
    return around(article, reports()).in_issue


def test_neighbours_walk_the_list_of_the_place_in_its_order() -> None:
    for date in (DAY, "2022-06", "2022-06", "2022", "2021-01-01", None, None):
        published(place_id=NANYANG, date=date)
    published(place_id=XIANGYANG, date="2022-05-01")
    listed = list(reports().filter(place_id=NANYANG).newest_first())
    for later, earlier in pairwise(listed):
        assert in_place(later).earlier == earlier
        assert in_place(earlier).later == later
    assert in_place(listed[0]).later is None
    assert in_place(listed[-1]).earlier is None


def test_what_is_not_published_is_no_neighbour_and_who_has_no_home_has_none() -> None:
    article = published(place_id=NANYANG, date=DAY, newspaper=paper())
    draft(place_id=NANYANG, date="2022-05-01", newspaper=paper())
    draft(date=DAY, newspaper=paper())
    assert around(article, reports()) == Around()
    assert around(published(date="2022"), reports()) == Around()


def test_an_issue_goes_on_by_page() -> None:
    pages = ("10", "2", "B1", "A10", "A2", None, "2")
    held = [published(date=DAY, newspaper=paper(), print_page=page) for page in pages]
    published(date="2022-06-02", newspaper=paper(), print_page="3")
    published(date=DAY, newspaper=paper("样例晚报"), print_page="3")
    ordered = sorted(held, key=issue_order)
    assert [article.print_page for article in ordered] == ["2", "2", "10", "A2", "A10", "B1", None]
    for before, after in pairwise(ordered):
        assert in_issue(before).later == after
        assert in_issue(after).earlier == before


def test_a_month_is_no_issue() -> None:
    for _ in range(2):
        article = published(date="2022-06", newspaper=paper())
    assert in_issue(article) == Neighbours()


def test_neighbours_of_both_kinds_are_told_apart_in_one_query(django_assert_num_queries: Any) -> None:
    other = published(date=DAY, newspaper=paper(), print_page="1")
    before = published(place_id=NANYANG, date="2022-05-01")
    article = published(place_id=NANYANG, date=DAY, newspaper=paper(), print_page="2")
    both = published(place_id=NANYANG, date=DAY, newspaper=paper(), print_page="3")
    with django_assert_num_queries(1):
        found = around(article, reports())
    assert found == Around(Neighbours(other, both), Neighbours(before, both))


def test_of_a_crowded_issue_the_neighbours_on_the_place_are_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.around.MOST_OF_ISSUE", 3)
    for page in range(5):
        published(date=DAY, newspaper=paper(), print_page=str(page))
    before = published(place_id=NANYANG, date="2022-05-01")
    article = published(place_id=NANYANG, date=DAY, newspaper=paper())
    later = published(place_id=NANYANG, date="2022-07-01")
    assert in_place(article) == Neighbours(before, later)


def test_a_newspaper_alone_or_a_place_alone_is_enough() -> None:
    first, second = (published(place_id=NANYANG, date="2022") for _ in range(2))
    assert around(second, reports()) == Around(in_place=Neighbours(first, None))
    first, second = (published(date=DAY, newspaper=paper()) for _ in range(2))
    assert around(second, reports()) == Around(in_issue=Neighbours(first, None))
