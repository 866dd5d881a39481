"""The fields of the query language: which names are known, and which values each reads.

In: a name as typed, in either script, and what stands after its colon. Out: a QueryField, a Range. A name that
is not known is text, and so is a known one before what it does not read: `年：…` may begin a headline.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple

from archive.text.days import EARLIEST_YEAR, LATEST_YEAR, DateSpan, span_of
from archive.text.folding import fold
from search.query_tree import AUTHOR, Range

# The longest name of a place has 15 characters, of a paper some 20; what is longer is a sentence.
NAME_CHARACTERS: Final = 20
CORRESPONDENT: Final = "通讯员"
_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?")
_NAME: Final = re.compile(rf"[\w·（）()]{{1,{NAME_CHARACTERS}}}")
_BETWEEN: Final = re.compile(r"\.{2,3}")


class Reads(Enum):
    """What stands after the colon of a field."""

    WORDS = "a query of its own"
    NAME = "a part of a name"
    SIGNER = "somebody who signed"
    YEARS = "years"
    DAYS = "days"


class ReadRange(NamedTuple):
    """Years or days as a node, and whether they were written from last to first."""

    range: Range
    was_turned: bool


@dataclass(frozen=True, slots=True)
class QueryField:
    """A field: its name in Chinese, what it reads, and where that stands (of TEXT_FIELDS) or in which role."""

    name: str
    reads: Reads
    where: str = ""

    def can_read(self, value: str) -> bool:
        """Tell whether a value has the form of this field's."""
        match self.reads:
            case Reads.YEARS | Reads.DAYS:
                return self.range_of(value) is not None
            case Reads.NAME:
                return bool(_NAME.fullmatch(value)) and bool(fold(value))
            case _:
                return bool(fold(value))

    def range_of(self, value: str) -> ReadRange | None:
        """Return the years or days from one bound to another, either open, as written; None for anything else."""
        first, *others = _BETWEEN.split(unicodedata.normalize("NFKC", value).strip(), maxsplit=1)
        written = [first.strip(), (others or [first])[0].strip()]
        spans = [_span_of(one) for one in written]
        if not any(written) or any(one and not span for one, span in zip(written, spans, strict=True)):
            return None
        if self.reads is Reads.YEARS and any(span and span.precision != "year" for span in spans):
            return None
        begin, end = spans
        was_turned = bool(begin and end and begin.first > end.last)
        if was_turned:
            begin, end = end, begin
        if self.reads is Reads.YEARS:
            return ReadRange(Range("year", begin and begin.first.year, end and end.first.year), was_turned)
        days = Range("date", begin and begin.first.toordinal(), end and end.last.toordinal())
        return ReadRange(days, was_turned)


def _span_of(written: str) -> DateSpan | None:
    found = _DATE.fullmatch(written)
    if not found or not EARLIEST_YEAR <= int(found[1]) <= LATEST_YEAR:
        return None
    try:
        return span_of("-".join(part.zfill(2) for part in found.groups() if part))
    except ValueError:
        return None


_FIELDS: Final = {
    ("标题", "title"): QueryField("标题", Reads.WORDS, "title"),
    ("正文", "body"): QueryField("正文", Reads.WORDS, "body"),
    ("栏目", "column"): QueryField("栏目", Reads.WORDS, "column"),
    ("图注", "caption"): QueryField("图注", Reads.WORDS, "caption"),
    ("报纸", "newspaper", "paper"): QueryField("报纸", Reads.NAME, "paper"),
    ("地方", "place"): QueryField("地方", Reads.NAME, "place"),
    ("作者", "author"): QueryField("作者", Reads.SIGNER, AUTHOR),
    (CORRESPONDENT, "correspondent"): QueryField(CORRESPONDENT, Reads.SIGNER, CORRESPONDENT),
    ("年", "year"): QueryField("年", Reads.YEARS),
    ("日期", "date"): QueryField("日期", Reads.DAYS),
}
_BY_NAME: Final = {name: field for names, field in _FIELDS.items() for name in names}


def field_named(written: str) -> QueryField | None:
    """Return the field of this name, in Chinese of either script or in English; None for a word that is none."""
    return _BY_NAME.get(fold(written))
