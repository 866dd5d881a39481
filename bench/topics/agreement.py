"""Agreement: do two judges see the same?

In: pairs of grades. Out: the share of equal ones, and Cohen's kappa with quadratic weights (Cohen 1968): how much
more they agree than by chance, a distance of two counting four times as much as one of one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple


class Pair(NamedTuple):
    """What two judges say of the same report."""

    first: int
    second: int


def exact_share(pairs: Sequence[Pair]) -> float:
    """Return the share of equal grades; 0 of nothing."""
    return sum(one.first == one.second for one in pairs) / len(pairs) if pairs else 0.0


def weighted_kappa(pairs: Sequence[Pair]) -> float:
    """Return kappa: 1 where all are equal, 0 for what chance would give."""
    firsts, seconds = Counter(one.first for one in pairs), Counter(one.second for one in pairs)
    observed = sum((one.first - one.second) ** 2 for one in pairs) * len(pairs)
    expected = sum(
        count * other * (first - second) ** 2
        for first, count in firsts.items()
        for second, other in seconds.items()
    )
    return 1 - observed / expected if expected else 1.0
