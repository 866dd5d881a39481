"""Stock Haystack with its Whoosh backend and jieba's analyzer, asked through SearchQuerySet.

In: what a reader typed. Out: replies, though not the same: its analyzer finds other reports, so its totals stand
beside ours and are not compared. Run as a program it rebuilds its index from the database, as `rebuild_index`
does it, as far as it comes in the time that it is given.
"""

from __future__ import annotations

import copy
import json
import logging
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple
from unittest.mock import patch

import django
import jieba
from whoosh.index import open_dir

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from haystack import connections  # noqa: E402
from haystack.inputs import AutoQuery  # noqa: E402
from haystack.query import SearchQuerySet  # noqa: E402

from bench.peers import FACETS, SHOWN_VALUES, Reply, chosen_values  # noqa: E402
from bench.peers.haystack_index import StockArticleIndex  # noqa: E402
from bench.questions import Asked  # noqa: E402

ALIAS: Final = "stock"
# The whole of 20,000 reports takes longer than all the rest of the benchmark: a report costs more, the more there are.
CPU_SECONDS: Final = 540.0


class Rebuilt(NamedTuple):
    """How many reports a rebuild came to, and the seconds of processor time that it took."""

    reports: int
    cpu: float


class Raw(NamedTuple):
    """What Haystack returns."""

    total: int
    hits: Sequence[Any]
    facets: dict[str, list[tuple[str, int]]]


class HaystackPeer:
    """An index, asked. A second value of a facet narrows with OR, for which `narrow` has its own syntax."""

    name = "Haystack"

    def __init__(self) -> None:
        self._all = SearchQuerySet(using=ALIAS)

    def prepare(self, asked: Asked) -> Asked:
        """Return the question: its query sets are built by asking, each for one use."""
        return asked

    def ask(self, asked: Asked) -> Raw:
        """Return hits, total and counts; a facet that has a selection is asked for without it."""
        chosen = chosen_values(asked.question)
        hits = self._narrowed(asked, list(chosen), [name for name in FACETS if name not in chosen])
        page = list(hits[asked.start : asked.start + asked.question.size])
        facets = _counts(hits)  # of the search that the page has run; neither this nor the total runs another
        for name in chosen:
            facets |= _counts(self._narrowed(asked, [one for one in chosen if one != name], [name]))
        return Raw(hits.count(), page, facets)

    def read(self, raw: Raw) -> Reply:
        """Return the same as a Reply."""
        facets = {name: dict(counts[:SHOWN_VALUES]) for name, counts in raw.facets.items()}
        return Reply(raw.total, tuple(int(hit.pk) for hit in raw.hits), facets)

    def _narrowed(self, asked: Asked, filters: Sequence[str], counted: Sequence[str]) -> Any:
        question, chosen = asked.question, chosen_values(asked.question)
        found = self._all.filter(content=AutoQuery(asked.typed)) if asked.typed else self._all.all()
        if asked.without:
            found = found.exclude(content=AutoQuery(asked.without))
        for name in filters:
            values = " OR ".join(f'"{value}"' for value in chosen[name])
            found = found.narrow(f"{name}_exact:({values})")
        if question.since and question.until:
            found = found.narrow(f"year:[{question.since.written[:4]} TO {question.until.written[:4]}]")
        if question.sort != "relevance":
            found = found.order_by("-date_published" if question.sort == "newest" else "date_published")
        for name in counted:
            found = found.facet(name)
        return found


def _counts(found: Any) -> dict[str, list[tuple[str, int]]]:
    return dict(found.facet_counts().get("fields", {}))


def connect(corpus: str) -> HaystackPeer:
    """Return the peer over the stock index of this process's state folder, which is that of the corpus."""
    logging.getLogger("haystack").setLevel(logging.CRITICAL)
    jieba.dt.tmp_dir = str(settings.CACHE_DIR)
    known = copy.deepcopy(settings.HAYSTACK_CONNECTIONS)
    path = Path(settings.STATE_DIR) / ALIAS
    known[ALIAS] = {"ENGINE": "tests.stock.engine.JiebaWhooshEngine", "PATH": str(path)}
    settings.HAYSTACK_CONNECTIONS = connections.connections_info = known
    connections.reload(ALIAS)
    connections[ALIAS].get_unified_index().build(indexes=[StockArticleIndex()])
    return HaystackPeer()


def rebuild() -> Rebuilt:
    """Rebuild the stock index, batch by batch as `rebuild_index` does it; no batch is begun after CPU_SECONDS."""
    backend = connections[ALIAS].get_backend()
    update, began = type(backend).update, time.process_time()

    def update_while_there_is_time(*given: Any, **named: Any) -> None:
        update(*given, **named)
        if time.process_time() - began > CPU_SECONDS:
            raise SystemExit  # Haystack tries again after any Exception

    with patch.object(type(backend), "update", update_while_there_is_time), suppress(SystemExit):
        call_command("rebuild_index", using=[ALIAS], interactive=False, verbosity=0)
    cpu = time.process_time() - began
    return Rebuilt(open_dir(backend.path).doc_count(), cpu)


def main() -> None:
    """Rebuild, and print how far it came and what it took."""
    connect("")
    print(json.dumps(rebuild()._asdict()))


if __name__ == "__main__":
    main()
