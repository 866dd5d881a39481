"""What the tests of reliability stand on: an ordinary user, and questions that look at once."""

from __future__ import annotations

import os
import shutil
import tempfile
from codecs import lookup
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
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
    lookup("utf-32-le")  # and this codec, which Python would else remember as unknown
    home = Path(tempfile.mkdtemp())
    settings.STATIC_ROOT = home / "static"
    settings.HAYSTACK_CONNECTIONS["default"]["PATH"] = str(home / "index")
    connections.reload("default")
    os.chown(home, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    yield
    os.seteuid(0)
    shutil.rmtree(home)
