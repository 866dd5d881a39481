"""Metadata: how what is known of a report is said to a reader. Values in, words or HTML out.

`in_words("2022-06")` -> 2022年6月; `known_date("2022-06", "inferred")` -> 2022年6月（推定）, as HTML;
`grouped(12345)` -> 12,345.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

LONGEST_UNGROUPED: Final = 4  # digits: 2022 篇, but 12,345 篇


def grouped(number: int) -> str:
    """Return a count as both languages write it: in groups of three digits from five digits on (GB/T 15835)."""
    return f"{number:,}" if number >= 10**LONGEST_UNGROUPED else str(number)


def in_words(date: str | None) -> str:
    """Return YYYY, YYYY-MM or YYYY-MM-DD as a Chinese date, as far as it is known; "" for none."""
    match [int(part) for part in date.split("-")] if date else []:
        case [year]:
            return _("%(year)d年") % {"year": year}
        case [year, month]:
            return _("%(year)d年%(month)d月") % {"year": year, "month": month}
        case [year, month, day]:
            return _("%(year)d年%(month)d月%(day)d日") % {"year": year, "month": month, "day": day}
        case _missing:
            return ""


def month_in_words(month: int) -> str:
    """Return a month of the year by its number: 3月, March."""
    return date_format(dt.date(2000, month, 1), _("n月"))


def known_date(date: str | None, basis: str | None) -> SafeString:
    """Return a date as far as it is known (YYYY, YYYY-MM or YYYY-MM-DD, None for none), and whether it is inferred."""
    if not date:
        return format_html("{}", _("日期未注明"))
    inferred = format_html('<span class="inferred">{}</span>', _("（推定）")) if basis == "inferred" else ""
    return format_html('<time datetime="{}">{}</time>{}', date, in_words(date), inferred)
