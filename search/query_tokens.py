"""Scanning: what was typed becomes tokens, each sign an operator only where it cannot be text.

In: a string as typed. Out: tokens with their places in it; brackets are paired, operators have operands.

A pasted headline is the commonest question, and a third of them hold a sign of ours. So:
- quotes (`CLOSING`) hold whatever they hold; one without its partner is text;
- 《…》 is one piece, white space in it or not;
- a bracket groups where white space, another bracket, a `-` or a field stands outside it, and its partner does too:
  党(总)支部 is text;
- `OR` 或 `|`, `AND` 与 and `NOT` 非 stand by themselves, with operands;
- `-` stands before a letter, a quote or a group and after white space: `-0.11` is a number, ` - ` a dash, and
  `-专题-` stands between dashes;
- a field has a known name at the beginning of a piece, and a value of its form right behind the colon;
- `~10` follows a quote, and nothing follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Final, Literal, NamedTuple

from archive.text.folding import fold
from search.query_fields import QueryField, Reads, field_named
from search.query_notes import NO_OPERAND, NOT_A_VALUE, UNPAIRED, Notice

CLOSING: Final = {'"': '"', "“": "”", "「": "」", "＂": "＂"}
QUOTES: Final = frozenset(CLOSING) | frozenset(CLOSING.values())
NAME_MARKS: Final = ("《", "》")
OPENING_BRACKETS: Final = frozenset("(（")
CLOSING_BRACKETS: Final = frozenset(")）")
MINUS: Final = frozenset("-－")

Kind = Literal["text", "quote", "open", "close", "or", "and", "not", "field"]
OPERATORS: Final[dict[str, Kind]] = {
    "OR": "or", "或": "or", "|": "or", "｜": "or", "AND": "and", "与": "and", "與": "and", "NOT": "not", "非": "not",
}  # fmt: skip
_BEGIN_OPERAND: Final = frozenset({"text", "quote", "open", "field"})
_END_OPERAND: Final = frozenset({"text", "quote", "close"})
_FIELD: Final = re.compile(r"([^\W\d_]{1,13})[:：]")
# What may stand before a bracket that groups, back to the white space or bracket before it.
_BEFORE_GROUP: Final = re.compile(rf"(?:^|[\s(（])[-－]?(?:{_FIELD.pattern})?$")
_NEARNESS: Final = re.compile(r"[~～]([0-9０-９]{1,4})(?![^\s)）])")


class Token(NamedTuple):
    """A piece of what was typed, from `start` up to `end`; a quote's text is what it holds.

    `most` is the number behind `~`.
    """

    kind: Kind
    text: str
    start: int
    end: int
    most: int | None = None


def scan(typed: str, notes: list[Notice]) -> list[Token]:
    """Return the tokens of what was typed; what looks like a sign of ours and is text is told in notes."""
    return _with_operands(list(_Scanner(typed, notes).tokens()), notes)


def group_depth(tokens: list[Token]) -> int:
    """Return how deep groups stand within each other."""
    depth = deepest = 0
    for token in tokens:
        depth += (token.kind == "open") - (token.kind == "close")
        deepest = max(deepest, depth)
    return deepest


def _with_operands(tokens: list[Token], notes: list[Notice]) -> list[Token]:
    """Return the tokens with operators as text where there is nothing for them to join."""
    read: list[Token] = []
    for token, following in zip_longest(tokens, tokens[1:]):
        if token.kind in ("or", "and", "not") and not _has_operands(token, read, following):
            if len(tokens) > 1:
                notes.append(Notice(NO_OPERAND, {"sign": token.text}))
            token = token._replace(kind="text")
        read.append(token)
    return read


def _has_operands(token: Token, before: list[Token], following: Token | None) -> bool:
    if following is None:
        return False
    if token.kind == "not":
        return following.kind in _BEGIN_OPERAND
    return bool(before) and before[-1].kind in _END_OPERAND and following.kind in (_BEGIN_OPERAND | {"not"})


class _Scanner:
    """Reads one string."""

    def __init__(self, typed: str, notes: list[Notice]) -> None:
        self.typed = typed
        self.notes = notes
        self.names: dict[int, int] = {}
        self.quotes: dict[int, Token] = {}
        self._find_quotes()
        self.brackets = self._groups()

    def tokens(self) -> Iterator[Token]:
        """Yield the tokens in order."""
        at = 0
        while at < len(self.typed):
            if self.typed[at].isspace():
                at += 1
                continue
            for token in self._read(at):
                if not self._is_mere_sign(token):
                    yield token
                at = token.end

    def _find_quotes(self) -> None:
        """Find quotes and names of documents, whichever begins first."""
        at = 0
        while at < len(self.typed):
            sign = self.typed[at]
            end = self.typed.find(CLOSING[sign], at + 1) if sign in CLOSING else -1
            name_end = self.typed.find(NAME_MARKS[1], at) if sign == NAME_MARKS[0] else -1
            if end >= 0:
                self.quotes[at] = self._quote(at, end)
            elif name_end >= 0:
                self.names[at] = name_end + 1
            elif sign in QUOTES:
                self.notes.append(Notice(UNPAIRED, {"sign": sign}))
            at = self._after_span(at) or at + 1

    def _quote(self, start: int, end: int) -> Token:
        near = _NEARNESS.match(self.typed, end + 1)
        held = self.typed[start + 1 : end]
        return Token("quote", held, start, near.end() if near else end + 1, int(near[1]) if near else None)

    def _after_span(self, at: int) -> int | None:
        """Return where the quote or name that begins here ends."""
        return self.quotes[at].end if at in self.quotes else self.names.get(at)

    def _groups(self) -> frozenset[int]:
        """Return where the brackets stand that group."""
        open_at: list[int] = []
        found: set[int] = set()
        at = 0
        while at < len(self.typed):
            if self.typed[at] in OPENING_BRACKETS:
                open_at.append(at)
            elif self.typed[at] in CLOSING_BRACKETS and open_at:
                start = open_at.pop()
                if self._groups_between(start, at):
                    found |= {start, at}
            at = self._after_span(at) or at + 1
        return frozenset(found)

    def _groups_between(self, start: int, end: int) -> bool:
        before = _BEFORE_GROUP.search(self.typed, 0, start)
        if not before or not self.typed[start + 1 : end].strip():
            return False
        is_outside = end + 1 == len(self.typed) or self.typed[end + 1].isspace()
        return (is_outside or self.typed[end + 1] in CLOSING_BRACKETS) and (
            before[1] is None or field_named(before[1]) is not None
        )

    def _read(self, at: int) -> Iterator[Token]:
        """Yield the token that begins here, after the `-` and the field before it."""
        is_start = self._is_boundary(at - 1)
        if is_start and self._excludes(at):
            yield Token("not", self.typed[at], at, at + 1)
            yield self._field(at + 1) or self._operand(at + 1, is_start=False)
        else:
            yield (self._field(at) if is_start else None) or self._operand(at, is_start)

    def _is_mere_sign(self, token: Token) -> bool:
        """Tell whether a piece is punctuation between quotes: nobody wants to hear that it is not looked for."""
        is_alone = self._is_boundary(token.start - 1) and self._is_boundary(token.end)
        return token.kind == "text" and not is_alone and not fold(token.text)

    def _operand(self, at: int, is_start: bool) -> Token:
        if at in self.quotes:
            return self.quotes[at]
        sign = self.typed[at]
        if at in self.brackets:
            return Token("open" if sign in OPENING_BRACKETS else "close", sign, at, at + 1)
        end = self._piece_end(at)
        piece = self.typed[at:end]
        is_alone = is_start and self._is_boundary(end)
        return Token(OPERATORS.get(piece, "text") if is_alone else "text", piece, at, end)

    def _is_boundary(self, at: int) -> bool:
        """Tell whether white space or a bracket that groups is here, or nothing any more."""
        return not 0 <= at < len(self.typed) or self.typed[at].isspace() or at in self.brackets

    def _piece_end(self, at: int) -> int:
        while at < len(self.typed) and not self._is_boundary(at) and at not in self.quotes:
            at = self.names.get(at, at + 1)
        return at

    def _excludes(self, at: int) -> bool:
        after = at + 1
        if self.typed[at] not in MINUS or after >= len(self.typed):
            return False
        if self.typed[after].isalpha():
            return self.typed[self._piece_end(after) - 1] not in MINUS
        begins = after in self.quotes or after in self.names or after in self.brackets
        return begins and self.typed[after] not in CLOSING_BRACKETS

    def _field(self, at: int) -> Token | None:
        """Return the name of the field that begins here, as typed, with its colon."""
        named = _FIELD.match(self.typed, at)
        if not named or not (field := field_named(named[1])):
            return None
        after = named.end()
        token = Token("field", named[1], at, after)
        if after in self.brackets and self.typed[after] in OPENING_BRACKETS:
            return token
        quote = self.quotes.get(after)
        value = quote.text if quote else self.typed[after : self._piece_end(after)]
        if field.can_read(value):
            return token
        if value.strip() and field.reads in (Reads.YEARS, Reads.DAYS):
            self._tell_unreadable(field, self.typed[at:after] + value)
        return None

    def _tell_unreadable(self, field: QueryField, written: str) -> None:
        self.notes.append(Notice(NOT_A_VALUE, {"part": written, "field": field.name}))
