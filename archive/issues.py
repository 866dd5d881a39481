"""Issues held: the days of a newspaper of which there are reports, laid out as a calendar.

In: an ArticleQuerySet narrowed to one paper. Out: years, newest first, each with its months and days.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count

from archive.models import ArticleQuerySet


@dataclass(frozen=True, slots=True, order=True)
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


@dataclass(frozen=True, slots=True)
class IssueMonth:
    """A month (None: not known) and its issues in order."""

    month: int | None
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class IssueYear:
    """A year, its reports, and its months in order."""

    year: int
    count: int
    months: tuple[IssueMonth, ...]


def issue_calendar(articles: ArticleQuerySet) -> tuple[IssueYear, ...]:
    """Return the dates of the reports as a calendar, the newest year first; one query."""
    dated = articles.exclude(date_published=None).order_by()
    grouped = dated.values_list("date_published").annotate(Count("pk"))
    issues = sorted(Issue(str(date), number) for date, number in grouped)
    years = [_issue_year(year, tuple(held)) for year, held in groupby(issues, key=lambda issue: issue.year)]
    return tuple(reversed(years))


def _issue_year(year: int, issues: tuple[Issue, ...]) -> IssueYear:
    months = tuple(
        IssueMonth(month, tuple(held)) for month, held in groupby(issues, key=lambda issue: issue.month)
    )
    return IssueYear(year, sum(issue.count for issue in issues), months)
