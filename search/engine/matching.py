"""Matching: which documents of a segment hold what a query tree asks for, and how often.

A string of one or two code points is a posting. A longer one is looked for in the documents that hold
its rarest pairs, and verified with `in` over the folded passages: UTF-8 makes bytes as good as code
points there, and no folded string holds the line feed between passages. A withdrawn or deleted document
is never among the matches.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from search.analysis import Fields
from search.engine.documents import Values
from search.engine.segments import Counts, Segment
from search.query_language import (
    And,
    Everything,
    Exact,
    Field,
    Leaf,
    Node,
    Not,
    Nothing,
    Or,
    Preferred,
    Run,
    Signer,
    Word,
)

# Beyond this many pairs, verifying is cheaper than reading more postings.
PAIRS_READ: Final = 3
NONE: Final = "none"


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
            case Preferred(required, _):
                return self.documents(required)
            case Field():
                return self._having(node)
            case Word() | Exact() | Run() | Signer():
                return self.found(node).documents()

    def found(self, leaf: Leaf) -> Found:
        """Return where a leaf stands."""
        if leaf not in self._found:
            self._found[leaf] = self._look_up(leaf)
        return self._found[leaf]

    def _look_up(self, leaf: Leaf) -> Found:
        match leaf:
            case Run(folded):
                return Found(self._read(Fields.TITLE_RUNS, folded), self._read(Fields.BODY_RUNS, folded))
            case Signer(folded):
                return Found({}, self._read(Fields.NAMES, folded))
            case Word(folded) | Exact(folded):
                return Found(
                    self._string(Fields.TITLE_GRAMS, Fields.FOLDED_TITLE, folded),
                    self._string(Fields.BODY_GRAMS, Fields.FOLDED_BODY, folded),
                )

    def _read(self, field: str, term: str) -> Counts:
        live, counts = self.segment.live, self.segment.postings(field, term)
        return {number: count for number, count in counts.items() if number in live}

    def _string(self, grams_field: str, folded_field: str, folded: str) -> Counts:
        if len(folded) <= 2:
            return self._read(grams_field, folded)
        needle = folded.encode("utf-8", "surrogatepass")
        counts = {
            number: self.segment.folded(folded_field, number).count(needle)
            for number in self._candidates(grams_field, folded)
        }
        return {number: count for number, count in counts.items() if count}

    def _candidates(self, field: str, folded: str) -> set[int]:
        """Return the live documents that hold the rarest pairs of a string."""
        pairs = {folded[at : at + 2] for at in range(len(folded) - 1)}
        frequencies = sorted((self.segment.document_frequency(field, pair), pair) for pair in pairs)
        candidates = self.segment.live
        for frequency, pair in frequencies[:PAIRS_READ]:
            candidates = candidates & self.segment.postings(field, pair).keys() if frequency else set()
        return set(candidates)

    def _having(self, node: Field) -> set[int]:
        values = self.segment.values
        return {number for number in self.segment.live if has_value(values[number], node.name, node.value)}


def has_value(values: Values, field: str, value: str) -> bool:
    """Tell whether a document has a value in a facet or field; `none` asks for those without any."""
    return value in field_values(values, field)


def field_values(values: Values, field: str) -> tuple[str, ...]:
    """Return a document's values in a facet or field, as they stand in a URL; (`none`,) for none."""
    match field:
        case "place":
            return values.places or (NONE,)
        case "year":
            return (str(values.year),) if values.year is not None else (NONE,)
        case "newspaper":
            return (str(values.newspaper),) if values.newspaper is not None else (NONE,)
        case "author":
            return tuple(map(str, values.authors)) or (NONE,)
        case "basis":
            return (values.basis,) if values.basis else (NONE,)
        case "column":
            return (values.column,) if values.column else (NONE,)
        case "id":
            return (str(values.id),)
        case _:
            return ()
