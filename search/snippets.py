"""Snippets: here is my text and what matched; where do I cut?

In: a text and the spans (first, past-last code point) that matched in it. Out: fragments, each a piece
of the text and whether it matched; joined, they give the text or the cut of it. No markup: the template
writes `<mark>`, so what was uploaded can never become live HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

SNIPPET_CHARACTERS: Final = 40
SNIPPETS_PER_HIT: Final = 3
LEAD_CHARACTERS: Final = 80
ELLIPSIS: Final = "…"
# A cut moves to the nearest of these within so many characters, so that it starts at a clause.
CLAUSE_ENDS: Final = frozenset("。！？；，、：.!?;,")
CLAUSE_REACH: Final = 8


class Span(NamedTuple):
    """Where something matched: its first code point and the one after its last."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of text, and whether it is what was asked for."""

    text: str
    match: bool


Snippet = tuple[Fragment, ...]


def merge_spans(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order, overlapping or touching ones joined."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def mark(text: str, spans: Iterable[Span]) -> Snippet:
    """Return the whole text in fragments."""
    fragments: list[Fragment] = []
    at = 0
    for start, end in merge_spans(spans):
        if start > at:
            fragments.append(Fragment(text[at:start], False))
        fragments.append(Fragment(text[start:end], True))
        at = end
    if at < len(text):
        fragments.append(Fragment(text[at:], False))
    return tuple(fragments)


def cut(text: str, spans: Sequence[Span], limit: int = SNIPPETS_PER_HIT) -> list[Snippet]:
    """Return up to `limit` cuts of about SNIPPET_CHARACTERS around the spans, an ellipsis where text is left out."""
    windows = _windows(text, merge_spans(spans))[:limit]
    return [_cut_window(text, window, spans) for window in windows]


def lead(text: str, characters: int = LEAD_CHARACTERS) -> Snippet:
    """Return how a text begins, where nothing in it matched."""
    if len(text) <= characters:
        return (Fragment(text, False),) if text else ()
    return (Fragment(text[:characters] + ELLIPSIS, False),)


def _windows(text: str, spans: list[Span]) -> list[Span]:
    """Return the stretches to show, in order; two that would overlap become one."""
    windows: list[Span] = []
    for span in spans:
        spare = max(0, SNIPPET_CHARACTERS - (span.end - span.start))
        start = _clause_start(text, max(0, span.start - spare // 2))
        end = min(len(text), max(span.end, start + SNIPPET_CHARACTERS))
        if windows and start <= windows[-1].end:
            if span.end > windows[-1].end:
                windows[-1] = Span(windows[-1].start, max(span.end, windows[-1].end))
        else:
            windows.append(Span(min(start, span.start), end))
    return windows


def _clause_start(text: str, start: int) -> int:
    """Return where to begin: after a clause end just before `start`, at the text's start, or there."""
    for at in range(start, max(0, start - CLAUSE_REACH), -1):
        if text[at - 1] in CLAUSE_ENDS:
            return at
    return 0 if start < CLAUSE_REACH else start


def _cut_window(text: str, window: Span, spans: Iterable[Span]) -> Snippet:
    inside = [
        Span(max(span.start, window.start) - window.start, min(span.end, window.end) - window.start)
        for span in spans
        if span.start < window.end and span.end > window.start
    ]
    fragments = mark(text[window.start : window.end], inside)
    before = (Fragment(ELLIPSIS, False),) if window.start > 0 else ()
    after = (Fragment(ELLIPSIS, False),) if window.end < len(text) else ()
    return before + fragments + after
