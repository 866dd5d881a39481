"""Snippets: here is my text and what matched; where do I cut?

In: a text and the spans (first, past-last code point) that matched in it. Out: fragments, each a piece
of the text and whether it matched; joined, they give the text or the cut of it. No markup: the template
writes `<mark>`, so what was uploaded can never become live HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from archive.text.folding import Folded, fold, fold_with_offsets
from search.analysis import FoundRun, edges, find_runs
from search.proximity import occurrences
from search.query_tree import (
    ANYWHERE,
    TEXT_FIELDS,
    Equivalents,
    Exact,
    Gap,
    Leaf,
    Near,
    Run,
    Signer,
    TextLeaf,
    Whole,
    Word,
)

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


class Passage(NamedTuple):
    """A piece of a report's text, and the field of the index that it is of."""

    text: str
    field: str


def find_spans(passage: Passage, leaves: Iterable[Leaf]) -> list[Span]:
    """Return where what is looked for stands in a passage, by its code points, however it is written there."""
    here = [leaf for leaf in text_leaves(leaves) if is_of(leaf, passage.field)]
    plain = fold(passage.text)
    present = [leaf for leaf in here if any(string in plain for string in _strings(leaf))]
    if not present:
        return []
    folded, runs = fold_with_offsets(passage.text), find_runs(passage.text)
    return [span for leaf in present for span in _spans_of(leaf, folded, runs)]


def text_leaves(leaves: Iterable[Leaf]) -> Iterator[TextLeaf]:
    """Yield the leaves that stand in text: equivalents one by one, signers not at all."""
    for leaf in leaves:
        match leaf:
            case Equivalents(parts):
                yield from parts
            case Signer():
                pass
            case _:
                yield leaf


def is_of(leaf: TextLeaf, field: str) -> bool:
    """Tell whether a leaf is looked for in a field of the index."""
    return leaf.field == ANYWHERE or field in TEXT_FIELDS[leaf.field]


def _strings(leaf: TextLeaf) -> tuple[str, ...]:
    return leaf.parts if isinstance(leaf, Near | Gap) else (leaf.folded,)


def _spans_of(leaf: TextLeaf, folded: Folded, runs: Sequence[FoundRun]) -> Iterator[Span]:
    """Yield the spans of a leaf: what is marked is what matched, nothing that only looks like it."""
    match leaf:
        case Run(string):
            yield from (Span(run.start, run.end) for run in runs if run.folded == string)
        case Near() | Gap():
            for spans in occurrences(leaf, folded.text):
                yield from (Span(*folded.source_span(*span)) for span in spans)
        case Whole(string):
            whole = {at for run in runs for at in (run.start, run.end)}
            first, last = edges(string)[0], edges(string)[-1]
            for span in _standing(string, folded):
                is_whole_first = not string.startswith(first) or span.start in whole
                if is_whole_first and (not string.endswith(last) or span.end in whole):
                    yield span
        case Word(string) | Exact(string):
            yield from _standing(string, folded)


def _standing(string: str, folded: Folded) -> Iterator[Span]:
    at = folded.text.find(string)
    while at >= 0:
        yield Span(*folded.source_span(at, at + len(string)))
        at = folded.text.find(string, at + 1)


def pick(passages: Sequence[Passage], leaves: Sequence[Leaf]) -> tuple[Snippet, ...]:
    """Return the cuts to show of a report: from the passages with most of what is looked for, in reading order.

    Where nothing stands in any passage, how the first of them begins.
    """
    marked = [
        _Marked(at, passage.text, spans)
        for at, passage in enumerate(passages)
        if (spans := find_spans(passage, leaves))
    ]
    if not marked:
        return tuple(filter(None, [lead(passages[0].text)])) if passages else ()
    best = sorted(_best(marked), key=lambda one: one.at)
    cuts = [snippet for one in best for snippet in cut(one.text, one.spans)]
    return tuple(cuts[:SNIPPETS_PER_HIT])


class _Marked(NamedTuple):
    """A passage in which something matched, and its place among the passages."""

    at: int
    text: str
    spans: list[Span]

    @property
    def kinds(self) -> frozenset[str]:
        """Return the different strings that matched."""
        return frozenset(fold(self.text[span.start : span.end]) for span in self.spans)

    @property
    def longest(self) -> int:
        """Return the length of the longest stretch that matched, words that touch taken together."""
        return max(map(_length, merge_spans(self.spans)))


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
    """Return up to `limit` cuts of about SNIPPET_CHARACTERS around the spans, with ellipses."""
    merged = merge_spans(spans)
    windows = _windows(text, merged)
    fullest = sorted(windows, key=lambda window: -max(_length(span) for span in merged if _overlaps(span, window)))
    return [_cut_window(text, window, spans) for window in sorted(fullest[:limit])]


def _overlaps(span: Span, window: Span) -> bool:
    return span.start < window.end and span.end > window.start


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
