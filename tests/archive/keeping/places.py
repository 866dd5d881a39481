"""Archives in processes and databases of their own, for what cannot be tried in the one of the tests."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
from django.conf import settings

SETUP: Final = "import django; django.setup(); "
# Puts something into every table, exports it, and prints every row.
FILL_AND_EXPORT: Final = f"""{SETUP}
import json, sys
from pathlib import Path
from archive.keeping.exporting import export
from tests.archive.keeping.comparing import everything
from tests.archive.keeping.filling import fill
fill()
assert list(export(Path(sys.argv[1]))) == []
json.dump(everything(), sys.stdout)
"""
EVERYTHING: Final = f"""{SETUP}
import json, sys
from tests.archive.keeping.comparing import everything
json.dump(everything(), sys.stdout)
"""

Tables = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class ArchivePlace:
    """One archive: its state folder and its database."""

    state: Path
    database_url: str

    def manage(self, *arguments: str, expect: int = 0) -> str:
        """Run a command there, and return what it printed, all of it where it is expected to fail."""
        return self._run([sys.executable, "manage.py", *arguments], expect)

    def python(self, code: str, *arguments: str) -> str:
        """Run a program there, and return what it printed."""
        return self._run([sys.executable, "-c", code, *arguments], 0)

    def start(self, code: str) -> subprocess.Popen[str]:
        """Start a program there that is read from and written to."""
        command = [sys.executable, "-c", code]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self._env, cwd=settings.BASE_DIR, stdin=pipe, stdout=pipe, text=True)

    def columns(self, table: str) -> list[str]:
        """Return what the columns of a table are called, in their order."""
        with self._connected() as opened:
            cursor = opened.cursor()
            cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')  # noqa: S608
            return [column[0] for column in cursor.description]

    def tables(self) -> Tables:
        """Return every row of every table, as the database itself gives them, without any of our code."""
        listed = "SELECT name FROM sqlite_master WHERE type = 'table'"
        if not self.database_url.startswith("sqlite"):
            listed = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        with self._connected() as opened:
            cursor = opened.cursor()
            cursor.execute(listed)
            return {name: _rows_of(cursor, name) for (name,) in cursor.fetchall()}

    def _connected(self) -> closing[Any]:
        if self.database_url.startswith("sqlite"):
            return closing(sqlite3.connect(self.database_url.removeprefix("sqlite:///")))
        return closing(psycopg.connect(self.database_url.replace("postgres:", "postgresql:")))

    @property
    def _env(self) -> dict[str, str]:
        own = {"ARCHIVE_STATE_DIR": str(self.state), "DATABASE_URL": self.database_url}
        return {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "config.settings"}

    def _run(self, command: list[str], expect: int) -> str:
        done = subprocess.run(command, env=self._env, cwd=settings.BASE_DIR, capture_output=True, text=True)
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout + done.stderr if expect else done.stdout


def _rows_of(cursor: Any, table: str) -> list[tuple[Any, ...]]:
    """Return the rows of a table by their first column, which is their key."""
    cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')  # noqa: S608
    return list(cursor.fetchall())
