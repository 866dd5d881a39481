"""When are two spellings the same to a search? Folding: text -> the letters and digits that are compared.

In: any text. Out: folded text, with `fold_with_offsets` also where each folded character came from.

Folding goes code point by code point, so that the fold of any cut of a text stands in the fold of the text:
  - NFKC, lower case;
  - simplified.tsv: the traditional and regional forms of a character, and what they may be forms of;
  - kept: letters, digits, Han, `+` and `%`; and `.` `,` `:` `-` between two digits (12.5, 1,234, 8:30,
    2019-10), which a cut may lose at its ends and nowhere else. Everything else is dropped.
So 125亿 does not stand in 12.5亿, nor 党建+ in 党建工作, nor 18 in 1+8.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

TABLE: Final = Path(__file__).with_name("simplified.tsv")
_DROPPED: Final = "\0"  # stands for what is dropped until it is known what stood between two digits
_ALWAYS_KEPT: Final = frozenset("+%")
_KEPT_BETWEEN_DIGITS: Final = frozenset(".,:-")
# One set of characters to begin with, which `re` looks for three times as fast as for alternatives.
_DROP: Final = re.compile(r"[\0.,:\-](?:(?<=\0)\0*|(?<=[.,:\-])(?:(?<![0-9].)|(?![0-9])))")


class Folded(NamedTuple):
    """Folded text; `offsets[i]` is the index in the source of the character that `text[i]` came from."""

    text: str
    offsets: list[int]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a non-empty span of the folded text stands in the source, as start and end."""
        return self.offsets[start], self.offsets[end - 1] + 1


def fold(text: str) -> str:
    """Return a text as it is compared; the fold of a fold is itself."""
    return _DROP.sub("", text.translate(_folds()))


def fold_with_offsets(text: str) -> Folded:
    """Return a text as it is compared, and for each of its characters where it came from."""
    translated = text.translate(_folds())
    offsets: Sequence[int] = range(len(text)) if len(translated) == len(text) else _offsets_of_each(text)
    kept_offsets, after = list[int](), 0
    for dropped in _DROP.finditer(translated):
        kept_offsets += offsets[after : dropped.start()]
        after = dropped.end()
    kept_offsets += offsets[after:]
    return Folded(_DROP.sub("", translated), kept_offsets)


def _offsets_of_each(text: str) -> list[int]:
    """Return where each character came from, of a text in which some fold to several."""
    folds = _folds()
    return [index for index, character in enumerate(text) for _ in folds[ord(character)]]


class _Folds(dict[int, str]):
    """What each code point folds to, worked out when it is first met: a table for `str.translate`."""

    def __init__(self, simplified: dict[str, str]) -> None:
        super().__init__()
        self._simplified = simplified

    def __missing__(self, code_point: int) -> str:
        folded = self[code_point] = self._fold(chr(code_point))
        return folded

    def _fold(self, character: str) -> str:
        plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).lower())
        return "".join(map(self._fold_plain, plain))

    def _fold_plain(self, character: str) -> str:
        """Return what one character of NFKC in lower case is compared as."""
        if character.isalnum():
            return self._simplified.get(character, character)
        if character in _ALWAYS_KEPT or character in _KEPT_BETWEEN_DIGITS:
            return character
        return _DROPPED


@cache
def _folds() -> _Folds:
    """Return the table, read once a process."""
    simplified = {"ς": "σ"}  # one letter in two places of a word
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        chosen, members = line.split("\t")
        simplified.update(dict.fromkeys(members, chosen))
    return _Folds(simplified)
