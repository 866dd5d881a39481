"""Pooling: what should the judges read?

In: topics and the four systems. Out: a folder with one text file a topic, below var/bench: the question, what is
relevant, and each report that one of the systems has among its first ten, in random order and without the system.
Of a long report stand its beginning, and further sentences that have a word of the question.
A judgement is a line of four words in `judge-a.qrels`: topic, 0, report, grade. What both judges have read already
is left out, so that after a change of ranking the rest alone is read.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from bench.generated import FOLDER
from bench.relevance.collections import Text, read_grades, read_reports
from bench.relevance.metrics import FIRST
from bench.relevance.systems import System, cut
from bench.topics.topics import JUDGES, Topic, systems, topics

POOL: Final = FOLDER / "pool"
ORDER_SEED: Final = 7
# Characters of a report that are always shown, and of its further sentences.
BEGINNING: Final = 500
FURTHER: Final = 500
LEFT_OUT: Final = "……"
_SENTENCE: Final = re.compile(r"[^。\n]+[。\n]?")
GRADES: Final = """\
0 = not relevant; 1 = touches on it; 2 = a good part of the report is about it; 3 = the report is about it.
Write one line for each report: {topic} 0 <id> <grade>
"""


def pooled(topic: Topic, asked: Iterable[System]) -> list[str]:
    """Return the reports to be judged for a topic, in an order that says nothing."""
    found = sorted({one for system in asked for one in system.search(topic.question, FIRST)})
    random.Random(f"{ORDER_SEED} {topic.id}").shuffle(found)
    return found


def page(topic: Topic, found: Sequence[str], by_id: Mapping[str, Text]) -> str:
    """Return what the judges read of a topic."""
    head = f"{topic.id}\n{topic.question}\n{topic.relevant}\n\n{GRADES.format(topic=topic.id)}"
    words = [word for word in cut(topic.question) if len(word) > 1]
    reports = [f"\n===== {one}\n{by_id[one].title}\n\n{shown(by_id[one].text, words)}\n" for one in found]
    return head + "".join(reports)


def shown(text: str, words: Sequence[str]) -> str:
    """Return what is read of a report."""
    if len(text) <= BEGINNING + FURTHER:
        return text
    rest = [one[0] for one in _SENTENCE.finditer(text, BEGINNING) if any(word in one[0] for word in words)]
    return f"{text[:BEGINNING]}{LEFT_OUT}{LEFT_OUT.join(rest)[:FURTHER]}{LEFT_OUT}"


def judged() -> dict[str, set[str]]:
    """Return by topic the reports that both judges have read."""
    first, second = (read_grades(path) if path.exists() else {} for path in JUDGES)
    return {topic: first[topic].keys() & second[topic].keys() for topic in first.keys() & second.keys()}


def write(folder: Path) -> int:
    """Write the file of each topic; return how many reports are to be judged."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    known = judged()
    reports = read_reports()
    by_id = {one.id: one for one in reports}
    asked, total = systems(reports), 0
    for topic in topics():
        found = [one for one in pooled(topic, asked) if one not in known.get(topic.id, ())]
        if not found:
            continue
        (folder / f"{topic.id}.txt").write_text(page(topic, found, by_id), encoding="utf-8")
        total += len(found)
    return total


if __name__ == "__main__":
    print(f"{write(POOL)} reports of {len(topics())} topics in {POOL}")
