"""The report: what was measured, beside what was asked for.

In: what each collection gave. Out: Markdown, and bench/results/relevance.md.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Final

from bench.relevance.bootstrap import RESAMPLES, compare
from bench.relevance.collections import SCRIPTS, SIMPLIFIED, TRADITIONAL, Collection
from bench.relevance.measuring import Measured
from bench.relevance.metrics import MEASURES
from bench.report import FOLDER_OF_RESULTS, table

OURS: Final = "ours, any"
TARGET: Final = FOLDER_OF_RESULTS / "relevance.md"
MEASURE: Final = "nDCG@10"
MOST_LISTED: Final = 40


def report(
    machine: Sequence[tuple[str, str]], day: str, found: Mapping[str, Measured], asked: Sequence[Collection]
) -> str:
    """Return the whole report."""
    head = [
        "# Ranking, measured", "", f"`make bench-relevance`, {day}.", "",
        *(f"- {name}: {value}" for name, value in machine), "",
        "Half of the questions of each collection; the other half is kept back. *All* and *any*: all words must",
        "stand in a document, or enough of them. Stock Whoosh and tantivy match any of jieba's words, FTS5 any three",
        f"characters. p: paired bootstrap over questions, {RESAMPLES:,} resamples, of {MEASURE}, two-sided.",
    ]  # fmt: skip
    return "\n".join(head) + "\n" + "".join(_section(found[one.name], one) for one in asked)


def _section(measured: Measured, collection: Collection) -> str:
    said = f"\n## {measured.name}: {measured.questions:,} questions to {measured.documents:,} documents\n"
    tables = [f"\n### In {script} characters\n\n{_table(measured, script)}\n" for script in SCRIPTS]
    return said + "".join(tables) + _halves(measured) + _twins(measured, collection)


def _table(measured: Measured, script: str) -> str:
    ours = measured.values[OURS][script][MEASURE]
    lines = []
    for system, scripts in measured.values.items():
        values = scripts[script]
        cells = [f"{statistics.fmean(values[name]):.4f}" for name in MEASURES]
        lines.append([system, *cells, *(["", ""] if system == OURS else _compared(ours, values[MEASURE]))])
    return table(["system", *MEASURES, f"{OURS}: better by", "p"], lines)


def _halves(measured: Measured) -> str:
    """Return the difference to each system on every second question, and on the others: does one half decide?"""
    ours = measured.values[OURS][SIMPLIFIED][MEASURE]
    lines = []
    for system, scripts in measured.values.items():
        if system != OURS:
            values = scripts[SIMPLIFIED][MEASURE]
            lines.append([system, *_compared(ours[::2], values[::2]), *_compared(ours[1::2], values[1::2])])
    columns = ["system", "first half: ours better by", "p", "second half", "p"]
    return f"\n### Every second question, and the others\n\n{table(columns, lines)}\n"


def _compared(ours: Sequence[float], others: Sequence[float]) -> list[str]:
    than = compare(ours, others)
    return [f"{than.difference:+.4f}", f"{than.chance:.4f}"]


def _twins(measured: Measured, collection: Collection) -> str:
    equal = measured.questions - len(measured.differing)
    said = f"\nThe first ten of a traditional question are those of its twin for {equal:,} of {measured.questions:,}."
    lines = [
        f"- {question}: {collection.questions[SIMPLIFIED][question]} · {collection.questions[TRADITIONAL][question]}"
        for question in measured.differing[:MOST_LISTED]
    ]
    return "\n".join([said, *([""] if lines else []), *lines]) + "\n"
