"""One article on this page, or several? What the height of the type tells.

In: the runs of text of a page, in their order, each with its height. Out: the text of each article. A newspaper sets
its headlines far larger than its text: where two or more groups of large lines each have text below them, the page
holds as many articles. What is in doubt stays together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Final, NamedTuple

from archive.ingest.pdf_signs import close_gaps
from archive.ingest.sources import stands_as_name
from archive.ingest.text_lines import drop_stray_spaces

HEADLINE_RATIO: Final = 1.5  # of a headline's type to that of the text
MIN_HEADLINE: Final = 4  # Han characters in a group of large lines
MIN_TEXT: Final = 100  # characters below a headline; less is a caption, a table or the next title line
WIDE_GAP: Final = re.compile(r" {2,}")
DIGIT_GAP: Final = re.compile(r"(?<=[㐀-鿿]) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z]) (?=[㐀-鿿])")
HAN: Final = re.compile(r"[㐀-鿿]")


class TextRun(NamedTuple):
    """A piece of text and the height of its type, in points."""

    text: str
    size: float


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    text: str
    size: float


class _Start(NamedTuple):
    """Where an article's title lines begin, and the line after the last."""

    begin: int
    stop: int


def text_of(runs: Sequence[TextRun]) -> str:
    """Return the text of a page, a line a line, without empty ones."""
    return "\n".join(line.text for line in _lines(runs))


def cut_articles(runs: Sequence[TextRun]) -> list[str]:
    """Return the text of each article of a page, in order; a single one where nothing parts them.

    A line in large type above its text is marked as Markdown marks a title: # 标题.
    """
    lines = _lines(runs)
    body = _body_size(lines)
    starts = _starts(lines, body)
    bounds = [0, *(start.begin for start in starts[1:]), len(lines)]
    parts = pairwise(bounds)
    return [
        "\n".join(_marked(lines[first:stop], lines[start.begin : start.stop] if start else []))
        for (first, stop), start in zip_longest(parts, starts)
    ]


def _marked(lines: Sequence[_Line], titles: Sequence[_Line]) -> Iterator[str]:
    """Yield the lines of an article; of those set as its title the largest is one marked line."""
    named = [line for line in titles if _is_headline(line)]
    size = max((line.size for line in named), default=0.0)
    headline = [line for line in named if line.size == size]
    for line in lines:
        if not headline or line is not headline[0]:
            if line not in headline:
                yield line.text
            continue
        yield f"# {_headline(headline)}"


def _headline(lines: Sequence[_Line]) -> str:
    """Return a headline's lines as one; the gaps that glyphs leave beside digits are none of the writer's."""
    if len(lines) > 1:
        return drop_stray_spaces(" ".join(line.text for line in lines))
    return DIGIT_GAP.sub("", WIDE_GAP.sub(" ", lines[0].text))


def _is_headline(line: _Line) -> bool:
    return bool(HAN.search(line.text)) and not stands_as_name(line.text)


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
    text = close_gaps("".join(piece.text for piece in pieces)).strip()
    if text:
        sizes: Counter[float] = Counter()
        for piece in pieces:
            sizes[piece.size] += len(piece.text.strip())
        lines.append(_Line(text, round(sizes.most_common(1)[0][0], 1)))
    pieces.clear()


def _body_size(lines: Sequence[_Line]) -> float:
    """Return the height of the type that most characters of the page have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _starts(lines: Sequence[_Line], body: float) -> list[_Start]:
    """Return where articles begin: at a group of large lines with enough text before the next group."""
    groups = _large_groups(lines, body)
    starts: list[_Start] = []
    opened: int | None = None
    for number, (first, stop) in enumerate(groups):
        begin = first if opened is None else opened
        end = groups[number + 1][0] if number + 1 < len(groups) else len(lines)
        large = [line for line in lines[begin:stop] if _is_large(line, body)]
        han = sum(len(HAN.findall(line.text)) for line in large)
        if sum(len(line.text) for line in lines[stop:end]) < MIN_TEXT or han < MIN_HEADLINE:
            opened = begin  # a kicker, or a headline that goes on
            continue
        starts.append(_Start(begin, stop))
        opened = None
    return starts


def _large_groups(lines: Sequence[_Line], body: float) -> list[tuple[int, int]]:
    """Return the first line of each run of large lines, and the line after its last."""
    large = [index for index, line in enumerate(lines) if _is_large(line, body)]
    firsts = [index for index in large if index - 1 not in large]
    stops = [index + 1 for index in large if index + 1 not in large]
    return list(zip(firsts, stops, strict=True))


def _is_large(line: _Line, body: float) -> bool:
    return 0 < HEADLINE_RATIO * body <= line.size
