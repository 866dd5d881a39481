"""Edits: which strings, one slip of the keyboard away from a word, may stand in the index?

In: a snapshot and a word of Han as typed. Out: Edits, the likeliest first: one character for another that sounds
alike (仪 for 议), any other for it, one too many, one too few, two the wrong way round. No list of words is kept: at
100,000 reports there would be half a million, and what is looked for is often none of them (四议两公开 is cut in
three). An edit is made of pairs that the index has: most are refused by one look at a term table. What remains only
may stand there, in order or not, in a deleted report or not: an exact question decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import chain, pairwise
from typing import Final, NamedTuple

from search.engine.neighbours import followers, pair_frequency
from search.engine.snapshot import Snapshot
from search.sounds import homophones, sound_alike

LEAST_CHARACTERS: Final = 2
MOST_CHARACTERS: Final = 12
# A word of two characters is one edit away from a thousand others: of it only what sounds alike is meant.
LEAST_OTHERWISE: Final = 3
# Of what may stand behind a character, so much is tried beside what sounds alike.
MOST_FOLLOWERS: Final = 100
MOST_EDITS: Final = 12


class Edit(NamedTuple):
    """A string, whether it sounds as what was typed, and in how many documents its rarest pair stands at most."""

    text: str
    sounds_alike: bool
    frequency: int


class Slips:
    """What may have been meant by one word."""

    def __init__(self, snapshot: Snapshot, word: str) -> None:
        self._snapshot = snapshot
        self.word = word
        self._frequencies: dict[str, int] = {}
        self._followers: dict[str, Counter[str]] = {}

    @cached_property
    def unknown(self) -> tuple[int, ...]:
        """Return where a pair begins that no report has: the slip is there."""
        return tuple(at for at, pair in enumerate(_pairs(self.word)) if not self._frequency(pair))

    def sounding_alike(self) -> list[Edit]:
        """Return the strings with another character that sounds alike."""
        return _best(self._edit(text, True) for at in self.suspects() for text in self._by_sound(at))

    def otherwise(self) -> list[Edit]:
        """Return the strings with any other slip; none where each pair of the word is known, or it is short."""
        swapped = self._swapped()
        further = self._further() if self.unknown and len(self.word) >= LEAST_OTHERWISE else ()
        return _best(self._edit(text, False) for text in chain(swapped, further))

    def _further(self) -> Iterator[str]:
        word = self.word
        for at in self.suspects():
            if at:
                yield from (word[:at] + other + word[at + 1 :] for other in self._likely(word[at - 1]))
            # The word without its end stands wherever it stands itself: no slip, unless the end stands twice.
            if len(word) > LEAST_OTHERWISE and (0 < at < len(word) - 1 or word[at - 1 : at] == word[at]):
                yield word[:at] + word[at + 1 :]
        if len(self.unknown) == 1:
            gap = self.unknown[0] + 1
            yield from (word[:gap] + missing + word[gap:] for missing in self._likely(word[gap - 1]))

    def _by_sound(self, at: int) -> Iterator[str]:
        """Yield the word with another character in one place; the index says which stand behind the one before."""
        word, meant = self.word, self.word[at]
        others = self._behind(word[at - 1]) if at else homophones(meant)
        for other in others:
            if other != meant and sound_alike(other, meant):
                yield word[:at] + other + word[at + 1 :]

    def _swapped(self) -> Iterator[str]:
        word = self.word
        for at in range(len(word) - 1):
            if word[at] != word[at + 1]:
                yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    def suspects(self) -> list[int]:
        """Return the characters that every unknown pair has; all of them where each pair is known."""
        return [at for at in range(len(self.word)) if all(at - pair in (0, 1) for pair in self.unknown)]

    def _edit(self, text: str, sounds_alike: bool) -> Edit:
        least = 0
        for number, pair in enumerate(_pairs(text)):
            frequency = self._frequency(pair)
            least = min(least, frequency) if number else frequency
            if not least:
                break
        return Edit(text, sounds_alike, least)

    def _likely(self, character: str) -> list[str]:
        return [other for other, _ in self._behind(character).most_common(MOST_FOLLOWERS)]

    def _behind(self, character: str) -> Counter[str]:
        if character not in self._followers:
            found = self._followers[character] = followers(self._snapshot, character)
            self._frequencies |= {character + other: frequency for other, frequency in found.items()}
        return self._followers[character]

    def _frequency(self, pair: str) -> int:
        if pair not in self._frequencies:
            self._frequencies[pair] = pair_frequency(self._snapshot, pair)
        return self._frequencies[pair]


def _pairs(word: str) -> Iterator[str]:
    return map("".join, pairwise(word))


def _best(edits: Iterator[Edit]) -> list[Edit]:
    """Return the edits that may stand somewhere, those of the most frequent pairs first."""
    possible = {edit for edit in edits if edit.frequency}
    return sorted(possible, key=lambda edit: (-edit.frequency, edit.text))[:MOST_EDITS]
