"""Likeness: which documents share the weightiest words of one, and which words are these?

In: a snapshot, words with what each is worth to that document, and the reports to hide. Out: the documents that share
most, each with what it shares. A word counts what it is worth times its rarity, ln(N / (n + 1)), up to a bound: what
hardly any document has is rather an odd turn of phrase than a topic. A document has the sum of those that it has, once
each, so that what is told of it is the whole reason.

Both N and n count what may be seen and nothing else: what a page shows of other reports does not change with one that
is hidden. Only for so many words are documents looked up, none that stands in many, so that the cost stays the same
however long a report is, and nearly so however many there are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from search.engine.answering import FoundDocument
from search.engine.docsets import DocSet, all_of, intersection
from search.engine.matching import Matches
from search.engine.ordering import first_by_score
from search.engine.schema import BODY, WORDS, Zone
from search.engine.snapshot import Snapshot
from search.query_tree import Word

# Words of which the index is asked how rare they are; whose documents are looked up; and those that count.
MOST_RATED: Final = 100
MOST_LOOKED_UP: Final = 12
MOST_COUNTED: Final = 8
LEAST_SHARED: Final = 2
MOST_RARITY: Final = math.log(200)
# What more reports have says little: one in so many, but in a small archive at least so many.
COMMON_SHARE: Final = 1 / 20
COMMON_FEW: Final = 20
# A string of three or more characters is looked for where its pairs stand: not where so many reports have one of them.
MOST_PAIRS: Final = 20_000
_WORDS: Final = Zone(WORDS, ())


class Alike(NamedTuple):
    """A document, and the words that it shares, those that count most first."""

    document: FoundDocument
    shared: tuple[str, ...]


class _Counted(NamedTuple):
    """A word, what it counts, and which documents have it that may be shown."""

    word: str
    weight: float
    documents: DocSet


def alike(
    snapshot: Snapshot, worth: Mapping[str, float], hidden: frozenset[int], report: int, most: int
) -> list[Alike]:
    """Return the documents that share most with a report, but itself and the samples, at most so many.

    `worth` holds the folded words of the report. Equals come newest first.
    """
    counted = _counted(snapshot, worth, hidden)
    if len(counted) < LEAST_SHARED:
        return []
    scores = np.zeros(snapshot.documents, np.float32)
    shared = np.zeros(snapshot.documents, np.int8)
    for one in counted:
        scores[one.documents.numbers] += one.weight
        shared[one.documents.numbers] += 1
    numbers = np.flatnonzero(shared >= LEAST_SHARED)
    hits = DocSet(snapshot.documents, numbers=numbers[snapshot.ids[numbers] != report])
    first, points = first_by_score(snapshot, hits, scores[hits.numbers], most)
    return [_alike(snapshot, counted, *one) for one in zip(first.tolist(), points.tolist(), strict=True)]


def _alike(snapshot: Snapshot, counted: Sequence[_Counted], number: int, score: float) -> Alike:
    document = FoundDocument(int(snapshot.ids[number]), score, lambda: snapshot.stored(number))
    return Alike(document, tuple(one.word for one in counted if number in one.documents.numbers))


def _counted(snapshot: Snapshot, worth: Mapping[str, float], hidden: frozenset[int]) -> list[_Counted]:
    """Return the words that count, the weightiest first; of those that stand in one another only one."""
    matches = Matches(snapshot)
    shown = _shown(snapshot, hidden)
    found: list[_Counted] = []
    for word in _promising(snapshot, worth):
        documents = intersection([matches.documents(Word(word)), shown], snapshot.documents)
        if LEAST_SHARED <= documents.size <= _common(shown.size):
            found.append(_Counted(word, worth[word] * _rarity(documents.size, shown.size), documents))
    found.sort(key=lambda one: (-one.weight, one.word))
    kept: list[_Counted] = []
    for one in found:
        if one.weight > 0 and not any(one.word in other.word or other.word in one.word for other in kept):
            kept.append(one)
    return kept[:MOST_COUNTED]


def _shown(snapshot: Snapshot, hidden: frozenset[int]) -> DocSet:
    """Return the documents that may be shown: no sample, and none that is hidden."""
    visible = snapshot.visible(hidden) or all_of(snapshot.documents)
    return intersection([visible, snapshot.samples.others], snapshot.documents)


def _promising(snapshot: Snapshot, worth: Mapping[str, float]) -> list[str]:
    """Return the words that may count most, by what the index says of them without looking up documents.

    Its statistics count what is hidden too: they only choose among words where a report has many.
    """
    total = snapshot.documents
    worthiest = sorted(worth, key=lambda word: (-worth[word], -len(word), word))[:MOST_RATED]
    rated = [
        (worth[word] * _rarity(frequency, total), word)
        for word in worthiest
        if (frequency := _frequency(snapshot, word)) <= 2 * _common(total)
    ]
    rated.sort(key=lambda one: (-one[0], one[1]))
    return [word for _, word in rated[: 4 * MOST_LOOKED_UP] if _is_cheap(snapshot, word)][:MOST_LOOKED_UP]


def _frequency(snapshot: Snapshot, word: str) -> int:
    """Return about how many documents have a word; for one that jieba does not cut, its rarest pair of characters."""
    known = sum(segment.frequency(_WORDS, word) for segment in snapshot.segments)
    return known or min(_pair_frequencies(snapshot, word))


def _is_cheap(snapshot: Snapshot, word: str) -> bool:
    return len(word) <= 2 or max(_pair_frequencies(snapshot, word)) <= MOST_PAIRS


def _pair_frequencies(snapshot: Snapshot, word: str) -> list[int]:
    return [
        sum(segment.frequency(BODY, "".join(pair)) for segment in snapshot.segments) for pair in pairwise(word)
    ]


def _common(total: int) -> float:
    return max(COMMON_FEW, COMMON_SHARE * total)


def _rarity(frequency: int, total: int) -> float:
    return min(MOST_RARITY, max(0.0, math.log(total / (frequency + 1)))) if total else 0.0
