"""Answering: a question becomes its hits, its total and its facet counts.

In: Whoosh's reader, a query tree, a question, and the reports to hide. Out: an Answer whose total and
counts are exact; one page of hits with their stored fields. The whole order is made before a page is cut
from it, with no two equal keys, so that the pages of a question are its hits, each once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

from whoosh.reading import IndexReader

from search.engine.counting import FacetCounts, Filters
from search.engine.matching import SegmentMatches
from search.engine.scoring import Scorer
from search.engine.segments import segments_of
from search.query_language import Node
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
    ranked = [
        _rank(matches, number, scorer, question.sort)
        for matches in segments
        for number in filters.passing(matches.documents(tree), matches.segment.values, counts)
    ]
    ranked.sort(key=lambda one: one.key)
    return Answer(len(ranked), tuple(map(_load, ranked[start:end])), counts.by_facet)


def _rank(matches: SegmentMatches, number: int, scorer: Scorer, sort: str) -> _Ranked:
    values = matches.segment.values[number]
    score = scorer.score(matches, number)
    match sort:
        case "newest":
            return _Ranked(values.newest, score, matches, number)
        case "oldest":
            return _Ranked(values.oldest, score, matches, number)
        case _:
            return _Ranked((-score, *values.newest), score, matches, number)


def _load(ranked: _Ranked) -> FoundDocument:
    segment = ranked.matches.segment
    return FoundDocument(segment.values[ranked.number].id, ranked.score, segment.stored(ranked.number))
