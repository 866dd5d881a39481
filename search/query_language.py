"""The query language: what a person typed becomes a query tree.

In: a string as typed, and a function that cuts Chinese into words. Out: `ParsedQuery`, a tree of frozen
nodes with notes for the reader, or QueryError with a message and a query that would work.

The language of now: parts divided by white space, all of which must occur; `"…"`, `“…”` or `「…」` around
an exact string. An unquoted part is cut: Han into words, each matched by its exact string; Latin words and
numbers match whole runs; `+` and `%` hold on to their neighbours, and a number to its measure word, so
that `1+8`, `党建+` and `2017年` find what they say. A report where the part stands as typed ranks higher.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from archive.text.folding import fold
from archive.text.spellings import spellings, usual_spelling
from search.analysis import HAN, edges, normalize, run_parts
from search.any_of import any_of
from search.query_tree import (
    And,
    Equivalents,
    Everything,
    Exact,
    Node,
    Nothing,
    Or,
    Preferred,
    Run,
    Signer,
    Whole,
    Word,
)

MAX_CHARACTERS: Final = 400
CLOSING: Final = {'"': '"', "“": "”", "「": "」", "＂": "＂"}
QUOTES: Final = frozenset(CLOSING) | frozenset(CLOSING.values())
# Characters that begin the measure of a number: 2017年, 5万, 125亿元, 19届.
MEASURES: Final = frozenset("年月日号时分秒点期版届次个位名户家条项件页章十百千万亿元岁")


def _(message: str) -> str:
    """Return the message as it is: a mark for the catalogue; the border translates it."""
    return message


TOO_LONG: Final = _("检索词太长：最多 %(most)d 字，这里有 %(length)d 字。请缩短后再试。")
UNPAIRED: Final = _("引号 %(sign)s 没有配对，已当作普通文字。")
NOTHING_IN: Final = _("“%(part)s”里没有可检索的字，已略去。")
EMPTY_QUOTES: Final = _("引号里是空的，已略去。")

Cutter = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a reader is told: a message with named gaps, and what stands in them. As text, in Chinese."""

    message: str
    values: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.values


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What was asked, and what the reader should know of how it was read."""

    tree: Node
    notes: tuple[Notice, ...] = ()


class QueryError(Exception):
    """A query that cannot be read: what is wrong, and a query that would work (None where there is none)."""

    def __init__(self, notice: Notice, suggestion: str | None = None) -> None:
        super().__init__(str(notice))
        self.notice = notice
        self.suggestion = suggestion


class Part(NamedTuple):
    """A piece of what was typed, between white space or within quotes."""

    text: str
    is_quoted: bool


def parse(typed: str, cut: Cutter, match: str = "all") -> ParsedQuery:
    """Return the query tree of all parts, or of any of them; QueryError for more than MAX_CHARACTERS."""
    if len(typed) > MAX_CHARACTERS:
        raise QueryError(
            Notice(TOO_LONG, {"most": MAX_CHARACTERS, "length": len(typed)}),
            typed[:MAX_CHARACTERS].strip(),
        )
    if not typed.strip():
        return ParsedQuery(Everything())
    notes: list[Notice] = []
    parts = split_parts(typed, notes)
    nodes = [node for part in parts if (node := _node_of(part, cut, notes))]
    tree = _any_of(parts, cut) if match == "any" and nodes else _joined(nodes)
    return ParsedQuery(tree, tuple({str(note): note for note in notes}.values()))


def split_parts(typed: str, notes: list[Notice]) -> list[Part]:
    """Divide what was typed at white space and quotes; an unpaired quote is taken as text, with a note."""
    parts: list[Part] = []
    plain = ""
    at = 0
    while at < len(typed):
        sign = typed[at]
        end = typed.find(CLOSING[sign], at + 1) if sign in CLOSING else -1
        if end >= 0:
            parts.extend(Part(piece, False) for piece in plain.split())
            parts.append(Part(typed[at + 1 : end], True))
            plain = ""
            at = end + 1
            continue
        if sign in QUOTES:
            notes.append(Notice(UNPAIRED, {"sign": sign}))
        plain += sign
        at += 1
    parts.extend(Part(piece, False) for piece in plain.split())
    return parts


def _joined(nodes: Sequence[Node]) -> Node:
    return conjunction(nodes) if nodes else Nothing()


def _any_of(parts: Sequence[Part], cut: Cutter) -> Node:
    """Return enough of all words and quoted strings."""
    words = [node for part in parts for node in _words_of(part, cut)]
    return any_of(words, [fold(part.text) for part in parts])


def _words_of(part: Part, cut: Cutter) -> list[Node]:
    folded = fold(part.text)
    if part.is_quoted or not folded:
        return [_string(Exact, folded)] if folded else []
    return [node for group in _groups(_tokens(part.text, cut)) if (node := _group_node(group))]


def conjunction(nodes: Sequence[Node]) -> Node:
    """Return all of the nodes at once, each only once; one node stands for itself."""
    distinct = tuple(dict.fromkeys(nodes))
    return distinct[0] if len(distinct) == 1 else And(distinct)


def _node_of(part: Part, cut: Cutter, notes: list[Notice]) -> Node | None:
    folded = fold(part.text)
    if not folded:
        shown = part.text.strip()
        notes.append(Notice(NOTHING_IN, {"part": shown}) if shown else Notice(EMPTY_QUOTES))
        return None
    return _string(Exact, folded) if part.is_quoted else _unquoted(part.text, folded, cut)


def _string(kind: type[Word | Exact], folded: str) -> Word | Exact | Equivalents:
    """Return a string in every way in which the two scripts spell it."""
    strings = tuple(kind(spelling) for spelling in spellings(folded))
    return Equivalents(strings) if len(strings) > 1 else strings[0]


def _unquoted(text: str, folded: str, cut: Cutter) -> Node:
    pieces = [node for group in _groups(_tokens(text, cut)) if (node := _group_node(group))]
    if not pieces:
        return _string(Exact, folded)
    required = conjunction(pieces)
    if required in (Run(folded), Whole(folded)):
        return required
    if required == _string(Word, folded):
        return Or((required, Signer(folded))) if len(folded) > 1 else required
    return Or((Preferred(required, _string(Exact, folded)), Signer(folded)))


class _Token(NamedTuple):
    kind: Literal["word", "run", "sign", "gap"]
    text: str


_SHAPES: Final = re.compile(
    rf"(?P<han>[{HAN}]+)|(?P<run>(?:(?![{HAN}])[^\W_])+(?:(?<=[0-9])[.,:\-](?=[0-9])(?:(?![{HAN}])[^\W_])+)*)"
    r"|(?P<sign>[+%]+)|(?P<gap>.)",
    re.DOTALL,
)


def _tokens(text: str, cut: Cutter) -> Iterator[_Token]:
    for found in _SHAPES.finditer(normalize(text)):
        match found.lastgroup:
            case "han":
                yield from (_Token("word", word) for word in cut(usual_spelling(fold(found.group()))))
            case "run":
                yield _Token("run", found.group())
            case "sign":
                yield _Token("sign", found.group())
            case _:
                yield _Token("gap", found.group())


def _groups(tokens: Iterator[_Token]) -> list[list[_Token]]:
    """Join the tokens that hold on to each other; a gap divides."""
    groups: list[list[_Token]] = []
    previous = _Token("gap", "")
    for token in tokens:
        if token.kind != "gap":
            if _holds(previous, token):
                groups[-1].append(token)
            else:
                groups.append([token])
        previous = token
    return groups


def _holds(left: _Token, right: _Token) -> bool:
    if "gap" in (left.kind, right.kind):
        return False
    if "sign" in (left.kind, right.kind) or left.kind == right.kind == "run":
        return True
    is_number = left.kind == "run" and left.text[-1].isdigit()
    return is_number and right.kind == "word" and right.text[:1] in MEASURES


def _group_node(group: list[_Token]) -> Node | None:
    """Return what stands for a group: one string, the Latin words and numbers at its ends whole."""
    joined = fold("".join(token.text for token in group))
    if not joined:
        return None
    ends = edges(joined)
    if ends == [joined]:
        return Run(joined)
    apart = _apart(group)
    if len(apart) > 1:
        return conjunction([node for part in apart if (node := _group_node(part))])
    return Whole(joined) if ends else _string(Word, joined)


def _apart(group: list[_Token]) -> list[list[_Token]]:
    """Divide a group where a dash or colon joins two numbers: texts have it as a hyphen or as a dash."""
    parts: list[list[_Token]] = [[]]
    for token in group:
        first, *rest = run_parts(token.text) if token.kind == "run" else [token.text]
        parts[-1].append(_Token(token.kind, first))
        parts += [[_Token(token.kind, text)] for text in rest]
    return parts
