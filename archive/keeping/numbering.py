"""Numbering: the highest number that a table ever gave out, so that none is given twice.

The number of a report is its address for ever, also of one that is deleted: its highest row does not tell.
"""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import AutoField, Max, Model

from archive.keeping.tables import tables


def numbered() -> list[type[Model]]:
    """Return the tables whose rows the database numbers, of those that travel and of accounts."""
    models: list[type[Model]] = [*tables(), User]
    return [model for model in models if isinstance(model._meta.pk, AutoField)]


def highest_given(model: type[Model]) -> int:
    """Return the highest number that was given out; 0 where none was."""
    highest_row: int = model._default_manager.aggregate(top=Max("pk"))["top"] or 0
    return max(highest_row, _counter(model))


def go_on_from(model: type[Model], number: int) -> None:
    """Let the next row be numbered beyond that, and beyond every row that is there."""
    highest = max(number, highest_given(model))
    if not highest:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            table = model._meta.db_table
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, highest])
        else:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s)::regclass, %s)", [*_column(model), highest]
            )


def _counter(model: type[Model]) -> int:
    """Return where the database's own counter stands."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        else:
            cursor.execute(
                "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)", _column(model)
            )
        row = cursor.fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def _column(model: type[Model]) -> list[str]:
    """Return the table, quoted as PostgreSQL wants it here, and the column of its number."""
    return [connection.ops.quote_name(model._meta.db_table), str(model._meta.pk.column)]
