"""Whoosh as the oracle: a query tree as a query of stock Whoosh, whose searcher says which documents, and how much.

In: a library and a tree. Out: score by report. Where Whoosh has a query of its own that means the same, it is
taken: Term, Phrase, And, Or, Not, Every. Where it has none (a string's occurrences, which its Phrase does not
count; nearness; a part of a zone; values), the documents are counted one by one under the fold of
tests/oracles.py, and only the formula and the lengths are Whoosh's.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from typing import Any, Final

from whoosh import query, scoring
from whoosh.matching import ListMatcher, Matcher, NullMatcher
from whoosh.reading import IndexReader
from whoosh.searching import Searcher

from search.analysis import edges
from search.engine.schema import BODY, COUNTED, FACTS, TITLE, ZONES, Zone, run_in_field, signer
from search.query_tree import (
    TEXT_FIELDS,
    And,
    AtLeast,
    Boost,
    Equivalents,
    Everything,
    Exact,
    Field,
    Leaf,
    Node,
    Not,
    Nothing,
    Or,
    Preferred,
    Range,
    Run,
    Signer,
    TextLeaf,
    Whole,
    Word,
)
from tests.search.engine.brute_force import count, has_value
from tests.search.engine.drawing import Report
from tests.search.engine.library import Library

ZONE_WEIGHTS: Final = {TITLE: 1.0, BODY: 1.0, FACTS: 1.0}
LENGTH_WEIGHTS: Final = {"title_B": 0.3}  # Whoosh's own defaults else
K1: Final = 1.2
AS_TYPED: Final = 2.0
# Whoosh gives a document that is found, but not scored, this much; its ListMatcher takes 0 for 1.
FOUND: Final = 1.0


class Oracle:
    """Stock Whoosh over a library, as of its last commit."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._searcher: Searcher = library.index().searcher(weighting=scoring.BM25F(**LENGTH_WEIGHTS))
        self._reports: dict[IndexReader, list[Report]] = {}

    def scores(self, tree: Node) -> dict[int, float]:
        """Return the score of each report that a tree finds, by its id."""
        found = query.ConstantScoreQuery(self.selected(tree), FOUND)
        scored = [self._scored(leaf, zone, weight) for leaf, weight in worth(tree).items() for zone in ZONES]
        asked = query.AndMaybe(found, query.Or(scored)) if scored else found
        hits = self._searcher.search(asked, limit=None)
        return {int(hit["django_id"]): hit.score - FOUND for hit in hits}

    def selected(self, node: Node) -> query.Query:
        """Return the query that finds the same documents."""
        match node:
            case Everything() | And(()):
                return query.Every()
            case Nothing() | Or(()):
                return query.NullQuery
            case And(parts):
                return query.And([self.selected(part) for part in parts])
            case Or(parts):
                return query.Or([self.selected(part) for part in parts])
            case Not(part):
                # Whoosh's Not alone may end on a deleted document.
                return query.And([query.Every(), query.Not(self.selected(part))])
            case AtLeast(least, parts):
                return self.selected(Or(tuple(And(some) for some in combinations(parts, least))))
            case Preferred(part, _) | Boost(part, _):
                return self.selected(part)
            case Field() | Range():
                return Documents(self, lambda report: has_value(report, node))
            case Equivalents(parts):
                return self.selected(Or(parts))
            case _:
                return query.Or([self._standing(node, zone) for zone in ZONES])

    def reports(self, reader: IndexReader) -> list[Report]:
        """Return the report of each document of a segment, deleted ones too."""
        if reader not in self._reports:
            self._reports[reader] = self._library.versions_of(reader)
        return self._reports[reader]

    def frequency(self, leaf: Leaf, zone: Zone) -> int:
        """Return in how many documents a leaf stands in a zone, deleted ones included."""
        readers = [searcher.reader() for searcher, _ in self._searcher.leaf_searchers()]
        return sum(count(leaf, zone, report) > 0 for reader in readers for report in self.reports(reader))

    def _standing(self, leaf: TextLeaf | Signer, zone: Zone) -> query.Query:
        """Return the query that finds a leaf in a zone."""
        match leaf:
            case Word(folded, "") | Exact(folded, ""):
                return self._string(folded, zone)
            case Whole(folded, ""):
                ends = [self._standing(Run(end), zone) for end in edges(folded)]
                return query.And([self._string(folded, zone), *ends])
            case Run() | Signer():
                terms = _terms(leaf, zone)
                return query.Or([query.Term(zone.name, term) for term in terms]) if terms else query.NullQuery
            case _:
                return Counted(self, leaf, zone, 1.0)

    def _string(self, folded: str, zone: Zone) -> query.Query:
        if zone is FACTS:
            return query.NullQuery
        if len(folded) <= 2:
            return query.Term(zone.name, folded)
        return query.Phrase(zone.name, ["".join(pair) for pair in pairwise(folded)])

    def _scored(self, leaf: Leaf, zone: Zone, weight: float) -> query.Query:
        """Return the query that scores a leaf in a zone: Whoosh's where it counts as we do, else ours."""
        terms = _terms(leaf, zone)
        boost = weight * ZONE_WEIGHTS[zone]
        return query.Term(zone.name, terms[0], boost) if len(terms) == 1 else Counted(self, leaf, zone, boost)


