"""Paragraphs made whole: which lines of a pasted page are pieces of one paragraph?

In: lines of the body in order. Out: paragraphs. A column break or a hard line end cuts a sentence; a line
that ends no sentence is joined to the next, unless that one clearly opens a paragraph of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from archive.ingest.text_lines import CLOSERS, RAGGED, Line, drop_stray_spaces, ends_sentence, margin_of

MIN_CUT: Final = 12  # characters from which a line can be a paragraph cut off
_OPEN_END: Final = re.compile(r"[，,、；;（(《“‘的地在和与及对向从把被为将了是由等]$")
_COLON_END: Final = re.compile(r"(?:[：:]|——|—)$")
# A short sentence that opens a paragraph and names its subject: 抓好队伍建设。
_TOPIC_SENTENCE: Final = re.compile(r"^[^，,。；;：:！？]{6,26}[。！]")
_CONTINUES: Final = re.compile(r"^[，,。、；;：:！？”’）)》]|^[的地得了着]")
_LIST_MARK: Final = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.]|[（(][一二三四五六七八九十\d]+[)）]|\d+[.、]|[①-⑳●■◆★▲□○])"
)


def unwrap(lines: Sequence[Line]) -> list[Line]:
    """Return `lines` with hard line ends undone, where the whole page was pasted with them."""
    margin = margin_of(lines)
    if margin is None:
        return list(lines)
    marks_indent = _uses_indent(lines)
    pieces: list[list[Line]] = []
    runs_on = False  # the piece before reached the margin, so its line end says nothing
    for line in lines:
        if pieces and runs_on and line.gap == 0 and not line.indented and line.mark is None:
            pieces[-1].append(line)
        else:
            pieces.append([line])
        runs_on = (
            line.mark is None
            and len(line.text) >= margin - RAGGED
            and (marks_indent or not ends_sentence(line.text))
        )
    return [_make_whole(paragraph) for paragraph in pieces]


def _make_whole(pieces: Sequence[Line]) -> Line:
    """Return one line with the text of all `pieces`; a line that is alone keeps its spaces."""
    if len(pieces) == 1:
        return pieces[0]
    return replace(pieces[0], text=drop_stray_spaces(" ".join(piece.text for piece in pieces)))


def join_pieces(lines: Sequence[Line]) -> list[str]:
    """Return the paragraphs that `lines` hold; lines between two headings are given together."""
    marks_indent = _uses_indent(lines)
    topics = sum(bool(_TOPIC_SENTENCE.match(line.text)) for line in lines)
    pieces: list[list[str]] = []
    for line in lines:
        opens = marks_indent and line.indented
        if pieces and _goes_on("".join(pieces[-1][-2:]), line.text, topics, opens):
            pieces[-1].append(line.text)
        else:
            pieces.append([line.text])
    return [drop_stray_spaces(" ".join(paragraph)) for paragraph in pieces]


def _goes_on(text: str, following: str, topics: int, opens: bool) -> bool:
    """Return whether `following` belongs to `text`; behind an indent only where the sentence is plainly open."""
    if opens and not (_OPEN_END.search(text) or _CONTINUES.match(following)):
        return False
    return is_cut(text, following, topics)


def _uses_indent(lines: Sequence[Line]) -> bool:
    """Return whether an indent tells a new paragraph here: most lines have one, or only some do."""
    indented = sum(line.indented for line in lines)
    return indented >= 2 and indented >= 0.3 * len(lines)


def is_cut(text: str, following: str, topics: int = 0) -> bool:
    """Return whether `following` goes on with the sentence that `text` breaks off.

    `topics` counts the paragraphs here that open with a short sentence of their own; among such, a line
    that opens so is a new paragraph, even where the one before it was printed without its end.
    """
    if len(text) < MIN_CUT or ends_sentence(text) or _COLON_END.search(text):
        return False
    if _LIST_MARK.match(following):
        return False
    if _OPEN_END.search(text) or _CONTINUES.match(following):
        return True
    if text.endswith(tuple(CLOSERS)) and len(text) < 40:
        return False
    return not (topics >= 2 and _TOPIC_SENTENCE.match(following))


def ends_openly(paragraph: str) -> bool:
    """Return whether a paragraph stops in mid-sentence, as a page that lost some of its text does."""
    return len(paragraph) >= MIN_CUT and not ends_sentence(paragraph) and not _COLON_END.search(paragraph)
