"""Feedback: which words do the best hits share that say what the question is about, typed or not?

In: a query tree, and the reports that answer it best. Out: the same tree, with those words raising the rank. What is
found stays what it was. Pseudo-relevance feedback after Rocchio (1971) and the relevance models of Lavrenko and
Croft (2001): a word is worth the more, the better the hits that have it, and the fewer reports have it at all.

Where one hit stands out, as where a known report is looked for, it alone says which words count.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from archive.text.folding import fold
from search.engine.answering import FoundDocument, answer
from search.engine.documents import passages
from search.engine.schema import BODY, TITLE, WORDS, Zone
from search.engine.snapshot import Snapshot
from search.query_tree import Boost, Node, Or, Preferred, Word
from search.questions import Question

# The hits that are read, and how many characters of each: a report says early what it is about.
FIRST: Final = 10
BEGINNING: Final = 400
MOST_WORDS: Final = 20
SHORTEST: Final = 2  # characters
# A hit counts as its score to this power, the best one's being 1.
STEEPNESS: Final = 4
# What the weightiest word is worth against a typed one, in the terms of Preferred, which counts twice.
WEIGHT: Final = 0.3
# The words of jieba are counted in a field of their own, which is no zone.
_WORDS: Final = Zone(WORDS, ())

Cutter = Callable[[str], Sequence[str]]


def with_feedback(
    snapshot: Snapshot, tree: Node, question: Question, hidden: frozenset[int], cut: Cutter
) -> Node:
    """Return the tree, the words of the best hits that may be seen ranking higher; `cut` gives a text's words."""
    first = answer(snapshot, tree, question, hidden, 0, FIRST, ()).documents
    weights = _weights(snapshot, first, cut)
    if not weights:
        return tree
    best = max(weights.values())
    words = tuple(Boost(Word(word), WEIGHT * weight / best) for word, weight in weights.items())
    return Preferred(tree, Or(words))


def _weights(snapshot: Snapshot, first: Sequence[FoundDocument], cut: Cutter) -> dict[str, float]:
    """Return the words that say most of these hits, and how much."""
    shares: defaultdict[str, float] = defaultdict(float)
    best = max((one.score for one in first), default=0.0)
    for one in first if best > 0 else ():
        counts = Counter(_words_of(one.stored, cut))
        for word, count in counts.items():
            shares[word] += (one.score / best) ** STEEPNESS * count / (count + 1)
    weighed = {word: share * _rarity(snapshot, word) for word, share in shares.items()}
    most = sorted(weighed, key=lambda word: (-weighed[word], word))[:MOST_WORDS]
    return {word: weighed[word] for word in most if weighed[word] > 0}


def _words_of(stored: Mapping[str, Any], cut: Cutter) -> Iterator[str]:
    text = "\n".join(chain(passages(stored, TITLE.fields), passages(stored, BODY.fields)))
    return (word for word in map(fold, cut(text[:BEGINNING])) if len(word) >= SHORTEST)


def _rarity(snapshot: Snapshot, word: str) -> float:
    """Return ln(N / (n + 1)), 0 for what nearly every report has."""
    frequency = sum(segment.frequency(_WORDS, word) for segment in snapshot.segments)
    return max(0.0, math.log(snapshot.documents / (frequency + 1)))
