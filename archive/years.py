"""A year: which months have reports, and which years stand beside it?

In: an ArticleQuerySet. Out: frozen values, from one query each.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Substr

from archive.models import ArticleQuerySet


@dataclass(frozen=True, slots=True)
class MonthCount:
    """A month (None: the day is known as a year alone), its reports, their share of the fullest month in percent.

    `written` is YYYY-MM, or YYYY.
    """

    month: int | None
    written: str
    count: int
    share: int


class YearsAround(NamedTuple):
    """The years with reports next before and after one."""

    earlier: int | None
    later: int | None


def month_counts(of_year: ArticleQuerySet) -> tuple[MonthCount, ...]:
    """Return the months of one year's reports in order, empty ones between the first and the last among them."""
    written = Substr("date_published", 1, 7)
    counts: Counter[str] = Counter(dict(of_year.order_by().values_list(written).annotate(Count("pk"))))
    known = sorted(month for month in counts if len(month) == 7)
    if not known:
        return ()
    year, fullest = known[0][:5], max(counts.values())
    span = range(int(known[0][5:]), int(known[-1][5:]) + 1)
    order = [(month, f"{year}{month:02}") for month in span] + [(None, one) for one in counts if len(one) == 4]
    return tuple(MonthCount(month, one, counts[one], round(100 * counts[one] / fullest)) for month, one in order)


def years_around(articles: ArticleQuerySet, year: int) -> YearsAround:
    """Return which years with reports stand next to one."""
    found = articles.order_by().aggregate(
        earlier=Max("date_from", filter=Q(date_from__lt=dt.date(year, 1, 1))),
        later=Min("date_from", filter=Q(date_from__gt=dt.date(year, 12, 31))),
    )
    return YearsAround(*(found[side] and found[side].year for side in ("earlier", "later")))
