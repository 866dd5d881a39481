"""Indexing: the index follows the archive.

In: archive's Changes and reports. Out: an index that says what the database says. Two locks beside the
index: one for whoever writes to the live generation, one for whoever rebuilds. A rebuild takes the
first only for its last moment, so publishing goes on while it runs.

A Change is marked as applied after the commit that took it up. Whoever dies in between leaves it
unmarked, and the next one does it again: to index a report twice changes nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from archive.models import Article, Change
from search.backends import ArchiveSearchBackend, archive_backend
from search.engine.store import UnreadableIndexError
from search.locks import LockBusyError, held

logger = logging.getLogger(__name__)

# A web process waits so long for the writer before it leaves its Change to `manage.py work`.
WEB_PATIENCE_SECONDS: Final = 0.5
CHANGES_PER_COMMIT: Final = 1_000
ROWS_PER_FETCH: Final = 200
# A lost index of at most so many reports is rebuilt by whoever misses it, a larger one by `work`.
SMALL_ARCHIVE: Final = 300
# Each commit adds a segment; beyond so many, `work` merges the small ones.
SEGMENTS_TO_MERGE: Final = 10

Progress = Callable[[int, int], None]

__all__ = ["IndexReport", "LockBusyError", "apply_changes", "check", "follow", "heal", "keep_up", "rebuild"]


@dataclass(frozen=True, slots=True)
class IndexReport:
    """How the index differs from the database: ids of reports, or why it cannot be read at all."""

    unreadable: str | None = None
    missing: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()
    surplus: tuple[int, ...] = ()
    doubled: tuple[int, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Tell whether the index says what the database says."""
        return not (self.unreadable or self.missing or self.stale or self.surplus or self.doubled)


def apply_changes(patience: float = 0.0) -> int:
    """Take up every unapplied Change; return how many. LockBusyError after `patience` seconds."""
    backend = archive_backend()
    with held(_writer_lock(backend), patience):
        if not _has_index(backend):
            return _begin(backend)
        folder = backend.store.live()
        applied = 0
        while changes := list(Change.objects.unapplied()[:CHANGES_PER_COMMIT]):
            taken = _take_up(backend, folder, changes)
            applied += taken
            if taken < len(changes):
                break
        return applied


def follow(**kwargs: Any) -> None:
    """Apply what was just committed, where the writer is free; a failure is logged and left to `work`."""
    try:
        apply_changes(patience=WEB_PATIENCE_SECONDS)
    except LockBusyError:
        logger.info("another process writes to the index; manage.py work takes the change up")
    except Exception:
        logger.exception("the index did not follow; manage.py work takes the change up")


def rebuild(progress: Progress | None = None) -> int:
    """Build the index anew beside the live one and switch; return how many reports it holds."""
    backend = archive_backend()
    with held(_rebuild_lock(backend), None):
        started, known = timezone.now(), _unapplied()
        folder = _build(backend, progress)
        with held(_writer_lock(backend), None):
            _catch_up(backend, folder, started, known)
        backend.store.sweep()
    return Article.objects.published().count()


def check() -> IndexReport:
    """Compare every indexed report with the database, but those with a Change still to be applied."""
    backend = archive_backend()
    pending = set(Change.objects.unapplied().values_list("article_id", flat=True))
    try:
        with held(_writer_lock(backend), None):
            backend.store.verify(deep=True)
        indexed, doubled = _indexed_digests(backend)
    except UnreadableIndexError as error:
        return IndexReport(unreadable=str(error))
    published: dict[int, str] = {}
    for article in backend.index.index_queryset().iterator(chunk_size=ROWS_PER_FETCH):
        published[article.pk] = _digest(backend.document(article), backend.stored)
    return IndexReport(
        missing=_sorted(published.keys() - indexed.keys() - pending),
        stale=_sorted({pk for pk, now in published.items() if indexed.get(pk, now) != now} - pending),
        surplus=_sorted(indexed.keys() - published.keys() - pending),
        doubled=_sorted(doubled - pending),
    )


def heal(report: IndexReport) -> None:
    """Mend what a check found: reindex the reports that differ, rebuild what cannot be read."""
    if report.unreadable:
        rebuild()
        return
    numbers = {*report.missing, *report.stale, *report.surplus, *report.doubled}
    if numbers:
        backend = archive_backend()
        with held(_writer_lock(backend), None):
            _reindex(backend, backend.store.live(), numbers)


