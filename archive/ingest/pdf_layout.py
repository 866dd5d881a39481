"""One article on this page, or several? What the height of the type tells.

In: the runs of text of a page, in their order, each with its height. Out: the text of each article. A newspaper sets
its headlines far larger than its text: where two or more groups of large lines each have text below them, the page
holds as many articles. What is in doubt stays together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

HEADLINE_RATIO: Final = 1.5  # of a headline's type to that of the text
MIN_HEADLINE: Final = 4  # Han characters in a group of large lines
MIN_TEXT: Final = 100  # characters below a headline; less is a caption, a table or the next title line
HAN: Final = re.compile(r"[㐀-鿿]")


class TextRun(NamedTuple):
    """A piece of text and the height of its type, in points."""

    text: str
    size: float


class _Line(NamedTuple):
    text: str
    size: float


def text_of(runs: Sequence[TextRun]) -> str:
    """Return the text of a page, a line a line, without empty ones."""
    return "\n".join(line.text for line in _lines(runs))


def cut_articles(runs: Sequence[TextRun]) -> list[str]:
    """Return the text of each article of a page, in order; a single one where nothing parts them."""
    lines = _lines(runs)
    body = _body_size(lines)
    starts = _starts(lines, body)
    if len(starts) < 2:
        return [text_of(runs)]
    bounds = [0, *starts[1:], len(lines)]
    return ["\n".join(line.text for line in lines[a:b]) for a, b in pairwise(bounds)]


def _lines(runs: Sequence[TextRun]) -> list[_Line]:
    """Return the lines of a page that hold something, each with the height of most of its characters."""
    lines: list[_Line] = []
    pieces: list[TextRun] = []
    for run in runs:
        for number, part in enumerate(run.text.split("\n")):
            if number:
                _end_line(pieces, lines)
            if part:
                pieces.append(TextRun(part, run.size))
    _end_line(pieces, lines)
    return lines


def _end_line(pieces: list[TextRun], lines: list[_Line]) -> None:
    text = "".join(piece.text for piece in pieces).strip()
    if text:
        sizes: Counter[float] = Counter()
        for piece in pieces:
            sizes[piece.size] += len(piece.text.strip())
        lines.append(_Line(text, sizes.most_common(1)[0][0]))
    pieces.clear()


def _body_size(lines: Sequence[_Line]) -> float:
    """Return the height of the type that most characters of the page have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _starts(lines: Sequence[_Line], body: float) -> list[int]:
    """Return where an article begins: at a group of large lines with enough text before the next group."""
    groups: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        if body and line.size >= HEADLINE_RATIO * body:
            if groups and groups[-1][1] == index:
                groups[-1] = (groups[-1][0], index + 1)
            else:
                groups.append((index, index + 1))
    starts, opened = [], None
    for number, (first, stop) in enumerate(groups):
        begin = first if opened is None else opened
        end = groups[number + 1][0] if number + 1 < len(groups) else len(lines)
        han = sum(
            len(HAN.findall(line.text)) for line in lines[begin:stop] if line.size >= HEADLINE_RATIO * body
        )
        if sum(len(line.text) for line in lines[stop:end]) < MIN_TEXT or han < MIN_HEADLINE:
            opened = begin  # a kicker, or a headline that goes on
            continue
        starts.append(begin)
        opened = None
    return starts
