"""Snippets: here is my text and what matched; where do I cut?

In: a text and the spans (first, past-last code point) that matched in it. Out: fragments, each a piece
of the text and whether it matched; joined, they give the text or the cut of it. No markup: the template
writes `<mark>`, so what was uploaded can never become live HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from archive.text.folding import fold
from search.marking import Span

SNIPPET_CHARACTERS: Final = 40
SNIPPETS_PER_HIT: Final = 3
LEAD_CHARACTERS: Final = 80
ELLIPSIS: Final = "…"
# A cut moves to the nearest of these within so many characters, so that it starts at a clause.
CLAUSE_ENDS: Final = frozenset("。！？；，、：.!?;,")
CLAUSE_REACH: Final = 8
# Spellings of what was asked for whose fold is kept; a page of hits has some dozens.
SPELLINGS_KEPT: Final = 1 << 10


class Fragment(NamedTuple):
    """A piece of text, and whether it is what was asked for."""

    text: str
    match: bool


Snippet = tuple[Fragment, ...]


def pick(texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> tuple[Snippet, ...]:
    """Return the cuts to show of a report: from the passages with most of what is looked for, in reading order.

    In: its passages, and the spans that matched in each. Where there are none, how the first passage begins.
    """
    marked = [_marked(at, texts[at], found) for at, found in enumerate(spans) if found]
    if not marked:
        return tuple(filter(None, [lead(texts[0])])) if texts else ()
    best = sorted(_best(marked), key=lambda one: one.at)
    cuts = [snippet for one in best for snippet in cut(one.text, one.spans)]
    return tuple(cuts[:SNIPPETS_PER_HIT])


class _Marked(NamedTuple):
    """A passage in which something matched: its place among the passages, its text, the spans joined.

    `kinds` are the different strings that matched, `longest` is the length of the longest stretch.
    """

    at: int
    text: str
    spans: list[Span]
    kinds: frozenset[str]
    longest: int


def _marked(at: int, text: str, spans: Sequence[Span]) -> _Marked:
    merged = merge_spans(spans)
    kinds = frozenset(map(_fold_spelling, {text[start:end] for start, end in spans}))
    return _Marked(at, text, merged, kinds, max(map(_length, merged)))


_fold_spelling: Final = lru_cache(SPELLINGS_KEPT)(fold)


def _best(marked: Sequence[_Marked]) -> list[_Marked]:
    """Return the passages to cut from: each adds what was not shown yet, or shows half as much in one stretch.

    So where 四议两公开 stands as it was typed, no passage is shown for a lone 两.
    """
    chosen: list[_Marked] = []
    rest, shown = list(marked), frozenset[str]()
    while rest and len(chosen) < SNIPPETS_PER_HIT:
        best = max(rest, key=lambda one: (len(one.kinds - shown), one.longest, len(one.kinds), -one.at))
        if chosen and not best.kinds - shown and 2 * best.longest < max(one.longest for one in chosen):
            break
        chosen.append(best)
        rest.remove(best)
        shown |= best.kinds
    return chosen


def _length(span: Span) -> int:
    return span.end - span.start


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
    """Return up to `limit` cuts of about SNIPPET_CHARACTERS around the spans, with ellipses; longest matches first."""
    windows = sorted(_windows(text, merge_spans(spans)), key=lambda window: -window.longest)[:limit]
    return [_cut_window(text, window, spans) for window in sorted(windows)]


class _Window(NamedTuple):
    """A stretch of text to show, and the length of the longest match in it."""

    start: int
    end: int
    longest: int


def lead(text: str, characters: int = LEAD_CHARACTERS) -> Snippet:
    """Return how a text begins, where nothing in it matched."""
    if len(text) <= characters:
        return (Fragment(text, False),) if text else ()
    return (Fragment(text[:characters] + ELLIPSIS, False),)


def _windows(text: str, spans: list[Span]) -> list[_Window]:
    """Return the stretches to show, in order; two that would overlap become one."""
    windows: list[_Window] = []
    for span in spans:
        spare = max(0, SNIPPET_CHARACTERS - _length(span))
        start = _clause_start(text, max(0, span.start - spare // 2), span.start)
        if windows and start <= windows[-1].end:
            last = windows[-1]
            windows[-1] = _Window(last.start, max(last.end, span.end), max(last.longest, _length(span)))
        else:
            end = min(len(text), max(span.end, start + SNIPPET_CHARACTERS))
            windows.append(_Window(min(start, span.start), end, _length(span)))
    return windows


def _clause_start(text: str, start: int, latest: int) -> int:
    """Return where to begin: at the text's start, after the clause end nearest to `start`, or there."""
    if start < CLAUSE_REACH:
        return 0
    near = range(start - CLAUSE_REACH + 1, min(start + CLAUSE_REACH, latest + 1))
    clauses = [at for at in near if text[at - 1] in CLAUSE_ENDS]
    return min(clauses, key=lambda at: abs(at - start), default=start)


def _cut_window(text: str, window: _Window, spans: Iterable[Span]) -> Snippet:
    start, end, _ = window
    inside = [Span(span.start - start, span.end - start) for span in spans if start <= span.start < end]
    fragments = mark(text[start:end], inside)
    before = (Fragment(ELLIPSIS, False),) if start > 0 else ()
    after = (Fragment(ELLIPSIS, False),) if end < len(text) else ()
    return before + fragments + after
