"""When was this printed? A page's own words for its date, and what may be said where it has none.

In: lines of the page's frame, or the body. Out: a `DateReading` that says whether the day is stated or
inferred, and from which words. A date inside a sentence is never the date of publication; a year the
report covers is not the year it appeared in.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from archive.ingest.date_hints import infer_date
from archive.ingest.extracted import DateReading

__all__ = ["find_stated_date", "infer_date", "is_date_line", "number_of", "parse_printed_date"]

FIRST_YEAR: Final = 1900  # no report of ours is older
LAST_YEAR: Final = 2099
MAX_DATE_LINE: Final = 60  # characters; a longer line is a sentence, or several things at once
_DIGITS: Final = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_WIDTH: Final = str.maketrans("：　\xa0０１２３４５６７８９－／．", ":  0123456789-/.")
_HAN_NUMBER: Final = re.compile(r"[〇○零一二三四五六七八九十]+")

_DAY: Final = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})\s*(?:年/?|[-/.])\s*(?P<month>\d{1,2})\s*(?:月/?|[-/.])\s*(?P<day>\d{1,2})(?!\d)\s*[日号]?"
)
# Two digits of a year are one behind a label alone: 发布日期：08-03-05.
_SHORT_DAY: Final = re.compile(
    r"(?P<year>\d{2})(?:年|(?P<sign>[-/.]))(?P<month>\d{1,2})(?:月|(?P=sign))(?P<day>\d{1,2})(?![\d:])日?"
)
_HAN_DAY: Final = re.compile(
    r"(?P<year>[一二][〇○零一二三四五六七八九]{3})年(?P<month>[一二三四五六七八九十]{1,2})月"
    r"(?P<day>[一二三四五六七八九十]{1,3})[日号]"
)
# Ordered by what they say: the day of the issue, then of the page, then any date that is labelled.
DATE_LABELS: Final = (
    r"本期出版日期|出版日期|出版时间|发刊日期|刊发日期|刊发时间|见报日期|见报时间|刊登日期|刊登时间|本报日期|报纸日期|出刊日期",
    r"发布时间|发布日期|发表时间|发表日期|发稿时间|发稿日期|发文时间|文章时间|新闻时间|稿件时间|上传时间",
    r"(?:(?<=^)|(?<=[\s|>)\]:;（(【\[]))(?:日期|时间|更新时间|更新日期|录入时间|添加时间)",
)
_WEEKDAY: Final = r"(?:星期|周|礼拜)[一二三四五六日天]"
_CLOCK: Final = r"\d{1,2}:\d{2}(?::\d{2})?"
# Day and hour side by side are a stamp of the site, whatever short words stand around them.
_STAMP: Final = re.compile(rf"\d{{1,2}}[日号]?\s+{_CLOCK}")
_LUNAR: Final = r"(?:农历|辛|壬|癸|甲|乙|丙|丁|戊|己|庚)[㐀-鿿]{2,14}"
_ISSUE: Final = r"(?:总?第\s*\d+\s*期|第?\s*[A-Z]?\d{1,2}\s*版(?::?[㐀-鿿·]{2,8})?|[A-Z]?\d{1,2}版)"
_BESIDE: Final = re.compile(rf"{_WEEKDAY}|{_CLOCK}|{_LUNAR}|{_ISSUE}|【转[载贴帖]?】|[\s,，|｜/()（）·\[\]【】>＞:]+")
# What else stands in the line under a headline; from here on a date line is not looked at.
_OTHER_LABELS: Final = re.compile(
    r"(?:信息|文章|稿件|新闻|本报|本网|见习|实习|特约)?(?:来源|稿源|作者|编辑|责编|责任编辑|浏览|点击|阅读|查看|访问|字号|字体|打印|分享|评论|记者|收藏)"
    r"(?:次数|量|数|大小)?\s*[:：\s(（]?.*$"
)
_TYPED: Final = re.compile(r"^\s*(?:时间|日期)\s*:")
_IMPRINT_LABEL: Final = re.compile(r"(?:来源|稿源|作者|编辑|浏览|点击|阅读)(?:次数|量|数)?\s*[:：]")
_MAX_LABEL_LINE: Final = 160  # characters; label words in a longer line are prose
_PUBLISHER: Final = re.compile(r"[㐀-鿿]{2,12}(?:报|网|社|刊)")


class _Found(NamedTuple):
    """A date in a line: its value, and the words it was read from."""

    value: str
    words: str


def parse_printed_date(text: str) -> str | None:
    """Return the first full date of `text` as YYYY-MM-DD, or None; a day that no calendar has is none."""
    found = _find_day(text)
    return found.value if found else None


def _find_day(text: str) -> _Found | None:
    """Return the first day that `text` names, in digits or in Chinese numerals."""
    folded = text.translate(_WIDTH)
    for match in (*_DAY.finditer(folded), *_HAN_DAY.finditer(folded)):
        value = _day(*(number_of(match[part]) for part in ("year", "month", "day")))
        if value:
            return _Found(value, match[0].strip())
    return None


def _find_short_day(text: str) -> _Found | None:
    """Return the day that opens `text` with two digits for its year; none later than this year."""
    match = _SHORT_DAY.match(text)
    if match is None:
        return None
    this_century = 2000 + int(match["year"])
    year = this_century if this_century <= dt.date.today().year else this_century - 100
    value = _day(year, int(match["month"]), int(match["day"]))
    return _Found(value, match[0]) if value else None


def number_of(digits: str) -> int:
    """Return the number that `digits` writes: 2022, 二〇二二, 十二, 二十一."""
    if not _HAN_NUMBER.fullmatch(digits):
        return int(digits)
    if "十" in digits:
        tens, ones = digits.split("十", 1)
        return int(tens.translate(_DIGITS) or 1) * 10 + int(ones.translate(_DIGITS) or 0)
    return int(digits.translate(_DIGITS))


def _day(year: int, month: int, day: int) -> str | None:
    """Return the ISO form of a day, None where the calendar or our period has no such day."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def find_stated_date(lines: Sequence[str]) -> DateReading | None:
    """Return the date behind a label, the strongest label first, else that of a line which is a date."""
    for labels in DATE_LABELS:
        for line in lines:
            found = _labelled_day(line, labels)
            if found:
                return DateReading(found.value, "stated", found.words)
    for line in lines:
        if is_date_line(line):
            return DateReading(parse_printed_date(line) or "", "stated", line.strip())
    imprint = next((line for line in lines if _is_imprint(line)), None)
    return DateReading(parse_printed_date(imprint) or "", "stated", imprint.strip()) if imprint else None


