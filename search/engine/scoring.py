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

from search.engine.matching import Matches
from search.engine.postings import Integers, Postings
from search.engine.schema import BODY, FACTS, TITLE, ZONES, Zone
from search.query_tree import And, AtLeast, Boost, Leaf, Node, Or, Preferred, leaves

K1: Final = 1.2
# How much the length of a zone counts against it, from 0 to 1.
LENGTH_WEIGHTS: Final[Mapping[Zone, float]] = {TITLE: 0.3, BODY: 0.75, FACTS: 0.75}
ZONE_WEIGHTS: Final[Mapping[Zone, float]] = {TITLE: 4.0, BODY: 1.0, FACTS: 1.0}
# What an unquoted part is worth where it stands as typed, against its words scattered about.
AS_TYPED_WEIGHT: Final = 2.0
# Where hits are fewer than this part of a leaf's documents, only they are scored.
FEW: Final = 1 / 8

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


def score(matches: Matches, scored: Sequence[ScoredLeaf], hits: Integers) -> Scores:
    """Return the score of each of these documents, which ascend."""
    total = np.zeros(matches.snapshot.documents, np.float32)
    for one in scored:
        for zone in ZONES:
            postings = matches.found(one.leaf, zone)
            if not len(postings.documents):
                continue
            factor = one.weight * _factor(matches, postings, zone)
            if len(hits) < FEW * len(postings.documents):
                postings = _of(postings, hits)
            total[postings.documents] += saturated(matches, postings, zone) * np.float32(factor)
    return total[hits]


def explain(matches: Matches, scored: Sequence[ScoredLeaf], hits: Sequence[int]) -> list[tuple[Matched, ...]]:
    """Return for each of these documents what matched in it, leaf by leaf."""
    numbers = np.array(hits, np.int64)
    order = np.argsort(numbers)
    found: list[list[Matched]] = [[] for _ in hits]
    for one in scored:
        counts = np.zeros((len(ZONES), len(numbers)), np.int64)
        scores = np.zeros(len(numbers), np.float32)
        for row, zone in enumerate(ZONES):
            postings = matches.found(one.leaf, zone)
            if not len(postings.documents):
                continue
            kept = _of(postings, numbers[order])
            at = order[np.searchsorted(numbers[order], kept.documents)]
            counts[row, at] = kept.counts
            scores[at] += saturated(matches, kept, zone) * one.weight * _factor(matches, postings, zone)
        for place in np.flatnonzero(counts.any(axis=0)):
            found[place].append(Matched(one.leaf, tuple(counts[:, place].tolist()), float(scores[place])))
    return [tuple(each) for each in found]


def inverse_document_frequency(frequency: int, documents: int) -> float:
    """Return ln(N / (n + 1)) + 1, as Whoosh's `WeightingModel.idf` has it."""
    return math.log(documents / (frequency + 1)) + 1


def saturated(matches: Matches, postings: Postings, zone: Zone) -> Scores:
    """Return f / (f + K1 (1 - b + b l / L)) for each document: f counts, l and L its length and their mean."""
    lengths = matches.snapshot.relative_lengths[zone.name][postings.documents]
    b = LENGTH_WEIGHTS[zone]
    lengths *= np.float32(K1 * b)
    lengths += np.float32(K1 * (1 - b))
    counts = postings.counts.astype(np.float32)
    lengths += counts
    counts /= lengths
    return counts


def _factor(matches: Matches, postings: Postings, zone: Zone) -> float:
    """Return what all documents of a leaf have in common: its rarity, the weight of the zone, K1 + 1."""
    rarity = inverse_document_frequency(len(postings.documents), matches.snapshot.documents)
    return rarity * ZONE_WEIGHTS[zone] * (K1 + 1)


def _of(postings: Postings, documents: Integers) -> Postings:
    """Return the postings of these documents, which ascend, where they have any."""
    if not len(postings.documents):
        return postings
    at = np.searchsorted(postings.documents, documents)
    at[at == len(postings.documents)] = 0
    at = at[postings.documents[at] == documents]
    return Postings(postings.documents[at], postings.counts[at])
