"""Going on: which hits come next after one that was given before?

In: the hits of now, in the order that `ordering.py` gives them, and where the last one given stood. Out: those that
come next. What is put before that place meanwhile is not given late, and what was given does not come again.

By days the place is the key that was written down. By relevance each report that is added or taken away changes the
score of all a little: the place is where the report given last stands now. Where it was taken away it is the one
before, and so on: a score that was written down would be among the scores of another day, and lose whole portions.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from search.engine.arrays import Integers
from search.engine.docsets import DocSet
from search.engine.ordering import first_by_days, first_by_score
from search.engine.scoring import Scores
from search.engine.snapshot import Snapshot
from search.questions import After

ANCHORS: Final = 8  # reports given last that a place names


def place_of(snapshot: Snapshot, numbers: Integers, scores: Scores, oldest: bool) -> After:
    """Return the place behind the last of some hits that are given with their scores."""
    last_ones = snapshot.ids[numbers[-ANCHORS:]].tolist()
    return After(int(days_of(snapshot, oldest)[numbers[-1]]), float(scores[-1]), tuple(reversed(last_ones)))


def days_of(snapshot: Snapshot, oldest: bool) -> Integers:
    """Return the keys by which documents are ordered by days, the least first."""
    return snapshot.oldest if oldest else snapshot.newest


def next_by_days(snapshot: Snapshot, hits: DocSet, after: After, most: int, oldest: bool) -> Integers:
    """Return the hits that come next by days."""
    numbers = hits.numbers
    rest = numbers[_is_behind(days_of(snapshot, oldest)[numbers], snapshot.ids[numbers], after.key, after.reports[0])]
    return first_by_days(snapshot, DocSet(hits.total, numbers=rest), most, oldest)


def next_by_score(
    snapshot: Snapshot, hits: DocSet, scores: Scores, after: After, most: int
) -> tuple[Integers, Scores]:
    """Return the hits that come next by relevance, and their scores; `scores` as score() returns them."""
    numbers = hits.numbers
    of_hits = scores if len(scores) == hits.size else scores[numbers]
    ids, days = snapshot.ids[numbers], snapshot.newest[numbers]
    points, key, report = after.score, after.key, after.reports[0]
    for one in after.reports:
        if (here := np.flatnonzero(ids == one)).size:
            points, key, report = of_hits[here[0]], days[here[0]], one
            break
    is_behind = (of_hits < points) | ((of_hits == points) & _is_behind(days, ids, key, report))
    rest = DocSet(hits.total, numbers=numbers[is_behind])
    return first_by_score(snapshot, rest, of_hits[is_behind], most)


def _is_behind(days: Integers, ids: Integers, key: int, report: int) -> npt.NDArray[Any]:
    """Tell of each document whether it comes behind: later by its key, or of equal key with a lower id."""
    behind: npt.NDArray[Any] = (days > key) | ((days == key) & (ids < report))
    return behind
