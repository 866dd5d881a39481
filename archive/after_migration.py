"""After a migration: what must be so in every database that has reached the roles?

In: the signal that Django sends when migrations have run, and when a database has been flushed. Out: the roles as the
code has them, and the triggers of the log. A database on its way, or taken back, is left alone: tables that both need
are not there yet, or not in their last form.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from archive import append_only
from archive.roles import keep_roles

REACHED: Final = ("archive", "0010_roles")


def settle(using: str, **_options: Any) -> None:
    """Keep the roles and lay the triggers that are missing."""
    connection = connections[using]
    if REACHED in MigrationRecorder(connection).applied_migrations():
        keep_roles(using)
        append_only.lay(connection)
