"""Answering: a question becomes its hits, its total and its facet counts. The whole execution, on one page.

In: a snapshot, a query tree, a question, and the reports to hide. Out: an Answer whose total and counts are exact,
and one page of hits; or a Listing of all of them. No two hits are equal in order, so that the pages of a question
are its hits, each once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any, Final

import numpy as np

from search.engine.arrays import Integers
from search.engine.docsets import DocSet, intersection
from search.engine.facets import FacetCounts
from search.engine.filters import Filtered
from search.engine.going_on import next_by_days, next_by_score, place_of
from search.engine.matching import Matches
from search.engine.ordering import first_by_days, first_by_score
from search.engine.scoring import Matched, ScoredLeaf, Scores, explain, score, score_few, scored_leaves
from search.engine.snapshot import Snapshot
from search.query_tree import Node
from search.questions import FACETS, After, Question

# Whoever asks of one hit what matched in it asks of the whole page.
EXPLAINED_AT_ONCE: Final = 50


class FoundDocument:
    """One hit: its report and its score; its stored fields and what matched in it are read when asked for."""

    def __init__(
        self,
        id: int,
        score: float,
        load: Callable[[], dict[str, Any]],
        explain: Callable[[], tuple[Matched, ...]] = tuple,
    ) -> None:
        self.id = id
        self.score = score
        self._load = load
        self._explain = explain

    @cached_property
    def stored(self) -> dict[str, Any]:
        """Return its stored fields."""
        return self._load()

    @cached_property
    def matched(self) -> tuple[Matched, ...]:
        """Return which leaves stand in it, how often and where, and what each adds to its score."""
        return self._explain()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the index says to a question. `after` is the last of its hits, where more follow."""

    total: int
    documents: tuple[FoundDocument, ...]
    facets: dict[str, FacetCounts]
    samples: int = 0  # among the total
    after: After | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """All hits but the samples, as of one commit. Each is read when its turn comes, once, and none is kept."""

    total: int
    documents: Iterator[FoundDocument]


def answer(
    snapshot: Snapshot,
    tree: Node,
    question: Question,
    hidden: frozenset[int],
    start: int,
    end: int | None,
    facets: Iterable[str] = FACETS,
) -> Answer:
    """Return the answer with the hits from `start` up to `end` (None: all of them), and counts of these facets."""
    matches = Matches(snapshot)
    filtered = Filtered(snapshot, _visible(matches, tree, hidden), question)
    scored = scored_leaves(tree)
    numbers, scores, is_last = _asked(matches, scored, filtered.hits, question, end)
    documents = tuple(_found(matches, scored, numbers[start:], scores[start:]))
    return Answer(
        filtered.hits.size,
        documents,
        filtered.counts(facets),
        _sample_count(snapshot, filtered.hits),
        None if is_last else place_of(snapshot, numbers, scores, oldest=question.sort == "oldest"),
    )


def listing(snapshot: Snapshot, tree: Node, question: Question, hidden: frozenset[int]) -> Listing:
    """Return all hits but the samples, in the order of the question."""
    matches = Matches(snapshot)
    scored = scored_leaves(tree)
    hits = Filtered(snapshot, _visible(matches, tree, hidden), question).hits
    if snapshot.samples.size:
        hits = intersection([hits, snapshot.samples.others], snapshot.documents)
    numbers, scores = _first(matches, scored, hits, question.sort, None)
    return Listing(hits.size, _found(matches, scored, numbers, scores))


def _sample_count(snapshot: Snapshot, hits: DocSet) -> int:
    return intersection([hits, snapshot.samples], snapshot.documents).size if snapshot.samples.size else 0


def totals(snapshot: Snapshot, asked: Iterable[tuple[Node, Question]], hidden: frozenset[int]) -> list[int]:
    """Return how many reports each question finds: no hits, no facets, and what they share is looked up once."""
    matches = Matches(snapshot)
    return [Filtered(snapshot, _visible(matches, tree, hidden), question).hits.size for tree, question in asked]


def _visible(matches: Matches, tree: Node, hidden: frozenset[int]) -> DocSet:
    """Return the matches that may be seen."""
    visible = matches.snapshot.visible(hidden)
    found = matches.documents(tree)
    return found if visible is None else intersection([found, visible], matches.snapshot.documents)


def _asked(
    matches: Matches, scored: Sequence[ScoredLeaf], hits: DocSet, question: Question, end: int | None
) -> tuple[Integers, Scores, bool]:
    """Return the first hits in order, or the first after the one that is named; and whether they are the last."""
    if question.after is None or end is None:
        numbers, scores = _first(matches, scored, hits, question.sort, end)
        return numbers, scores, not len(numbers) or len(numbers) == hits.size
    numbers, scores = _next(matches, scored, hits, question.sort, question.after, end + 1)
    return numbers[:end], scores[:end], len(numbers) <= end


def _next(
    matches: Matches, scored: Sequence[ScoredLeaf], hits: DocSet, sort: str, after: After, most: int
) -> tuple[Integers, Scores]:
    """Return the hits that come next after one, and their scores."""
    if sort == "relevance" and scored:
        return next_by_score(matches.snapshot, hits, score(matches, scored, hits), after, most)
    numbers = next_by_days(matches.snapshot, hits, after, most, oldest=sort == "oldest")
    return numbers, _scores_of(matches, scored, hits, numbers)


def _first(
    matches: Matches, scored: Sequence[ScoredLeaf], hits: DocSet, sort: str, end: int | None
) -> tuple[Integers, Scores]:
    """Return the first hits in order, and their scores; where nothing is scored, the newest come first."""
    most = hits.size if end is None else min(end, hits.size)
    if sort == "relevance" and scored:
        return first_by_score(matches.snapshot, hits, score(matches, scored, hits), most)
    numbers = first_by_days(matches.snapshot, hits, most, oldest=sort == "oldest")
    return numbers, _scores_of(matches, scored, hits, numbers)


def _scores_of(matches: Matches, scored: Sequence[ScoredLeaf], hits: DocSet, numbers: Integers) -> Scores:
    ascending = np.sort(numbers)
    scores = score_few(matches, scored, DocSet(hits.total, numbers=ascending))
    return scores[np.searchsorted(ascending, numbers)]


def _found(
    matches: Matches, scored: Sequence[ScoredLeaf], numbers: Integers, scores: Scores
) -> Iterator[FoundDocument]:
    snapshot = matches.snapshot
    ids = snapshot.ids[numbers].tolist()

    @cache
    def explained(block: int) -> list[tuple[Matched, ...]]:
        return explain(matches, scored, numbers[block * EXPLAINED_AT_ONCE : (block + 1) * EXPLAINED_AT_ONCE])

    def why(at: int) -> tuple[Matched, ...]:
        return explained(at // EXPLAINED_AT_ONCE)[at % EXPLAINED_AT_ONCE]

    for at, (number, report, points) in enumerate(zip(numbers.tolist(), ids, scores.tolist(), strict=True)):
        yield FoundDocument(report, points, partial(snapshot.stored, number), partial(why, at))
