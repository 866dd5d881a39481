"""Sets of documents: a few numbers, or a mask over all documents, whichever is cheaper to go on with.

In: ascending numbers or masks. Out: a DocSet that turns into the other form once, when it is asked for. A rare word
must not cost what a common one costs, so nothing here looks at all documents unless a set holds many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from search.engine.arrays import Integers, Mask

# A set of at least this part of all documents is handled as a mask.
MANY: Final = 1 / 8


class DocSet:
    """Some of `total` documents."""

    # Plain slots: functools.cached_property takes a lock, and a question asks some hundred times.
    __slots__ = ("_mask", "_numbers", "_others", "_size", "total")

    def __init__(self, total: int, *, mask: Mask | None = None, numbers: Integers | None = None) -> None:
        self.total = total
        self._mask = mask
        self._numbers = numbers
        self._size = -1 if numbers is None else len(numbers)
        self._others: DocSet | None = None

    @property
    def mask(self) -> Mask:
        """Return whether each document is in the set."""
        if self._mask is None:
            self._mask = np.zeros(self.total, np.bool_)
            self._mask[self._numbers] = True
        return self._mask

    @property
    def numbers(self) -> Integers:
        """Return the documents of the set, ascending."""
        if self._numbers is None:
            self._numbers = np.flatnonzero(self.mask)
        return self._numbers

    @property
    def size(self) -> int:
        """Return how many documents are in the set."""
        if self._size < 0:
            self._size = int(np.count_nonzero(self.mask))
        return self._size

    @property
    def others(self) -> DocSet:
        """Return all other documents."""
        if self._others is None:
            self._others = DocSet(self.total, mask=~self.mask)
        return self._others

    @property
    def has_numbers(self) -> bool:
        """Tell whether the set is known as numbers."""
        return self._numbers is not None

    @property
    def is_many(self) -> bool:
        """Tell whether a mask serves better than numbers."""
        return self.size >= MANY * self.total


def all_of(total: int) -> DocSet:
    """Return the set of all documents."""
    return DocSet(total, mask=np.ones(total, np.bool_))


def none_of(total: int) -> DocSet:
    """Return the empty set."""
    return DocSet(total, numbers=np.empty(0, np.int32))


def intersection(sets: Sequence[DocSet], total: int) -> DocSet:
    """Return what is in all sets, all documents for none of them; the smallest set of numbers leads."""
    if len(sets) == 1:
        return sets[0]
    few = sorted((one for one in sets if one.has_numbers), key=lambda one: one.size)
    if not few:
        return _combined(sets, total)
    numbers = few[0].numbers
    for other in few[1:]:
        numbers = numbers[among(numbers, other)]
    for other in sets:
        if not other.has_numbers:
            numbers = numbers[other.mask[numbers]]
    return DocSet(total, numbers=numbers)


def union(sets: Sequence[DocSet], total: int) -> DocSet:
    """Return what is in any of the sets."""
    kept = [one for one in sets if not (one.has_numbers and not one.size)]
    if len(kept) <= 1:
        return kept[0] if kept else none_of(total)
    if all(one.has_numbers for one in kept) and sum(one.size for one in kept) < MANY * total:
        return DocSet(total, numbers=np.unique(np.concatenate([one.numbers for one in kept])))
    mask = np.zeros(total, np.bool_)
    for one in kept:
        if one.has_numbers:
            mask[one.numbers] = True
        else:
            mask |= one.mask
    return DocSet(total, mask=mask)


def at_least(least: int, sets: Iterable[DocSet], total: int) -> DocSet:
    """Return what is in at least so many of the sets."""
    times = np.zeros(total, np.int32)
    for one in sets:
        times[one.numbers] += 1
    return DocSet(total, mask=times >= least)


def among(numbers: Integers, others: DocSet) -> Mask:
    """Return which of these ascending numbers are in a set."""
    if not others.has_numbers or others.is_many:
        return others.mask[numbers]
    return are_in(numbers, others.numbers)


def are_in(wanted: Integers, ascending: Integers) -> Mask:
    """Return which of these numbers are among others, which ascend."""
    return find(wanted, ascending)[0]


def find(wanted: Integers, ascending: Integers) -> tuple[Mask, Integers]:
    """Return which of these numbers are among others, which ascend, and where those that are stand there."""
    if not len(ascending):
        return np.zeros(len(wanted), np.bool_), np.empty(0, np.intp)
    at = np.searchsorted(ascending, wanted)
    at[at == len(ascending)] = 0
    found: Mask = ascending[at] == wanted
    return found, at[found]


def _combined(sets: Sequence[DocSet], total: int) -> DocSet:
    """Return the intersection of masks."""
    mask = np.ones(total, np.bool_)
    for one in sets:
        mask &= one.mask
    return DocSet(total, mask=mask)
