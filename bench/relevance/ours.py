"""Our engine over a collection, as the product has it: documents made, committed and asked by the same functions.

A document's title is the headline, its lines are the paragraphs; all else of a report is empty.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any, Final

from bench.corpora import CACHE_DIR, IDENTIFIERS
from bench.relevance.collections import Text
from bench.relevance.systems import MOST, System, cut
from search.analysis import bulk_words, normalize
from search.bulk import make_document
from search.engine.answering import answer
from search.engine.commits import commit
from search.engine.contents import read_contents, write_first_contents
from search.engine.documents import Document
from search.engine.ranking import ranked
from search.engine.schema import build_schema
from search.engine.snapshot import Snapshot
from search.query_language import parse
from search.questions import Question

STORED: Final = ("identifier", "headline", "paragraphs")
# Where the index is made; its files are read once and kept.
_MEMORY: Final = Path("/dev/shm")

NONE_HIDDEN: Final[frozenset[int]] = frozenset()


def snapshot_of(documents: Sequence[Text]) -> Snapshot:
    """Return a snapshot over these documents, numbered from 1 in their order; its files go with this process."""
    schema = build_schema(STORED, IDENTIFIERS[1:], IDENTIFIERS[0], CACHE_DIR)
    folder = Path(mkdtemp(dir=_scratch().name))
    write_first_contents(folder, schema)
    commit(folder, schema, _analysed(documents), [])
    return Snapshot.open(folder, read_contents(folder, schema).segments)


@cache
def _scratch() -> TemporaryDirectory[str]:
    return TemporaryDirectory(dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None)


def _analysed(documents: Sequence[Text]) -> Iterator[Document]:
    make = partial(make_document, stored=STORED, identifiers=IDENTIFIERS, cache_dir=CACHE_DIR)
    for number, one in enumerate(documents, 1):
        yield make(_prepared(number, one))


def _prepared(number: int, one: Text) -> dict[str, Any]:
    return {
        "id": f"archive.article.{number}", "django_ct": "archive.article", "django_id": str(number),
        "identifier": one.id, "headline": one.title, "paragraphs": one.text.splitlines(),
    }  # fmt: skip


def _words(text: str) -> Sequence[str]:
    return bulk_words([normalize(text)], CACHE_DIR)


class Ours:
    """A snapshot, asked for all words or for any, and ranked as the backend does it."""

    def __init__(self, match: str, documents: Sequence[Text], snapshot: Snapshot) -> None:
        self.name = f"ours, {match}"
        self._question = Question(match=match)
        self._ids = [one.id for one in documents]
        self._snapshot = snapshot

    def search(self, typed: str, most: int = MOST) -> list[str]:
        """Return the ids of the best documents in order."""
        tree = parse(typed, cut, self._question.match).tree
        weighed = ranked(self._snapshot, tree, self._question, NONE_HIDDEN, _words)
        found = answer(self._snapshot, weighed, self._question, NONE_HIDDEN, 0, most, ())
        return [self._ids[one.id - 1] for one in found.documents]


class AllThenAny:
    """What has all words, then what has any."""

    name = "ours, all then any"

    def __init__(self, all_words: System, any_word: System) -> None:
        self._each = (all_words, any_word)

    def search(self, typed: str, most: int = MOST) -> list[str]:
        """Return the ids of the best documents in order."""
        ranked = [one for system in self._each for one in system.search(typed, most)]
        return list(dict.fromkeys(ranked))[:most]
