"""Ordering: the first so many hits, by score or by date, with one order among equals.

In: hits and what they are ordered by. Out: the first hits. Only what may be among the first is sorted: a partition
finds the last value that is, and those from it on are put in order. Equals come newest first, then the latest
added.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from search.engine.arrays import Integers
from search.engine.docsets import DocSet
from search.engine.scoring import Scores
from search.engine.snapshot import Snapshot

# So many groups of keys are looked at for each key that is asked for.
GROUPS_A_KEY: Final = 8


def first_by_score(snapshot: Snapshot, hits: DocSet, scores: Scores, most: int) -> tuple[Integers, Scores]:
    """Return the hits of the highest scores and these; equals newest first. `scores` as score() returns them."""
    if len(scores) == hits.size:
        kept = least(-scores, most)
        numbers, kept_scores = hits.numbers[kept], scores[kept]
    else:
        # Hits come to more than 0 and all others to 0; rounding keeps their order, and equals are all kept.
        numbers = least(-(scores + 1) * hits.mask, most)
        kept_scores = scores[numbers]
    order = np.lexsort((-snapshot.ids[numbers], snapshot.newest[numbers], -kept_scores))[:most]
    return numbers[order], kept_scores[order]


def first_by_days(snapshot: Snapshot, hits: DocSet, most: int, oldest: bool) -> Integers:
    """Return the newest hits, or the oldest; undated ones come last either way."""
    keys = (snapshot.oldest if oldest else snapshot.newest)[hits.numbers]
    kept = least(keys, most)
    numbers = hits.numbers[kept]
    return numbers[np.lexsort((-snapshot.ids[numbers], keys[kept]))][:most]


def least(keys: npt.NDArray[Any], most: int) -> Integers:
    """Return where the `most` least keys are, ascending, with all that equal the last of them.

    The least of each group of keys are a sample that bounds the last: among as many groups as are asked for, so many
    keys are no greater. So a glance at every key leaves few to choose from.
    """
    if most <= 0:
        return np.empty(0, np.int64)
    width = len(keys) // (GROUPS_A_KEY * most)
    if width <= 1:
        return _partitioned(keys, most)
    groups = keys[: len(keys) // width * width].reshape(width, -1).min(axis=0)
    candidates = np.flatnonzero(keys <= np.partition(groups, most - 1)[most - 1])
    found: Integers = candidates[_partitioned(keys[candidates], most)]
    return found


def _partitioned(keys: npt.NDArray[Any], most: int) -> Integers:
    if most >= len(keys):
        return np.arange(len(keys))
    return np.flatnonzero(keys <= np.partition(keys, most - 1)[most - 1])
