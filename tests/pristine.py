"""A database as migrations leave it: how does a test that commits give it back?

In: a connection to a database that was just migrated. Out: what puts every row and number back, places and words
among them. Django would empty all tables instead, make permissions and roles anew, and leave the places to be
loaded again by the next such test: most of a second each time, for hundreds of tests.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from archive import append_only

KEPT: Final = "pristine"  # the schema of PostgreSQL that holds the rows


def remember(connection: BaseDatabaseWrapper) -> Callable[[], None]:
    """Return what puts the database back to what it holds now."""
    if connection.vendor == "postgresql":
        return _remember_postgresql(connection)
    return _remember_sqlite(connection)


def copy_sqlite(connection: BaseDatabaseWrapper, file: Path) -> None:
    """Write the database of a connection to SQLite, in memory or not, to a file of its own."""
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)


def _remember_sqlite(connection: BaseDatabaseWrapper) -> Callable[[], None]:
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    connection.ensure_connection()
    connection.connection.backup(kept)

    def put_back() -> None:
        connection.ensure_connection()
        kept.backup(connection.connection)

    return put_back


def _remember_postgresql(connection: BaseDatabaseWrapper) -> Callable[[], None]:
    tables = [f'"{name}"' for name in connection.introspection.table_names()]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {KEPT}")
        for table in tables:
            cursor.execute(f"CREATE TABLE {KEPT}.{table} AS TABLE {table}")
        filled = [table for table in tables if cursor.execute(f"TABLE {table} LIMIT 1").fetchone()]
    empty = f"TRUNCATE {', '.join(tables)}"
    fill = [f"INSERT INTO {table} TABLE {KEPT}.{table}" for table in filled]

    def put_back() -> None:
        append_only.lift(connection)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("; ".join([empty, *fill]))
        append_only.lay(connection)

    return put_back
