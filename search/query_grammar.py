"""The grammar: tokens become conditions, which say how what was typed belongs together.

In: the tokens of `query_tokens`. Out: one condition, or None where nothing was typed. NOT binds closest, then AND,
written or not, then OR.

    either   = all (OR all)*
    all      = one ([AND] one)*
    one      = NOT one | open either close | field one | quote | text
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from search.query_tokens import Kind, Token


@dataclass(frozen=True, slots=True)
class Piece:
    """Text without white space, from `start` up to `end` of what was typed, as every condition is."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """What stood between quotes, and the number behind `~`, if any."""

    text: str
    most: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Within:
    """A condition in one field, by its name as typed."""

    name: str
    part: Condition
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Without:
    """What must not be."""

    part: Condition
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class All:
    """All of these; `is_written` says that an AND stands between some."""

    parts: tuple[Condition, ...]
    is_written: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Either:
    """Any of these."""

    parts: tuple[Condition, ...]
    start: int
    end: int


Condition = Piece | Quoted | Within | Without | All | Either


def condition_of(tokens: list[Token]) -> Condition | None:
    """Return the condition that the tokens are; the scanner has paired brackets and given operators operands."""
    return _Reader(tokens).either() if tokens else None


_END: Final = Token("close", "", 0, 0)


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    @property
    def _next(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else _END

    def _take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def _takes(self, kind: Kind) -> bool:
        if self._next.kind != kind:
            return False
        self.at += 1
        return True

    def either(self) -> Condition:
        """Read alternatives."""
        parts = [self._all()]
        while self._takes("or"):
            parts.append(self._all())
        if len(parts) == 1:
            return parts[0]
        return Either(tuple(parts), parts[0].start, parts[-1].end)

    def _all(self) -> Condition:
        parts = [self._one()]
        is_written = False
        while self._next.kind not in ("or", "close"):
            is_written |= self._takes("and")
            parts.append(self._one())
        if len(parts) == 1:
            return parts[0]
        return All(tuple(parts), is_written, parts[0].start, parts[-1].end)

    def _one(self) -> Condition:
        token = self._take()
        read: Callable[[Token], Condition] = {
            "not": self._without, "open": self._group, "field": self._within, "quote": _quoted,
        }.get(token.kind, _piece)  # fmt: skip
        return read(token)

    def _without(self, token: Token) -> Condition:
        part = self._one()
        if isinstance(part, Without):
            return replace(part.part, start=token.start, end=part.end)
        return Without(part, token.start, part.end)

    def _group(self, token: Token) -> Condition:
        part = self.either()
        return replace(part, start=token.start, end=self._take().end)

    def _within(self, token: Token) -> Condition:
        part = self._one()
        return Within(token.text, part, token.start, part.end)


def _quoted(token: Token) -> Condition:
    return Quoted(token.text, token.most, token.start, token.end)


def _piece(token: Token) -> Condition:
    return Piece(token.text, token.start, token.end)
