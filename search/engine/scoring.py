"""Scoring: BM25F over the leaves of a query, each counted by its exact string.

In: for each leaf, how often it stands in title lines and in the rest of each document. Out: a score a
document. Formula: Robertson, Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
sections 3.4 and 3.6: the counts of the two fields are weighted and normalised, added, then saturated.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from search.engine.matching import SegmentMatches
from search.query_tree import And, AtLeast, Boost, Leaf, Node, Or, Preferred, leaves

K1: Final = 1.2
TITLE_WEIGHT: Final = 4.0
TITLE_B: Final = 0.3
BODY_B: Final = 0.75
# What an unquoted part is worth where it stands as typed, against its words scattered about.
AS_TYPED_WEIGHT: Final = 2.0
SCORE_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class ScoredLeaf:
    """A leaf that counts, and how much."""

    leaf: Leaf
    weight: float


@dataclass(frozen=True, slots=True)
class Averages:
    """The number of documents and their mean lengths, in folded code points."""

    documents: int
    title_length: float
    body_length: float


def scored_leaves(node: Node) -> list[ScoredLeaf]:
    """Return the leaves that raise a score, each once: what is looked for, and what is preferred."""
    wanted: dict[Leaf, float] = {}
    for leaf, weight in _wanted(node, 1.0):
        wanted[leaf] = max(wanted.get(leaf, 0.0), weight)
    for leaf, weight in _preferred(node, AS_TYPED_WEIGHT):
        wanted[leaf] = wanted.get(leaf, 0.0) + weight
    return [ScoredLeaf(leaf, weight) for leaf, weight in wanted.items()]


def _wanted(node: Node, weight: float) -> Iterator[tuple[Leaf, float]]:
    match node:
        case And(parts) | Or(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _wanted(part, weight)
        case Boost(part, factor):
            yield from _wanted(part, weight * factor)
        case Preferred(required, _):
            yield from _wanted(required, weight)
        case _:
            yield from ((leaf, weight) for leaf in leaves(node))


def _preferred(node: Node, weight: float) -> Iterator[tuple[Leaf, float]]:
    match node:
        case And(parts) | Or(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _preferred(part, weight)
        case Boost(part, factor):
            yield from _preferred(part, weight * factor)
        case Preferred(required, bonus):
            yield from _preferred(required, weight)
            yield from _wanted(bonus, weight)


def averages_of(segments: Iterable[SegmentMatches]) -> Averages:
    """Return the figures of the whole index; documents that are hidden do not count."""
    documents = title = body = 0
    for matches in segments:
        values = matches.segment.values
        documents += len(matches.segment.live)
        for number in matches.segment.live:
            title += values[number].title_length
            body += values[number].body_length
    count = max(documents, 1)
    return Averages(documents, max(title / count, 1.0), max(body / count, 1.0))


def inverse_document_frequency(frequency: int, documents: int) -> float:
    """Return ln(1 + (N - n + ½) / (n + ½)), above zero however common the leaf is."""
    return math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))


class Scorer:
    """Scores of the documents of one query."""

    def __init__(self, node: Node, segments: Sequence[SegmentMatches]) -> None:
        self._averages = averages_of(segments)
        self._leaves = [
            (scored.leaf, scored.weight * self._rarity(scored.leaf, segments))
            for scored in scored_leaves(node)
        ]

    def _rarity(self, leaf: Leaf, segments: Sequence[SegmentMatches]) -> float:
        frequency = sum(len(matches.found(leaf).documents()) for matches in segments)
        return inverse_document_frequency(frequency, self._averages.documents)

    def score(self, matches: SegmentMatches, number: int) -> float:
        """Return the score of a document, rounded so that no order hangs on the last bit."""
        if not self._leaves:
            return 0.0
        values = matches.segment.values[number]
        title_norm = _norm(TITLE_B, values.title_length / self._averages.title_length)
        body_norm = _norm(BODY_B, values.body_length / self._averages.body_length)
        total = 0.0
        for leaf, weight in self._leaves:
            found = matches.found(leaf)
            frequency = TITLE_WEIGHT * found.title.get(number, 0) / title_norm
            frequency += found.body.get(number, 0) / body_norm
            total += weight * frequency * (K1 + 1) / (frequency + K1)
        return round(total, SCORE_DIGITS)


def _norm(b: float, relative_length: float) -> float:
    return 1 - b + b * relative_length
