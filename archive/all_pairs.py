"""Which reports of the whole archive may be one, without comparing each with each?

In: the archive. Out: the pairs that are near, as rows of Resemblance. Four stages, of which `Progress` tells: the
common phrases are counted, on at most 20,000 reports; each report is signed anew; reports whose signatures meet
(`archive/text/meetings.py`) are candidates; these are compared whole. What a person decided about a pair stays; a pair
that waits for a decision and is near no more is taken out.

Only bands that differ are written, 4,000 reports to a transaction: whoever was stopped and begins again has the slow
part behind him. Texts are read and compared outside of transactions, so that nobody who writes has to wait for that.
Memory: some 300 bytes a report, the counters (32 MB) and 500 texts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from django.db import transaction
from django.utils import timezone

from archive.models import Article, Resemblance, TextBand
from archive.phrase_count import count, sampled
from archive.signatures import common_phrases, keep_common_phrases, write_bands
from archive.text.meetings import meetings
from archive.text.shingles import (
    BANDS,
    MINIMA_A_BAND,
    Common,
    Minima,
    PhraseCounts,
    bands_of,
    compare,
    minima_of,
    wording_of,
)

AT_ONCE: Final = 500  # reports, or pairs
# Values are spread over the whole index, so that each transaction writes most of its pages: better few and large ones.
SIGNED_AT_ONCE: Final = 4_000  # reports

# Called with the stage ("count", "sign", "compare"), how many are done, and of how many.
Progress = Callable[[str, int, int], None]
PairKey = tuple[int, int]


class Outcome(NamedTuple):
    """What a search of the whole archive gave: reports read, pairs near, and those not known before."""

    reports: int
    pairs: int
    new: int


class Signed(NamedTuple):
    """The reports that have a signature: their numbers, bands and the low halves of their minima, one a row."""

    numbers: npt.NDArray[np.int64]
    bands: npt.NDArray[np.int64]
    minima: npt.NDArray[np.uint32]


def find_all(tell: Progress) -> Outcome:
    """Search the whole archive, write what was found, and return how much that is."""
    numbers = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    keep_common_phrases(_count_phrases(tell))
    common = common_phrases()
    waiting = set(Resemblance.objects.filter(decision="").values_list("first_id", "second_id"))
    candidates = sorted(waiting | _candidates(_sign(numbers, common, tell)))
    pairs, new = 0, 0
    for start in range(0, len(candidates), AT_ONCE):
        found, created = _compare(candidates[start : start + AT_ONCE], common)
        pairs, new = pairs + found, new + created
        tell("compare", min(start + AT_ONCE, len(candidates)), len(candidates))
    return Outcome(len(numbers), pairs, new)


def _count_phrases(tell: Progress) -> Common:
    counts, sample = PhraseCounts(), sampled()
    for part in _parts(sample, AT_ONCE):
        count(counts, part)
        tell("count", counts.reports, len(sample))
    return counts.common()


def _sign(numbers: Sequence[int], common: Common, tell: Progress) -> Signed:
    """Write the bands of all reports, and return them."""
    known: list[int] = []
    rows: list[Minima] = []
    done = 0
    for part in _parts(numbers, SIGNED_AT_ONCE):
        read_at = timezone.now()
        minima: dict[int, Minima] = {}
        for few in _parts(part, AT_ONCE):
            minima |= _minima(few, common)
            done += len(few)
            tell("sign", done, len(numbers))
        _write_bands(part, {number: bands_of(one).tolist() for number, one in minima.items()}, read_at)
        known += minima
        rows += minima.values()
    every = np.array(rows, dtype=np.uint64).reshape(-1, BANDS * MINIMA_A_BAND)
    return Signed(np.array(known, dtype=np.int64), bands_of(every), every.astype(np.uint32))


def _minima(numbers: Sequence[int], common: Common) -> dict[int, Minima]:
    """Return the minima of those reports that are long enough to have any."""
    texts = Article.objects.filter(pk__in=numbers).order_by("pk").values_list("pk", "body_text")
    found = ((number, minima_of(wording_of(text, common))) for number, text in texts.iterator())
    return {number: minima for number, minima in found if minima is not None}


@transaction.atomic
def _write_bands(numbers: Sequence[int], wanted: dict[int, list[int]], read_at: dt.datetime) -> None:
    """Write bands where they differ; a report that was changed since its text was read has its own already."""
    standing = Article.objects.select_for_update().filter(pk__range=(numbers[0], numbers[-1]), updated_at__lt=read_at)
    unchanged = set(standing.values_list("pk", flat=True))
    held: dict[int, list[int]] = {}
    bands = TextBand.objects.filter(article__gte=numbers[0], article__lte=numbers[-1]).order_by("article", "band")
    for number, value in bands.values_list("article", "value").iterator():
        held.setdefault(number, []).append(value)
    stale = [number for number in unchanged if held.get(number, []) != wanted.get(number, [])]
    TextBand.objects.filter(article__in=[number for number in stale if number in held]).delete()
    rows = ((band, value, number) for number in stale for band, value in enumerate(wanted.get(number, ())))
    write_bands(sorted(rows))


def _candidates(signed: Signed) -> set[PairKey]:
    """Return the pairs of numbers whose signatures meet."""
    pairs = signed.numbers[meetings(signed.bands, signed.minima)]
    return {(int(first), int(second)) for first, second in pairs}


def _compare(pairs: Sequence[PairKey], common: Common) -> tuple[int, int]:
    """Compare some pairs whole, write what is near, and return how many are and how many of them are new."""
    numbers = {number for pair in pairs for number in pair}
    texts = Article.objects.filter(pk__in=numbers).values_list("pk", "body_text")
    wordings = {number: wording_of(text, common) for number, text in texts}
    near: dict[PairKey, float] = {}
    for first, second in pairs:
        if first in wordings and second in wordings:
            likeness = compare(wordings[first], wordings[second])
            if likeness.is_near:
                near[first, second] = likeness.containment
    return len(near), _write(pairs, near)


@transaction.atomic
def _write(compared: Sequence[PairKey], near: dict[PairKey, float]) -> int:
    """Bring the rows of the compared pairs up to date, but for decided ones; return how many are new."""
    held = Article.objects.select_for_update().filter(pk__in={number for pair in near for number in pair})
    there = set(held.values_list("pk", flat=True))  # a report may have been deleted since it was read
    rows = Resemblance.objects.filter(
        first__in={first for first, _ in compared}, second__in={second for _, second in compared}
    )
    known = {(row.first_id, row.second_id): row for row in rows}
    waiting = {pair: known[pair] for pair in compared if pair in known and not known[pair].decision}
    Resemblance.objects.filter(pk__in=[row.pk for pair, row in waiting.items() if pair not in near]).delete()
    changed = [row for pair, row in waiting.items() if near.get(pair, row.similarity) != row.similarity]
    for row in changed:
        row.similarity = near[row.first_id, row.second_id]
    Resemblance.objects.bulk_update(changed, ["similarity"])
    missing = [
        Resemblance(first_id=first, second_id=second, similarity=share)
        for (first, second), share in near.items()
        if (first, second) not in known and first in there and second in there
    ]
    Resemblance.objects.bulk_create(missing)
    return len(missing)


def _parts(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]
