"""Measuring: all systems on all questions of a collection, in both scripts.

In: a collection. Out: Measured: for each system and script, each measure of each question in order; and how often
our ranking of a traditional question is that of its simplified twin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from bench.relevance.collections import SCRIPTS, SIMPLIFIED, TRADITIONAL, Collection, Text
from bench.relevance.fts5_system import Fts5
from bench.relevance.metrics import FIRST, MEASURES
from bench.relevance.ours import Ours, snapshot_of
from bench.relevance.systems import System
from bench.relevance.tantivy_system import Tantivy
from bench.relevance.whoosh_system import StockWhoosh
from search.questions import MATCHES

PEERS: Final[Sequence[Callable[[Sequence[Text]], System]]] = (StockWhoosh, Tantivy, Fts5)

Values = dict[str, list[float]]


@dataclass
class Measured:
    """Of one collection: by system, script and measure the values of all questions, in their order.

    `differing` are the questions whose first ten documents, asked in ours for any word, depend on the script.
    """

    name: str
    documents: int
    questions: int
    values: dict[str, dict[str, Values]] = field(default_factory=dict)
    differing: list[str] = field(default_factory=list)


def measure(collection: Collection, tell: Callable[[str], None]) -> Measured:
    """Return the measures of every system; `tell` is told what is at work."""
    found = Measured(collection.name, len(collection.documents), len(collection.questions[SIMPLIFIED]))
    for system in _systems(collection.documents):
        tell(f"{collection.name}: {system.name}")
        ranked = {script: _ranked(system, collection, script) for script in SCRIPTS}
        found.values[system.name] = {
            script: _values(lists, collection) for script, lists in ranked.items()
        }
        if isinstance(system, Ours):
            found.differing = _differing(ranked)
    return found


def _systems(documents: Sequence[Text]) -> Iterator[System]:
    snapshot = snapshot_of(documents)
    yield from (Ours(match, documents, snapshot) for match in MATCHES)
    yield from (make(documents) for make in PEERS)


def _ranked(system: System, collection: Collection, script: str) -> dict[str, list[str]]:
    return {question: system.search(typed) for question, typed in collection.questions[script].items()}


def _values(ranked: dict[str, list[str]], collection: Collection) -> Values:
    return {
        name: [of(found, collection.grades[question]) for question, found in ranked.items()]
        for name, of in MEASURES.items()
    }


def _differing(ranked: dict[str, dict[str, list[str]]]) -> list[str]:
    plain, other = ranked[SIMPLIFIED], ranked[TRADITIONAL]
    return [question for question, found in plain.items() if found[:FIRST] != other[question][:FIRST]]
