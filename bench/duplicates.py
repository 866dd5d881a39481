"""Duplicates: are reprints recognised, is anything else taken for one, and how long does a whole archive take?

Run by `make bench-duplicates`, on a fresh database below ARCHIVE_STATE_DIR. In: the 10,000 real reports
(`bench.corpus`), reprints of them made by rule (`bench.reprints`), and 100,000 generated reports of which some are such
reprints. Out: bench/results/duplicates.md. Which of the pairs that are near among the real reports are one report was
judged by reading them; the judgements are kept in bench/duplicates_judged.tsv.
"""

from __future__ import annotations

import csv
import os
import random
import resource
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from archive.all_pairs import find_all  # noqa: E402
from archive.duplicates import reports_near  # noqa: E402
from archive.models import Article, Resemblance, TextBand  # noqa: E402
from archive.signatures import common_phrases, keep_common_phrases, keep_signature  # noqa: E402
from archive.text.meetings import meetings  # noqa: E402
from archive.text.shingles import (  # noqa: E402
    Common,
    Likeness,
    PhraseCounts,
    Wording,
    bands_of,
    compare,
    minima_of,
    shingles_of,
    wording_of,
)
from bench.corpora import CACHE_DIR  # noqa: E402
from bench.corpus import rows  # noqa: E402
from bench.database import load  # noqa: E402
from bench.generated import articles, material  # noqa: E402
from bench.machine import facts  # noqa: E402
from bench.reprints import EDITS, LEAST_CHARACTERS, NOTE  # noqa: E402

RESULT: Final = Path(__file__).with_name("results") / "duplicates.md"
JUDGED: Final = Path(__file__).with_name("duplicates_judged.tsv")
SEED: Final = 6
REPRINTS_A_KIND: Final = 1_000
ARCHIVE: Final = 100_000  # reports
COPIES: Final = 2_000  # of them
ASKED: Final = 300  # texts whose neighbours are looked up in the full archive
# What a pair that is near was judged to be.
VERDICTS: Final = {
    "same": "one report, in two printings or versions",
    "contains": "one report that stands whole within a longer one",
    "series": "two reports of a series: the same form, other names and figures",
    "quotes": "two reports that quote the same text",
}


class Known(NamedTuple):
    """The real reports: their texts, identifiers, wordings, and who has which band."""

    identifiers: Sequence[str]
    texts: Sequence[str]
    wordings: Sequence[Wording]
    by_band: Mapping[tuple[int, int], Sequence[int]]
    signed: Sequence[int]
    common: Common

    def near_to(self, text: str, common: Common) -> tuple[set[int], set[int]]:
        """Return which reports share a band with a text, and which of those are near to it."""
        wording = wording_of(text, common)
        minima = minima_of(wording)
        values = [] if minima is None else bands_of(minima).tolist()
        met = {number for band, value in enumerate(values) for number in self.by_band.get((band, value), ())}
        return met, {number for number in met if compare(wording, self.wordings[number]).is_near}


def known_reports() -> Known:
    """Read the real reports; the common phrases are counted over all of them."""
    read = list(rows())
    texts = [row["text"] for row in read]
    counts = PhraseCounts()
    for text in texts:
        counts.add(shingles_of(text))
    keep_common_phrases(counts.common())
    common = common_phrases()
    wordings = [wording_of(text, common) for text in texts]
    by_band: dict[tuple[int, int], list[int]] = defaultdict(list)
    signed = []
    for number, wording in enumerate(wordings):
        minima = minima_of(wording)
        if minima is not None:
            signed.append(number)
            for band, value in enumerate(bands_of(minima).tolist()):
                by_band[band, value].append(number)
    return Known([row["id"] for row in read], texts, wordings, by_band, signed, common)


def recall(known: Known) -> Iterator[str]:
    """Yield the table of reprints: how many share a band with their source, and how many are recognised."""
    yield f"{REPRINTS_A_KIND:,} reports of {LEAST_CHARACTERS} characters and more, each reprinted in every way:\n"
    yield "| reprint | meets its source in a band | recognised |\n| --- | ---: | ---: |"
    long_enough = [number for number in known.signed if len(known.texts[number]) >= LEAST_CHARACTERS]
    drawn = random.Random(SEED).sample(long_enough, REPRINTS_A_KIND)
    with_note = known.common.with_these(Common.of_phrases([NOTE]))
    kinds = [(name, edit, known.common) for name, edit in EDITS]
    kinds += [(f"{name}; the note is known", edit, with_note) for name, edit in EDITS if "note" in name]
    for name, edit, common in kinds:
        met = recognised = 0
        for number in drawn:
            sharing, near = known.near_to(edit(known.texts[number], random.Random(number)), common)
            met, recognised = met + (number in sharing), recognised + (number in near)
        yield f"| {name} | {met / len(drawn):.1%} | {recognised / len(drawn):.1%} |"
    yield "\nA standing note is known once it stands in 40 reports and one of 200; until then it counts as text."


