"""What the tests of reliability stand on: an ordinary user, and other processes on the same archive."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from django.db import connection
from haystack import connections

from search import indexing
from search.analysis import words
from search.engine import kept

NOBODY: Final = 65534  # the user that owns nothing, on Debian and elsewhere


@pytest.fixture(autouse=True)
def every_question_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let damage be met by the next question, not within a tenth of a second."""
    monkeypatch.setattr(kept, "SECONDS_BETWEEN_LOOKS", 0.0)


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait half a second for a lock that is surely held."""
    monkeypatch.setattr(indexing, "WEB_PATIENCE_SECONDS", 0.0)


@pytest.fixture
def ordinary_user(settings: Any) -> Iterator[None]:
    """Work as a user whom permissions bind, with an index of his own: root may write anywhere."""
    if os.geteuid() != 0:
        yield
        return
    words("热身", settings.CACHE_DIR)  # reads the dictionary, which may be for root alone
    home = Path(tempfile.mkdtemp())
    settings.HAYSTACK_CONNECTIONS["default"]["PATH"] = str(home / "index")
    connections.reload("default")
    os.chown(home, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    yield
    os.seteuid(0)
    shutil.rmtree(home)


@pytest.fixture
def other_process(committed_db: None, state_dir: Path) -> dict[str, str]:
    """Return the environment of a process that sees the same database and index as this one.

    A database in memory cannot be shared: it is copied to a file, and belongs to the other process then.
    """
    given: dict[str, Any] = connection.settings_dict
    if connection.vendor == "sqlite":
        file = state_dir / "archive.sqlite3"
        connection.ensure_connection()
        with sqlite3.connect(file) as copy:
            connection.connection.backup(copy)
        copy.close()
        url = f"sqlite:///{file}"
    else:
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format_map(given)
    return {**os.environ, "ARCHIVE_STATE_DIR": str(state_dir), "DATABASE_URL": url}
