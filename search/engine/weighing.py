"""Weighing: how much does each word count in this archive, and do the words stand near each other?

In: a snapshot and a query tree. Out: a tree that finds the same reports. Scoring gives a word of all reports a weight
of 1, as Whoosh does, and one of a single report some 8 (`inverse_document_frequency`); a word in four headlines of a
hundred weighs in each as much as one that stands nowhere else. So where nearly every report says 党建, it would drown
what was asked about it: what more than COMMON_SHARE of all reports have counts the less, the more have it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise
from typing import Final

from search.engine.schema import BODY, PAIR, TITLE, Zone
from search.engine.snapshot import Snapshot
from search.query_tree import (
    ANYWHERE,
    And,
    AtLeast,
    Boost,
    Equivalents,
    Exact,
    Near,
    Node,
    Or,
    Preferred,
    Run,
    Whole,
    Word,
)

# Of all reports: what fewer have counts in full.
COMMON_SHARE: Final = 0.2
# What a word of all reports still counts: those that have it oftener, or in a headline, come first.
LEAST_FACTOR: Final = 0.1
# Within so many folded characters words are near: a sentence.
NEAR_CHARACTERS: Final = 20
# Neighbours among the words whose nearness is looked up, each at the price of all places where two words stand: of
# words that more reports have it took 2 ms a pair at 100,000 reports, three times the rest of the question.
MOST_NEIGHBOURS: Final = 3
NEAR_REPORTS: Final = 10_000


def weighed(snapshot: Snapshot, tree: Node) -> Node:
    """Return the tree with its common words worth less, and its words worth more where they stand near."""
    near = tuple(islice((one for one in _neighbours(tree) if _is_cheap(snapshot, one)), MOST_NEIGHBOURS))
    common_less = damped(snapshot, tree)
    return Preferred(common_less, damped(snapshot, Or(near))) if near else common_less


def damped(snapshot: Snapshot, node: Node) -> Node:
    """Return the node with its common words worth less."""
    match node:
        case And(parts) | Or(parts) | AtLeast(_, parts):
            return replace(node, parts=tuple(damped(snapshot, part) for part in parts))
        case Preferred(required, bonus):
            return Preferred(damped(snapshot, required), damped(snapshot, bonus))
        case Boost(part, factor):
            return Boost(damped(snapshot, part), factor)
        case Word() | Exact() | Run() | Whole() | Near() | Equivalents():
            factor = specificity(snapshot, node)
            return Boost(node, factor) if factor < 1 else node
        case _:
            return node


def specificity(snapshot: Snapshot, leaf: Node) -> float:
    """Return how much a leaf counts: 1 for what few reports have, LEAST_FACTOR for what all have."""
    frequency = _frequency(snapshot, leaf)
    if frequency <= COMMON_SHARE * snapshot.documents:
        return 1.0
    rarity = math.log(snapshot.documents / frequency) / math.log(1 / COMMON_SHARE)
    return max(LEAST_FACTOR, min(1.0, rarity))


def _frequency(snapshot: Snapshot, leaf: Node) -> int:
    """Return how many reports have a leaf at most, by their text alone: of a longer string, its rarest pair."""
    match leaf:
        case Equivalents(parts):
            return max(_frequency(snapshot, part) for part in parts)
        case Near(parts):
            return min(_frequency_of(snapshot, part) for part in parts)
        case Word(folded) | Exact(folded) | Run(folded) | Whole(folded):
            return _frequency_of(snapshot, folded)
        case _:
            return 0


def _frequency_of(snapshot: Snapshot, folded: str) -> int:
    terms = [folded] if len(folded) <= PAIR else list(map("".join, pairwise(folded)))
    return min(max(_term_frequency(snapshot, zone, term) for zone in (TITLE, BODY)) for term in terms)


def _term_frequency(snapshot: Snapshot, zone: Zone, term: str) -> int:
    return sum(segment.frequency(zone, term) for segment in snapshot.segments)


def _is_cheap(snapshot: Snapshot, near: Near) -> bool:
    """Tell whether few enough reports have each of the words."""
    return all(_frequency_of(snapshot, part) <= NEAR_REPORTS for part in near.parts)


def _neighbours(tree: Node) -> Iterator[Near]:
    """Yield the nearness of each two words that were typed one after the other, all of which must occur."""
    match tree:
        case And(parts):
            strings = [_string(part) for part in parts]
            beside = ((left, right) for left, right in pairwise(strings) if left and right and left != right)
            yield from (Near(pair, NEAR_CHARACTERS) for pair in beside)
        case Preferred(required, _) | Boost(required, _):
            yield from _neighbours(required)


def _string(part: Node) -> str:
    """Return the string that a part of a question is first of all, empty where it is none or in one field alone."""
    match part:
        case Word(folded, field) | Exact(folded, field) | Run(folded, field) | Whole(folded, field):
            return folded if field == ANYWHERE else ""
        case Preferred(_, bonus):
            return _string(bonus)
        case Or(parts) | Equivalents(parts) if parts:
            return _string(parts[0])
        case _:
            return ""
