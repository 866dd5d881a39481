"""Issues held: the days of a newspaper of which there are reports, laid out as a calendar; and what is in one of them.

In: an ArticleQuerySet narrowed to one paper. Out: years, newest first, each with its months and days; the issues
beside one, and its reports by page. A paper's other issues are not known here: a day without a link says nothing of it.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Final, NamedTuple

from django.db.models import Count, Max, Min, Q
from django.utils.dates import WEEKDAYS_ABBR

from archive.models import Article, ArticleQuerySet

DAY: Final = "day"  # the precision of a date by which an issue is known
_NUMBERS: Final = re.compile(r"([0-9]+)")


@dataclass(frozen=True, order=True)
class Issue:
    """A date as far as it is known (YYYY, YYYY-MM or YYYY-MM-DD), and the reports of it."""

    date: str
    count: int

    @property
    def year(self) -> int:
        """Return the year."""
        return int(self.date[:4])

    @property
    def month(self) -> int | None:
        """Return the month from 1, or None where only the year is known."""
        return int(self.date[5:7]) if len(self.date) > 4 else None

    @property
    def day(self) -> int | None:
        """Return the day of the month, or None where it is not known."""
        return int(self.date[8:]) if len(self.date) > 7 else None

    @property
    def weekday(self) -> int | None:
        """Return the day of the week, Monday as 0, or None where the day is not known."""
        return dt.date.fromisoformat(self.date).weekday() if self.day else None


class CalendarDay(NamedTuple):
    """A day of a month, and the issue of it that is held, if any."""

    day: int
    issue: Issue | None


@dataclass(frozen=True)
class IssueMonth:
    """A month (None: not known) of a year, and its issues in order."""

    year: int
    month: int | None
    issues: tuple[Issue, ...]

    @property
    def count(self) -> int:
        """Return the reports."""
        return sum(issue.count for issue in self.issues)

    @cached_property
    def weeks(self) -> list[list[CalendarDay | None]]:
        """Return the days in weeks from Monday on, None before the first and after the last; none without a month."""
        if self.month is None or not any(issue.day for issue in self.issues):
            return []
        held = {issue.day: issue for issue in self.issues}
        weeks = calendar.monthcalendar(self.year, self.month)
        return [[CalendarDay(day, held.get(day)) if day else None for day in week] for week in weeks]


@dataclass(frozen=True, slots=True)
class IssueYear:
    """A year, its reports, and its months in order, an unknown month first."""

    year: int
    count: int
    months: tuple[IssueMonth, ...]

    @property
    def days(self) -> int:
        """Return on how many known days there are reports."""
        return sum(1 for month in self.months for issue in month.issues if issue.day)

    @property
    def dayless(self) -> list[Issue]:
        """Return what is known to be of this year, or of a month of it, and no more."""
        return [issue for month in self.months for issue in month.issues if not issue.day]


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, Monday as 0, and how many of the days held fall on it."""

    weekday: int
    count: int

    @property
    def name(self) -> str:
        """Return its name, 周一."""
        return str(WEEKDAYS_ABBR[self.weekday])


class IssuesAround(NamedTuple):
    """The days of the issues held before and after a date."""

    earlier: str | None
    later: str | None


class PrintPage(NamedTuple):
    """A page of an issue as printed (None: not known), and its reports."""

    page: str | None
    articles: tuple[Article, ...]


def issue_calendar(articles: ArticleQuerySet) -> tuple[IssueYear, ...]:
    """Return the dates of the reports as a calendar, the newest year first; one query."""
    dated = articles.exclude(date_published=None).order_by()
    grouped = dated.values_list("date_published").annotate(Count("pk"))
    issues = sorted(Issue(str(date), number) for date, number in grouped)
    years = [_issue_year(year, tuple(held)) for year, held in groupby(issues, key=lambda issue: issue.year)]
    return tuple(reversed(years))


def weekdays_held(years: Iterable[IssueYear]) -> tuple[Weekday, ...]:
    """Return the days of the week from Monday on, and on how many of them there are reports."""
    held = Counter(issue.weekday for year in years for month in year.months for issue in month.issues)
    return tuple(Weekday(weekday, held[weekday]) for weekday in range(7))


def issues_around(articles: ArticleQuerySet, date: str) -> IssuesAround:
    """Return the days held next before and after a date, which is written as far as it is known; one query.

    Written dates are in the order of time; one that is known less stands before all that it may mean, and is no issue
    that one could step to.
    """
    found = articles.filter(date_precision=DAY).order_by().aggregate(
        earlier=Max("date_published", filter=Q(date_published__lt=date)),
        later=Min("date_published", filter=Q(date_published__gt=date)),
    )
    return IssuesAround(found["earlier"], found["later"])


def numbers_by_page(articles: ArticleQuerySet) -> list[int]:
    """Return the ids of the reports of one issue in the order of its pages, an unknown page last; one query."""
    pages = articles.order_by().values_list("pk", "print_page")
    return [pk for pk, _page in sorted(pages, key=lambda one: (_page_order(one[1]), one[0]))]


def by_page(articles: Iterable[Article]) -> tuple[PrintPage, ...]:
    """Return reports, which come in the order of their pages, page by page."""
    pages = groupby(articles, key=lambda article: article.print_page or None)
    return tuple(PrintPage(page, tuple(held)) for page, held in pages)


def _page_order(page: str | None) -> tuple[bool, list[tuple[bool, int, str]]]:
    """Return what orders pages as readers count: 2 before 10, A2 before B1, none last."""
    parts = _NUMBERS.split(page or "")
    return not page, [(not (held := part.isdecimal()), int(part) if held else 0, part) for part in parts if part]


def _issue_year(year: int, issues: tuple[Issue, ...]) -> IssueYear:
    months = tuple(
        IssueMonth(year, month, tuple(held)) for month, held in groupby(issues, key=lambda issue: issue.month)
    )
    return IssueYear(year, sum(issue.count for issue in issues), months)
