"""How sure are we of what a page was read to say? What is doubtful comes first in the queue of those who review.

In: what was read from a page, and why a person should look. Out: a number from 0 to 100, and what lowered it. Each
reason takes so many points off 100 as errors of that kind cost a reader: without headline or text there is no report;
a guessed date misleads more than a missing newspaper. The points order a queue; they are no probability.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from archive.ingest.extracted import ExtractedArticle

MOST: Final = 100
NO_HEADLINE: Final = 40
LONG_HEADLINE: Final = 15  # rather the first sentence than a headline
NO_BODY: Final = 60
SHORT_BODY: Final = 20
NO_DATE: Final = 15
INFERRED_DATE: Final = 10
YEAR_ALONE: Final = 5
NO_PLACE: Final = 15
NO_NEWSPAPER: Final = 5
LOST_CHARACTERS: Final = 20
MUCH_REMOVED: Final = 10
MOSTLY_REMOVED: Final = 20
PER_DOUBT: Final = 10
DOUBTS_AT_MOST: Final = 30
PER_WARNING: Final = 5  # that is no doubt
WARNINGS_AT_MOST: Final = 10

HEADLINE_CHARACTERS: Final = 50  # longer headlines with their commas are rare
BODY_CHARACTERS: Final = 80  # a shorter text is a caption or a stub more often than a report
MUCH: Final = 0.5  # of the page's text that was no part of the report
ALMOST_ALL: Final = 0.8
REPLACEMENT: Final = "\ufffd"


class Deduction(NamedTuple):
    """So many points off, and why (in Chinese, for staff)."""

    points: int
    why: str


def confidence_of(extracted: ExtractedArticle, doubts: Sequence[str]) -> int:
    """Return how sure we are, from 0 to 100."""
    return max(0, MOST - sum(deduction.points for deduction in deductions_of(extracted, doubts)))


def deductions_of(extracted: ExtractedArticle, doubts: Sequence[str]) -> tuple[Deduction, ...]:
    """Return what lowers the confidence, in the order of the record's fields."""
    read = (*_title(extracted), *_body(extracted), *_imprint(extracted), *_removed(extracted))
    return (*read, *_told(extracted, doubts))


def _title(extracted: ExtractedArticle) -> Iterator[Deduction]:
    if not extracted.headline:
        yield Deduction(NO_HEADLINE, "没有读出标题")
    elif len(extracted.headline) > HEADLINE_CHARACTERS:
        yield Deduction(LONG_HEADLINE, f"标题长过 {HEADLINE_CHARACTERS} 字")


def _body(extracted: ExtractedArticle) -> Iterator[Deduction]:
    body = extracted.body_text
    if not body:
        yield Deduction(NO_BODY, "没有读出正文")
    elif len(body) < BODY_CHARACTERS:
        yield Deduction(SHORT_BODY, f"正文不到 {BODY_CHARACTERS} 字")
    if REPLACEMENT in f"{extracted.headline}{body}":
        yield Deduction(LOST_CHARACTERS, "有无法识别的字")


def _imprint(extracted: ExtractedArticle) -> Iterator[Deduction]:
    """Yield what is not known, or only guessed, of when, where and in which paper."""
    date = extracted.date
    if date is None:
        yield Deduction(NO_DATE, "没有读出日期")
    elif date.basis == "inferred":
        yield Deduction(INFERRED_DATE, "日期是推定的")
    if date and date.precision == "year":
        yield Deduction(YEAR_ALONE, "只知道年份")
    if extracted.place is None:
        yield Deduction(NO_PLACE, "没有读出地方，或不能确定是哪一个")
    if not extracted.newspaper:
        yield Deduction(NO_NEWSPAPER, "没有读出报纸")


def _removed(extracted: ExtractedArticle) -> Iterator[Deduction]:
    removed = sum(len(piece.text) for piece in extracted.removed)
    share = removed / (removed + len(extracted.body_text)) if removed else 0.0
    if share > ALMOST_ALL:
        yield Deduction(MOSTLY_REMOVED, "页面的绝大部分文字没有算作正文")
    elif share > MUCH:
        yield Deduction(MUCH_REMOVED, "页面的多半文字没有算作正文")


def _told(extracted: ExtractedArticle, doubts: Sequence[str]) -> Iterator[Deduction]:
    """Yield for what was told on the way: doubts, and warnings that are none."""
    if doubts:
        yield Deduction(min(PER_DOUBT * len(doubts), DOUBTS_AT_MOST), "有疑问：" + " ".join(doubts))
    others = [warning for warning in extracted.warnings if warning not in doubts]
    if others:
        yield Deduction(min(PER_WARNING * len(others), WARNINGS_AT_MOST), "有提醒：" + " ".join(others))