def keep_up() -> int:
    """Rebuild an index that is missing or stale, apply changes, merge; return how many were applied."""
    backend = archive_backend()
    if not _is_sound(backend):
        rebuild()
    applied = apply_changes(patience=0.0)
    if backend.store.segment_count() > SEGMENTS_TO_MERGE:
        with held(_writer_lock(backend), 0.0):
            backend.store.write(backend.store.live(), lambda writer: None, merge="small")
    return applied


def _writer_lock(backend: ArchiveSearchBackend) -> Path:
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
    with held(_writer_lock(backend), 0.0):
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
    started, known = timezone.now(), _unapplied()
    folder = _build(backend, None)
    applied = _catch_up(backend, folder, started, known)
    backend.store.sweep()
    return applied


def _build(backend: ArchiveSearchBackend, progress: Progress | None) -> Path:
    """Return a new generation that holds every published report."""
    folder = backend.store.begin()
    articles = backend.index.index_queryset().order_by("pk")
    total = articles.count()
    rows = articles.iterator(chunk_size=ROWS_PER_FETCH)
    backend.write_reports(folder, _counted(rows, total, progress))
    return folder


def _counted(articles: Iterable[Article], total: int, progress: Progress | None) -> Iterator[Article]:
    for count, article in enumerate(articles, 1):
        yield article
        if progress:
            progress(count, total)


def _catch_up(backend: ArchiveSearchBackend, folder: Path, started: dt.datetime, known: set[int]) -> int:
    """Apply to a new generation what happened since it was begun, make it live, and mark the changes.

    What was `known` then, the build has read; what others applied meanwhile went into the old generation.
    """
    unapplied = _unapplied()
    missed = Change.objects.filter(Q(applied_at=None) | Q(applied_at__gte=started))
    touched = {article for pk, article in missed.values_list("pk", "article_id") if pk not in known}
    if touched:
        _reindex(backend, folder, touched)
    backend.store.switch_to(folder)
    _mark(unapplied)
    return len(unapplied)


def _unapplied() -> set[int]:
    return set(Change.objects.unapplied().values_list("pk", flat=True))


def _take_up(backend: ArchiveSearchBackend, folder: Path, changes: Sequence[Change]) -> int:
    """Apply these changes in one commit, or one by one where it fails; return how many were applied."""
    try:
        _reindex(backend, folder, {change.article_id for change in changes})
    except Exception:
        if len(changes) == 1:
            logger.exception("report %s could not be indexed", changes[0].article_id)
            return 0
        logger.exception("a batch of %d changes failed; they are tried one by one", len(changes))
        return sum(_take_up(backend, folder, [change]) for change in changes)
    _mark([change.pk for change in changes])
    return len(changes)


def _reindex(backend: ArchiveSearchBackend, folder: Path, numbers: Iterable[int]) -> None:
    """Bring these reports in the index to what the database says of them now."""
    wanted = sorted(numbers)
    published = backend.index.index_queryset()
    articles = [article for batch in _batches(wanted) for article in published.filter(pk__in=batch)]
    gone = set(wanted) - {article.pk for article in articles}
    backend.write_reports(folder, articles, gone)


def _batches(numbers: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(numbers)
    while batch := list(islice(rest, ROWS_PER_FETCH)):
        yield batch


def _mark(changes: Iterable[int]) -> None:
    for batch in _batches(list(changes)):
        Change.objects.filter(pk__in=batch).update(applied_at=timezone.now())


def _indexed_digests(backend: ArchiveSearchBackend) -> tuple[dict[int, str], set[int]]:
    """Return a digest of each indexed report, and the ids that stand twice."""
    digests: dict[int, str] = {}
    doubled: set[int] = set()
    for number, stored in backend.all_stored():
        if number in digests:
            doubled.add(number)
        digests[number] = _digest(stored, backend.stored)
    return digests, doubled


def _digest(document: dict[str, Any], fields: Iterable[str]) -> str:
    kept = [document.get(name) for name in fields]
    written = json.dumps(kept, ensure_ascii=False, default=str).encode()
    return hashlib.blake2b(written, digest_size=16).hexdigest()


def _sorted(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(numbers))
