"""Consistency: does the index say what the database says?

In: the index and the published reports. Out: an IndexReport that names each report in which they differ.
What is stored of a report is compared field by field; postings and columns by the checksums of their files.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from archive.locks import held
from archive.models import Change
from search.backends import ArchiveSearchBackend, archive_backend
from search.engine.documents import kept_of
from search.engine.store import UnreadableIndexError
from search.indexing import rebuild
from search.reindexing import ROWS_PER_FETCH, reindex, writer_lock


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


def check() -> IndexReport:
    """Compare every indexed report with the database, but those that change meanwhile or wait for it."""
    backend = archive_backend()
    started, last = timezone.now(), _last_change()
    pending = _waiting()
    try:
        with held(writer_lock(backend), None):
            backend.store.verify(deep=True)
        indexed, doubled = _indexed_digests(backend)
    except UnreadableIndexError as error:
        return IndexReport(unreadable=str(error))
    published = _published_digests(backend)
    pending |= _changed_since(started, last) | _waiting()
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
        with held(writer_lock(backend), None):
            reindex(backend, backend.store.live(), numbers)


def _waiting() -> set[int]:
    return set(Change.objects.unapplied().values_list("article_id", flat=True))


def _last_change() -> int:
    last: int | None = Change.objects.aggregate(last=Max("pk"))["last"]
    return last or 0


def _changed_since(started: dt.datetime, last: int) -> set[int]:
    """Return the reports with a Change later than `last`, or one that was applied since `started`."""
    changes = Change.objects.filter(Q(pk__gt=last) | Q(applied_at__gte=started))
    return set(changes.values_list("article_id", flat=True))


def _indexed_digests(backend: ArchiveSearchBackend) -> tuple[dict[int, str], set[int]]:
    """Return a digest of each indexed report, and the ids that stand twice."""
    digests: dict[int, str] = {}
    doubled: set[int] = set()
    for number, stored in backend.all_stored():
        if number in digests:
            doubled.add(number)
        digests[number] = _digest(stored, backend.stored)
    return digests, doubled


def _published_digests(backend: ArchiveSearchBackend) -> dict[int, str]:
    """Return a digest of each published report as it would be indexed now."""
    articles = backend.index.index_queryset().iterator(chunk_size=ROWS_PER_FETCH)
    prepared = ((one.pk, backend.index.full_prepare(one)) for one in articles)
    return {number: _digest(kept_of(fields, backend.stored), backend.stored) for number, fields in prepared}


def _digest(document: dict[str, Any], fields: Iterable[str]) -> str:
    kept = [document.get(name) for name in fields]
    written = json.dumps(kept, ensure_ascii=False, default=str).encode()
    return hashlib.blake2b(written, digest_size=16).hexdigest()


def _sorted(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(numbers))
