"""Snippets: here is my text and what matched; where do I cut?

In: a text and the spans (first, past-last code point) that matched in it. Out: fragments, each a piece
of the text and whether it matched; joined, they give the text or the cut of it. No markup: the template
writes `<mark>`, so what was uploaded can never become live HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from archive.text.folding import fold, fold_with_offsets

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


class Needle(NamedTuple):
    """A folded string to mark; `is_run` where it must not touch another letter or digit of its kind."""

    folded: str
    is_run: bool = False


def find_spans(text: str, needles: Iterable[Needle]) -> list[Span]:
    """Return where the needles stand in a text, by its code points, whatever their width, case or script."""
    plain = fold(text)
    present = [needle for needle in needles if needle.folded in plain]
    if not present:
        return []
    folded = fold_with_offsets(text)
    spans: list[Span] = []
    for needle in present:
        for at in _occurrences(folded.text, needle.folded):
            span = Span(folded.offsets[at], folded.offsets[at + len(needle.folded) - 1] + 1)
            if not needle.is_run or _stands_alone(text, span):
                spans.append(span)
    return spans


def _occurrences(text: str, needle: str) -> Iterator[int]:
    at = text.find(needle)
    while at >= 0:
        yield at
        at = text.find(needle, at + 1)


def _stands_alone(text: str, span: Span) -> bool:
    """Tell whether no Latin letter or digit touches the span."""
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    return not (_is_run_sign(before) or _is_run_sign(after))


def _is_run_sign(sign: str) -> bool:
    return sign.isalnum() and not "\u3005" <= sign <= "\u9fff" and sign < "\U00020000"


def pick(passages: Sequence[str], needles: Sequence[Needle]) -> tuple[Snippet, ...]:
    """Return the cuts to show of a report: from the passages with most of the needles, in reading order.

    Where nothing stands in any passage, how the first of them begins.
    """
    found = [(at, passage, find_spans(passage, needles)) for at, passage in enumerate(passages)]
    marked = [(at, passage, spans) for at, passage, spans in found if spans]
    if not marked:
        return tuple(filter(None, [lead(passages[0])])) if passages else ()
    best = sorted(marked, key=lambda one: (-_kinds(one[1], one[2]), one[0]))[:SNIPPETS_PER_HIT]
    cuts = [snippet for _, passage, spans in sorted(best) for snippet in cut(passage, spans)]
    return tuple(cuts[:SNIPPETS_PER_HIT])


def _kinds(text: str, spans: Iterable[Span]) -> int:
    return len({fold(text[span.start : span.end]) for span in spans})


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
    """Return up to `limit` cuts of about SNIPPET_CHARACTERS around the spans, with ellipses."""
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
        start = _clause_start(text, max(0, span.start - spare // 2), span.start)
        end = min(len(text), max(span.end, start + SNIPPET_CHARACTERS))
        if windows and start <= windows[-1].end:
            if span.end > windows[-1].end:
                windows[-1] = Span(windows[-1].start, max(span.end, windows[-1].end))
        else:
            windows.append(Span(min(start, span.start), end))
    return windows


def _clause_start(text: str, start: int, latest: int) -> int:
    """Return where to begin: at the text's start, after the clause end nearest to `start`, or there."""
    if start < CLAUSE_REACH:
        return 0
    near = range(start - CLAUSE_REACH + 1, min(start + CLAUSE_REACH, latest + 1))
    clauses = [at for at in near if text[at - 1] in CLAUSE_ENDS]
    return min(clauses, key=lambda at: abs(at - start), default=start)


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
