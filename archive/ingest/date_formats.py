"""A date written in a paper's own way: which day does this line name, if dates there look like %y.%m.%d?

In: a format of %Y or %y, %m and %d with the signs between them, and a line. Out: a date as YYYY-MM-DD, or YYYY-MM
where the format has no day; None where the line names none. A format that cannot be read is a DateFormatError whose
message says how to write it. Numbers may stand in digits or in Chinese numerals.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final

from archive.ingest.dates import FIRST_YEAR, number_of

_NUMERALS: Final = "〇○零一二三四五六七八九"
_PARTS: Final = {
    "Y": rf"(?P<Y>\d{{4}}|[一二][{_NUMERALS}]{{3}})",
    "y": rf"(?P<y>\d{{2}}|[{_NUMERALS}]{{2}})",
    "m": rf"(?P<m>\d{{1,2}}|[{_NUMERALS}十]{{1,2}})",
    "d": rf"(?P<d>\d{{1,2}}|[{_NUMERALS}十]{{1,3}})",
}
_DIRECTIVE: Final = re.compile(r"%(.?)")
_HOW: Final = "写法里用 %Y（四位年）或 %y（两位年）、%m（月）、%d（日），例如 %Y年%m月%d日。"


class DateFormatError(ValueError):
    """A format that cannot be read; its text says why, for staff."""


def compile_date_format(date_format: str) -> re.Pattern[str]:
    """Return the pattern of a format; DateFormatError for one without year and month, or with another sign behind %."""
    typed = _narrow(date_format)
    named = _DIRECTIVE.findall(typed)
    unknown = next((sign for sign in named if sign not in _PARTS), None)
    if unknown is not None:
        raise DateFormatError(f"“%{unknown}”不认识。{_HOW}")
    if any(named.count(sign) > 1 for sign in named):
        raise DateFormatError(f"同一部分写了两次。{_HOW}")
    if len({"Y", "y"} & set(named)) != 1 or "m" not in named:
        raise DateFormatError(f"至少要有年和月，年只写一次。{_HOW}")
    pieces = re.split(r"%.", typed)
    body = "".join(
        rf"\s*{re.escape(piece)}\s*" + (_PARTS[named[at]] if at < len(named) else "")
        for at, piece in enumerate(re.sub(r"\s+", "", one) for one in pieces)
    )
    return re.compile(rf"(?<!\d){body}(?!\d)")


def find_dates(line: str, pattern: re.Pattern[str]) -> list[str]:
    """Return the dates that a line names in that format, in order; what no calendar has is none."""
    found = (_date(match.groupdict()) for match in pattern.finditer(_narrow(line)))
    return list(dict.fromkeys(date for date in found if date))


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _date(parts: dict[str, str]) -> str | None:
    try:
        year = number_of(parts["Y"]) if "Y" in parts else _century(number_of(parts["y"]))
        month = number_of(parts["m"])
        if year < FIRST_YEAR or year > dt.date.today().year + 1:
            return None
        if "d" not in parts:
            return dt.date(year, month, 1).isoformat()[:7]
        return dt.date(year, month, number_of(parts["d"])).isoformat()
    except ValueError:
        return None


def _century(short: int) -> int:
    """Return the year that two digits mean: none later than next year."""
    return 2000 + short if 2000 + short <= dt.date.today().year + 1 else 1900 + short