def _is_imprint(line: str) -> bool:
    """Return whether a line tells a day beside labels of the page: a.cn 2018-05-06 10:20 稿源：… 作者：…"""
    if len(line) > _MAX_LABEL_LINE or "。" in line or not _IMPRINT_LABEL.search(line):
        return False
    return _find_day(line) is not None


def _labelled_day(line: str, labels: str) -> _Found | None:
    """Return the day right behind one of `labels` in `line`, with the label as its evidence."""
    if len(line) > _MAX_LABEL_LINE:
        return None
    folded = line.translate(_WIDTH)
    for label in re.finditer(rf"(?:{labels})\s*[:>】\]]?\s*", folded):
        behind = folded[label.end() : label.end() + 24]
        found = _find_day(behind) or _find_short_day(behind)
        if found and folded[label.end() :].startswith(found.words[:4]):
            return _Found(found.value, label[0].strip() + found.words)
    return None


def is_date_line(line: str) -> bool:
    """Return whether `line` is nothing but a date, with the weekday, hour, issue, page or paper beside it."""
    if len(line) > MAX_DATE_LINE:
        return False
    found = _find_day(line)
    if found is None:
        return False
    if _STAMP.search(line.translate(_WIDTH)) and not re.search(r"[。，,；！？]", line):
        return True
    rest = _TYPED.sub("", line.translate(_WIDTH).replace(found.words, " ", 1))
    rest = _OTHER_LABELS.sub(" ", rest)
    rest = _PUBLISHER.sub(" ", _BESIDE.sub(" ", rest), count=1)
    return not _BESIDE.sub("", rest).strip()
