"""Which reports of the whole archive may be one, without comparing each with each?

In: the archive. Out: the pairs that are near, as rows of Resemblance. Four stages, of which `Progress` tells: the
common phrases are counted, on at most 20,000 reports; each report is signed anew; reports whose signatures meet
(`archive/text/meetings.py`) are candidates; these are compared whole. What a person decided about a pair stays; a pair
that waits for a decision and is near no more is taken out.

Only bands that differ are written, 500 reports to a transaction: whoever was stopped and begins again has the slow
part behind him. Memory: some 300 bytes a report, the counters (32 MB) and a thousand texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from django.db import transaction

from archive.models import Article, Resemblance, TextBand
from archive.signatures import common_phrases, keep_common_phrases
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
    shingles_of,
    wording_of,
)

AT_ONCE: Final = 500  # reports, or pairs
COUNTED_AT_MOST: Final = 20_000  # reports, spread evenly over the archive

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
    keep_common_phrases(_count_phrases(numbers, tell))
    common = common_phrases()
    waiting = set(Resemblance.objects.filter(decision="").values_list("first_id", "second_id"))
    candidates = sorted(waiting | _candidates(_sign(numbers, common, tell)))
    pairs, new = 0, 0
    for start in range(0, len(candidates), AT_ONCE):
        found, created = _compare(candidates[start : start + AT_ONCE], common)
        pairs, new = pairs + found, new + created
        tell("compare", min(start + AT_ONCE, len(candidates)), len(candidates))
    return Outcome(len(numbers), pairs, new)


def _count_phrases(numbers: Sequence[int], tell: Progress) -> Common:
    counts = PhraseCounts()
    sample = numbers[:: -(-len(numbers) // COUNTED_AT_MOST) or 1]
    for part in _parts(sample):
        for text in Article.objects.filter(pk__in=part).values_list("body_text", flat=True):
            counts.add(shingles_of(text))
        tell("count", counts.reports, len(sample))
    return counts.common()


def _sign(numbers: Sequence[int], common: Common, tell: Progress) -> Signed:
    """Write the bands of all reports, and return them."""
    known: list[int] = []
    rows: list[Minima] = []
    done = 0
    for part in _parts(numbers):
        minima = _sign_part(part, common)
        known += minima
        rows += minima.values()
        done += len(part)
        tell("sign", done, len(numbers))
    every = np.array(rows, dtype=np.uint64).reshape(-1, BANDS * MINIMA_A_BAND)
    return Signed(np.array(known, dtype=np.int64), bands_of(every), every.astype(np.uint32))


@transaction.atomic
def _sign_part(part: Sequence[int], common: Common) -> dict[int, Minima]:
    """Write the bands of some reports where they are not those of their texts; return the minima by number."""
    texts = Article.objects.select_for_update().filter(pk__in=part).order_by("pk").values_list("pk", "body_text")
    minima = {number: found for number, text in texts if (found := minima_of(wording_of(text, common))) is not None}
    wanted = {number: bands_of(one).tolist() for number, one in minima.items()}
    held: dict[int, dict[int, int]] = {}
    for number, band, value in TextBand.objects.filter(article__in=part).values_list("article", "band", "value"):
        held.setdefault(number, {})[band] = value
    stale = {number for number, bands in held.items() if bands != dict(enumerate(wanted.get(number, ())))}
    TextBand.objects.filter(article__in=stale).delete()
    TextBand.objects.bulk_create(
        TextBand(article_id=number, band=band, value=value)
        for number, values in wanted.items()
        if number not in held or number in stale
        for band, value in enumerate(values)
    )
    return minima


def _candidates(signed: Signed) -> set[PairKey]:
    """Return the pairs of numbers whose signatures meet."""
    pairs = signed.numbers[meetings(signed.bands, signed.minima)]
    return {(int(first), int(second)) for first, second in pairs}


@transaction.atomic
def _compare(pairs: Sequence[PairKey], common: Common) -> tuple[int, int]:
    """Compare some pairs whole, write what is near, and return how many are and how many of them are new."""
    numbers = {number for pair in pairs for number in pair}
    texts = Article.objects.select_for_update().filter(pk__in=numbers).order_by("pk").values_list("pk", "body_text")
    wordings = {number: wording_of(text, common) for number, text in texts}
    near: dict[PairKey, float] = {}
    for first, second in pairs:
        if first in wordings and second in wordings:
            likeness = compare(wordings[first], wordings[second])
            if likeness.is_near:
                near[first, second] = likeness.containment
    return len(near), _write(pairs, near)


def _write(compared: Sequence[PairKey], near: dict[PairKey, float]) -> int:
    """Bring the rows of the compared pairs up to date, but for decided ones; return how many are new."""
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
        if (first, second) not in known
    ]
    Resemblance.objects.bulk_create(missing)
    return len(missing)


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), AT_ONCE):
        yield numbers[start : start + AT_ONCE]
