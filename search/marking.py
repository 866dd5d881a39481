"""Marking: here are the passages of a report and what was asked for; which characters are it?

In: passages, the leaves of a query, and how often each stands in them where the index has said so. Out: for
each passage the spans (first, past-last code point) that matched, as they are written there: another script,
width or case, signs in between. What is marked is what matched, nothing that only looks like it.

Folding every passage of a page of hits costs more than the rest of the page. Most of what is found is written
as it was asked for; so it is looked for so first, and a report is folded only where its index counts more.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Final, NamedTuple

from archive.text.folding import Folded, fold_with_offsets
from search.analysis import HAN, FoundRun, find_runs
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

# No run reaches across a Han character; one that follows is part of it (5万).
_STRETCH: Final = re.compile(rf"[^{HAN}]+[{HAN}]?")
_LETTER: Final = re.compile(rf"(?![{HAN}])[^\W_]")


class Span(NamedTuple):
    """Where something matched: its first code point and the one after its last."""

    start: int
    end: int


class Passage(NamedTuple):
    """A piece of a report's text, and the field of the index that it is of."""

    text: str
    field: str


class Found(NamedTuple):
    """Where a leaf stands in a passage, and for how many the index counts that: `1+8` in 11+8 is one without a span."""

    number: int
    spans: list[Span]


NOWHERE: Final = Found(0, [])


def find_spans(passage: Passage, leaves: Iterable[Leaf]) -> list[Span]:
    """Return where what is looked for stands in a passage, however it is written there."""
    return find_all_spans([passage], dict.fromkeys(leaves))[0]


def find_all_spans(passages: Sequence[Passage], counts: Mapping[Leaf, int | None]) -> list[list[Span]]:
    """Return for each passage where the leaves stand in it.

    `counts` says how often each leaf stands in all these passages as the index counts it; None: not known.
    """
    readings = [_Reading(passage) for passage in passages]
    joined = _Joined(passages)
    found: list[list[Span]] = [[] for _ in passages]
    for leaf, count in counts.items():
        if count == 0 or not (parts := list(text_leaves([leaf]))):
            continue
        if not (count and joined.add_spans(parts, count, found)):
            for spans, more in zip(found, _spans_of_any(parts, readings, count), strict=True):
                spans += more
    return found


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


class _Reading:
    """A passage as it is read for marks; each way of reading it is worked out once, where it is needed."""

    def __init__(self, passage: Passage) -> None:
        self.text = passage.text
        self.field = passage.field

    @cached_property
    def lower(self) -> str:
        """Return the text in lower case where that moves no character, else as it is."""
        lower = self.text.lower()
        return lower if len(lower) == len(self.text) else self.text

    @cached_property
    def folded(self) -> Folded:
        """Return the text as it is compared."""
        return fold_with_offsets(self.text)

    @cached_property
    def stretches(self) -> list[re.Match[str]]:
        """Return where Latin words and numbers may stand."""
        return [found for found in _STRETCH.finditer(self.lower) if _LETTER.search(found[0])]

    def runs(self, string: str = "") -> Iterator[FoundRun]:
        """Yield its Latin words and numbers; where a string is given, those beside which it stands plainly."""
        return (run for stretch in self.stretches if string in stretch[0] for run in _runs_of(stretch))

    def runs_at(self, spans: Iterable[Span]) -> Iterator[FoundRun]:
        """Yield its Latin words and numbers at the ends of these spans."""
        ends = {at for span in spans for at in (span.start, span.end - 1)}
        near = (one for one in self.stretches if any(one.start() <= at < one.end() for at in ends))
        return (run for stretch in near for run in _runs_of(stretch))

    def written(self, string: str) -> str:
        """Return the text in which a folded string stands wherever it is written plainly."""
        return self.text if string.upper() == string else self.lower


