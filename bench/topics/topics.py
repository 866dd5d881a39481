"""Which questions are asked, and of which systems?

In: topics.tsv and the corpus. Out: topics, and the four systems over the reports.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from bench.relevance.collections import Text
from bench.relevance.fts5_system import Fts5
from bench.relevance.ours import AllThenAny, Ours, snapshot_of
from bench.relevance.systems import System
from bench.relevance.tantivy_system import Tantivy
from bench.relevance.whoosh_system import StockWhoosh
from search.questions import ANY

FOLDER: Final = Path(__file__).parent
TOPICS: Final = FOLDER / "topics.tsv"
JUDGES: Final = (FOLDER / "judge-a.qrels", FOLDER / "judge-b.qrels")


class Topic(NamedTuple):
    """A question as typed, and what answers it."""

    id: str
    question: str
    relevant: str


def topics() -> list[Topic]:
    """Return all topics."""
    with TOPICS.open(encoding="utf-8", newline="") as lines:
        return [Topic(*row) for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


def systems(reports: Sequence[Text]) -> list[System]:
    """Return the four systems; ours asks for all words, and where those are few, for any."""
    snapshot = snapshot_of(reports)
    ours = AllThenAny(Ours("all", reports, snapshot), Ours(ANY, reports, snapshot))
    return [ours, StockWhoosh(reports), Tantivy(reports), Fts5(reports)]
