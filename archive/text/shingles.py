"""How much of its wording does a text share with another, and how is such a text found without reading all?

In: texts as they were printed. Out: values; nothing is read or kept here.
  - A *shingle* is five neighbouring characters of the folded text (`archive/text/folding.py`), as a number of 64
    bits; a text is the set of its shingles. Width, case, punctuation and 繁简 make no difference.
  - *Common* shingles stand in many reports (slogans, standing notes, the name of a paper). They are counted over the
    archive (`PhraseCounts`) and then say nothing of a text: what is left is its *own*.
  - The *minima* of a set, one for each of 32 fixed orders of all numbers, agree in two sets as often as the sets
    have elements in common (Broder 1997). Two minima side by side are a *band*: two texts that have no band in
    common are not compared.

Figures behind the constants: `bench/results/duplicates.md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from archive.text.folding import fold

# A set of shingles: sorted, each once.
Shingles = npt.NDArray[np.uint64]
Minima = npt.NDArray[np.uint64]
BandValues = npt.NDArray[np.int64]

SHINGLE_CHARACTERS: Final = 5
BANDS: Final = 16
# Two texts whose sets have a share s in common have one of 16 bands of two in common with 1 - (1 - s²)^16: of 1,000
# pairs that share six tenths one is missed, of those that share a half ten, of unrelated ones two in a million meet.
MINIMA_A_BAND: Final = 2
LEAST_SHINGLES: Final = 30  # a text with fewer is a line or two: only the same text is the same
LEAST_OWN_SHARE: Final = 0.25  # a text with less of its own is judged by all that it says
SLOT_BITS: Final = 24  # 16.8 million counters: a quarter of them used by 5,000 reports, 32 MB while counting
LEAST_REPORTS_IF_COMMON: Final = 40  # no report is reprinted so often within one archive that is just beginning
SHARE_OF_REPORTS_IF_COMMON: Final = 0.005
# The shorter text must stand in the longer by so much of its wording, and be a real part of it. Among 10,000 reports,
# from 0.7 to 0.8 one pair in three is not one report, from 0.6 to 0.7 most are not; short notices of the same kind
# (a live broadcast, a book that is out) agree up to 0.85.
LEAST_CONTAINMENT: Final = 0.7
LEAST_CONTAINMENT_IF_SHORT: Final = 0.86
SHORT: Final = 200  # shingles
LEAST_CONTAINMENT_OF_ALL: Final = 0.9  # where most is common: forms that differ in names and figures
LEAST_JACCARD: Final = 0.3


def _scrambled(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Return the numbers spread over all 64 bits, different ones differently (the end of splitmix64)."""
    mixed = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_ORDERS: Final = _scrambled(np.arange(1, 2 * BANDS * MINIMA_A_BAND + 1, dtype=np.uint64) * _STEP).reshape(2, -1)
_FACTORS: Final = _ORDERS[0] | np.uint64(1)  # odd: then no two numbers change into one
_OFFSETS: Final = _ORDERS[1]


