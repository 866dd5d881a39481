"""Reindexing: reports in the index become what the database says of them now.

In: the ids of reports, or all of them. Out: an index that says the same; and the ids of those that it refuses.

A report that cannot be indexed holds up no other: it is logged once a process, and it is taken out of the
index, where its former text must not be found.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from archive.models import Article
from search.backends import FAULTS_OF_THE_MACHINE, ArchiveSearchBackend
from search.bulk import Failure
from search.engine.documents import Document

logger = logging.getLogger(__name__)

ROWS_PER_FETCH: Final = 500

Progress = Callable[[int, int], None]


def writer_lock(backend: ArchiveSearchBackend) -> Path:
    """Return the lock of whoever writes to the live generation."""
    return backend.store.root.with_suffix(".write.lock")


def rebuild_lock(backend: ArchiveSearchBackend) -> Path:
    """Return the lock of whoever builds a new generation."""
    return backend.store.root.with_suffix(".rebuild.lock")


def index_all(backend: ArchiveSearchBackend, folder: Path, progress: Progress | None = None) -> set[int]:
    """Index every published report in one commit; return those that cannot be indexed."""
    articles = backend.index.index_queryset().order_by("pk")
    total, refused = articles.count(), Refused()
    documents = backend.documents(articles.iterator(chunk_size=ROWS_PER_FETCH), total, refused.add)
    try:
        backend.store.commit(folder, _counted(documents, total, progress), [])
    except FAULTS_OF_THE_MACHINE:
        raise
    except Exception:
        logger.exception("a report refuses; the index is built in small commits without it")
        return _index_by_batches(backend, folder)
    return refused.numbers


def reindex(backend: ArchiveSearchBackend, folder: Path, numbers: Iterable[int]) -> set[int]:
    """Bring these reports in the index to what the database says now; return those that cannot be indexed."""
    wanted = sorted(numbers)
    if not wanted:
        return set()
    refused = Refused()
    try:
        backend.store.commit(folder, _documents(backend, wanted, refused), wanted)
    except FAULTS_OF_THE_MACHINE:
        raise
    except Exception:
        logger.info("a commit of %d reports failed", len(wanted), exc_info=True)
        if len(wanted) > 1:
            half = len(wanted) // 2
            return reindex(backend, folder, wanted[:half]) | reindex(backend, folder, wanted[half:])
        backend.store.commit(folder, [], wanted)
        refused.add(Failure(wanted[0], traceback.format_exc()))
    return refused.numbers


class Refused:
    """The reports that cannot be indexed; each is logged once a process."""

    _logged: set[int] = set()

    def __init__(self) -> None:
        self.numbers: set[int] = set()

    def add(self, failure: Failure) -> None:
        """Take up one more."""
        self.numbers.add(failure.number)
        if failure.number not in self._logged:
            self._logged.add(failure.number)
            logger.error("report %d cannot be indexed, and is not found until it can\n%s", *failure)


def _documents(backend: ArchiveSearchBackend, wanted: Sequence[int], refused: Refused) -> Iterator[Document]:
    """Yield the documents of those of these reports that are published."""
    published = backend.index.index_queryset()
    articles = (article for batch in batches(wanted) for article in published.filter(pk__in=batch))
    return backend.documents(articles, len(wanted), refused.add)


def _index_by_batches(backend: ArchiveSearchBackend, folder: Path) -> set[int]:
    numbers = list(Article.objects.published().order_by("pk").values_list("pk", flat=True))
    return {refused for batch in batches(numbers) for refused in reindex(backend, folder, batch)}


def _counted(documents: Iterable[Document], total: int, progress: Progress | None) -> Iterator[Document]:
    for count, document in enumerate(documents, 1):
        yield document
        if progress:
            progress(count, total)


def batches(numbers: Sequence[int]) -> Iterator[list[int]]:
    """Yield the numbers in rows of what one query may fetch."""
    rest = iter(numbers)
    while batch := list(islice(rest, ROWS_PER_FETCH)):
        yield batch
