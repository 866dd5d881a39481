"""Answering: a question becomes its hits, its total and its facet counts. The whole execution, on one page.

In: a snapshot, a query tree, a question, and the reports to hide. Out: an Answer whose total and counts are exact;
one page of hits with their stored fields and what matched in each. No two hits are equal in order, so that the
pages of a question are its hits, each once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from search.engine.facets import FacetCounts
from search.engine.filters import Filtered
from search.engine.matching import Matches
from search.engine.ordering import first_by_days, first_by_score
from search.engine.postings import Integers
from search.engine.scoring import Matched, ScoredLeaf, Scores, explain, score, scored_leaves
from search.engine.snapshot import Snapshot
from search.query_tree import Node
from search.questions import FACETS, Question


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """One hit: its score, its stored fields, and what matched in it."""

    id: int
    score: float
    stored: dict[str, Any]
    matched: tuple[Matched, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the index says to a question."""

    total: int
    documents: tuple[FoundDocument, ...]
    facets: dict[str, FacetCounts]


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
    visible = matches.mask(tree) & snapshot.visible(hidden)
    filtered = Filtered(snapshot, visible, question)
    hits = filtered.hits
    scored = scored_leaves(tree)
    scores = score(matches, scored, hits)
    page = _ordered(snapshot, hits, scores if scored else None, question.sort, end)[start:]
    return Answer(len(hits), _load(matches, scored, hits[page], scores[page]), filtered.counts(facets))


def _ordered(
    snapshot: Snapshot, hits: Integers, scores: Scores | None, sort: str, end: int | None
) -> Integers:
    """Return which hits come first, in order, as indices of them; where nothing is scored, the newest."""
    most = len(hits) if end is None else min(end, len(hits))
    if sort == "relevance" and scores is not None:
        return first_by_score(snapshot, hits, scores, most)
    return first_by_days(snapshot, hits, most, oldest=sort == "oldest")


def _load(
    matches: Matches, scored: list[ScoredLeaf], documents: Integers, scores: Scores
) -> tuple[FoundDocument, ...]:
    snapshot, numbers = matches.snapshot, documents.tolist()
    each = zip(numbers, scores.tolist(), explain(matches, scored, numbers), strict=True)
    return tuple(
        FoundDocument(int(snapshot.ids[number]), points, snapshot.stored(number), matched)
        for number, points, matched in each
    )
