"""Excerpts: how does a text begin, where no more of it is open?

In: the paragraphs of a text. Out: its first ones, the last of them cut at the end of a sentence, some 200 characters in
all and never more than half of the text; where its first sentence is longer than that, cut within it and marked so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

MOST_CHARACTERS: Final = 200
CUT: Final = "…"
# The end of a sentence, with the quotation marks and brackets that close behind it.
_SENTENCE_END: Final = re.compile(r"[。！？!?…]+[”’」』）)】》]*")


def excerpt(paragraphs: Sequence[str]) -> list[str]:
    """Return how a text begins, paragraph by paragraph; nothing of a text of fewer than two characters."""
    left = min(MOST_CHARACTERS, sum(map(len, paragraphs)) // 2)
    shown: list[str] = []
    for paragraph in paragraphs:
        if len(paragraph) > left:
            return [*shown, *_beginning(paragraph, left, is_needed=not shown)]
        shown.append(paragraph)
        left -= len(paragraph)
    return shown


def _beginning(paragraph: str, most: int, is_needed: bool) -> list[str]:
    """Return the sentences that end within so many characters; if there is none, a piece of the first where needed."""
    ends = [found.end() for found in _SENTENCE_END.finditer(paragraph) if found.end() <= most]
    if ends:
        return [paragraph[: ends[-1]]]
    return [paragraph[:most] + CUT] if is_needed and most > 0 else []
