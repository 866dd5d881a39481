"""The query language: what a person typed becomes a query tree.

In: a string as typed, a function that cuts Chinese into words, and one that knows what means the same. Out:
`ParsedQuery`, a tree of frozen nodes with notes for the reader, or QueryError with a message and a query that works.

`query_tokens` tells signs from text, `query_grammar` what belongs together, `query_fields` reads the values of
fields, `query_words` unquoted text, and `query_reading` makes nodes of it all. The rules in plain words are the
page of help.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Final, NamedTuple

from search.query_grammar import All, Condition, Either, Piece, Quoted, Within, Without, condition_of
from search.query_notes import ONLY_EXCLUDED, TOO_DEEP, TOO_LONG, Notice, QueryError
from search.query_reading import ConditionReader
from search.query_tokens import CLOSING_BRACKETS, OPENING_BRACKETS, group_depth, scan
from search.query_tree import Everything, Node, Nothing
from search.query_words import Cutter, Expansion, Lookup, no_equivalents

__all__ = [
    "MAX_CHARACTERS", "Cutter", "Expansion", "Lookup", "Notice", "ParsedQuery", "QueryError", "QueryPart",
    "no_equivalents", "parse",
]  # fmt: skip

MAX_CHARACTERS: Final = 400
MOST_DEPTH: Final = 10
_WITHOUT_BRACKETS: Final = str.maketrans(dict.fromkeys(OPENING_BRACKETS | CLOSING_BRACKETS, " "))


class QueryPart(NamedTuple):
    """A condition as typed, and what would be typed without it."""

    text: str
    rest: str


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What was asked, and what the reader should know of how it was read.

    `also` is what was looked for beside what was typed; `parts` are the conditions that must all hold, none
    where there is but one.
    """

    tree: Node
    notes: tuple[Notice, ...] = ()
    also: tuple[Expansion, ...] = ()
    parts: tuple[QueryPart, ...] = ()


def parse(
    typed: str, cut: Cutter, match: str = "all", equivalents: Lookup = no_equivalents
) -> ParsedQuery:
    """Return the query tree of all parts, or with `match="any"` of enough of them.

    `equivalents` gives the folded strings that mean the same as a folded string. QueryError for more than
    MAX_CHARACTERS, or groups deeper than MOST_DEPTH.
    """
    if len(typed) > MAX_CHARACTERS:
        notice = Notice(TOO_LONG, {"most": MAX_CHARACTERS, "length": len(typed)})
        raise QueryError(notice, typed[:MAX_CHARACTERS].strip())
    notes: list[Notice] = []
    tokens = scan(typed, notes)
    if group_depth(tokens) > MOST_DEPTH:
        raise QueryError(Notice(TOO_DEEP, {"most": MOST_DEPTH}), typed.translate(_WITHOUT_BRACKETS).strip())
    asked = condition_of(tokens)
    if asked is None:
        return ParsedQuery(Everything())
    reader = ConditionReader(cut, equivalents, match == "any", notes)
    tree = reader.node(asked)
    read = [part for part in _required(asked) if _is_read(part, reader.unread)]
    if read and all(isinstance(part, Without) for part in read):
        notes.append(Notice(ONLY_EXCLUDED))
    return ParsedQuery(
        tree or Nothing(),
        tuple({str(note): note for note in notes}.values()),
        tuple(dict.fromkeys(reader.also)),
        _query_parts(typed, asked, read),
    )


def _required(asked: Condition) -> tuple[Condition, ...]:
    return asked.parts if isinstance(asked, All) else (asked,)


def _is_read(asked: Condition, unread: Set[Condition]) -> bool:
    """Tell whether something in a condition is looked for."""
    match asked:
        case All(parts) | Either(parts):
            return any(_is_read(part, unread) for part in parts)
        case Within(_, part) | Without(part):
            return _is_read(part, unread)
        case Piece() | Quoted():
            return asked not in unread


def _query_parts(typed: str, asked: Condition, read: list[Condition]) -> tuple[QueryPart, ...]:
    """Return each condition that is looked for, and what is left of the query without it and its operator."""
    if len(read) < 2:
        return ()
    every = _required(asked)
    found = []
    for at, part in enumerate(every):
        before = every[at - 1].end if at else part.start
        after = part.end if at else every[1].start
        divider = " " if at and typed[after : after + 1] not in CLOSING_BRACKETS else ""
        rest = " ".join(f"{typed[:before]}{divider}{typed[after:]}".split())
        if part in read:
            found.append(QueryPart(typed[part.start : part.end], rest))
    return tuple(found)
