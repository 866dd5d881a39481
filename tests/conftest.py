"""What every test stands on: a state folder of its own, the places, and real material where present."""

from __future__ import annotations

import copy
import gc
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from haystack import connections

from doors import health
from tests.pristine import copy_sqlite, remember
from tests.roomy import with_room

SHARED: Final = Path(django_settings.BASE_DIR).parent / "shared"

# Below tests/, what shares a browser, an archive or a library that takes seconds to make: of several processes,
# one runs them all (`--dist loadgroup`).
TOGETHER: Final = (
    "archive/keeping", "bench", "browser", "search/test_paging.py", "search/test_query_rules.py",
    "search/test_query_tree.py", "search/engine/test_ranking.py",
)  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a second database be tested without repeating what never touches one."""
    parser.addoption("--database-only", action="store_true", help="run only the tests that use the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep together what shares something; keep only the tests that use the database, when asked to.

    The longest of these chains begins first: else it is still running when the other processes have nothing left.
    """
    items.sort(key=lambda item: not item.nodeid.startswith("tests/browser/"))
    for item in items:
        item.runtest = partial(with_room, item.runtest)  # type: ignore[method-assign]
        for path in TOGETHER:
            if item.nodeid.startswith((f"tests/{path}/", f"tests/{path}:")):
                item.add_marker(pytest.mark.xdist_group(path))
    if not config.getoption("--database-only"):
        return
    uses = {"db", "transactional_db", "committed_db", "live_server"}
    kept = [i for i in items if i.get_closest_marker("django_db") or uses & set(getattr(i, "fixturenames", ()))]
    config.hook.pytest_deselected(items=[i for i in items if i not in kept])
    items[:] = kept


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what stays to the end: a million objects, again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def state_dir(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Give each test captures and an index of its own."""
    settings.STATE_DIR = tmp_path
    settings.CAPTURES_DIR = tmp_path / "captures"
    settings.INDEX_DIR = tmp_path / "index"
    settings.STATIC_ROOT = tmp_path / "static"  # empty: files have the names that they have in the sources
    settings.STATIC_ROOT.mkdir()
    settings.WHITENOISE_AUTOREFRESH = True  # else every client lists all static files first: 25 ms each
    haystack = copy.deepcopy(settings.HAYSTACK_CONNECTIONS)
    haystack["default"]["PATH"] = str(settings.INDEX_DIR)
    settings.HAYSTACK_CONNECTIONS = haystack
    connections.connections_info = haystack
    connections.reload("default")
    health.sight.forget()  # how another archive was
    yield tmp_path
    connections.reload("default")


@pytest.fixture(autouse=True)
def _in_chinese(settings: Any) -> None:
    """Speak the language of the site, whichever the last request of the test before asked for."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True, scope="session")
def _nothing_waits_for_the_disk() -> Iterator[None]:
    """Only look whether a file is open that is to be flushed: no test has to outlive a power cut."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", os.fstat)
        yield


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Hash passwords at once: to make one hard to guess takes a third of a second."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def no_limit_of_requests(settings: Any) -> None:
    """Let tests ask programs' doors as often as they like: they all come from one address."""
    settings.API_A_MINUTE = 0


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Make the database of the tests, and let those that commit put it back as it was made."""
    with django_db_blocker.unblock():
        put_back = remember(connection)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: put_back())
        yield


@pytest.fixture
def shared() -> Callable[[str], Path]:
    """Return a function that gives a path below ../shared, or skips where that is absent."""

    def path_below(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"../shared/{name} is absent: this test reads real material")
        return path

    return path_below


@pytest.fixture
def committed_db(transactional_db: None) -> None:
    """Give a database whose transactions really commit."""


@pytest.fixture
def other_process(committed_db: None, state_dir: Path) -> dict[str, str]:
    """Return the environment of a process that sees the same database and index as this one.

    A database in memory cannot be shared: it is copied to a file, and belongs to the other process then.
    """
    given: dict[str, Any] = connection.settings_dict
    if connection.vendor == "sqlite":
        file = state_dir / "archive.sqlite3"
        copy_sqlite(connection, file)
        url = f"sqlite:///{file}"
    else:
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format_map(given)
    return {**os.environ, "ARCHIVE_STATE_DIR": str(state_dir), "DATABASE_URL": url}


def in_ci() -> bool:
    """Tell whether a missing browser is a failure."""
    return os.environ.get("CI", "").lower() == "true"
