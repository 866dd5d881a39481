"""Spellings: this stands in the report, that was asked for; what was set aside to find the one by the other?

In: how something is written, and the folded string that was looked for. Out: a Spelling that names the differences:
script, width, case, signs. Which of them there are is read from folding itself, character by character.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from archive.text.folding import Folded, fold_with_offsets

SCRIPT: Final = "script"
WIDTH: Final = "width"
CASE: Final = "case"
SIGNS: Final = "signs"
DIFFERENCES: Final = (SCRIPT, WIDTH, CASE, SIGNS)
# Folding keeps these between two digits alone: a range of years has them, or a dash.
_JOINING: Final = str.maketrans("", "", ".,:-")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How something is written, what was asked for as it was typed, what they differ in, and how often it stands so."""

    written: str
    asked: str
    differences: tuple[str, ...]
    number: int = 1

    def times(self, number: int) -> Spelling:
        """Return the same spelling, standing so often."""
        return replace(self, number=number)

    @property
    def labels(self) -> list[str]:
        """Return the differences in words."""
        labels = {SCRIPT: _("繁简或异体"), WIDTH: _("全角半角"), CASE: _("大小写"), SIGNS: _("标点或空格")}
        return [labels[one] for one in self.differences]


def spelling_of(written: str, folded: str, typed: str) -> Spelling:
    """Return a spelling beside what was typed; beside the folded string where that was not typed so."""
    asked = as_typed(folded, typed)
    return Spelling(written, asked, differences_of(written, asked))


def differences_of(written: str, asked: str) -> tuple[str, ...]:
    """Return in what two texts that mean the same to a search differ, of DIFFERENCES."""
    if written == asked:
        return ()
    left, right = fold_with_offsets(written), fold_with_offsets(asked)
    if left.text != right.text:
        return (SIGNS,) if left.text.translate(_JOINING) == right.text.translate(_JOINING) else (SCRIPT,)
    found = set(_of_characters(written, left, asked, right))
    if _signs(written, left) != _signs(asked, right):
        found.add(SIGNS)
    return tuple(one for one in DIFFERENCES if one in found)


def as_typed(folded: str, typed: str) -> str:
    """Return how a folded string was typed; as it is where it was not."""
    whole = fold_with_offsets(typed)
    at = whole.text.find(folded)
    if at < 0:
        return folded
    start, end = whole.source_span(at, at + len(folded))
    return typed[start:end]


def _of_characters(written: str, left: Folded, asked: str, right: Folded) -> Iterator[str]:
    """Yield what each pair of characters differs in that fold to the same."""
    for here, there in zip(left.offsets, right.offsets, strict=True):
        one, other = written[here], asked[there]
        if one == other:
            continue
        if _narrow(one) != one or _narrow(other) != other:
            yield WIDTH
        if _narrow(one) != _narrow(other):
            yield CASE if _narrow(one).lower() == _narrow(other).lower() else SCRIPT


def _narrow(character: str) -> str:
    return unicodedata.normalize("NFKC", character)


def _signs(text: str, folded: Folded) -> str:
    """Return what folding drops of a text."""
    kept = set(folded.offsets)
    return "".join(character for at, character in enumerate(text) if at not in kept)
