"""A year: its months, and the years beside it."""

from __future__ import annotations

import pytest

from archive.models import Article, ArticleQuerySet
from archive.years import month_counts, years_around
from tests.archive.reports import draft, published

pytestmark = pytest.mark.django_db


def reports() -> ArticleQuerySet:
    return Article.objects.published()


def test_months_run_from_the_first_to_the_last_and_an_unknown_one_stands_at_the_end() -> None:
    for date in ("2022-03", "2022-03-27", "2022-05-01", "2022", "2021-01"):
        published(date=date)
    draft(date="2022-07-01")
    assert [(one.month, one.written, one.count, one.share) for one in month_counts(reports().in_year(2022))] == [
        (3, "2022-03", 2, 100), (4, "2022-04", 0, 0), (5, "2022-05", 1, 50), (None, "2022", 1, 50),
    ]  # fmt: skip


def test_a_year_of_which_no_month_is_known_has_no_months() -> None:
    published(date="2022")
    assert month_counts(reports().in_year(2022)) == ()


def test_years_around_are_those_with_reports() -> None:
    for date in ("1999-12-31", "2005", "2010-01-01", None):
        published(date=date)
    draft(date="2007")
    assert years_around(reports(), 2005) == (1999, 2010)
    assert years_around(reports(), 1999) == (None, 2005)
    assert years_around(reports(), 2008) == (2005, 2010)
    assert years_around(reports(), 2010) == (2005, None)
