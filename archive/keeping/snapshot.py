"""A snapshot: reading the database as it is at one moment, while others go on writing.

SQLite: a read transaction, which in WAL mode keeps nobody from writing (`atomic` would: ours are IMMEDIATE).
PostgreSQL: REPEATABLE READ.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Let every query within see the same moment. Nothing may be written within."""
    if connection.vendor == "sqlite":
        with _sqlite_snapshot():
            yield
        return
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT 1")  # the first query takes the snapshot
        yield


@contextmanager
def _sqlite_snapshot() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        cursor.execute("SELECT count(*) FROM sqlite_master")  # the first query takes the snapshot
    try:
        yield
    finally:
        connection.cursor().execute("ROLLBACK")
