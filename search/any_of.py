"""Any of: of many words a reader typed, enough must stand in a report; which of them count how much?

In: the nodes of the words, and the folded runs that they were cut from. Out: one node. A question has words that
say little: single characters (的, 是, 在, 谁), which stand in nearly every text and within longer words, count
less. A word that jieba cuts otherwise than the report has it still shares its pairs of characters with it: they
raise the rank, and never decide what is found.

The figures were chosen on half of the questions of two collections and checked on the other half
(`make bench-relevance`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from search.query_tree import (
    AtLeast,
    Boost,
    Equivalents,
    Exact,
    Node,
    Nothing,
    Or,
    Preferred,
    Run,
    Whole,
    Word,
)

# Of so many words a report must have so many: one of five.
LEAST_SHARE: Final = 0.2
# What a word of one character is worth against a longer one.
SINGLE_WEIGHT: Final = 0.25
# What a pair of characters is worth against a word, in the terms of Preferred, which counts twice.
PAIR_WEIGHT: Final = 0.15
# Pairs looked up for one question: a pasted headline has some thirty.
MOST_PAIRS: Final = 32


def any_of(words: Sequence[Node], runs: Iterable[str], most_pairs: int = MOST_PAIRS) -> Node:
    """Return enough of the words, those that share pairs of characters with the runs ranked higher."""
    distinct = tuple(dict.fromkeys(words))
    if not distinct:
        return Nothing()
    if len(distinct) == 1:
        return distinct[0]
    least = max(1, math.ceil(LEAST_SHARE * len(distinct)))
    enough = AtLeast(least, tuple(map(_weighed, distinct)))
    pairs = tuple(dict.fromkeys(_pairs(runs)))[: min(most_pairs, MOST_PAIRS)]
    return Preferred(enough, Boost(Or(tuple(map(Word, pairs))), PAIR_WEIGHT)) if pairs else enough


def _weighed(word: Node) -> Node:
    return Boost(word, SINGLE_WEIGHT) if _length(word) == 1 else word


def _length(word: Node) -> int:
    """Return how many characters a word has, 0 where it is more than a string."""
    match word:
        case Word(folded) | Exact(folded) | Run(folded) | Whole(folded):
            return len(folded)
        case Equivalents(parts):
            return min(map(_length, parts))
        case _:
            return 0


def _pairs(runs: Iterable[str]) -> Iterator[str]:
    for run in runs:
        yield from map("".join, pairwise(run))