class _Joined:
    """All passages as one text: most of what is looked for is found by one look through it."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        # No folded string holds a line feed, so that none is found across two passages.
        self._reading = _Reading(Passage("\n".join(passage.text for passage in passages), ANYWHERE))
        lengths = (len(passage.text) + 1 for passage in passages)
        self._starts = list(accumulate(lengths, initial=0))

    def add_spans(self, parts: Sequence[TextLeaf], count: int, found: Sequence[list[Span]]) -> bool:
        """Add where these leaves stand to what was found in each passage; False where that may not be all."""
        if not all(isinstance(part, Word | Exact) and part.field == ANYWHERE for part in parts):
            return False
        strings = [part.folded for part in parts if isinstance(part, Word | Exact)]
        spans = [span for string in strings for span in _standing(string, self._reading.written(string))]
        if len(spans) < count:
            return False
        for start, end in spans:
            at = bisect_right(self._starts, start) - 1
            found[at].append(Span(start - self._starts[at], end - self._starts[at]))
        return True


def _spans_of_any(
    parts: Sequence[TextLeaf], readings: Sequence[_Reading], count: int | None
) -> list[list[Span]]:
    """Return for each passage where any of these leaves stands; as they are written, if that is all there are."""
    if count is not None:
        plain = [[_as_written(part, reading) for part in parts] for reading in readings]
        if sum(one.number for each in plain for one in each) >= count:
            return [[span for one in each for span in one.spans] for each in plain]
    return [[span for part in parts for span in _as_folded(part, reading)] for reading in readings]


def _as_written(leaf: TextLeaf, reading: _Reading) -> Found:
    """Return where a leaf stands in a passage that holds its strings plainly: some of what there is, or all."""
    if not _is_of(leaf, reading.field):
        return NOWHERE
    match leaf:
        case Word(string) | Exact(string):
            spans = _standing(string, reading.written(string))
            return Found(len(spans), spans)
        case Whole(string):
            candidates = _standing(string, reading.written(string))
            return Found(len(candidates), _whole(string, candidates, reading))
        case Run(string) if string in reading.written(string):
            spans = _runs_that_are(string, reading.runs(string))
            return Found(len(spans), spans)
        case Near(parts) | Gap(parts) if all(part in reading.written(part) for part in parts):
            near = list(_near(leaf, reading))
            return Found(len(near), [span for spans in near for span in spans])
        case _:
            return NOWHERE


def _as_folded(leaf: TextLeaf, reading: _Reading) -> Iterable[Span]:
    """Return where a leaf stands in a passage, however it is written: all there is."""
    if not _is_of(leaf, reading.field):
        return ()
    match leaf:
        case Word(string) | Exact(string):
            return _in_source(string, reading.folded)
        case Whole(string):
            return _whole(string, _in_source(string, reading.folded), reading)
        case Run(string):
            return _runs_that_are(string, reading.runs())
        case Near() | Gap():
            return (span for spans in _near(leaf, reading) for span in spans)


def _is_of(leaf: TextLeaf, field: str) -> bool:
    """Tell whether a leaf is looked for in a field of the index."""
    return leaf.field == ANYWHERE or field in TEXT_FIELDS[leaf.field]


def _standing(string: str, text: str) -> list[Span]:
    """Return where a string stands in a text; it may overlap itself."""
    found: list[Span] = []
    at = text.find(string)
    while at >= 0:
        found.append(Span(at, at + len(string)))
        at = text.find(string, at + 1)
    return found


def _in_source(string: str, folded: Folded) -> list[Span]:
    return [Span(*folded.source_span(*span)) for span in _standing(string, folded.text)]


def _runs_that_are(string: str, runs: Iterable[FoundRun]) -> list[Span]:
    return [Span(run.start, run.end) for run in runs if run.folded == string]


def _near(leaf: Near | Gap, reading: _Reading) -> Iterator[list[Span]]:
    for spans in occurrences(leaf, reading.folded.text):
        yield [Span(*reading.folded.source_span(*span)) for span in spans]


def _whole(string: str, spans: Sequence[Span], reading: _Reading) -> list[Span]:
    """Return those spans of a string at whose ends its Latin words and numbers stand whole."""
    whole = {at for run in reading.runs_at(spans) for at in (run.start, run.end)}
    begins, closes = bool(_LETTER.match(string[0])), bool(_LETTER.match(string[-1]))
    return [
        span for span in spans if (not begins or span.start in whole) and (not closes or span.end in whole)
    ]


def _runs_of(stretch: re.Match[str]) -> Iterator[FoundRun]:
    """Yield the runs of a stretch, with their places in the text that it is of."""
    for run in find_runs(stretch[0]):
        yield FoundRun(run.folded, run.start + stretch.start(), run.end + stretch.start())
