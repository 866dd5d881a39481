"""Answering: a question becomes its hits, its total and its facet counts.

In: Whoosh's reader, a query tree, a question, and the reports to hide. Out: an Answer whose total and
counts are exact; one page of hits with their stored fields. The whole order is made before a page is cut
from it, with no two equal keys, so that the pages of a question are its hits, each once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any, NamedTuple

from whoosh.reading import IndexReader

from search.engine.counting import FacetCounts, Filters
from search.engine.matching import SegmentMatches
from search.engine.scoring import Scorer
from search.engine.segments import segments_of
from search.query_tree import Node
from search.questions import Question


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """One hit: its score and its stored fields."""

    id: int
    score: float
    stored: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the index says to a question."""

    total: int
    documents: tuple[FoundDocument, ...]
    facets: dict[str, Counter[str]]


class _Ranked(NamedTuple):
    key: tuple[float, ...]
    score: float
    matches: SegmentMatches
    number: int


def answer(
    reader: IndexReader, tree: Node, question: Question, hidden: frozenset[int], start: int, end: int | None
) -> Answer:
    """Return the answer with the hits from `start` up to `end` (None: all of them)."""
    segments = [SegmentMatches(segment) for segment in segments_of(reader)]
    for matches in segments:
        matches.segment.hide(hidden)
    counts, filters = FacetCounts(), Filters(question)
    scorer = Scorer(tree, segments)
    ranked: list[_Ranked] = []
    total = 0
    for matches in segments:
        passing = filters.passing(matches.documents(tree), matches.segment.columns, counts)
        total += len(passing)
        ranked += _first(_rank_all(matches, passing, scorer, question.sort), end)
    return Answer(total, tuple(map(_load, _first(ranked, end)[start:])), counts.by_facet)


def _first(ranked: Iterable[_Ranked], end: int | None) -> list[_Ranked]:
    """Return the first of them in order; no two keys are equal, so the order is one and the same each time."""
    return sorted(ranked, key=_key) if end is None else nsmallest(end, ranked, key=_key)


def _key(ranked: _Ranked) -> tuple[float, ...]:
    return ranked.key


def _rank_all(matches: SegmentMatches, numbers: list[int], scorer: Scorer, sort: str) -> Iterator[_Ranked]:
    columns = matches.segment.columns
    order = columns.oldest if sort == "oldest" else columns.newest
    for number in numbers:
        score = scorer.score(matches, number)
        key = (-score, *order[number]) if sort == "relevance" else order[number]
        yield _Ranked(key, score, matches, number)


def _load(ranked: _Ranked) -> FoundDocument:
    segment = ranked.matches.segment
    return FoundDocument(segment.values[ranked.number].id, ranked.score, segment.stored(ranked.number))