def shingles_of(text: str) -> Shingles:
    """Return the shingles of a text; none where it has fewer than five characters that count."""
    points = np.frombuffer(fold(text).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    count = points.size - SHINGLE_CHARACTERS + 1
    if count < 1:
        return np.empty(0, dtype=np.uint64)
    mixed = np.zeros(count, dtype=np.uint64)
    for offset in range(SHINGLE_CHARACTERS):
        mixed = mixed * _STEP + points[offset : offset + count]
    ordered = np.sort(_scrambled(mixed))  # np.unique hashes, which takes three times as long
    is_first = np.ones(count, dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return ordered[is_first]


class Common:
    """The shingles that stand in many reports, known by the first 24 bits of each."""

    def __init__(self, slots: npt.NDArray[np.uint32] | None = None) -> None:
        self.slots = np.unique(slots) if slots is not None else np.empty(0, dtype=np.uint32)

    @classmethod
    def of_phrases(cls, phrases: Iterable[str]) -> Common:
        """Return the shingles of these phrases as the common ones."""
        found = [_slots(shingles_of(phrase)) for phrase in phrases]
        return cls(np.concatenate(found)) if found else cls()

    def with_these(self, other: Common) -> Common:
        """Return what is common by one or the other."""
        return Common(np.concatenate([self.slots, other.slots]))

    def own_of(self, shingles: Shingles) -> Shingles:
        """Return the shingles that are not common."""
        if not self.slots.size:
            return shingles
        slots = _slots(shingles)
        nearest = np.minimum(np.searchsorted(self.slots, slots), self.slots.size - 1)
        is_own: npt.NDArray[np.bool_] = self.slots[nearest] != slots
        return shingles[is_own]


class PhraseCounts:
    """In how many reports a shingle stands: one counter for all that begin with the same 24 bits.

    Of 20,000 reports some 1.2 different shingles meet in a counter, which is nothing beside what makes one common.
    """

    def __init__(self) -> None:
        self.reports = 0
        self._counters = np.zeros(1 << SLOT_BITS, dtype=np.uint16)

    def add(self, shingles: Shingles) -> None:
        """Count the shingles of one report; up to 65,535 reports."""
        self._counters[_slots(shingles)] += np.uint16(1)
        self.reports += 1

    def common(self) -> Common:
        """Return those that stand in one report of 200 and more, and in at least 40."""
        least = max(LEAST_REPORTS_IF_COMMON, SHARE_OF_REPORTS_IF_COMMON * self.reports)
        return Common(np.flatnonzero(self._counters >= least).astype(np.uint32))


class Wording(NamedTuple):
    """A text as its shingles: all, and its own; `speaks_for_itself` where there is enough of its own."""

    every: Shingles
    own: Shingles

    @property
    def speaks_for_itself(self) -> bool:
        """Tell whether the text can be told from others by what is its own."""
        return self.own.size >= max(LEAST_SHINGLES, LEAST_OWN_SHARE * self.every.size)


def wording_of(text: str, common: Common) -> Wording:
    """Return a text as its shingles."""
    every = shingles_of(text)
    return Wording(every, common.own_of(every))


def minima_of(wording: Wording) -> Minima | None:
    """Return the 32 minima of a text; None where it is too short to be known by them."""
    shingles = wording.own if wording.speaks_for_itself else wording.every
    if shingles.size < LEAST_SHINGLES:
        return None
    return np.array([(shingles * f + o).min() for f, o in zip(_FACTORS, _OFFSETS, strict=True)], dtype=np.uint64)


def bands_of(minima: Minima) -> BandValues:
    """Return the bands of minima, of one text or of one a row; signed, as databases keep numbers of 64 bits."""
    pairs = minima.reshape(*minima.shape[:-1], BANDS, MINIMA_A_BAND)
    return _scrambled(pairs[..., 0] * _STEP + pairs[..., 1]).view(np.int64)


class Likeness(NamedTuple):
    """What two texts share: as a part of both together, and as a part of the `shorter` one, of so many shingles."""

    jaccard: float
    containment: float
    shorter: int
    by_own: bool

    @property
    def is_near(self) -> bool:
        """Tell whether a person should see the two side by side."""
        return self.containment >= self._least_containment and self.jaccard >= LEAST_JACCARD

    @property
    def _least_containment(self) -> float:
        if not self.by_own:
            return LEAST_CONTAINMENT_OF_ALL
        return LEAST_CONTAINMENT_IF_SHORT if self.shorter < SHORT else LEAST_CONTAINMENT


def compare(one: Wording, other: Wording) -> Likeness:
    """Return what two texts share; nothing where one of them is too short to tell."""
    by_own = one.speaks_for_itself and other.speaks_for_itself
    mine, yours = (one.own, other.own) if by_own else (one.every, other.every)
    shorter = min(mine.size, yours.size)
    if shorter < LEAST_SHINGLES:
        return Likeness(0.0, 0.0, shorter, by_own)
    shared = np.intersect1d(mine, yours, assume_unique=True).size
    return Likeness(shared / (mine.size + yours.size - shared), shared / shorter, shorter, by_own)


def _slots(shingles: Shingles) -> npt.NDArray[np.uint32]:
    return (shingles >> np.uint64(64 - SLOT_BITS)).astype(np.uint32)
