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
from tests.pristine import copy_sqlite

SERVER_URL: Final = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}"
PREFIX: Final = "keeping_"
MIGRATED: Final = f"{PREFIX}{uuid4().hex}"
FILLED: Final = f"{PREFIX}{uuid4().hex}"


@dataclass(frozen=True)
class Exported:
    """An archive in SQLite with something in every table: its rows, its files, and what was exported of it."""

    place: ArchivePlace
    path: Path
    rows: Rows
    files: dict[str, bytes]


@pytest.fixture(scope="session")
def migrated_file(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite database where nothing but `migrate` was done."""
    state = tmp_path_factory.mktemp("migrated")
    file = state / "archive.sqlite3"
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":  # the database of these tests is one, and no test has begun
            copy_sqlite(connection, file)
        else:
            _at(state).manage("migrate", "--verbosity=0")
    return file


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


@pytest.fixture(scope="session")
def postgres(
    django_db_setup: None, django_db_blocker: Any, exported: Exported, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PostgresPlaces | None]:
    """Give what makes databases in the server that these tests run on; None where that is not PostgreSQL."""
    with django_db_blocker.unblock():
        if connection.vendor != "postgresql":
            yield None
            return
        places = PostgresPlaces()
        places.database(MIGRATED, tmp_path_factory.mktemp("p")).manage("migrate", "--verbosity=0")
        filled = places.database(FILLED, tmp_path_factory.mktemp("p"), MIGRATED)
        filled.manage("import", str(exported.path))
        yield places
        places.drop()


@pytest.fixture
def fresh_place(
    transactional_db: None, fresh_sqlite: Callable[[], ArchivePlace], tmp_path: Path, postgres: PostgresPlaces | None
) -> Callable[[], ArchivePlace]:
    """Return what gives fresh archives in the kind of database that these tests run on."""
    if postgres is None:
        return fresh_sqlite
    return lambda: postgres.database(f"{PREFIX}{uuid4().hex}", tmp_path / uuid4().hex, MIGRATED)


@pytest.fixture
def filled_place(
    transactional_db: None, exported: Exported, tmp_path: Path, postgres: PostgresPlaces | None
) -> ArchivePlace:
    """Give an archive with something in every table that may be changed, in the same kind of database."""
    state = tmp_path / "filled"
    shutil.copytree(exported.place.state, state)
    return postgres.database(f"{PREFIX}{uuid4().hex}", state, FILLED) if postgres else _at(state)


class PostgresPlaces:
    """Databases made for these tests."""

    def __init__(self) -> None:
        self._made: list[str] = []

    def database(self, name: str, state: Path, like: str = "template1") -> ArchivePlace:
        """Make a database like another, and return the archive in it."""
        self._execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        self._made.append(name)
        state.mkdir(exist_ok=True)
        given: dict[str, Any] = connection.settings_dict
        return ArchivePlace(state, f"{SERVER_URL.format_map(given)}/{name}")

    def drop(self) -> None:
        """Drop all that were made."""
        for name in self._made:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


def _at(state: Path) -> ArchivePlace:
    return ArchivePlace(state, f"sqlite:///{state / 'archive.sqlite3'}")
