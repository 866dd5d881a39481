"""Hints: what stands beside few results, or none: why, and what else might be asked.

In: a question and how many reports it finds. Out: Hints. They cost some milliseconds where little is found, and next
to nothing elsewhere; an index that cannot be read gives none.
"""

from __future__ import annotations

from dataclasses import dataclass

from search.did_you_mean import Correction, corrections_for
from search.engine.store import UnreadableIndexError
from search.offers import offer_of_any
from search.questions import FEW, Question
from search.results import Offer
from search.why_few import WayOut, ways_out


@dataclass(frozen=True, slots=True)
class Hints:
    """What may have been meant, and what each condition keeps away; `total` is what all of them leave.

    `any_of` is the same question where any of its words is enough.
    """

    total: int = 0
    corrections: tuple[Correction, ...] = ()
    ways: tuple[WayOut, ...] = ()
    any_of: Offer | None = None

    @property
    def has_better_way(self) -> bool:
        """Tell whether more is found without one of the conditions."""
        return any(way.count > self.total for way in self.ways)


def hints_for(question: Question, total: int) -> Hints:
    """Return the hints for a question that has an answer: on its first page, or wherever few are found."""
    if question.page > 1 and total >= FEW:
        return Hints()
    try:
        ways = ways_out(question) if total < FEW else []
        corrections = tuple(corrections_for(question, total))
        return Hints(total, corrections, tuple(ways), offer_of_any(question, total))
    except UnreadableIndexError:
        return Hints()
