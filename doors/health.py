"""Health: does this process live, and can the site do its work?

In: a request of whoever watches over the server. Out: `/healthz` 200 while the process answers at all; `/readyz` 200,
or 503 where something is wrong, with each thing looked at as true or false. Nothing else is told, neither versions nor
paths: whoever asks may be a stranger, and the log has the reason. What was seen is believed for some seconds, so that
asking costs nothing.
"""

from __future__ import annotations

import logging
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Lock
from typing import Final

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from archive.models import Change
from search.backends import archive_backend

BELIEVED_SECONDS: Final = 5.0
MOST_LAG: Final = timedelta(minutes=10)  # from a change of a report until search has taken it up
LEAST_FREE_BYTES: Final = 500 * 2**20  # a backup, a merge of the index, an upload
BUSY_MS: Final = 2_000  # how long a look waits for another writer
UNAVAILABLE: Final = 503

logger: Final = logging.getLogger(__name__)


@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """Answer that the process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer whether the site can do its work, and what keeps it from it."""
    seen = sight.look()
    is_ready = all(seen.values())
    words = {"status": "ok" if is_ready else "unavailable", "checks": seen}
    return JsonResponse(words, status=200 if is_ready else UNAVAILABLE)


def can_write() -> bool:
    """Tell whether the database takes a row; it is taken back with its transaction, and no number is used up."""
    with _impatient(), transaction.atomic():
        Session.objects.create(session_key=uuid.uuid4().hex, session_data="", expire_date=timezone.now())
        transaction.set_rollback(True)
    return True


def is_migrated() -> bool:
    """Tell whether the database is as this version of the program has it."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def opens_index() -> bool:
    """Tell whether search can be asked; an archive without reports needs no index."""
    archive_backend().look(lambda snapshot, hidden: None)
    return True


def is_search_in_step() -> bool:
    """Tell whether no change of a report has waited long for search to take it up."""
    return not Change.objects.unapplied().filter(at__lt=timezone.now() - MOST_LAG).exists()


def has_room() -> bool:
    """Tell whether there is room on the disk of the state folder."""
    return shutil.disk_usage(settings.STATE_DIR).free >= LEAST_FREE_BYTES


# By the names under which an answer tells them; read at each look, so that each can be replaced.
CHECKS: Final[dict[str, Callable[[], bool]]] = {
    "database": lambda: can_write(),
    "migrations": lambda: is_migrated(),
    "index": lambda: opens_index(),
    "search_in_step": lambda: is_search_in_step(),
    "disk": lambda: has_room(),
}


class Sight:
    """What was seen last, for all threads of a process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: dict[str, bool] = {}
        self._at = float("-inf")

    def look(self) -> dict[str, bool]:
        """Return each thing with whether it is well, as it was seconds ago at the most."""
        with self._lock:
            if time.monotonic() - self._at > BELIEVED_SECONDS:
                self._seen = {name: _is_well(name, check) for name, check in CHECKS.items()}
                self._at = time.monotonic()
            return self._seen

    def forget(self) -> None:
        """Look anew when asked next."""
        self._at = float("-inf")


sight: Final = Sight()


def _is_well(name: str, check: Callable[[], bool]) -> bool:
    try:
        is_well = check()
    except Exception:
        logger.exception("not ready: %s", name)
        return False
    if not is_well:
        logger.error("not ready: %s", name)
    return is_well


@contextmanager
def _impatient() -> Iterator[None]:
    """Wait shortly for another writer of SQLite: whoever watches would have given up long before."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (patience,) = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")
