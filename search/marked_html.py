"""Marked HTML: here is a report as its page shows it; what of its text was asked for?

In: pieces of clean HTML (or escaped text) in reading order, each with the field of the index that it is of, and
the leaves of a query. Out: the same pieces with `<mark>` around what matched, and how many matches there are. The
first element of a match has an id: m1, m2 and so on through all pieces.

Nothing is parsed and written anew: marks are put between the characters of the text, and taking them away gives
back the HTML to the byte. A match that runs across an inline element becomes several `<mark>`, one in each stretch
of text; what is no text (tags, attributes, the space between two cells) is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from html.entities import html5
from itertools import count
from typing import Final, NamedTuple

from search.marking import Passage, Span, find_all_spans
from search.query_tree import Leaf
from search.snippets import merge_spans

HEADINGS_FIELD: Final = "headings"
# As `archive.ingest.body` reads a body into passages; a test holds the two together.
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
PASSAGES: Final = frozenset("p li ul ol table tr blockquote caption figcaption figure div".split())
CELLS: Final = frozenset({"td", "th"})
LINE_BREAK: Final = "br"

_TOKEN: Final = re.compile(
    r"(?P<comment><!--.*?-->)"
    r"|<(?P<end>/?)(?P<tag>[a-zA-Z][^\s/>]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>"
    r"|(?P<entity>&(?:\#[0-9]+|\#[xX][0-9a-fA-F]+|[a-zA-Z][0-9a-zA-Z]*);)"
    r"|(?P<text>[^<&]+|.)",
    re.DOTALL,
)


class Piece(NamedTuple):
    """HTML of a report, and the field of the index that it is of, but for section headings in it."""

    html: str
    field: str


class MarkedPieces(NamedTuple):
    """The pieces with their marks, and the number of matches in all of them."""

    htmls: tuple[str, ...]
    matches: int


def mark_pieces(pieces: Sequence[Piece], leaves: Iterable[Leaf]) -> MarkedPieces:
    """Return the pieces with everything marked that is looked for."""
    read = [(at, passage) for at, piece in enumerate(pieces) for passage in _passages(piece)]
    found = find_all_spans([passage.as_text for _, passage in read], dict.fromkeys(leaves))
    numbers = count(1)
    stretches: list[list[_Stretch]] = [[] for _ in pieces]
    for (at, passage), spans in zip(read, found, strict=True):
        for span in merge_spans(spans):
            stretches[at] += passage.stretches(span, next(numbers))
    htmls = tuple(_marked(piece.html, each) for piece, each in zip(pieces, stretches, strict=True))
    return MarkedPieces(htmls, next(numbers) - 1)


class _Stretch(NamedTuple):
    """Where a mark begins and ends in the HTML, and the number of the match if it begins one."""

    start: int
    end: int
    number: int | None


class _Passage:
    """A passage as it is read from HTML: its characters, and where each is written."""

    def __init__(self, field: str) -> None:
        self.field = field
        self._texts: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, text: str, start: int) -> None:
        """Add characters that are written as they are."""
        self._texts.append(text)
        self._starts += range(start, start + len(text))
        self._ends += range(start + 1, start + len(text) + 1)

    def add_for(self, text: str, start: int, end: int) -> None:
        """Add characters that something else stands for; a tag is no place to put a mark."""
        self._texts.append(text)
        self._starts += [start] * len(text)
        self._ends += [end] * len(text)

    @property
    def as_text(self) -> Passage:
        """Return it as it is looked through."""
        return Passage("".join(self._texts), self.field)

    def stretches(self, span: Span, number: int) -> Iterator[_Stretch]:
        """Yield the stretches of HTML in which a match is written; space between two tags is none."""
        text = self.as_text.text
        for first, last in self._unbroken(span):
            if not text[first : last + 1].isspace():
                yield _Stretch(self._starts[first], self._ends[last], number or None)
                number = 0

    def _unbroken(self, span: Span) -> Iterator[tuple[int, int]]:
        """Yield the first and last of the characters that are written side by side."""
        first = before = -1
        for at in range(span.start, span.end):
            if self._starts[at] == self._ends[at]:
                continue
            if first < 0 or self._starts[at] not in (self._starts[before], self._ends[before]):
                if first >= 0:
                    yield first, before
                first = at
            before = at
        if first >= 0:
            yield first, before


def _passages(piece: Piece) -> Iterator[_Passage]:
    """Yield the passages of a piece: what stands alone on the page ends the one before it."""
    passage = _Passage(piece.field)
    for token in _TOKEN.finditer(piece.html):
        tag = (token["tag"] or "").lower()
        if tag in PASSAGES or tag in HEADINGS:
            passage.field = HEADINGS_FIELD if token["end"] and tag in HEADINGS else piece.field
            yield passage
            passage = _Passage(piece.field)
        elif tag == LINE_BREAK or (tag in CELLS and token["end"]):
            passage.add_for(" ", token.end(), token.end())
        elif token["entity"] and (meant := _meant_by(token[0])):
            passage.add_for(meant, *token.span())
        elif not tag and not token["comment"]:
            passage.add(token[0], token.start())
    yield passage


def _meant_by(entity: str) -> str:
    """Return the characters that an entity stands for, "" for a name that is none."""
    return unescape(entity) if entity[1] == "#" else html5.get(entity[1:], "")


def _marked(html: str, stretches: Iterable[_Stretch]) -> str:
    written: list[str] = []
    at = 0
    for start, end, number in stretches:
        opening = f'<mark id="m{number}">' if number else "<mark>"
        written += (html[at:start], opening, html[start:end], "</mark>")
        at = end
    return "".join((*written, html[at:]))
