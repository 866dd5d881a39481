"""Archives to keep, and empty ones to put them into."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pytest
from django.db import connection

from tests.archive.keeping.comparing import Rows, files_below
from tests.archive.keeping.places import FILL_AND_EXPORT, ArchivePlace

SERVER_URL: Final = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}"


@dataclass(frozen=True)
class Exported:
    """An archive in SQLite with something in every table: its rows, its files, and what was exported of it."""

    place: ArchivePlace
    path: Path
    rows: Rows
    files: dict[str, bytes]


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite database where nothing but `migrate` was done."""
    state = tmp_path_factory.mktemp("migrated")
    _at(state).manage("migrate", "--verbosity=0")
    return state / "archive.sqlite3"


@pytest.fixture(scope="session")
def exported(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """Return an archive with something in every table, and its export; not to be changed."""
    place = _at(tmp_path_factory.mktemp("filled"))
    shutil.copy(migrated_file, place.state)
    path = tmp_path_factory.mktemp("exported") / "bag.zip"
    rows: Rows = json.loads(place.python(FILL_AND_EXPORT, str(path)))
    return Exported(place, path, rows, files_below(place.state))


@pytest.fixture
def bag(exported: Exported, tmp_path: Path) -> Path:
    """Return an export that may be changed."""
    return shutil.copy(exported.path, tmp_path / "bag.zip")


@pytest.fixture
def fresh_sqlite(migrated_file: Path, tmp_path: Path) -> Callable[[], ArchivePlace]:
    """Return what gives fresh archives in files of SQLite."""
    numbers = count()

    def fresh() -> ArchivePlace:
        place = _at(tmp_path / f"sqlite-{next(numbers)}")
        place.state.mkdir()
        shutil.copy(migrated_file, place.state)
        return place

    return fresh


@pytest.fixture
def fresh_place(
    transactional_db: None, fresh_sqlite: Callable[[], ArchivePlace], tmp_path: Path
) -> Iterator[Callable[[], ArchivePlace]]:
    """Return what gives fresh archives in the kind of database that these tests run on."""
    if connection.vendor == "sqlite":
        yield fresh_sqlite
        return
    made: list[str] = []

    def fresh() -> ArchivePlace:
        name = f"keeping_{uuid4().hex}"
        _in_postgres(f"CREATE DATABASE {name}" if not made else f"CREATE DATABASE {name} TEMPLATE {made[0]}")
        given: dict[str, Any] = connection.settings_dict
        place = ArchivePlace(tmp_path / name, f"{SERVER_URL.format_map(given)}/{name}")
        place.state.mkdir()
        if not made:  # the first stays as it is, the others are its copies
            place.manage("migrate", "--verbosity=0")
            made.append(name)
            return fresh()
        made.append(name)
        return place

    yield fresh
    for name in made:
        _in_postgres(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def filled_place(fresh_place: Callable[[], ArchivePlace], exported: Exported) -> ArchivePlace:
    """Give an archive with something in every table that may be changed."""
    place = fresh_place()
    shutil.copytree(exported.place.state, place.state, dirs_exist_ok=True)
    if connection.vendor == "postgresql":
        place.manage("import", str(exported.path))
    return place


def _at(state: Path) -> ArchivePlace:
    return ArchivePlace(state, f"sqlite:///{state / 'archive.sqlite3'}")


def _in_postgres(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
