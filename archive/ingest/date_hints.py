"""The year a report must have been written in, where its page has no date.

In: the body and the headline. Out: a year marked as inferred, with the words it follows from, or None.
A report that looks back (刚刚过去的2017年 … 新的一年) was written in the year after the one it covers; one
that speaks of 今年 beside a year was written in that year. Where the words do not settle it, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from archive.ingest.extracted import DateReading

_YEAR: Final = r"(?P<year>(?:19|20)\d{2})"
# The named year is over: the report appeared in the next one.
_OVER: Final = (
    rf"(?:刚刚|刚|已经)(?:过去|走过|结束|告别|挥别)(?:了)?的?{_YEAR}年",
    rf"(?:回首|回望|回眸|告别|挥别|作别|盘点)(?:过去的|不平凡的|刚刚过去的)?{_YEAR}(?:年)?[^。]{{0,12}}(?:新的一年|展望|迎来|走进|迈入)",
    rf"(?:去年|上一年)[（(，,]?{_YEAR}年",
    rf"{_YEAR}年(?:已经|业已)(?:过去|结束|收官|落幕)",
)
# The named year is the one being written in.
_NOW: Final = (
    rf"(?:今年|当前|眼下)[，,（(是]{{0,2}}{_YEAR}年",
    rf"{_YEAR}年(?:是|，是)[^。；]{{2,40}}(?:关键之年|开局之年|收官之年|决胜之年|关键一年|第一年|元年|起步之年|攻坚之年)",
    rf"{_YEAR}年(?:以来|伊始|开年|开局|新年)",
    rf"(?:截至|截止)(?:到)?(?:目前|{_YEAR}年\d{{1,2}}月)",
    rf"(?:迎来|走进|迈入|踏入|展望){_YEAR}年?",
)
_THIS_YEAR: Final = re.compile(r"今年|上半年|下半年|年初|近日|日前|连日来|目前|眼下")
_NEW_YEAR: Final = re.compile(r"新的一年|来年|新年伊始|新一年|展望新年")
_SUMMARY_HEADLINE: Final = re.compile(
    rf"{_YEAR}年?[^，。]{{0,24}}(?:综述|回眸|回顾|盘点|巡礼|扫描|纪实|总结)"
)
_ANY_YEAR: Final = re.compile(rf"(?<![\d—–-]){_YEAR}年(?!至|到|[—–-])")
_PLANS: Final = re.compile(r"(?:到|力争|确保|至|20\d{2}[—–-])$")


class _Hint(NamedTuple):
    """A year that words of the report point to, and the words."""

    year: int
    words: str


def infer_date(body: str, headline: str | None = None) -> DateReading | None:
    """Return the year that the report was written in, as far as its words settle it; otherwise None."""
    hint = _year_over(body) or _summary_of(headline, body) or _year_named_now(body)
    if hint is None or hint.year < _latest_year(body):
        return None
    return DateReading(str(hint.year), "inferred", hint.words)


def _year_over(body: str) -> _Hint | None:
    """Return the year after the one that the report calls past."""
    for pattern in _OVER:
        found = re.search(pattern, body)
        if found:
            new_year = _NEW_YEAR.search(body)
            words = f"{found[0]} … {new_year[0]}" if new_year else found[0]
            return _Hint(int(found["year"]) + 1, words)
    return None


def _summary_of(headline: str | None, body: str) -> _Hint | None:
    """Return the year after the one that the headline sums up, where the body looks on to a new year."""
    found = _SUMMARY_HEADLINE.search(headline or "")
    new_year = _NEW_YEAR.search(body)
    if found and new_year:
        return _Hint(int(found["year"]) + 1, f"{found[0]} … {new_year[0]}")
    return None


def _year_named_now(body: str) -> _Hint | None:
    """Return the year that the report names as its own, where it names one only and speaks of this year."""
    hints = list(_hints_now(body))
    this_year = _THIS_YEAR.search(body)
    if not hints or not this_year or len({hint.year for hint in hints}) > 1:
        return None
    words = hints[0].words
    return _Hint(hints[0].year, words if this_year[0] in words else f"{words} … {this_year[0]}")


def _hints_now(body: str) -> Iterator[_Hint]:
    """Yield each year that `body` speaks of as the present one."""
    for pattern in _NOW:
        for found in re.finditer(pattern, body):
            if found["year"]:
                yield _Hint(int(found["year"]), found[0])


def _latest_year(body: str) -> int:
    """Return the last year that `body` names as past or present; years of plans (到2025年) do not count."""
    years = [int(y["year"]) for y in _ANY_YEAR.finditer(body) if not _PLANS.search(body[: y.start()][-3:])]
    return max(years, default=0)
