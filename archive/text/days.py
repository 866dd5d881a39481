"""Days that a printed date may mean.

In: a date as far as it is known, YYYY, YYYY-MM or YYYY-MM-DD. Out: its first and last day.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Final, NamedTuple

EARLIEST_YEAR: Final = 1800  # before the first newspaper in modern Chinese
LATEST_YEAR: Final = 2199
_PRINTED: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


class DateSpan(NamedTuple):
    """The first and the last day that a date may mean, and how much of it is known."""

    first: dt.date
    last: dt.date
    precision: str


def span_of(date_published: str) -> DateSpan:
    """Return the days that YYYY, YYYY-MM or YYYY-MM-DD covers; ValueError for anything else.

    A year in which no newspaper can have been printed is no date either.
    """
    match = _PRINTED.fullmatch(date_published)
    if not match or not EARLIEST_YEAR <= int(match.group(1)) <= LATEST_YEAR:
        raise ValueError(f"{date_published!r} is not YYYY, YYYY-MM or YYYY-MM-DD within {EARLIEST_YEAR}-{LATEST_YEAR}")
    year, month, day = (int(part or 0) for part in match.groups())
    if "-" not in date_published:
        return DateSpan(dt.date(year, 1, 1), dt.date(year, 12, 31), "year")
    first = dt.date(year, month, day or 1)
    if day or date_published.count("-") > 1:
        return DateSpan(dt.date(year, month, day), dt.date(year, month, day), "day")
    return DateSpan(first, first.replace(day=calendar.monthrange(year, month)[1]), "month")
