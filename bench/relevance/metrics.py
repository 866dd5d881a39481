"""Metrics: how good is one ranking?

In: ids of documents in order, and the grades of one question. Out: numbers from 0 to 1. What was not judged is
taken for not relevant.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

FIRST: Final = 10  # documents that a reader looks at
FAR: Final = 100

Measure = Callable[[Sequence[str], Mapping[str, float]], float]


def discounted_gain(gains: Iterable[float]) -> float:
    """Return the sum of gains, each over log2 of its rank plus 1 (Järvelin and Kekäläinen 2002)."""
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def ndcg(ranked: Sequence[str], grades: Mapping[str, float]) -> float:
    """Return nDCG@10, a grade being its own gain; 0 where nothing is relevant."""
    best = discounted_gain(sorted(grades.values(), reverse=True)[:FIRST])
    return discounted_gain(grades.get(one, 0.0) for one in ranked[:FIRST]) / best if best else 0.0


def reciprocal_rank(ranked: Sequence[str], grades: Mapping[str, float]) -> float:
    """Return 1 over the rank of the first relevant document of ten, 0 where there is none."""
    return next((1 / rank for rank, one in enumerate(ranked[:FIRST], 1) if grades.get(one, 0) > 0), 0.0)


def recall(ranked: Sequence[str], grades: Mapping[str, float]) -> float:
    """Return the share of all relevant documents that are among the first hundred."""
    relevant = {one for one, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranked[:FAR])) / len(relevant) if relevant else 0.0


MEASURES: Final[dict[str, Measure]] = {"nDCG@10": ndcg, "MRR@10": reciprocal_rank, "R@100": recall}