def near_pairs(known: Known) -> list[tuple[str, str, Likeness]]:
    """Return the pairs of real reports that are near."""
    minima = np.array([minima_of(known.wordings[number]) for number in known.signed])
    pairs = meetings(bands_of(minima), minima.astype(np.uint32))
    found = []
    for i, j in pairs.tolist():
        first, second = known.signed[i], known.signed[j]
        likeness = compare(known.wordings[first], known.wordings[second])
        if likeness.is_near:
            found.append((known.identifiers[first], known.identifiers[second], likeness))
    return found


def precision(known: Known) -> Iterator[str]:
    """Yield the table of pairs near among the real reports, by what they were judged to be."""
    with JUDGED.open(encoding="utf-8", newline="") as lines:
        judged = {(row["first"], row["second"]): row["verdict"] for row in csv.DictReader(lines, delimiter="\t")}
    found = near_pairs(known)
    counts = Counter(judged.get((first, second), "not judged") for first, second, _ in found)
    reports = len({one for first, second, _ in found for one in (first, second)})
    yield f"Of {len(known.texts):,} real reports, {reports} are in {len(found)} pairs that are near:\n"
    yield "| read and judged to be | pairs |\n| --- | ---: |"
    for verdict, count in counts.most_common():
        yield f"| {VERDICTS.get(verdict, verdict)} | {count} |"


def copies(originals: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield reprints of prepared reports, numbered on, edited in each way in turn."""
    for number, original in enumerate(originals):
        edit = EDITS[number % len(EDITS)][1]
        text = edit("\n".join(original["paragraphs"]), random.Random(number))
        own = ARCHIVE - COPIES + number + 1
        yield {
            **original, "django_id": str(own), "identifier": f"copy-{own}", "paragraphs": text.split("\n")
        }  # fmt: skip


def whole_archive() -> Iterator[str]:
    """Yield what a search of a whole archive takes, from the first time on, and what it finds."""
    originals: list[dict[str, Any]] = []

    def kept() -> Iterator[dict[str, Any]]:
        for one in articles(ARCHIVE - COPIES, material(CACHE_DIR)):
            if len(originals) < COPIES:
                originals.append(one)
            yield one

    load(chain(kept(), copies(originals)))
    wanted = {(int(one["django_id"]), ARCHIVE - COPIES + n + 1) for n, one in enumerate(originals)}
    yield f"{Article.objects.count():,} generated reports, {COPIES:,} of them reprints made as above, in turn.\n"
    yield "| | count, s | sign, s | compare, s | all, s | of one processor, s | reports a second |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name in ("first search, nothing signed before", "second search"):
        stages, seconds, busy = timed_search()
        parts = " | ".join(f"{stages.get(stage, 0):.0f}" for stage in ("count", "sign", "compare"))
        yield f"| {name} | {parts} | {seconds:.0f} | {busy:.0f} | {ARCHIVE / seconds:,.0f} |"
    found = set(Resemblance.objects.values_list("first_id", "second_id"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield f"\nOf the {COPIES:,} pairs {len(found & wanted):,} are found ({len(found & wanted) / COPIES:.1%}), " \
          f"and {len(found - wanted)} others: generated reports that drew the same very long sentences. At most " \
          f"{memory:,.0f} MB of memory."
    yield from at_upload()


def timed_search() -> tuple[dict[str, float], float, float]:
    """Search the archive, and return the seconds of each stage, of all, and those that a processor was busy."""
    started, busy = time.perf_counter(), time.process_time()
    ends: dict[str, float] = {}

    def tell(stage: str, done: int, total: int) -> None:
        ends[stage] = time.perf_counter()

    find_all(tell)
    times, before = {}, started
    for stage, end in ends.items():
        times[stage], before = end - before, end
    return times, time.perf_counter() - started, time.process_time() - busy


def at_upload() -> Iterator[str]:
    """Yield what a report costs when it comes in, in the full archive."""
    numbers = random.Random(SEED).sample(range(1, ARCHIVE + 1), ASKED)
    asked, signed = [], []
    for article in Article.objects.filter(pk__in=numbers):
        started = time.process_time()
        reports_near(article.body_text)
        asked.append(1000 * (time.process_time() - started))
        TextBand.objects.filter(article=article).delete()
        started = time.process_time()
        keep_signature(article)
        signed.append(1000 * (time.process_time() - started))
    for name, costs in (("To look for its neighbours", asked), ("To sign it", signed)):
        ordered = sorted(costs)
        most = ordered[int(0.95 * len(ordered))]
        yield f"{name}, a report that comes in takes {statistics.median(ordered):.1f} ms of a processor (of 100, 95 " \
              f"take at most {most:.1f})."


def report() -> Iterator[str]:
    """Yield the whole page."""
    yield "# Duplicates, measured\n\n`make bench-duplicates`.\n"
    yield from (f"- {name}: {value}" for name, value in facts())
    known = known_reports()
    yield "\n## Reprints\n"
    yield from recall(known)
    yield "\n## What else is near\n"
    yield from precision(known)
    yield "\n## A whole archive\n"
    yield from whole_archive()


def main() -> None:
    """Measure, print, and keep the figures."""
    if Article.objects.exists():
        raise SystemExit("the database has reports; this needs an empty one")
    lines = []
    for line in report():
        print(line, flush=True)
        lines.append(line)
    RESULT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
