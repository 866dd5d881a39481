"""Differences: what was taken out of a text, what was put in, to the character.

In: the text before and after. Out: pieces in reading order. Those that are `same` or `removed` make up the text before,
those that are `same` or `added` the text after. Lines are compared first, then the characters of the lines that
differ, by E. W. Myers, "An O(ND) difference algorithm and its variations" (Algorithmica 1, 1986). The work has a bound:
a stretch that differs too much is taken out and put in whole.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal, NamedTuple

Kind = Literal["same", "removed", "added"]

MOST_EDITS: Final = 500  # elements taken out or put in within one stretch
MOST_STEPS: Final = 4_000_000  # of a whole comparison: edits times length, summed over its stretches
LEAST_ALIKE: Final = 0.3  # part of the shorter text that must stay for characters to be worth telling apart
LEAST_RUN: Final = 2  # characters; a shorter run between two changes is a coincidence


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and which of the two texts it stands in."""

    kind: Kind
    text: str


class Stretch(NamedTuple):
    """Elements old[old_start:old_end] and new[new_start:new_end], which are equal or have nothing in common."""

    is_same: bool
    old_start: int
    old_end: int
    new_start: int
    new_end: int


@dataclass(slots=True)
class Work:
    """The steps that a comparison may still take."""

    left: int = MOST_STEPS

    def edits_for(self, length: int) -> int:
        """Return how many edits may be looked for in two sequences of that length together."""
        return min(MOST_EDITS, self.left // (length + 1))

    def spend(self, edits: int, length: int) -> None:
        """Count what a search took at most."""
        self.left -= (edits + 1) * (length + 1)


def differences(old: str, new: str, work: Work | None = None) -> tuple[Piece, ...]:
    """Return the pieces of two texts; no two neighbours are of one kind, and none is empty."""
    work = work or Work()
    old_lines, new_lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    pieces: list[Piece] = []
    for stretch in stretches(old_lines, new_lines, work):
        before = "".join(old_lines[stretch.old_start : stretch.old_end])
        after = "".join(new_lines[stretch.new_start : stretch.new_end])
        pieces += [Piece("same", before)] if stretch.is_same else _by_character(before, after, work)
    return tuple(_joined(pieces))


def stretches(old: Sequence[Hashable], new: Sequence[Hashable], work: Work) -> Iterator[Stretch]:
    """Yield the stretches of two sequences, equal and different ones in turn."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    matches = _matches(middle_old, middle_new, work)
    pairs = [*((i, i) for i in range(start)), *((i + start, j + start) for i, j in matches)]
    pairs += [(len(old) - back, len(new) - back) for back in range(end, 0, -1)]
    yield from _between(pairs, len(old), len(new))


def _between(pairs: list[tuple[int, int]], old_length: int, new_length: int) -> Iterator[Stretch]:
    """Yield the stretches that pairs of equal elements leave, the last one running to the ends."""
    at = (0, 0)
    for _diagonal, run in groupby(enumerate(pairs), lambda one: (one[1][0] - one[0], one[1][1] - one[0])):
        matched = [pair for _index, pair in run]
        (i, j), length = matched[0], len(matched)
        if (i, j) != at:
            yield Stretch(False, at[0], i, at[1], j)
        at = (i + length, j + length)
        yield Stretch(True, i, at[0], j, at[1])
    if at != (old_length, new_length):
        yield Stretch(False, at[0], old_length, at[1], new_length)


def _common(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    """Return how many elements two sequences begin with alike."""
    most = min(len(old), len(new))
    return next((index for index in range(most) if old[index] != new[index]), most)


def _matches(old: Sequence[Hashable], new: Sequence[Hashable], work: Work) -> list[tuple[int, int]]:
    """Return the pairs of equal elements that the fewest edits leave; none where too many would be needed."""
    if not old or not new:
        return []
    length, furthest, rounds = len(old) + len(new), {1: 0}, []
    most = work.edits_for(length)
    for edits in range(most + 1):
        rounds.append(furthest.copy())
        if _advance(old, new, edits, furthest):
            work.spend(edits, length)
            return _walked_back(rounds, len(old), len(new))
    work.spend(most, length)
    return []


def _advance(old: Sequence[Hashable], new: Sequence[Hashable], edits: int, furthest: dict[int, int]) -> bool:
    """Go as far as one edit more allows on each diagonal (old index minus new); True where both ends are reached."""
    for diagonal in range(-edits, edits + 1, 2):
        i = furthest[_from(diagonal, edits, furthest)] + (_from(diagonal, edits, furthest) < diagonal)
        j = i - diagonal
        while i < len(old) and j < len(new) and old[i] == new[j]:
            i, j = i + 1, j + 1
        furthest[diagonal] = i
        if i >= len(old) and j >= len(new):
            return True
    return False


def _from(diagonal: int, edits: int, furthest: dict[int, int]) -> int:
    """Return from which neighbouring diagonal one is reached: the one above puts in, the one below takes out."""
    is_lowest, is_highest = diagonal == -edits, diagonal == edits
    if is_lowest or (not is_highest and furthest[diagonal - 1] < furthest[diagonal + 1]):
        return diagonal + 1
    return diagonal - 1


def _walked_back(rounds: list[dict[int, int]], i: int, j: int) -> list[tuple[int, int]]:
    """Return the equal pairs on the way that the rounds found, first to last."""
    matched: list[tuple[int, int]] = []
    for edits in range(len(rounds) - 1, -1, -1):
        furthest = rounds[edits]
        source = _from(i - j, edits, furthest)
        before_i = furthest[source]
        before_j = before_i - source
        while i > max(before_i, 0) and j > max(before_j, 0):
            i, j = i - 1, j - 1
            matched.append((i, j))
        i, j = before_i, before_j
    return matched[::-1]


def _by_character(old: str, new: str, work: Work) -> list[Piece]:
    found = list(stretches(old, new, work))
    kept = [one.is_same and not _is_chance(one, index, len(found)) for index, one in enumerate(found)]
    alike = sum(one.old_end - one.old_start for one, is_kept in zip(found, kept, strict=True) if is_kept)
    if alike < LEAST_ALIKE * min(len(old), len(new)):
        return [Piece("removed", old), Piece("added", new)]
    pieces: list[Piece] = []
    for one, is_kept in zip(found, kept, strict=True):
        before, after = old[one.old_start : one.old_end], new[one.new_start : one.new_end]
        pieces += [Piece("same", before)] if is_kept else [Piece("removed", before), Piece("added", after)]
    return pieces


def _is_chance(stretch: Stretch, index: int, count: int) -> bool:
    """Tell whether so short a run between two changes is equal by chance."""
    return 0 < index < count - 1 and stretch.old_end - stretch.old_start < LEAST_RUN


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Yield pieces with their neighbours of one kind; within a change, what was taken out comes first."""
    for is_same, run in groupby(pieces, lambda piece: piece.kind == "same"):
        together = list(run)
        for kind in ("same",) if is_same else ("removed", "added"):
            text = "".join(piece.text for piece in together if piece.kind == kind)
            if text:
                yield Piece("same" if is_same else "removed" if kind == "removed" else "added", text)
