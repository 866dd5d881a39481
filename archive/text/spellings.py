"""Which words do the two scripts write in characters that are not one and the same? Spellings.

In: folded text. Out: the ways in which it may stand in a folded text. 项链 is written 項鍊 in traditional
script, and 鍊 is 炼 as well (鍛鍊): to fold them into one would let 链 find every 锻炼. So these few words have
two folded forms, and whoever looks for one looks for the other too.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).with_name("spellings.tsv")
MOST_SPELLINGS: Final = 8


def spellings(folded: str) -> tuple[str, ...]:
    """Return the ways in which a folded string may be written, at most MOST_SPELLINGS.

    As it is comes first, then all its words as one script has them and as the other has, then mixtures.
    """
    found = [folded, usual_spelling(folded), _other_spelling(folded)]
    for one, other in _pairs():
        if one in folded or other in folded:
            found += [text.replace(one, other) for text in found] + [text.replace(other, one) for text in found]
            # At each step: a text of all these words has more mixtures than a machine can hold.
            found = list(dict.fromkeys(found))[:MOST_SPELLINGS]
    return tuple(dict.fromkeys(found))


def usual_spelling(folded: str) -> str:
    """Return a folded string with each of these words as simplified script writes it."""
    for usual, other in _pairs():
        folded = folded.replace(other, usual)
    return folded


def _other_spelling(folded: str) -> str:
    for usual, other in _pairs():
        folded = folded.replace(usual, other)
    return folded


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    """Return the words with two spellings, read once a process."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return tuple((one, other) for one, other in (line.split("\t") for line in lines))
