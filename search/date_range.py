"""The range of days that a question asks for, as two typed fields.

In: the parameters `from` and `to`. Out: a DateRange: each field with what was typed, the day that it means, and what
is wrong with it. A field is read as people write dates, and goes on as YYYY, YYYY-MM or YYYY-MM-DD.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from archive.text.days import span_of
from search.questions import Day

SINCE, UNTIL = "from", "to"
_DATE: Final = re.compile(r"([0-9]{4})(?:[-./年]([0-9]{1,2})(?:[-./月]([0-9]{1,2})日?|月)?|年)?")


@dataclass(frozen=True, slots=True)
class DateField:
    """One end of the range: its parameter, what stands in the field, and either the day or an error."""

    name: str
    written: str = ""
    day: Day | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class DateRange:
    """Both ends. `is_reversed` where the first is after the last; neither counts then."""

    since: DateField
    until: DateField
    is_reversed: bool = False

    @property
    def fields(self) -> tuple[DateField, DateField]:
        """Return both ends, the first first."""
        return self.since, self.until


def read_range(parameters: Mapping[str, str]) -> DateRange:
    """Return the range that these parameters ask for."""
    since, until = (_read(name, parameters.get(name, "").strip()) for name in (SINCE, UNTIL))
    if since.day and until.day and since.day.ordinal > until.day.ordinal:
        error = _("截止日期早于起始日期。")
        return DateRange(replace(since, day=None), replace(until, day=None, error=error), is_reversed=True)
    return DateRange(since, until)


def _read(name: str, written: str) -> DateField:
    if not written:
        return DateField(name)
    try:
        canonical = canonical_date(written)
        span = span_of(canonical)
    except ValueError:
        error = _("“%s”不是日期。可写作 2021、2021-05 或 2021-05-06。") % written[:40]
        return DateField(name, written, error=error)
    day = span.first if name == SINCE else span.last
    return DateField(name, canonical, Day(canonical, day.toordinal()))


def canonical_date(written: str) -> str:
    """Return a date as YYYY, YYYY-MM or YYYY-MM-DD; ValueError where it is none that people write."""
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", written).replace(" ", ""))
    if found is None:
        raise ValueError(written)
    year, *rest = (part for part in found.groups() if part)
    return "-".join([year, *(f"{int(part):02}" for part in rest)])
