"""Indexing: the index follows the archive.

In: archive's Changes. Out: an index that says what the database says, in few segments. Three locks beside
the index: of whoever writes to the live generation, of whoever rebuilds, of whoever merges.

A Change is marked as applied after the commit that took it up. Whoever dies in between leaves it
unmarked, and the next one does it again: to index a report twice changes nothing. The Changes of a report
that cannot be indexed stay unapplied, so that each round tries it again.

Segments are merged where nobody waits: by `work` and at the end of commands, beside whoever writes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from archive.locks import LockBusyError, held
from archive.models import Change
from search.backends import CANNOT_WRITE, ArchiveSearchBackend, archive_backend
from search.engine.merging import MergePlan
from search.engine.store import UnreadableIndexError
from search.rebuilding import begin, mark_applied, renew, tidy
from search.reindexing import Progress, reindex, writer_lock

logger = logging.getLogger(__name__)

# A web process waits so long for the writer before it leaves its Change to `manage.py work`, which looks for it only
# half a second to a second later: who waits less is found later.
WEB_PATIENCE_SECONDS: Final = 0.8
# and leaves more Changes than these to it at once: nobody waits half a minute for a page.
WEB_CHANGES: Final = 500
# A command waits until what it published is found.
COMMAND_PATIENCE_SECONDS: Final = 600.0
CHANGES_PER_COMMIT: Final = 10_000
# So often at most do Changes have to wait while segments are merged.
SECONDS_BETWEEN_LOOKS: Final = 0.5
# So often is a merge begun anew because others have changed its segments; the next round goes on.
MERGES_AT_MOST: Final = 20

__all__ = ["LockBusyError", "apply_changes", "follow", "keep_up", "merge", "rebuild", "writer_lock"]


def apply_changes(patience: float = 0.0) -> int:
    """Take up every unapplied Change; return how many. LockBusyError after `patience` seconds."""
    backend = archive_backend()
    with held(writer_lock(backend), patience):
        if not _is_there(backend):
            return begin(backend)
        folder = backend.store.live()
        applied = last = 0
        while changes := list(Change.objects.unapplied().filter(pk__gt=last)[:CHANGES_PER_COMMIT]):
            applied += _take_up(backend, folder, changes)
            last = changes[-1].pk
        return applied


def follow(can_wait: bool = False, **kwargs: Any) -> None:
    """Apply what was just committed, where the writer is free; a failure is logged and left to `work`.

    Whoever can wait also merges what has become too many segments.
    """
    try:
        if can_wait:
            apply_changes(COMMAND_PATIENCE_SECONDS)
            merge(archive_backend())
        elif Change.objects.unapplied()[: WEB_CHANGES + 1].count() <= WEB_CHANGES:
            apply_changes(WEB_PATIENCE_SECONDS)
        else:
            logger.info("many changes at once; manage.py work takes them up")
    except LockBusyError:
        logger.info("another process writes to the index; manage.py work takes the change up")
    except Exception:
        logger.exception("the index did not follow; manage.py work takes the change up")


def rebuild(progress: Progress | None = None, patience: float | None = None) -> int:
    """Build the index anew beside the live one and switch; return how many reports it holds.

    LockBusyError where another process has been rebuilding for longer than `patience` seconds (None: wait).
    """
    backend = archive_backend()
    count = renew(backend, progress, patience)
    merge(backend)
    return count


def keep_up() -> int:
    """Rebuild an index that is missing, damaged or old, apply changes, merge; return how many were applied.

    LockBusyError where another process is at work on the index.
    """
    backend = archive_backend()
    if not _is_sound(backend):
        rebuild(patience=0.0)
    try:
        applied = apply_changes()
    except CANNOT_WRITE as error:
        logger.warning("the index cannot be written to, and is rebuilt: %s", error)
        rebuild(patience=0.0)
        applied = apply_changes()
    applied += merge(backend)
    tidy(backend)
    return applied


def merge(backend: ArchiveSearchBackend) -> int:
    """Merge segments until they are few, unless another does; return how many Changes were applied meanwhile."""
    meanwhile = _Meanwhile()
    with suppress(LockBusyError), held(_merge_lock(backend), 0.0):
        for _ in range(MERGES_AT_MOST):
            plan = backend.store.plan_merge()
            if plan is None:
                break
            _merge(backend, plan, meanwhile)
    return meanwhile.applied


def _merge(backend: ArchiveSearchBackend, plan: MergePlan, meanwhile: _Meanwhile) -> None:
    """Merge as planned; where a rebuild or a commit took segments away meanwhile, there is nothing left to do."""
    try:
        merged = backend.store.build_merge(plan, meanwhile.look)
        with held(writer_lock(backend), None):
            backend.store.commit_merge(plan, merged)
    except OSError:
        if backend.store.is_as_planned(plan):
            raise
        logger.info("what was to be merged is gone; the next plan goes by what is there")


def _merge_lock(backend: ArchiveSearchBackend) -> Path:
    """Return the lock of whoever merges."""
    return backend.store.root.with_suffix(".merge.lock")


class _Meanwhile:
    """Takes up Changes while a merge is under way."""

    def __init__(self) -> None:
        self.applied = 0
        self._looked = time.monotonic()

    def look(self) -> None:
        """Apply what waits, not too often, and not where another does."""
        if time.monotonic() - self._looked >= SECONDS_BETWEEN_LOOKS:
            with suppress(LockBusyError):
                self.applied += apply_changes()
            self._looked = time.monotonic()


def _is_there(backend: ArchiveSearchBackend) -> bool:
    """Tell whether there is an index whose files are there as they were written; who writes sees the rest."""
    try:
        backend.store.verify(deep=False)
    except UnreadableIndexError:
        return False
    return True


def _is_sound(backend: ArchiveSearchBackend) -> bool:
    """Tell whether the index can be opened and its files are there as they were written."""
    try:
        with held(writer_lock(backend), 0.0):
            backend.store.verify(deep=False)
        return backend.store.ask(lambda snapshot: True)
    except UnreadableIndexError as error:
        logger.warning("the index is rebuilt: %s", error)
        return False


def _take_up(backend: ArchiveSearchBackend, folder: Path, changes: Sequence[Change]) -> int:
    """Apply these changes; return how many were applied: not those of reports that cannot be indexed."""
    refused = reindex(backend, folder, {change.article_id for change in changes})
    taken_up = [change.pk for change in changes if change.article_id not in refused]
    mark_applied(taken_up)
    return len(taken_up)
