"""Collections: documents, questions and grades, as they are kept.

In: a folder below ../shared/qrels, or the corpus of reports on Party building. Out: a Collection.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from bench.generated import ROOT

SHARED: Final = ROOT.parent / "shared"
QRELS: Final = SHARED / "qrels"
PARTY_BUILDING: Final = SHARED / "corpora" / "dangjian.jsonl.gz"
NAMES: Final = ("rgb-zh", "cmrc2018")
SIMPLIFIED: Final = "simplified"
TRADITIONAL: Final = "traditional"
SCRIPTS: Final = {SIMPLIFIED: "queries.tsv", TRADITIONAL: "queries_hant.tsv"}
# Documents stand in the files beside others of their question: where scores are equal, that order would tell.
SHUFFLE_SEED: Final = 5

Grades = Mapping[str, Mapping[str, int]]


class Text(NamedTuple):
    """A document; its paragraphs are parted by line feeds."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents; questions by script, then by id; grades by question, then by document."""

    name: str
    documents: Sequence[Text]
    questions: Mapping[str, Mapping[str, str]]
    grades: Grades


def read_collection(name: str) -> Collection:
    """Return a collection of ../shared/qrels."""
    folder = QRELS / name
    with (folder / "docs.jsonl").open(encoding="utf-8") as lines:
        documents = shuffled(_text_of(json.loads(line)) for line in lines)
    questions = {script: read_questions(folder / file) for script, file in SCRIPTS.items()}
    return Collection(name, documents, questions, read_grades(folder / "qrels.tsv"))


def read_reports() -> list[Text]:
    """Return the reports on Party building."""
    with gzip.open(PARTY_BUILDING, "rt", encoding="utf-8") as lines:
        return shuffled(_text_of(json.loads(line)) for line in lines)


def read_questions(path: Path) -> dict[str, str]:
    """Return questions by their ids, from lines of id and question, whatever else follows."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {row[0]: row[1] for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}


def read_grades(path: Path) -> dict[str, dict[str, int]]:
    """Return grades in the form of TREC: question, 0, document, grade."""
    grades: dict[str, dict[str, int]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        question, _, document, grade = line.split()
        grades.setdefault(question, {})[document] = int(grade)
    return grades


def shuffled(documents: Iterable[Text]) -> list[Text]:
    """Return the documents in an order that says nothing, always the same."""
    ordered = sorted(documents)
    random.Random(SHUFFLE_SEED).shuffle(ordered)
    return ordered


def _text_of(record: Mapping[str, Any]) -> Text:
    return Text(record["id"], record.get("title") or "", record["text"])
