"""Which of very many signatures meet in a band, and look enough alike to read their texts?

In: the bands and the minima of reports, one report a row. Out: pairs of row numbers, the lower first. Nothing is
compared with everything: each band is sorted, and what has the same value stands side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]

# Within a band, a report meets so many of those that follow it: thousands of copies of one text stay a chain.
FOLLOWERS: Final = 40
LEAST_MINIMA_AGREE: Final = 6  # of 32; of pairs that share four tenths one in 120 falls below, of a half one in 4,000
PAIRS_AT_ONCE: Final = 100_000


def meetings(bands: npt.NDArray[np.int64], minima: npt.NDArray[np.uint32]) -> Rows:
    """Return the pairs that share a band and agree in at least six minima, in order, as an array of two columns."""
    found = [pairs for values in bands.T for pairs in _alike(_side_by_side(values), minima)]
    return np.unique(np.concatenate(found), axis=0) if found else np.empty((0, 2), dtype=np.int64)


def _side_by_side(values: npt.NDArray[np.int64]) -> Iterator[Rows]:
    """Yield the pairs of rows that have the same value, by how many stand between them."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    for distance in range(1, min(FOLLOWERS, values.size - 1) + 1):
        same = np.flatnonzero(ordered[distance:] == ordered[:-distance])
        if not same.size:
            return
        yield np.column_stack([order[same], order[same + distance]])


def _alike(many: Iterator[Rows], minima: npt.NDArray[np.uint32]) -> Iterator[Rows]:
    for pairs in many:
        for start in range(0, len(pairs), PAIRS_AT_ONCE):
            part = pairs[start : start + PAIRS_AT_ONCE]
            agreeing = np.count_nonzero(minima[part[:, 0]] == minima[part[:, 1]], axis=1)
            yield part[agreeing >= LEAST_MINIMA_AGREE]
