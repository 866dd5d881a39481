"""tesseract's table of words -> the lines of a page, its headline marked, and how sure the machine is.

In: TSV as tesseract writes it, a word a row with its place, its height and its confidence. Out: a RecognisedPage.
Chinese words are joined as they are printed, others by a space; an indent stays, because it tells where a paragraph
begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from typing import Final, NamedTuple

from archive.ingest.pdf_layout import TextRun, cut_articles

WORD: Final = "5"  # the level of a row that is a word
COLUMNS: Final = 12
INDENT: Final = "\u3000\u3000"
HELD_INDENT: Final = "\ue001"  # stands for the indent while lines are put in order without white space
INDENT_AT_LEAST: Final = 1.2  # of the height of the type, to the right of the paragraph's other lines
INDENT_AT_MOST: Final = 4.0
LARGE: Final = 1.3  # of the usual height: a title may stand anywhere
HEIGHTS_A_STEP: Final = 0.25  # of the usual height: nearer ones are one size of type
LATIN: Final = re.compile(r"[!-~]")


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """The text of a picture; `confidence` is 0 to 100, the mean over its characters, None where there are none.

    `articles` tells how many reports stand on it by the look of their headlines; they are not cut apart.
    """

    text: str
    confidence: int | None = None
    articles: int = 1


class _Word(NamedTuple):
    block: int
    line: tuple[int, ...]  # block, paragraph and line
    left: int
    height: int
    confidence: float
    text: str


class _Line(NamedTuple):
    block: int
    left: int
    height: float
    text: str


def read_table(table: str) -> RecognisedPage:
    """Return the page that a table tells; rows that are no words are passed over."""
    words = [word for row in table.splitlines() if (word := _word(row))]
    if not words:
        return RecognisedPage("")
    lines = [_line(list(of_line)) for _key, of_line in groupby(words, key=lambda word: word.line)]
    articles = cut_articles(list(_runs(lines)))
    characters = sum(len(word.text) for word in words)
    mean = sum(word.confidence * len(word.text) for word in words) / characters
    text = "\n".join(articles).replace(HELD_INDENT, INDENT)
    return RecognisedPage(text, round(min(100.0, max(0.0, mean))), len(articles))


def _word(row: str) -> _Word | None:
    """Return the word of a row; None for a row of anything else.

    Its cells: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
    """
    cells = row.split("\t", COLUMNS - 1)
    if len(cells) < COLUMNS or cells[0] != WORD or not cells[-1].strip():
        return None
    try:
        block, paragraph, line, left, height = (int(cells[n]) for n in (2, 3, 4, 6, 9))
        return _Word(block, (block, paragraph, line), left, height, float(cells[10]), cells[-1].strip())
    except ValueError:
        return None


def _line(words: Sequence[_Word]) -> _Line:
    height = median(word.height for word in words)
    return _Line(words[0].block, words[0].left, height, _joined(word.text for word in words))


def _joined(texts: Iterable[str]) -> str:
    """Return words as one line: a space stands between two that are both written in Latin letters or figures."""
    joined = ""
    for text in texts:
        gap = " " if joined and LATIN.match(joined[-1]) and LATIN.match(text[0]) else ""
        joined += gap + text
    return joined


def _runs(lines: Sequence[_Line]) -> Iterator[TextRun]:
    """Yield the lines with the height of their type in steps, so that lines of one type have one height."""
    usual = median(line.height for line in lines) or 1.0
    step = usual * HEIGHTS_A_STEP
    edges = {block: min(line.left for line in of) for block, of in groupby(lines, key=lambda line: line.block)}
    for line in lines:
        indent = line.left - edges[line.block]
        is_moved = INDENT_AT_LEAST * usual <= indent <= INDENT_AT_MOST * usual
        begins = HELD_INDENT if is_moved and line.height < LARGE * usual else ""
        yield TextRun(f"{begins}{line.text}\n", round(line.height / step) * step)
