"""Database copies: the whole database as one file, by the means of the database itself, and back.

SQLite: its online backup, which copies one moment while others write; the way back is a change of files.
PostgreSQL: `pg_dump` of the very snapshot that the caller reads in, and `pg_restore` in one transaction.
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.keeping.errors import KeepingError

FILE_NAMES: Final = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
# What SQLite keeps beside a database: belongs to the one that lay there, and would damage another.
SIDE_FILES: Final = ("", "-wal", "-shm")
PASSED_ON: Final = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}


@contextmanager
def copy_of_database(folder: Path) -> Iterator[Path]:
    """Give a copy of the database as the caller's snapshot shows it, below that folder; gone afterwards."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".backup-") as below:
        copy = Path(below) / FILE_NAMES[connection.vendor]
        if connection.vendor == "sqlite":
            _copy_sqlite(copy)
        else:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_export_snapshot()")
                seen = cursor.fetchone()[0]
            options = ("--format=custom", "--no-owner", "--no-privileges")
            _run(["pg_dump", *options, f"--snapshot={seen}", f"--file={copy}"])
        yield copy


def folder_of_database() -> Path:
    """Return where a copy has to lie so that `put_back` only has to rename it."""
    return Path(connection.settings_dict["NAME"]).parent if connection.vendor == "sqlite" else settings.STATE_DIR


def put_back(copy: Path) -> Path | None:
    """Let a copy be the database; return where the one that was there lies now, None where there was none.

    On PostgreSQL it is replaced in one transaction, and nothing of it is kept.
    """
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        check_sqlite(copy)
        connection.close()
        return swap_sqlite(copy, Path(name))
    connection.close()
    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction")
    _run(["pg_restore", *options, f"--dbname={name}", str(copy)])
    return None


def check_sqlite(path: Path) -> None:
    """Let SQLite look through a whole file; KeepingError where it finds a fault."""
    try:
        with closing(sqlite3.connect(path)) as opened:
            opened.execute("PRAGMA ignore_check_constraints=ON")  # they call functions that Django brings along
            found = [row[0] for row in opened.execute("PRAGMA integrity_check")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    if found != ["ok"]:
        raise KeepingError(_("数据库的副本有错：%(why)s。") % {"why": "；".join(found[:3])})


def _copy_sqlite(copy: Path) -> None:
    """Copy the database in one step: it is of one moment, and no writer can make it begin anew."""
    with closing(sqlite3.connect(copy)) as target:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
    check_sqlite(copy)


def swap_sqlite(copy: Path, database: Path) -> Path | None:
    """Put a file in the place of the database, and what lay there aside under a name that tells when.

    Nothing is kept of a file without tables, as one is that a connection has just made.
    """
    if _is_blank(database):
        database.unlink()
    now = timezone.now().astimezone(dt.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    aside = database.with_name(f"{database.name}.before-restore-{now}")
    was_there = database.exists()
    for ending in SIDE_FILES:
        if Path(f"{database}{ending}").exists():
            Path(f"{database}{ending}").rename(f"{aside}{ending}")
    copy.replace(database)
    return aside if was_there else None


def _is_blank(database: Path) -> bool:
    """Tell whether a file is a database without a table; a damaged one is not."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
            return not opened.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.DatabaseError:
        return False


def _run(command: Sequence[str]) -> None:
    """Run a program of PostgreSQL on our database; KeepingError with what it said where it fails."""
    try:
        subprocess.run(command, env=_environment(), capture_output=True, text=True, check=True)
    except FileNotFoundError as error:
        message = _("没有找到 %(program)s。请安装 PostgreSQL 的客户端程序，版本不低于服务器的。")
        raise KeepingError(message % {"program": command[0]}) from error
    except subprocess.CalledProcessError as error:
        spoken = {"program": command[0], "why": str(error.stderr).strip()[-1000:]}
        raise KeepingError(_("%(program)s 没有成功：%(why)s") % spoken) from error


def _environment() -> dict[str, str]:
    """Return the environment in which PostgreSQL's programs find our database; a password never stands in a command."""
    given: dict[str, Any] = connection.settings_dict
    passed_on = {variable: str(given[name]) for name, variable in PASSED_ON.items() if given[name]}
    _command, options = connection.client.settings_to_cmd_args_env(given, [])
    return {**os.environ, **passed_on, "PGDATABASE": str(given["NAME"]), **(options or {})}
