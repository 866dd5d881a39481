"""Bootstrap: may a difference between two systems be chance?

In: a measure of two systems for each question, in the same order. Out: the mean difference and a two-sided p-value
by resampling of questions (Efron and Tibshirani 1993, chapter 16; Sakai 2006): how often the mean difference of as
many questions, drawn again and again from the differences less their mean, is as large as the one found.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

RESAMPLES: Final = 10_000
SEED: Final = 20261125
# So many are drawn at once: 2,000 questions take 16 MB.
AT_ONCE: Final = 1_000


class Comparison(NamedTuple):
    """By how much the first is better, and the p-value."""

    difference: float
    chance: float


def compare(first: Sequence[float], second: Sequence[float]) -> Comparison:
    """Return the comparison of two systems."""
    differences = np.subtract(first, second)
    found = float(differences.mean())
    centred, drawer = differences - found, np.random.default_rng(SEED)
    as_large = 0
    for _ in range(RESAMPLES // AT_ONCE):
        drawn = drawer.integers(0, len(centred), (AT_ONCE, len(centred)))
        as_large += int((np.abs(centred[drawn].mean(axis=1)) >= abs(found)).sum())
    return Comparison(found, (as_large + 1) / (RESAMPLES + 1))
