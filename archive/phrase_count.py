"""Which phrases are common in this archive now? Counted by `work`, a little a round, once a day.

In: the reports, of a large archive an even sample. Out: the count that `archive/signatures.py` keeps, put in the place
of the last one when it is whole: a process that ends half way has changed nothing, and the next begins anew. How old
the last count is tells the file that holds it. `find_duplicates` counts in the same way, all at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from archive.models import Article
from archive.signatures import keep_common_phrases, phrases_counted_at
from archive.text.shingles import PhraseCounts, shingles_of

COUNTED_AT_MOST: Final = 20_000  # reports, spread evenly over the archive
REPORTS_PER_ROUND: Final = 500  # some tenths of a second
DAY_SECONDS: Final = 86_400.0
REST_SECONDS: Final = 600.0  # between two looks, where it is not time yet


def sampled() -> list[int]:
    """Return the numbers of the reports to count, in order."""
    numbers = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    return numbers[:: -(-len(numbers) // COUNTED_AT_MOST) or 1]


def count(counts: PhraseCounts, numbers: Sequence[int]) -> None:
    """Add the reports of those numbers, few enough for one query, to a count."""
    for text in Article.objects.filter(pk__in=numbers).values_list("body_text", flat=True).iterator():
        counts.add(shingles_of(text))


class PhraseCount:
    """How far the count of this process is."""

    def __init__(self) -> None:
        self._counts: PhraseCounts | None = None
        self._left: list[int] = []
        self._rest_until = 0.0

    def do_part(self) -> int:
        """Count some reports, where it is time to; return how many."""
        if self._counts is None and not self._begin():
            return 0
        assert self._counts is not None
        part, self._left = self._left[:REPORTS_PER_ROUND], self._left[REPORTS_PER_ROUND:]
        count(self._counts, part)
        if not self._left:
            keep_common_phrases(self._counts.common())
            self._counts = None
        return len(part)

    def _begin(self) -> bool:
        """Begin to count, unless that was done within a day or there is nothing to count."""
        if time.monotonic() < self._rest_until:
            return False
        counted_at = phrases_counted_at()
        self._left = sampled() if counted_at is None or time.time() - counted_at >= DAY_SECONDS else []
        if not self._left:
            self._rest_until = time.monotonic() + REST_SECONDS
            return False
        self._counts = PhraseCounts()
        return True


_count: Final = PhraseCount()


def take_part(stop: Callable[[], bool], **kwargs: Any) -> int:
    """Do the count's part of a round; return how many reports were counted."""
    return 0 if stop() else _count.do_part()
