"""Matching: which documents of a segment hold what a query tree asks for, and how often.

A string of one or two code points is a posting. A longer one is looked for in the documents that hold
its rarest pairs, and verified with `in` over the folded passages: UTF-8 makes bytes as good as code
points there, and no folded string holds what stands between passages. A leaf of one field is verified in
that field's part of the text. A withdrawn or deleted document is never among the matches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from typing import Final, NamedTuple

from search.analysis import Fields, edges
from search.engine.documents import BODY, FACTS, TITLE, Values, Zone, run_in_field
from search.engine.segments import Counts, Segment, field_values
from search.proximity import FIELD_END, occurrences
from search.query_tree import (
    ANYWHERE,
    TEXT_FIELDS,
    And,
    AtLeast,
    Boost,
    Equivalents,
    Everything,
    Exact,
    Field,
    Gap,
    Leaf,
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
from search.questions import FILTERS

# Beyond this many pairs, verifying is cheaper than reading more postings.
PAIRS_READ: Final = 3


class Found(NamedTuple):
    """How often a leaf stands in the title lines and in the rest, by document number."""

    title: Counts
    body: Counts

    def documents(self) -> set[int]:
        """Return the documents in which it stands at all."""
        return self.title.keys() | self.body.keys()


class SegmentMatches:
    """The matches of one segment, each leaf looked up once."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self._found: dict[Leaf, Found] = {}

    def documents(self, node: Node) -> set[int]:
        """Return the documents that a query tree matches."""
        match node:
            case Everything():
                return set(self.segment.live)
            case Nothing():
                return set()
            case And(parts):
                return set.intersection(*map(self.documents, parts)) if parts else set(self.segment.live)
            case Or(parts):
                return set().union(*map(self.documents, parts))
            case Not(part):
                return self.segment.live - self.documents(part)
            case AtLeast(least, parts):
                return self._at_least(least, parts)
            case Preferred(part, _) | Boost(part, _):
                return self.documents(part)
            case Field():
                return self._having(node)
            case Range():
                return {number for number in self.segment.live if is_in_range(self.segment.values[number], node)}
            case _:
                return self.found(node).documents()

    def found(self, leaf: Leaf) -> Found:
        """Return where a leaf stands."""
        if leaf not in self._found:
            self._found[leaf] = self._look_up(leaf)
        return self._found[leaf]

    def _look_up(self, leaf: Leaf) -> Found:
        match leaf:
            case Signer(folded):
                return Found({}, _within(self.segment.postings(Fields.NAMES, folded), self.segment.live))
            case Equivalents(parts):
                each = [self.found(part) for part in parts]
                return Found(_sum(one.title for one in each), _sum(one.body for one in each))
            case _:
                in_rest = (self._in_zone(leaf, BODY), self._in_zone(leaf, FACTS))
                return Found(self._in_zone(leaf, TITLE), _sum(in_rest))

    def _in_zone(self, leaf: TextLeaf, zone: Zone) -> Counts:
        """Return how often a leaf stands in a zone, or in those fields of it that the leaf asks for."""
        if leaf.field == ANYWHERE:
            return {} if zone is FACTS else self._counts(leaf, zone, None)
        fields = [name for name in zone.fields if name in TEXT_FIELDS[leaf.field]]
        return self._counts(leaf, zone, fields) if fields else {}

    def _counts(self, leaf: TextLeaf, zone: Zone, fields: Sequence[str] | None) -> Counts:
        match leaf:
            case Run(folded):
                return self._run(folded, zone, fields)
            case Whole(folded):
                found = self._string(folded, zone, fields)
                for edge in edges(folded):
                    found = _within(found, self._run(edge, zone, fields))
                return found
            case Word(folded) | Exact(folded):
                return self._string(folded, zone, fields)
            case Near(parts) | Gap(parts):
                holders = set.intersection(*(self._holding(part, zone) for part in parts))
                texts = ((number, self._text(zone, number, fields)) for number in holders)
                return _above_zero((number, sum(1 for _ in occurrences(leaf, text))) for number, text in texts)

    def _run(self, folded: str, zone: Zone, fields: Sequence[str] | None) -> Counts:
        terms = [folded] if fields is None else [run_in_field(name, folded) for name in fields]
        return _within(_sum(self.segment.postings(zone.runs, term) for term in terms), self.segment.live)

    def _string(self, folded: str, zone: Zone, fields: Sequence[str] | None) -> Counts:
        if fields is not None:
            holders = self._holding(folded, zone)
            return _above_zero((number, self._text(zone, number, fields).count(folded)) for number in holders)
        if len(folded) <= 2:
            return _within(self.segment.postings(zone.grams, folded), self.segment.live)
        needle, read = folded.encode("utf-8", "surrogatepass"), self.segment.folded
        holders = self._holding(folded, zone)
        return _above_zero((number, read(zone.folded, number).count(needle)) for number in holders)

    def _holding(self, folded: str, zone: Zone) -> set[int]:
        """Return the live documents that hold the rarest pairs of a string in a zone, or the one character."""
        pairs = {folded[at : at + 2] for at in range(max(1, len(folded) - 1))}
        frequencies = sorted((self.segment.document_frequency(zone.grams, pair), pair) for pair in pairs)
        candidates = self.segment.live
        for frequency, pair in frequencies[:PAIRS_READ]:
            candidates = candidates & self.segment.postings(zone.grams, pair).keys() if frequency else set()
        return set(candidates)

    def _text(self, zone: Zone, number: int, fields: Iterable[str] | None = None) -> str:
        """Return the folded text of a document in a zone, or in some of its fields."""
        text = self.segment.folded(zone.folded, number).decode("utf-8", "surrogatepass")
        if fields is None:
            return text
        by_field = dict(zip(zone.fields, text.split(FIELD_END), strict=True))
        return FIELD_END.join(by_field[name] for name in fields)

    def _at_least(self, least: int, parts: Iterable[Node]) -> set[int]:
        if least <= 0:
            return set(self.segment.live)
        times = Counter(number for part in parts for number in self.documents(part))
        return {number for number, count in times.items() if count >= least}

    def _having(self, node: Field) -> set[int]:
        if node.name not in FILTERS:
            values = self.segment.values
            return {number for number in self.segment.live if has_value(values[number], node.name, node.value)}
        column = self.segment.columns.filters[node.name]
        return {number for number in self.segment.live if node.value in column[number]}


def has_value(values: Values, field: str, value: str) -> bool:
    """Tell whether a document has a value in a facet or field; `none` asks for those without any."""
    return value in field_values(values, field)


def is_in_range(values: Values, asked: Range) -> bool:
    """Tell whether a document's year, or any day that its date may mean, lies in a range; undated: in none."""
    first, last = (values.year, values.year) if asked.name == "year" else (values.first_day, values.last_day)
    if first is None or last is None:
        return False
    return (asked.last is None or first <= asked.last) and (asked.first is None or last >= asked.first)


def _sum(each: Iterable[Counts]) -> Counts:
    total: Counter[int] = Counter()
    for counts in each:
        total.update(counts)
    return dict(total)


def _within(counts: Counts, numbers: Container[int]) -> Counts:
    return {number: count for number, count in counts.items() if number in numbers}


def _above_zero(counts: Iterable[tuple[int, int]]) -> Counts:
    return {number: count for number, count in counts if count}
