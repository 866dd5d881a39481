"""Append-only tables: which triggers keep a row of the log as it was written?

In: a connection. Out: triggers by which the database itself refuses to change, replace or delete a row, whoever asks.
They are laid by migration and looked after when one has run, because SQLite makes a table anew to alter it and drops
its triggers with the old one.
"""

from __future__ import annotations

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

# Each table with the columns that are unique in it: to write over a row is to insert one that has its value.
TABLES: Final = {"archive_auditentry": ("id",), "archive_tombstone": ("id", "article_number")}
REFUSAL: Final = "this table is append-only"
FUNCTION: Final = "archive_append_only"
Triggers = dict[str, str]  # SQL by the name of the trigger


def lay(connection: BaseDatabaseWrapper) -> None:
    """Lay the triggers that are missing."""
    there = laid(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_function())
        for table in TABLES:
            for name, statement in _triggers(connection.vendor, table).items():
                if name not in there:
                    cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for tests, which empty every table, and for taking a migration back."""
    there = laid(connection)
    with connection.cursor() as cursor:
        for table in TABLES:
            for name in _triggers(connection.vendor, table):
                if name in there:
                    cursor.execute(f"DROP TRIGGER {name}" + _of(connection.vendor, table))


def laid(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of the triggers that the database has."""
    catalogue = "pg_trigger" if connection.vendor == "postgresql" else "sqlite_master"
    column = "tgname" if connection.vendor == "postgresql" else "name"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {catalogue}")  # noqa: S608  names of our own
        return {str(row[0]) for row in cursor.fetchall()}


def names(vendor: str) -> set[str]:
    """Return the names of all triggers there should be."""
    return {name for table in TABLES for name in _triggers(vendor, table)}


def _triggers(vendor: str, table: str) -> Triggers:
    return _postgresql(table) if vendor == "postgresql" else _sqlite(table)


def _sqlite(table: str) -> Triggers:
    """Return the triggers of SQLite; INSERT OR REPLACE deletes without asking those on DELETE."""
    taken = " OR ".join(f"{column} = NEW.{column}" for column in TABLES[table])
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    return {
        f"{table}_no_update": f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"{table}_no_delete": f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"{table}_no_replace": (
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608  names of our own
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken}) {refuse}"
        ),
    }


def _postgresql(table: str) -> Triggers:
    run = f"EXECUTE FUNCTION {FUNCTION}()"
    return {
        f"{table}_no_change": (
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {run}"
        ),
        f"{table}_no_truncate": (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {run}"
        ),
    }


def _function() -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )


def _of(vendor: str, table: str) -> str:
    return f" ON {table}" if vendor == "postgresql" else ""
