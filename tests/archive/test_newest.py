"""Newest: what was added of late, and what was printed on this day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive import publishing
from archive.models import Article
from archive.newest import Newest, newest
from archive.views.listing import short_lines
from tests.archive.reports import draft, published

pytestmark = pytest.mark.django_db

TODAY = dt.date(2024, 6, 16)


def found(today: dt.date = TODAY, years: Iterable[int] = range(2010, 2030)) -> Newest:
    return newest(short_lines(Article.objects.published()), today, years)


def headlines(articles: Iterable[Article]) -> list[str | None]:
    return [article.headline for article in articles]


def test_what_was_published_last_stands_first_however_old_it_is() -> None:
    waiting = draft("一直等着", "1999")
    published("新的", "2024")
    publishing.publish(waiting)
    draft("草稿", "2024")
    assert headlines(found().added) == ["一直等着", "新的"]


def test_what_was_withdrawn_is_not_new_and_what_came_back_is_there_once() -> None:
    gone, back = published("撤下的"), published("回来的")
    publishing.withdraw(gone, "核对中")
    publishing.withdraw(back, "核对中")
    publishing.publish(back)
    assert headlines(found().added) == ["回来的"]


def test_this_day_is_month_and_day_of_earlier_years_and_of_whole_dates() -> None:
    for date in ("2012-06-16", "2020-06-16", "2024-06-16", "2020-06-17", "2021-06", "2022", None):
        published(f"刊于{date}", date)
    draft("草稿", "2019-06-16")
    held = found()
    assert headlines(held.of_the_day) == ["刊于2020-06-16", "刊于2012-06-16"]
    assert not held.is_near


def test_days_around_stand_for_a_day_without_reports() -> None:
    for date in ("2020-06-19", "2021-06-13", "2022-06-20", "2022-06-12"):
        published(f"刊于{date}", date)
    held = found()
    assert headlines(held.of_the_day) == ["刊于2021-06-13", "刊于2020-06-19"]
    assert held.is_near


def test_nothing_around_is_nothing() -> None:
    published(date="2020-12-25")
    assert found().of_the_day == ()


def test_days_around_new_year_reach_into_the_other_year() -> None:
    published("年末", "2019-12-31")
    assert headlines(found(dt.date(2024, 1, 1), [2019, 2020]).of_the_day) == ["年末"]


def test_the_29th_of_february_has_its_day_in_leap_years_alone() -> None:
    published("闰日", "2020-02-29")
    published("平日", "2019-02-28")
    assert headlines(found(dt.date(2024, 2, 29)).of_the_day) == ["闰日"]
    assert headlines(found(dt.date(2024, 2, 29), [2019]).of_the_day) == ["平日"]
    assert found(dt.date(2024, 2, 29), [2019]).is_near


def test_it_takes_two_queries_and_none_for_each_line() -> None:
    for number in range(9):
        published(date=f"20{10 + number}-06-16", place_id="411303")
    with CaptureQueriesContext(connection) as queries:
        held = found()
        shown = [(one.place.parent.name, one.newspaper) for one in held.added if one.place and one.place.parent]
    assert len(queries) == 2
    assert (len(shown), len(held.of_the_day)) == (8, 6)
