"""Scoring: BM25F over the leaves of a query, each counted by its exact string.

In: the postings of each leaf in each zone. Out: a score for each hit. Robertson and Zaragoza, "The Probabilistic
Relevance Framework: BM25 and Beyond" (2009), section 3.4, in the variant that Whoosh computes
(whoosh/scoring.py, BM25F): each field is scored by itself and the scores are added, where the paper (3.6) adds
the counts before they saturate; and a term's weight is ln(N / (n + 1)) + 1, which even a term of all documents
keeps close to 1, where the paper has ln((N - n + 0.5) / (n + 0.5)).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from search.engine.arrays import Integers
from search.engine.docsets import DocSet
from search.engine.matching import Matches, zones_of
from search.engine.postings import Postings
from search.engine.schema import BODY, FACTS, TITLE, ZONES, Zone
from search.engine.snapshot import Snapshot
from search.query_tree import And, AtLeast, Boost, Leaf, Node, Or, Preferred, leaves

K1: Final = 1.2
# How much the length of a zone counts against it, from 0 to 1.
LENGTH_WEIGHTS: Final[Mapping[Zone, float]] = {TITLE: 0.3, BODY: 0.75, FACTS: 0.75}
# A word is rarer in headlines than in texts, and a headline is short: both make it weigh more there already. Every
# weight above 1 ranked worse, on cmrc2018 and on the forty topics (bench/topics).
ZONE_WEIGHTS: Final[Mapping[Zone, float]] = {TITLE: 1.0, BODY: 1.0, FACTS: 1.0}
# What an unquoted part is worth where it stands as typed, against its words scattered about.
AS_TYPED_WEIGHT: Final = 2.0

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ScoredLeaf:
    """A leaf that counts, and how much."""

    leaf: Leaf
    weight: float


@dataclass(frozen=True, slots=True)
class Matched:
    """What one leaf did for one hit: how often it stands in each zone (of ZONES), and its part of the score."""

    leaf: Leaf
    counts: tuple[int, ...]
    score: float


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


def score(matches: Matches, scored: Sequence[ScoredLeaf], hits: DocSet) -> Scores:
    """Return scores over all documents where the hits are many, of which those of other documents mean nothing;
    else those of the hits, in their order.
    """
    return _score_all(matches, scored) if hits.is_many else score_few(matches, scored, hits)


def score_few(matches: Matches, scored: Sequence[ScoredLeaf], hits: DocSet) -> Scores:
    """Return the scores of these documents, in their order."""
    total = np.zeros(hits.size, np.float32)
    for leaf, zone, factor in _parts(matches, scored):
        found = matches.found(leaf, zone).of(hits.numbers)
        total[np.searchsorted(hits.numbers, found.documents)] += _weighed(matches, found, zone) * factor
    return total


def explain(
    matches: Matches, scored: Sequence[ScoredLeaf], documents: Integers
) -> list[tuple[Matched, ...]]:
    """Return what matched in each of these documents, leaf by leaf; they may come in any order."""
    order = np.argsort(documents)
    ascending = documents[order]
    counts: list[dict[Leaf, list[int]]] = [{} for _ in order]
    scores: list[dict[Leaf, float]] = [{} for _ in order]
    for leaf, zone, factor in _parts(matches, scored):
        found = matches.found(leaf, zone).of(ascending)
        points = _weighed(matches, found, zone) * factor
        at = order[np.searchsorted(ascending, found.documents)]
        for hit, count, added in zip(at.tolist(), found.counts.tolist(), points.tolist(), strict=True):
            counts[hit].setdefault(leaf, [0] * len(ZONES))[ZONES.index(zone)] = count
            scores[hit][leaf] = scores[hit].get(leaf, 0.0) + added
    return [
        tuple(Matched(leaf, tuple(zones), points[leaf]) for leaf, zones in each.items())
        for each, points in zip(counts, scores, strict=True)
    ]


def inverse_document_frequency(frequency: int, documents: int) -> float:
    """Return ln(N / (n + 1)) + 1, as Whoosh's `WeightingModel.idf` has it."""
    return math.log(documents / (frequency + 1)) + 1


def _score_all(matches: Matches, scored: Sequence[ScoredLeaf]) -> Scores:
    """Return the scores of all documents."""
    total = np.zeros(matches.snapshot.documents, np.float32)
    for leaf, zone, factor in _parts(matches, scored):
        found = matches.found(leaf, zone)
        if found.array is None:
            postings = found.postings
            total[postings.documents] += _weighed(matches, postings, zone) * factor
        else:
            total += saturated(found.array, _norms(matches.snapshot, zone)) * factor
    return total


def _parts(matches: Matches, scored: Sequence[ScoredLeaf]) -> Iterator[tuple[Leaf, Zone, np.float32]]:
    """Yield what adds to a score, and what all of its documents have in common: its rarity, and K1 + 1."""
    for one in scored:
        for zone in zones_of(one.leaf):
            frequency = matches.found(one.leaf, zone).frequency
            if frequency:
                rarity = inverse_document_frequency(frequency, matches.snapshot.documents)
                yield one.leaf, zone, np.float32(one.weight * ZONE_WEIGHTS[zone] * rarity * (K1 + 1))


def _weighed(matches: Matches, postings: Postings, zone: Zone) -> Scores:
    return saturated(postings.counts, _norms(matches.snapshot, zone)[postings.documents])


def saturated(counts: Integers, norms: Scores) -> Scores:
    """Return f / (f + norm) for each document, f being a count."""
    frequencies = counts.astype(np.float32)
    frequencies /= frequencies + norms
    return frequencies


def _norms(snapshot: Snapshot, zone: Zone) -> Scores:
    """Return K1 (1 - b + b l / L) for each document: l is its length, L their mean; worked out once a snapshot."""
    if zone.name not in snapshot.norms:
        b = LENGTH_WEIGHTS[zone]
        norms = K1 * (1 - b + b * snapshot.relative_lengths(zone))
        snapshot.norms[zone.name] = norms.astype(np.float32)
    return snapshot.norms[zone.name]
