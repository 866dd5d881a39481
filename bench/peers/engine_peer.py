"""Our engine, as the product opens it.

In: a query tree and a question. Out: replies. The store is the one that a web process has.
"""

from __future__ import annotations

import os
import time
from typing import NamedTuple

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from bench.peers import FACETS, SHOWN_VALUES, Reply  # noqa: E402
from bench.questions import Asked  # noqa: E402
from search.backends import archive_backend  # noqa: E402
from search.engine.answering import Answer, answer  # noqa: E402
from search.engine.store import IndexStore  # noqa: E402
from search.pages import hit_of  # noqa: E402
from search.query_tree import leaves  # noqa: E402


class Raw(NamedTuple):
    """An answer, and the most frequent values of its facets."""

    answer: Answer
    shown: dict[str, dict[str, int]]


class EnginePeer:
    """An index, asked."""

    name = "ours"

    def __init__(self, store: IndexStore) -> None:
        self._store = store

    def prepare(self, asked: Asked) -> Asked:
        """Return the question: the engine takes it as it is."""
        return asked

    def ask(self, asked: Asked) -> Raw:
        """Return hits with their stored fields, total and counts."""
        end = asked.start + asked.question.size
        found = self._store.ask(
            lambda snapshot: answer(snapshot, asked.tree, asked.question, frozenset(), asked.start, end, FACETS)
        )
        shown = {name: dict(counts.most_common(SHOWN_VALUES)) for name, counts in found.facets.items()}
        return Raw(found, shown)

    def read(self, raw: Raw) -> Reply:
        """Return the same as a Reply."""
        return Reply(raw.answer.total, tuple(one.id for one in raw.answer.documents), raw.shown)

    def show(self, asked: Asked) -> tuple[int, float, float]:
        """Return how many hits a page has, and the seconds to read their stored fields and to cut their snippets."""
        documents = self.ask(asked).answer.documents
        wanted = tuple(leaves(asked.tree))
        began = time.perf_counter()
        for one in documents:
            _ = one.stored
        read = time.perf_counter()
        for rank, one in enumerate(documents, 1):
            hit_of(one, rank, wanted)
        return len(documents), read - began, time.perf_counter() - read


def connect(corpus: str) -> EnginePeer:
    """Return the peer over the index of this process's state folder, which is that of the corpus."""
    return EnginePeer(archive_backend().store)
