"""Rebuilding: a new generation of the index is made beside the live one, and takes its place when it is ready.

In: the published reports. Out: a live index that holds them, and what changed while it was made. The lock of the
rebuild is held throughout, that of the writer for the last moment only, so publishing goes on meanwhile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.db.models import Q
from django.utils import timezone

from archive.locks import LockBusyError, held
from archive.models import Article, Change
from search.backends import ArchiveSearchBackend
from search.engine.store import UnreadableIndexError
from search.reindexing import Progress, batches, index_all, rebuild_lock, reindex, writer_lock

# A lost index of at most so many reports is rebuilt by whoever misses it, a larger one by `work`.
SMALL_ARCHIVE: Final = 300


def renew(backend: ArchiveSearchBackend, progress: Progress | None, patience: float | None) -> int:
    """Build the index anew beside the live one and switch; return how many reports it holds.

    LockBusyError where another process has been rebuilding for longer than `patience` seconds (None: wait).
    """
    with held(rebuild_lock(backend), patience):
        started, known = timezone.now(), _unapplied()
        folder, refused = _build(backend, progress)
        with held(writer_lock(backend), None):
            _catch_up(backend, folder, started, known, refused)
        backend.store.sweep()
    return Article.objects.published().count()


def begin(backend: ArchiveSearchBackend) -> int:
    """Build a first or a small index under the writer lock; return how many Changes it took up.

    UnreadableIndexError where that would take long, and `work` must do it.
    """
    taken_up_before = Change.objects.filter(applied_at__isnull=False, kind=Change.Kind.PUBLISHED).exists()
    if taken_up_before and Article.objects.published()[: SMALL_ARCHIVE + 1].count() > SMALL_ARCHIVE:
        raise UnreadableIndexError("no readable index; manage.py work or check_search --fix rebuilds it")
    # Whoever rebuilds would lose its unfinished generation to our sweep.
    with held(rebuild_lock(backend), 0.0):
        started, known = timezone.now(), _unapplied()
        folder, refused = _build(backend, None)
        applied = _catch_up(backend, folder, started, known, refused)
        backend.store.sweep()
    return applied


def tidy(backend: ArchiveSearchBackend) -> None:
    """Remove what a rebuild that died has left, unless one is under way."""
    with suppress(LockBusyError), held(rebuild_lock(backend), 0.0):
        backend.store.sweep()


def mark_applied(changes: Iterable[int]) -> None:
    """Note that the index has taken these Changes up."""
    for batch in batches(list(changes)):
        Change.objects.filter(pk__in=batch).update(applied_at=timezone.now())


def _build(backend: ArchiveSearchBackend, progress: Progress | None) -> tuple[Path, set[int]]:
    """Return a new generation that holds every published report, and those that cannot be indexed."""
    folder = backend.store.begin()
    try:
        return folder, index_all(backend, folder, progress)
    except BaseException:
        backend.store.discard(folder)
        raise


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
    mark_applied(taken_up)
    return len(taken_up)


def _unapplied() -> set[int]:
    return set(Change.objects.unapplied().values_list("pk", flat=True))
