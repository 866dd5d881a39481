"""Random reports and query trees, small enough that rare cases meet: few signs, few values, few names.

In: a source of chance; that of Hypothesis (`st.randoms()`) too, which then finds the smallest case. Out: reports
as they are prepared for the index, and trees of every node. Strings of trees are cut from the reports, or not.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from typing import Any, Final

from search.analysis import runs
from search.query_tree import (
    ANYWHERE,
    AUTHOR,
    MOST_PARTS,
    TEXT_FIELDS,
    And,
    AtLeast,
    Boost,
    Equivalents,
    Everything,
    Exact,
    Field,
    Gap,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Preferred,
    Range,
    Run,
    Signer,
    TextLeaf,
    Whole,
    Word,
)
from search.questions import NONE
from tests.oracles import oracle_fold

Report = dict[str, Any]

# Han that are common and rare, traditional, beyond the BMP and of compatibility; digits, Latin, signs that are
# kept, that are kept between digits, and that are dropped; full width.
SIGNS: Final = "党党党建建黨引廉村臺𠮷𠀋①125８ab+%，.,:- 。"
LINES: Final = ("kicker", "headline", "subtitle", "column_name", "newspaper_name", "byline")
LISTS: Final = ("editors_note", "headings", "paragraphs", "captions", "place_names")
NAMES: Final = ("张三", "李四", "王五", "張三")
# As documents have them: a place with those that it lies in.
PLACES: Final[tuple[list[str], ...]] = (
    [], ["410000"], ["410000", "411300"], ["410000", "411300", "411302"], ["610000", "610900"],
    ["410000", "411300", "610000"],
)  # fmt: skip
FIRST_DAYS: Final = (
    None,
    dt.date(2019, 1, 1),
    dt.date(2020, 5, 1),
    dt.date(2020, 5, 6),
    dt.date(2021, 12, 31),
)
PRECISIONS: Final = (1, 31, 366)  # days
COLUMNS: Final = (None, "园地", "要闻")
ROLES: Final = (None, "记者", "通讯员")
DEPTH: Final = 3


def draw_text(source: random.Random, most: int = 12) -> str:
    """Return some signs, perhaps none."""
    return "".join(source.choices(SIGNS, k=source.randint(0, most)))


def blank_report(number: int) -> Report:
    """Return a report that says nothing."""
    values: Report = {"place_codes": [], "author_ids": [], "credit_names": [], "credit_roles": [], "author_names": []}
    values |= dict.fromkeys(
        (*LINES, "date_from", "date_to", "year", "newspaper_id", "date_basis", "column_name")
    )
    return values | {name: [] for name in LISTS} | {"django_id": number}


def draw_report(source: random.Random, number: int) -> Report:
    """Return a report with values of every kind, or none."""
    first = source.choice(FIRST_DAYS)
    last = first + dt.timedelta(days=source.choice(PRECISIONS) - 1) if first else None
    drawn: dict[str, Any] = {name: draw_text(source, 8) or None for name in LINES}
    signers = source.sample(NAMES, source.randint(0, 2))
    drawn |= {name: [draw_text(source) for _ in range(source.randint(0, 2))] for name in LISTS}
    return drawn | {
        "django_id": number,
        "date_from": first, "date_to": last, "year": first and first.year,
        "place_codes": source.choice(PLACES),
        "newspaper_id": source.choice((None, 1, 2)),
        "author_ids": source.sample((1, 2, 3), source.randint(0, 2)),
        "credit_names": signers,
        "credit_roles": [f"{role}\t{name}" for name in signers if (role := source.choice(ROLES))],
        "author_names": signers[:1],
        "date_basis": source.choice((None, "stated", "inferred")),
        "column_name": source.choice(COLUMNS),
    }  # fmt: skip


def texts(report: Report, names: Sequence[str] = (*LINES, *LISTS)) -> list[str]:
    """Return the passages of some fields as they are written."""
    found: list[str] = []
    for name in names:
        value = report[name] or []
        found += [value] if isinstance(value, str) else value
    return found


class Trees:
    """Draws query trees over some reports."""

    def __init__(self, source: random.Random, reports: Sequence[Report]) -> None:
        self._source = source
        self._texts = [text for report in reports for text in texts(report) if oracle_fold(text)]
        self._former: list[Node] = []  # leaves that were drawn, which may come again

    def tree(self, depth: int = DEPTH) -> Node:
        """Return a tree of at most so many storeys."""
        kinds = (self._leaf, self._leaf, self._value, *(self._combined,) * 5) if depth else (self._leaf,) * 7
        kind: Callable[[int], Node] = self._source.choice((*kinds, self._value))
        return kind(depth)

    def string(self, most: int = 6) -> str:
        """Return a folded string: cut from a report, or made of any signs."""
        if self._texts and self._source.random() < 0.8:
            text = oracle_fold(self._source.choice(self._texts))
            start = self._source.randrange(len(text))
            return text[start : start + self._source.randint(1, most)]
        return oracle_fold(draw_text(self._source, most)) or "党"

    def text_leaf(self) -> TextLeaf:
        """Return something to find in text, anywhere or in one field."""
        source = self._source
        field = source.choice((ANYWHERE, ANYWHERE, source.choice([*TEXT_FIELDS])))
        match source.randrange(7):
            case 0 | 1:
                return Exact(self.string(), field)
            case 2:
                return Word(self.string(), field)
            case 3:
                return Run(self._run(), field)
            case 4:
                return Whole(self.string(), field)
            case 5:
                return Near(self._parts(3), source.randint(0, 6), field)
            case _:
                least, most = sorted((source.randint(0, 6), source.randint(0, 6)))
                return Gap(self._parts(MOST_PARTS), least, most, field)

    def _leaf(self, depth: int) -> Node:
        if self._former and self._source.random() < 0.25:
            return self._source.choice(self._former)
        self._former.append(self._new_leaf())
        return self._former[-1]

    def _new_leaf(self) -> Node:
        match self._source.randrange(10):
            case 0:
                return Signer(oracle_fold(self._source.choice(NAMES)), self._source.choice(("", AUTHOR, "记者")))
            case 1:
                return Equivalents(tuple(self.text_leaf() for _ in range(self._source.randint(1, 3))))
            case _:
                return self.text_leaf()

    def _value(self, depth: int) -> Node:
        source = self._source
        first, last = source.choice((None, 2019, 2020)), source.choice((None, 2020, 2021))
        return source.choice((
            Everything(), Nothing(), Range("year", first, last), Range("date", *map(_ordinal, (first, last))),
            Field("place", source.choice(("411300", "610000", NONE))), Field("year", source.choice(("2020", NONE))),
            Field("newspaper", source.choice(("1", NONE))), Field("author", source.choice(("2", NONE))),
            Field("basis", "stated"), Field("column", "园地"), Field("role", "记者"),
            Field("id", str(source.randint(1, 9))), Field("colour", "red"),
        ))  # fmt: skip

    def _combined(self, depth: int) -> Node:
        match self._source.randrange(7):
            case 0 | 1:
                return And(self._children(depth))
            case 2 | 3:
                return Or(self._children(depth))
            case 4:
                return Not(self.tree(depth - 1))
            case 5:
                return AtLeast(self._source.randint(0, 4), self._children(depth))
            case _:
                return self._weighed(depth)

    def _weighed(self, depth: int) -> Node:
        part = self.tree(depth - 1)
        if self._source.random() < 0.5:
            return Boost(part, self._source.choice((0.5, 2.0, 3.0)))
        return Preferred(part, self.tree(depth - 1))

    def _children(self, depth: int) -> tuple[Node, ...]:
        return tuple(self.tree(depth - 1) for _ in range(self._source.randint(0, 3)))

    def _parts(self, most: int) -> tuple[str, ...]:
        return tuple(self.string(2) for _ in range(self._source.randint(1, most)))

    def _run(self) -> str:
        found = runs(self._source.choice(self._texts)) if self._texts else []
        return self._source.choice(found) if found else "1"


def _ordinal(year: int | None) -> int | None:
    return year and dt.date(year, 5, 4).toordinal()
