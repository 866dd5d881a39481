"""When was it printed, if the folder or the file is named after the day?

In: the path of a page within what was uploaded (2019-05/样例.html), and how much of a date to take from it. Out: the
date as inferred, with the part of the path as its evidence, or None. No Django.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, Literal

from archive.ingest.extracted import DateReading, Precision

Depth = Literal["day", "month", "year"]

# A name tells a day only where no digit stands right beside it: 20190512.html, but not 120190512345.html.
_YEAR: Final = r"(?<!\d)(?P<year>(?:19|20)\d{2})"
# One sign parts all three: 2019-05/3.html is the third page of a month. Between slashes a day is a folder of its own.
_PARTED: Final = re.compile(
    rf"{_YEAR}\s*(?P<sign>年|[-_.])\s*(?P<month>\d{{1,2}})(?!\d)(?:\s*(?:月|(?P=sign))\s*(?P<day>\d{{1,2}})(?!\d)日?)?"
)
_FOLDERS: Final = re.compile(rf"{_YEAR}[/\\](?P<month>\d{{1,2}})(?=[/\\])(?:[/\\](?P<day>\d{{1,2}})(?=[/\\]))?")
_JOINED: Final = re.compile(rf"{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})?(?!\d)")
_ALONE: Final = re.compile(rf"{_YEAR}(?!\d)年?")
_LENGTHS: Final[dict[Precision, int]] = {"year": 4, "month": 7, "day": 10}


def date_in_path(path: str, depth: Depth = "day") -> DateReading | None:
    """Return the date that a path names, no finer than `depth`; the fullest that it has, of those the last."""
    best = ("", "")
    for pattern in (_PARTED, _FOLDERS, _JOINED, _ALONE):
        for found in pattern.finditer(path):
            value = _value(found.groupdict())
            if len(value) >= len(best[0]) and value:
                best = (value, found[0])
    if not best[0]:
        return None
    return DateReading(best[0][: _LENGTHS[depth]], "inferred", best[1].strip("/\\._- "))


def _value(parts: dict[str, str | None]) -> str:
    """Return the parts as far as a calendar has them: 2019-05-31, 2019-05, 2019; "" for none."""
    year, month, day = (int(parts.get(name) or 0) for name in ("year", "month", "day"))
    if not 1 <= month <= 12:
        return f"{year:04}" if not month else ""
    try:
        dt.date(year, month, day or 1)
    except ValueError:
        return f"{year:04}-{month:02}"
    return f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}"