class Counted(query.Query):  # type: ignore[misc]
    """What stands in a zone, counted document by document; scored by Whoosh's formula with its lengths."""

    def __init__(self, oracle: Oracle, leaf: Leaf, zone: Zone, boost: float) -> None:
        self._oracle, self._leaf, self._zone, self._boost = oracle, leaf, zone, boost

    def matcher(self, searcher: Searcher, context: Any = None) -> Matcher:
        """Return the documents of a segment with their counts."""
        reader = searcher.reader()
        counts = {
            number: float(count(self._leaf, self._zone, report))
            for number, report in enumerate(self._oracle.reports(reader)) if not reader.is_deleted(number)
        }  # fmt: skip
        found = [number for number, times in counts.items() if times]
        if not found:
            return NullMatcher()
        scorer = CountScorer(
            searcher, self._zone, self._oracle.frequency(self._leaf, self._zone), self._boost
        )
        return ListMatcher(found, [counts[number] for number in found], scorer=scorer)

    def estimate_size(self, reader: IndexReader) -> int:
        """Return a bound that needs no counting."""
        size: int = reader.doc_count_all()
        return size


class CountScorer(scoring.BaseScorer):  # type: ignore[misc]
    """BM25F as `whoosh.scoring.BM25FScorer` has it, for counts and a frequency that stand in no term table."""

    def __init__(self, searcher: Searcher, zone: Zone, frequency: int, boost: float) -> None:
        self._searcher, self._zone, self._boost = searcher, zone.name, boost
        self._rarity = scoring.WeightingModel().idf(_Statistics(searcher, frequency), zone.name, b"")
        self._mean = searcher.get_parent().avg_field_length(zone.name) or 1
        self._b = LENGTH_WEIGHTS.get(f"{zone.name}_B", 0.75)

    def score(self, matcher: ListMatcher) -> float:
        """Return the score of the document where the matcher is."""
        length = self._searcher.doc_field_length(matcher.id(), self._zone, 1)
        points: float = scoring.bm25(self._rarity, matcher.weight(), length, self._mean, self._b, K1)
        return points * self._boost

    def block_quality(self, matcher: ListMatcher) -> float:
        """Return that nothing may be skipped."""
        return math.inf


class _Statistics:
    """As much of a searcher as Whoosh's rarity asks for, of a term of which only the frequency is known."""

    def __init__(self, searcher: Searcher, frequency: int) -> None:
        self._searcher, self._frequency = searcher.get_parent(), frequency

    def get_parent(self) -> _Statistics:
        return self

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return self._frequency

    def doc_count_all(self) -> int:
        total: int = self._searcher.doc_count_all()
        return total


class Documents(query.Query):  # type: ignore[misc]
    """The documents that pass a test, read one by one."""

    def __init__(self, oracle: Oracle, test: Callable[[Report], bool]) -> None:
        self._oracle, self._test = oracle, test

    def matcher(self, searcher: Searcher, context: Any = None) -> ListMatcher:
        """Return the documents of a segment that pass."""
        reader = searcher.reader()
        reports = enumerate(self._oracle.reports(reader))
        return ListMatcher([at for at, report in reports if not reader.is_deleted(at) and self._test(report)])

    def estimate_size(self, reader: IndexReader) -> int:
        """Return a bound that needs no reading."""
        size: int = reader.doc_count_all()
        return size


def _terms(leaf: Leaf, zone: Zone) -> list[str]:
    """Return the terms whose counts are those of a leaf in a zone; none where there are no such terms."""
    match leaf:
        case Word(folded, "") | Exact(folded, "") if len(folded) <= 2 and zone is not FACTS:
            return [folded]
        case Run(folded, "") if zone is not FACTS:
            return [COUNTED + folded]
        case Run(folded, field) if field:
            return [
                COUNTED + run_in_field(name, folded) for name in zone.fields if name in TEXT_FIELDS[field]
            ]
        case Signer(folded, role) if zone is FACTS:
            return [COUNTED + signer(folded, role)]
        case _:
            return []


def worth(tree: Node) -> Counter[Leaf]:
    """Return the leaves that score, and how much: wanted ones by their largest weight, preferred ones on top."""
    found: Counter[Leaf] = Counter()
    for leaf, weight in _wanted(tree):
        found[leaf] = max(found[leaf], weight)  # type: ignore[assignment]
    for leaf, weight in _preferred(tree):
        found[leaf] += weight  # type: ignore[assignment]
    return found


def _wanted(node: Node) -> Iterator[tuple[Leaf, float]]:
    match node:
        case And(parts) | Or(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _wanted(part)
        case Boost(part, factor):
            yield from ((leaf, weight * factor) for leaf, weight in _wanted(part))
        case Preferred(part, _):
            yield from _wanted(part)
        case Not() | Field() | Range() | Everything() | Nothing():
            return
        case _:
            yield node, 1.0


def _preferred(node: Node) -> Iterator[tuple[Leaf, float]]:
    match node:
        case And(parts) | Or(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _preferred(part)
        case Boost(part, factor):
            yield from ((leaf, weight * factor) for leaf, weight in _preferred(part))
        case Preferred(part, bonus):
            yield from _preferred(part)
            yield from ((leaf, weight * AS_TYPED) for leaf, weight in _wanted(bonus))
