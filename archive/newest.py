"""Newest: what was added of late, and what was printed on this day in earlier years?

In: an ArticleQuerySet, which the caller has narrowed to what may be seen, and a day. Out: reports for short lists, from
two queries. Where nothing was printed on the very day, what was printed within three days of it stands for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final, NamedTuple

from django.db.models import Case, IntegerField, Q, When

from archive.models import Article, ArticleQuerySet, Change

MOST_NEW: Final = 8
MOST_OF_THE_DAY: Final = 6
DAYS_BESIDE: Final = 3
# A report may have been published more than once, or withdrawn since.
_ACTS_LOOKED_AT: Final = 5 * MOST_NEW


class Newest(NamedTuple):
    """Reports added last, the latest first; and those of this day in earlier years, the newest first.

    `is_near`: none is of the very day, these are of the days around it.
    """

    added: tuple[Article, ...]
    of_the_day: tuple[Article, ...]
    is_near: bool


def newest(articles: ArticleQuerySet, today: dt.date, years: Iterable[int]) -> Newest:
    """Return what was added of late, and what was printed on this day in those of the years that are past."""
    published = Change.objects.filter(kind=Change.Kind.PUBLISHED).order_by("-pk")
    acts = list(dict.fromkeys(published.values_list("article_id", flat=True)[:_ACTS_LOOKED_AT]))
    days = [_same_day(today, year) for year in years if year < today.year]
    exact = {day for day in days if day.day == today.day}
    near = {day + dt.timedelta(offset) for day in days for offset in range(-DAYS_BESIDE, DAYS_BESIDE + 1)}
    found = list(articles.filter(Q(pk__in=acts) | Q(pk__in=_first_of(articles, exact, near))))
    by_number = {article.pk: article for article in found}
    added = [by_number[number] for number in acts if number in by_number]
    dated = sorted((one for one in found if one.date_precision == "day" and one.date_to in near), key=_newest_first)
    of_the_day = [one for one in dated if one.date_to in exact]
    return Newest(tuple(added[:MOST_NEW]), tuple((of_the_day or dated)[:MOST_OF_THE_DAY]), not of_the_day)


def _first_of(articles: ArticleQuerySet, exact: set[dt.date], near: set[dt.date]) -> ArticleQuerySet:
    """Return the ids of reports of the very day, the newest first, and then of the days around it."""
    is_beside = Case(When(date_to__in=exact, then=0), default=1, output_field=IntegerField())
    dated = articles.filter(date_precision="day", date_to__in=near).order_by(is_beside, "-date_to", "-pk")
    return dated.values("pk")[:MOST_OF_THE_DAY]  # type: ignore[return-value]


def _same_day(today: dt.date, year: int) -> dt.date:
    """Return this day in another year; the day before for the 29th of February where there is none."""
    try:
        return today.replace(year=year)
    except ValueError:
        return today.replace(year=year, day=today.day - 1)


def _newest_first(article: Article) -> tuple[int, int]:
    assert article.date_to is not None
    return -article.date_to.toordinal(), -article.pk
