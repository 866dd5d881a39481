"""The name table: everything that has a name to be suggested, found by characters, pinyin and initials.

In: places, papers, authors and terms with the forms of their names. Out: those that what was typed may mean, and how
well it fits. One table serves a snapshot of the index: it is made when it is first asked for and goes with its
snapshot. It says nothing of who may be seen: that is for the counts of the live index.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from enum import IntEnum
from operator import itemgetter
from typing import Final, NamedTuple

from archive.text.folding import fold
from search.sounds import as_letters, spellings

# Beyond every character that a name may have.
_LAST: Final = "\U0010ffff"


class Fit(IntEnum):
    """How well a name fits what was typed, the best first."""

    WHOLE = 0
    BEGINS = 1
    WITHIN = 2


class Name(NamedTuple):
    """Something with a name: `kind` is a facet or TERM, `value` that of the facet or the term itself.

    `forms` are its names, 南阳市 and 南阳; `letters` are ways to type it beside those that its characters say.
    """

    kind: str
    value: str
    forms: tuple[str, ...]
    letters: tuple[str, ...] = ()


class NameTable:
    """Names, by the beginnings of all that they may be typed as."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.names = tuple(names)
        self._written = _Keys(key for number, one in enumerate(self.names) for key in _suffixes(number, one))
        self._spelled = _Keys(key for number, one in enumerate(self.names) for key in _letters(number, one))

    def matching(self, typed: str) -> dict[Name, Fit]:
        """Return the names that what was typed may mean; none for nothing."""
        letters, folded = as_letters(typed), fold(typed)
        found = self._spelled.beginning(letters) if letters else {}
        for number, fit in (self._written.beginning(folded) if folded else {}).items():
            found[number] = min(fit, found.get(number, fit))
        return {self.names[number]: fit for number, fit in found.items()}

    def spelled(self, letters: str) -> list[Name]:
        """Return the names that are spelled so, whole; not by their initials."""
        found = self._spelled.beginning(letters)
        whole = (self.names[number] for number, fit in found.items() if fit == Fit.WHOLE)
        return [one for one in whole if letters in _whole_spellings(one)]


class _Key(NamedTuple):
    text: str
    name: int
    is_start: bool


class _Keys:
    """Keys in order, and whose they are."""

    def __init__(self, keys: Iterable[_Key]) -> None:
        self._keys = sorted(keys, key=itemgetter(0))
        self._texts = [key.text for key in self._keys]

    def beginning(self, prefix: str) -> dict[int, Fit]:
        """Return the numbers of the names with a key that begins so, and their best fit."""
        start, end = bisect_left(self._texts, prefix), bisect_left(self._texts, prefix + _LAST)
        found: dict[int, Fit] = {}
        for key in self._keys[start:end]:
            fit = Fit.WITHIN
            if key.is_start:
                fit = Fit.WHOLE if key.text == prefix else Fit.BEGINS
            found[key.name] = min(fit, found.get(key.name, fit))
        return found


def _suffixes(number: int, name: Name) -> Iterator[_Key]:
    """Yield a key for each character of a name: what is typed may stand anywhere in it."""
    for folded in map(fold, name.forms):
        for at in range(len(folded)):
            yield _Key(folded[at:], number, is_start=not at)


def _letters(number: int, name: Name) -> Iterator[_Key]:
    initials = (spelling.initials for form in name.forms for spelling in spellings(fold(form)))
    for text in {*_whole_spellings(name), *name.letters, *initials}:
        yield _Key(text, number, is_start=True)


def _whole_spellings(name: Name) -> set[str]:
    return {spelling.whole for form in name.forms for spelling in spellings(fold(form))}
