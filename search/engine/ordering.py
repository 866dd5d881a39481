"""Ordering: the first so many hits, by score or by date, with one order among equals.

In: hits and what they are ordered by. Out: indices of hits. Only what may be among the first is sorted: a partition
finds the last value that is, and those from it on are put in order. Equals come newest first, then the latest
added.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from search.engine.postings import Integers
from search.engine.scoring import Scores
from search.engine.snapshot import Snapshot

DAY_BITS: Final = 22  # days up to the year 9999
LAST_DAY: Final = (1 << DAY_BITS) - 1


def first_by_score(snapshot: Snapshot, hits: Integers, scores: Scores, most: int) -> Integers:
    """Return the hits of the highest scores; equals newest first."""
    kept = _least(-scores, most)
    newest = _newest(snapshot, hits[kept])
    return kept[np.lexsort((-snapshot.ids[hits[kept]], newest, -scores[kept]))][:most]


def first_by_days(snapshot: Snapshot, hits: Integers, most: int, oldest: bool) -> Integers:
    """Return the newest hits, or the oldest; undated ones come last either way."""
    keys = _oldest(snapshot, hits) if oldest else _newest(snapshot, hits)
    kept = _least(keys, most)
    return kept[np.lexsort((-snapshot.ids[hits[kept]], keys[kept]))][:most]


def _newest(snapshot: Snapshot, documents: Integers) -> Integers:
    """Return sort keys: the latest last day first, then the better known date; no date stands for day 0."""
    last, first = snapshot.last_days[documents], snapshot.first_days[documents]
    return (LAST_DAY - last.astype(np.int64) << DAY_BITS) + (LAST_DAY - first)


def _oldest(snapshot: Snapshot, documents: Integers) -> Integers:
    """Return sort keys: the earliest first day first, then the better known date; undated ones last."""
    last, first = snapshot.last_days[documents], snapshot.first_days[documents]
    days = (first.astype(np.int64) << DAY_BITS) + last
    return np.where(first > 0, days, np.int64(1) << (2 * DAY_BITS))


def _least(keys: npt.NDArray[Any], most: int) -> Integers:
    """Return where the `most` least keys are, with all that equal the last of them."""
    if most >= len(keys):
        return np.arange(len(keys))
    if most <= 0:
        return np.empty(0, np.int64)
    return np.flatnonzero(keys <= np.partition(keys, most - 1)[most - 1])
