"""Judging: do the judges agree, and which system do they find best?

In: two files of judgements. Out, printed: how far they agree, and nDCG@10 of the four systems by the mean of both
grades. A report that no judge has read counts as not relevant, and is counted.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from bench.relevance.bootstrap import compare
from bench.relevance.collections import Grades, read_grades, read_reports
from bench.relevance.metrics import FIRST, ndcg
from bench.relevance.systems import System
from bench.report import table
from bench.topics.agreement import Pair, exact_share, weighted_kappa
from bench.topics.topics import JUDGES, Topic, systems, topics


def pairs_of(first: Grades, second: Grades) -> list[Pair]:
    """Return the grades of what both have judged."""
    return [
        Pair(grade, second[topic][report])
        for topic, grades in first.items()
        for report, grade in grades.items()
        if report in second.get(topic, {})
    ]


def mean_grades(first: Grades, second: Grades) -> dict[str, dict[str, float]]:
    """Return the mean of both grades, or the only one."""
    means: dict[str, dict[str, float]] = {}
    for topic in first.keys() | second.keys():
        each = [one[topic] for one in (first, second) if topic in one]
        reports = {report for one in each for report in one}
        means[topic] = {report: _mean([one[report] for one in each if report in one]) for report in reports}
    return means


def _mean(grades: list[int]) -> float:
    return sum(grades) / len(grades)


def measured(system: System, asked: list[Topic], grades: Mapping[str, Mapping[str, float]]) -> tuple[list[float], int]:
    """Return nDCG@10 for each topic, and how many reports among the first ten were not judged."""
    ranked = {topic.id: system.search(topic.question, FIRST) for topic in asked}
    values = [ndcg(found, grades[topic]) for topic, found in ranked.items()]
    return values, sum(report not in grades[topic] for topic, found in ranked.items() for report in found)


def report(first: Grades, second: Grades) -> str:
    """Return agreement and measures as text."""
    pairs, grades = pairs_of(first, second), mean_grades(first, second)
    asked = [topic for topic in topics() if topic.id in grades]
    each = {system.name: measured(system, asked, grades) for system in systems(read_reports())}
    (ours, _), *_ = each.values()
    lines = []
    for name, (values, unknown) in each.items():
        than = compare(ours, values)
        cells = ["", ""] if values is ours else [f"{than.difference:+.3f}", f"{than.chance:.3f}"]
        lines.append([name, f"{sum(values) / len(values):.3f}", *cells, str(unknown)])
    return (
        f"{len(pairs)} reports of {len(asked)} topics judged by both: equal {exact_share(pairs):.2f}, "
        f"weighted kappa {weighted_kappa(pairs):.2f}.\n\n"
        + table(["system", "nDCG@10", "ours is better by", "p", "not judged"], lines)
    )


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("judgements", nargs="*", type=Path, default=JUDGES)
    first, second = parser.parse_args().judgements
    print(report(read_grades(first), read_grades(second)))


if __name__ == "__main__":
    main()
