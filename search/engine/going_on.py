"""Going on: which hits come next after one that was given before?

In: the hits of now, in the order that `ordering.py` gives them, and where the last one given stood. Out: those that
come next. What is put before that place meanwhile is not given late, and what was given does not come again.

By days the place is the key that was written down. By relevance each new report changes the score of all a little: the
place is where that report stands now, and what was written down counts only where it is no hit any more.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from search.engine.arrays import Integers
from search.engine.docsets import DocSet
from search.engine.ordering import first_by_days, first_by_score
from search.engine.scoring import Scores
from search.engine.snapshot import Snapshot
from search.questions import After


def days_of(snapshot: Snapshot, oldest: bool) -> Integers:
    """Return the keys by which documents are ordered by days, the least first."""
    return snapshot.oldest if oldest else snapshot.newest


def next_by_days(snapshot: Snapshot, hits: DocSet, after: After, most: int, oldest: bool) -> Integers:
    """Return the hits that come next by days."""
    numbers = hits.numbers
    rest = numbers[_is_behind(days_of(snapshot, oldest)[numbers], snapshot.ids[numbers], after.key, after.report)]
    return first_by_days(snapshot, DocSet(hits.total, numbers=rest), most, oldest)


def next_by_score(
    snapshot: Snapshot, hits: DocSet, scores: Scores, after: After, most: int
) -> tuple[Integers, Scores]:
    """Return the hits that come next by relevance, and their scores; `scores` as score() returns them."""
    numbers = hits.numbers
    of_hits = scores if len(scores) == hits.size else scores[numbers]
    ids, days = snapshot.ids[numbers], snapshot.newest[numbers]
    here = np.flatnonzero(ids == after.report)
    points, key = (of_hits[here[0]], days[here[0]]) if here.size else (after.score, after.key)
    is_behind = (of_hits < points) | ((of_hits == points) & _is_behind(days, ids, key, after.report))
    rest = DocSet(hits.total, numbers=numbers[is_behind])
    return first_by_score(snapshot, rest, of_hits[is_behind], most)


def _is_behind(days: Integers, ids: Integers, key: int, report: int) -> npt.NDArray[Any]:
    """Tell of each document whether it comes behind: later by its key, or of equal key with a lower id."""
    behind: npt.NDArray[Any] = (days > key) | ((days == key) & (ids < report))
    return behind
