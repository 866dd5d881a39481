"""Indexing: the index follows the archive.

In: archive's Changes and reports. Out: an index that says what the database says. Two locks beside the
index: one for whoever writes to the live generation, one for whoever rebuilds. A rebuild takes the
first only for its last moment, so publishing goes on while it runs.

A Change is marked as applied after the commit that took it up. Whoever dies in between leaves it
unmarked, and the next one does it again: to index a report twice changes nothing.

A report that cannot be indexed holds up no other: it is logged, taken out of the index (its former text
must not be found), and its Changes stay unapplied, so that each round tries it again.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.db import Error as DatabaseError
from django.db.models import Q
from django.utils import timezone
from whoosh.index import LockError

from archive.models import Article, Change
from search.backends import ArchiveSearchBackend, archive_backend
from search.engine.store import UnreadableIndexError
from search.locks import LockBusyError, held

logger = logging.getLogger(__name__)

# A web process waits so long for the writer before it leaves its Change to `manage.py work`,
WEB_PATIENCE_SECONDS: Final = 0.5
# and leaves more Changes than these to it at once: nobody waits half a minute for a page.
WEB_CHANGES: Final = 500
# A command waits until what it published is found.
COMMAND_PATIENCE_SECONDS: Final = 600.0
CHANGES_PER_COMMIT: Final = 1_000
ROWS_PER_FETCH: Final = 200
# A lost index of at most so many reports is rebuilt by whoever misses it, a larger one by `work`.
SMALL_ARCHIVE: Final = 300
# Each commit adds a segment; beyond so many, `work` merges the small ones.
SEGMENTS_TO_MERGE: Final = 10

# What is wrong with the machine rather than with a report.
NOT_THE_REPORT: Final = (OSError, MemoryError, DatabaseError, LockError, UnreadableIndexError)

Progress = Callable[[int, int], None]

__all__ = ["LockBusyError", "apply_changes", "follow", "keep_up", "rebuild", "reindex", "writer_lock"]


def apply_changes(patience: float = 0.0) -> int:
    """Take up every unapplied Change; return how many. LockBusyError after `patience` seconds."""
    backend = archive_backend()
    with held(writer_lock(backend), patience):
        if not _has_index(backend):
            return _begin(backend)
        folder = backend.store.live()
        applied = last = 0
        while changes := list(Change.objects.unapplied().filter(pk__gt=last)[:CHANGES_PER_COMMIT]):
            applied += _take_up(backend, folder, changes)
            last = changes[-1].pk
        return applied


def follow(can_wait: bool = False, **kwargs: Any) -> None:
    """Apply what was just committed, where the writer is free; a failure is logged and left to `work`."""
    try:
        if not can_wait and Change.objects.unapplied()[: WEB_CHANGES + 1].count() > WEB_CHANGES:
            logger.info("many changes at once; manage.py work takes them up")
            return
        apply_changes(patience=COMMAND_PATIENCE_SECONDS if can_wait else WEB_PATIENCE_SECONDS)
    except LockBusyError:
        logger.info("another process writes to the index; manage.py work takes the change up")
    except Exception:
        logger.exception("the index did not follow; manage.py work takes the change up")


def rebuild(progress: Progress | None = None, patience: float | None = None) -> int:
    """Build the index anew beside the live one and switch; return how many reports it holds.

    LockBusyError where another process has been rebuilding for longer than `patience` seconds (None: wait).
    """
    backend = archive_backend()
    with held(_rebuild_lock(backend), patience):
        started, known = timezone.now(), _unapplied()
        folder, refused = _build(backend, progress)
        with held(writer_lock(backend), None):
            _catch_up(backend, folder, started, known, refused)
        backend.store.sweep()
    return Article.objects.published().count()


def keep_up() -> int:
    """Rebuild an index that is missing, damaged or old, apply changes, merge; return how many were applied.

    LockBusyError where another process is at work on the index.
    """
    backend = archive_backend()
    if not _is_sound(backend):
        rebuild(patience=0.0)
    try:
        applied = apply_changes(patience=0.0)
    except (OSError, LockError) as error:
        logger.warning("the index cannot be written to, and is rebuilt: %s", error)
        rebuild(patience=0.0)
        applied = apply_changes(patience=0.0)
    _merge(backend)
    _tidy(backend)
    return applied


def _merge(backend: ArchiveSearchBackend) -> None:
    """Merge the small segments where there are many."""
    if backend.store.segment_count() > SEGMENTS_TO_MERGE:
        with held(writer_lock(backend), 0.0):
            backend.store.write(backend.store.live(), lambda writer: None, merge="small")


def _tidy(backend: ArchiveSearchBackend) -> None:
    """Remove what a rebuild that died has left, unless one is under way."""
    with suppress(LockBusyError), held(_rebuild_lock(backend), 0.0):
        backend.store.sweep()


def writer_lock(backend: ArchiveSearchBackend) -> Path:
    """Return the lock of whoever writes to the live generation."""
    return backend.store.root.with_suffix(".write.lock")


def _rebuild_lock(backend: ArchiveSearchBackend) -> Path:
    return backend.store.root.with_suffix(".rebuild.lock")


def _has_index(backend: ArchiveSearchBackend) -> bool:
    try:
        with backend.store.reader():
            return True
    except UnreadableIndexError:
        return False


def _is_sound(backend: ArchiveSearchBackend) -> bool:
    """Tell whether the index can be opened and its files are there at their lengths."""
    with held(writer_lock(backend), 0.0):
        try:
            backend.store.verify(deep=False)
        except UnreadableIndexError as error:
            logger.warning("the index is rebuilt: %s", error)
            return False
    return _has_index(backend)


def _begin(backend: ArchiveSearchBackend) -> int:
    """Build a first or a small index under the writer lock; UnreadableIndexError where `work` must do it."""
    taken_up_before = Change.objects.filter(applied_at__isnull=False, kind=Change.Kind.PUBLISHED).exists()
    if taken_up_before and Article.objects.published()[: SMALL_ARCHIVE + 1].count() > SMALL_ARCHIVE:
        raise UnreadableIndexError("no readable index; manage.py work or check_search --fix rebuilds it")
    # Whoever rebuilds would lose its unfinished generation to our sweep.
    with held(_rebuild_lock(backend), 0.0):
        started, known = timezone.now(), _unapplied()
        folder, refused = _build(backend, None)
        applied = _catch_up(backend, folder, started, known, refused)
        backend.store.sweep()
    return applied


def _build(backend: ArchiveSearchBackend, progress: Progress | None) -> tuple[Path, set[int]]:
    """Return a new generation that holds every published report, and those that cannot be indexed."""
    folder = backend.store.begin()
    articles = backend.index.index_queryset().order_by("pk")
    total = articles.count()
    rows = articles.iterator(chunk_size=ROWS_PER_FETCH)
    try:
        backend.write_reports(folder, _counted(rows, total, progress))
    except NOT_THE_REPORT:
        backend.store.discard(folder)
        raise
    except Exception:
        logger.exception("a report refuses; the index is built in small commits without it")
        return folder, _build_by_batches(backend, folder)
    return folder, set()


def _build_by_batches(backend: ArchiveSearchBackend, folder: Path) -> set[int]:
    numbers = list(Article.objects.published().order_by("pk").values_list("pk", flat=True))
    return {refused for batch in _batches(numbers) for refused in reindex(backend, folder, batch)}


def _counted(articles: Iterable[Article], total: int, progress: Progress | None) -> Iterator[Article]:
    for count, article in enumerate(articles, 1):
        yield article
        if progress:
            progress(count, total)


def _catch_up(
    backend: ArchiveSearchBackend, folder: Path, started: dt.datetime, known: set[int], refused: set[int]
) -> int:
    """Apply to a new generation what happened since it was begun, make it live, and mark the changes.

    What was `known` then, the build has read; what others applied meanwhile went into the old generation.
    """
    unapplied = dict(Change.objects.unapplied().values_list("pk", "article_id"))
    missed = Change.objects.filter(Q(applied_at=None) | Q(applied_at__gte=started))
    touched = {article for pk, article in missed.values_list("pk", "article_id") if pk not in known}
    refused = (refused - touched) | reindex(backend, folder, touched)
    backend.store.switch_to(folder)
    taken_up = [pk for pk, article in unapplied.items() if article not in refused]
    _mark(taken_up)
    return len(taken_up)


def _unapplied() -> set[int]:
    return set(Change.objects.unapplied().values_list("pk", flat=True))


def _take_up(backend: ArchiveSearchBackend, folder: Path, changes: Sequence[Change]) -> int:
    """Apply these changes; return how many were applied: not those of reports that cannot be indexed."""
    refused = reindex(backend, folder, {change.article_id for change in changes})
    taken_up = [change.pk for change in changes if change.article_id not in refused]
    _mark(taken_up)
    return len(taken_up)


def reindex(backend: ArchiveSearchBackend, folder: Path, numbers: Iterable[int]) -> set[int]:
    """Bring these reports in the index to what the database says now; return those that cannot be indexed."""
    wanted = sorted(numbers)
    if not wanted:
        return set()
    try:
        _write(backend, folder, wanted)
    except NOT_THE_REPORT:
        raise
    except Exception as error:
        logger.info("a commit of %d reports failed", len(wanted), exc_info=True)
        if len(wanted) == 1:
            _refuse(backend, folder, wanted[0], error)
            return set(wanted)
        half = len(wanted) // 2
        return reindex(backend, folder, wanted[:half]) | reindex(backend, folder, wanted[half:])
    return set()


def _write(backend: ArchiveSearchBackend, folder: Path, wanted: Sequence[int]) -> None:
    """Index those of these reports that are published, and take the others out, in one commit."""
    published = backend.index.index_queryset()
    articles = [article for batch in _batches(wanted) for article in published.filter(pk__in=batch)]
    backend.write_reports(folder, articles, set(wanted) - {article.pk for article in articles})


def _refuse(backend: ArchiveSearchBackend, folder: Path, number: int, error: Exception) -> None:
    """Take a report that cannot be indexed out of the index, and say so once a process."""
    backend.write_reports(folder, [], [number])
    if number not in _refused_before:
        _refused_before.add(number)
        logger.error("report %d cannot be indexed, and is not found until it can", number, exc_info=error)


_refused_before: set[int] = set()


def _batches(numbers: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(numbers)
    while batch := list(islice(rest, ROWS_PER_FETCH)):
        yield batch


def _mark(changes: Iterable[int]) -> None:
    for batch in _batches(list(changes)):
        Change.objects.filter(pk__in=batch).update(applied_at=timezone.now())
