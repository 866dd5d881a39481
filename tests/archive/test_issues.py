"""Issues: the calendar of a paper, and what is in one of its days."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest

from archive.issues import (
    Issue,
    by_page,
    issue_calendar,
    issues_around,
    numbers_by_page,
    weekdays_held,
)
from archive.models import Article, ArticleQuerySet
from tests.archive.reports import draft, paper, published

pytestmark = pytest.mark.django_db


def reports() -> ArticleQuerySet:
    return Article.objects.published()


def test_calendar_has_years_newest_first_and_days_as_far_as_they_are_known() -> None:
    for date in ("2023-03-27", "2023-03-27", "2023-03-01", "2023-03", "2022", None):
        published(date=date)
    draft(date="2021-01-01")
    newer, older = issue_calendar(reports())
    assert (newer.year, newer.count, newer.days) == (2023, 4, 2)
    (march,) = newer.months
    assert march.issues == (Issue("2023-03", 1), Issue("2023-03-01", 1), Issue("2023-03-27", 2))
    assert (march.count, newer.dayless) == (4, [Issue("2023-03", 1)])
    assert (older.year, older.days, older.dayless) == (2022, 0, [Issue("2022", 1)])
    assert older.months[0].weeks == []


def test_weeks_of_a_month_hold_every_day_once_under_its_weekday() -> None:
    published(date="2024-02-29")
    weeks = issue_calendar(reports())[0].months[0].weeks
    days = [one for week in weeks for one in week if one]
    assert [one.day for one in days] == [*range(1, 30)]
    assert [one.day for one in days if one.issue] == [29]
    assert {len(week) for week in weeks} == {7}
    assert weeks[0].index(days[0]) == calendar.weekday(2024, 2, 1)


def test_days_held_are_counted_by_weekday() -> None:
    for date in ("2024-02-26", "2024-02-26", "2024-03-04", "2024-03-03", "2024-03", "2024"):
        published(date=date)
    held = weekdays_held(issue_calendar(reports()))
    assert [one.count for one in held] == [2, 0, 0, 0, 0, 0, 1]
    assert dt.date(2024, 2, 26).weekday() == held[0].weekday
    assert len({one.name for one in held}) == 7


@pytest.mark.parametrize(
    ("date", "around"),
    [
        ("2022", (None, "2022-03-27")),
        ("2022-03", (None, "2022-03-27")),
        ("2022-03-27", (None, "2022-11-01")),
        ("2022-11-01", ("2022-03-27", None)),
        ("2022-05-05", ("2022-03-27", "2022-11-01")),
    ],
)
def test_issues_before_and_after_are_those_held(date: str, around: tuple[str | None, str | None]) -> None:
    for written in ("2022", "2022-03", "2022-03-27", "2022-11-01"):
        published(date=written)
    draft(date="2022-04-01")
    assert issues_around(reports(), date) == around


def test_pages_are_in_the_order_that_readers_count_in_and_an_unknown_one_is_last() -> None:
    title = paper()
    for page in ("10", "2", None, "A10", "A2", "B1", "2", "", "一"):
        published(f"版{page}", newspaper=title, print_page=page)
    found = {article.pk: article for article in reports()}
    pages = by_page(found[number] for number in numbers_by_page(reports()))
    assert [page.page for page in pages] == ["2", "10", "A2", "A10", "B1", "一", None]
    assert [len(page.articles) for page in pages] == [2, 1, 1, 1, 1, 1, 2]
