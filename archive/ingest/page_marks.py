"""Where on its page does each field of a record stand, and what was left out of the report?

In: the lines of a page, the words that each field was read from, what was removed and why, and the passages of the
report. Out: a MarkedPage: lines cut into segments, each naming the fields that were read from it; long runs of lines
that are no part of the report put together; and whatever could not be found on the page. Strings are compared as a
search does (`archive/text/folding.py`), so that spaces and signs make no difference. No Django.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby, pairwise
from typing import Final, NamedTuple

from archive.ingest.extracted import RemovedText
from archive.ingest.page_lines import PageLine
from archive.ingest.page_reading import Begin, Kind, MarkedLine, MarkedPage, Reading, Run, Segment
from archive.text.folding import fold, fold_with_offsets

LONG_RUN: Final = 5  # lines without a mark that are folded away together
MIN_ANYWHERE: Final = 6  # folded characters that may be looked for within a line, and that tell a line by themselves
MIN_PIECE: Final = 2  # folded characters of evidence that can be found at all
MAX_LOOKED_AT: Final = 60  # places of one string that are compared
PARTS: Final = re.compile(r" … |；| / |\n")  # evidence that was put together of several places
FRAME_BEFORE: Final = re.compile(r"^[^：:]{1,24}[：:]\s*")  # h1 标签：…
FRAME_BEHIND: Final = re.compile(r"（[^（）]*）$|(?:、.*等)?×\d+$")  # …（正文前重印）, 南阳×3, 我市、全市等×3
# Where words rather stand, best first: what is told of a report stands around it, the place it is about within.
PREFERENCE: Final[dict[Kind, int]] = {"report": 0, "unused": 1, "removed": 2, "title": 3}
PREFERENCE_AROUND: Final[dict[Kind, int]] = {"unused": 0, "removed": 0, "report": 1, "title": 2}
AROUND: Final = frozenset({"date", "people", "source"})


def mark_page(
    lines: Sequence[PageLine], readings: Sequence[Reading], removed: Sequence[RemovedText], passages: Sequence[str]
) -> MarkedPage:
    """Return the page with its marks; `passages` are the paragraphs, headings and captions of the report."""
    page = _Page(lines)
    elsewhere = tuple(one for one in removed if not page.remove(one))
    page.tell_kinds(passages)
    not_found = tuple(reading for reading in readings if not page.read(reading))
    return MarkedPage(tuple(_runs(page.marked())), not_found, elsewhere)


class _Span(NamedTuple):
    """A part of a line, as offsets into its text."""

    line: int
    start: int
    end: int


@dataclass(slots=True)
class _Page:
    """The lines with their folds, and what has been found in them so far."""

    source: Sequence[PageLine]
    folds: list[str] = field(default_factory=list)
    offsets: list[Sequence[int]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    text: str = ""
    kinds: list[Kind] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)
    cuts: list[_Span] = field(default_factory=list)
    marks: list[tuple[_Span, Reading, bool]] = field(default_factory=list)
    cursor: int = 0

    def __post_init__(self) -> None:
        for line in self.source:
            folded = fold_with_offsets(line.text)
            self.folds.append(folded.text)
            self.offsets.append(folded.offsets)
        self.starts = list(accumulate(map(len, self.folds), initial=0))
        self.text = "".join(self.folds)
        self.kinds = ["title" if line.is_title else "unused" for line in self.source]

    # What was removed

    def remove(self, removed: RemovedText) -> bool:
        """Note where a removed text stood; tell whether it was found."""
        found = [self._remove_one(part, removed.reason) for part in removed.text.splitlines() if part.strip()]
        return bool(found) and all(found)

    def _remove_one(self, text: str, reason: str) -> bool:
        wanted = fold(text)
        if not wanted:
            return self._remove_sign(text.strip(), reason)
        start = self._removed_at(wanted)
        if start is None:
            return False
        self.cursor = start + len(wanted)
        for span in self._spans(start, self.cursor):
            self.reasons[span.line] = reason
            if self._is_whole(span):
                self.kinds[span.line] = "removed"
            else:
                self.cuts.append(span)
        return True

    def _remove_sign(self, text: str, reason: str) -> bool:
        """Note a line of signs alone, which folds to nothing."""
        for number, line in enumerate(self.source):
            if line.text.strip() == text and self.kinds[number] == "unused":
                self.kinds[number], self.reasons[number] = "removed", reason
                return True
        return False

    def _removed_at(self, wanted: str) -> int | None:
        """Return where a removed text stood: whole lines first, behind what was removed before it first."""
        free = [at for at in self._places(wanted) if self.kinds[self._line_at(at)] == "unused"]
        tests = (self._fills_lines, self._touches_edge, lambda start, end: len(wanted) >= MIN_ANYWHERE)
        for suits in tests:
            suited = [at for at in free if suits(at, at + len(wanted))]
            if suited:
                return next((at for at in suited if at >= self.cursor), suited[0])
        return None

    # What belongs to the report

    def tell_kinds(self, passages: Sequence[str]) -> None:
        """Tell which lines stand in the report."""
        whole = [folded for passage in passages if (folded := fold(passage))]
        alone, together = set(whole), "\n".join(whole)
        within = False
        for number, folded in enumerate(self.folds):
            if self.kinds[number] == "unused" and folded:
                is_sure = folded in alone or (len(folded) >= MIN_ANYWHERE and folded in together)
                # The last words of a paragraph that was pasted with hard line ends.
                if is_sure or (within and folded in together) or self._holds_passage(number, whole):
                    self.kinds[number] = "report"
            within = self.kinds[number] == "report"

    def _holds_passage(self, number: int, passages: Sequence[str]) -> bool:
        """Tell whether a line is a passage of which a part was cut: a signature at its end."""
        is_cut = any(cut.line == number for cut in self.cuts)
        return is_cut and any(len(p) >= MIN_ANYWHERE and p in self.folds[number] for p in passages)

    # What was read

    def read(self, reading: Reading) -> bool:
        """Mark the words of a field; tell whether any were found."""
        found = list(self._found(reading))
        is_first = True
        for start, end in found:
            for span in self._spans(start, end):
                self.marks.append((span, reading, is_first))
                is_first = False
        return bool(found)

    def _found(self, reading: Reading) -> Iterator[tuple[int, int]]:
        """Yield where evidence stands: as a whole, or else each of its parts."""
        preference = PREFERENCE_AROUND if reading.family in AROUND else PREFERENCE
        whole = self._best(reading.words, preference)
        if whole:
            yield whole
            return
        for part in PARTS.split(reading.words):
            place = self._best_of_framed(part, preference)
            if place:
                yield place

    def _best_of_framed(self, words: str, preference: Mapping[Kind, int]) -> tuple[int, int] | None:
        """Return where words stand, without what extraction wrote before or behind them where need be."""
        bare = FRAME_BEHIND.sub("", words)
        for variant in dict.fromkeys((words, bare, FRAME_BEFORE.sub("", words), FRAME_BEFORE.sub("", bare))):
            place = self._best(variant, preference)
            if place:
                return place
        return None

    def _best(self, words: str, preference: Mapping[Kind, int]) -> tuple[int, int] | None:
        """Return the likeliest place of some words: lines of their own first, then the report."""
        wanted = fold(words)
        if len(wanted) < MIN_PIECE:
            return None
        places = [(self._rank(at, at + len(wanted), preference), at) for at in self._places(wanted)]
        if not places:
            return None
        start = min(places)[1]
        return start, start + len(wanted)

    def _rank(self, start: int, end: int, preference: Mapping[Kind, int]) -> tuple[bool, int]:
        """Return how unlikely a place is; of lines that hold nothing else, those that were removed come last."""
        kind = self.kinds[self._line_at(start)]
        is_alone = end - start >= MIN_ANYWHERE and kind != "title" and self._fills_lines(start, end)
        return (False, int(kind == "removed")) if is_alone else (True, preference[kind])

    # Offsets

    def _places(self, wanted: str) -> Iterator[int]:
        start = self.text.find(wanted)
        for _looked_at in range(MAX_LOOKED_AT):
            if start < 0:
                return
            yield start
            start = self.text.find(wanted, start + 1)

    def _line_at(self, at: int) -> int:
        return bisect_right(self.starts, at) - 1

    def _fills_lines(self, start: int, end: int) -> bool:
        return self.starts[self._line_at(start)] == start and end == self.starts[self._line_at(end - 1) + 1]

    def _touches_edge(self, start: int, end: int) -> bool:
        line = self._line_at(start)
        return end <= self.starts[line + 1] and (start == self.starts[line] or end == self.starts[line + 1])

    def _spans(self, start: int, end: int) -> Iterator[_Span]:
        """Yield the parts of lines that a span of the folded page covers."""
        for line in range(self._line_at(start), self._line_at(end - 1) + 1):
            first, last = max(start, self.starts[line]), min(end, self.starts[line + 1])
            if first < last:
                offsets, base = self.offsets[line], self.starts[line]
                yield _Span(line, offsets[first - base], offsets[last - base - 1] + 1)

    def _is_whole(self, span: _Span) -> bool:
        offsets = self.offsets[span.line]
        return span.start == offsets[0] and span.end == offsets[-1] + 1

    # The outcome

    def marked(self) -> Iterator[MarkedLine]:
        """Yield every line with its marks."""
        marks: dict[int, list[tuple[_Span, Reading, bool]]] = {}
        for mark in self.marks:
            marks.setdefault(mark[0].line, []).append(mark)
        cuts: dict[int, list[_Span]] = {}
        for cut in self.cuts:
            cuts.setdefault(cut.line, []).append(cut)
        for number, line in enumerate(self.source):
            segments = tuple(_segments(line.text, marks.get(number, ()), cuts.get(number, ())))
            yield MarkedLine(number, self.kinds[number], segments, self.reasons.get(number, ""), line.is_picture)


def _segments(
    text: str, marks: Sequence[tuple[_Span, Reading, bool]], cuts: Sequence[_Span]
) -> Iterator[Segment]:
    """Yield a line in pieces, each with the fields that were read from it."""
    edges = {0, len(text)}
    for span in (*(mark[0] for mark in marks), *cuts):
        edges |= {span.start, span.end}
    ordered = sorted(edges)
    for start, end in pairwise(ordered):
        covering = [mark for mark in marks if mark[0].start <= start < mark[0].end]
        yield Segment(
            text[start:end],
            tuple(dict.fromkeys(reading for _span, reading, _first in covering)),
            tuple(Begin(reading, is_first) for span, reading, is_first in covering if span.start == start),
            any(cut.start <= start < cut.end for cut in cuts),
        )


def _runs(lines: Iterator[MarkedLine]) -> Iterator[Run]:
    """Yield the lines in runs: what a reader of the record has no need of is folded where there is much of it."""
    for (kind, is_marked), group in groupby(lines, key=lambda line: (line.kind, line.is_marked)):
        run = tuple(group)
        is_aside = kind in ("removed", "unused") and not is_marked
        yield Run(run, is_folded=is_aside and len(run) >= LONG_RUN)
