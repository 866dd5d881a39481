"""The engine's tests flush and remove thousands of small files: in memory, where there is a folder that is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.search.engine.library import scratch


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Give a folder as pytest's own fixture does."""
    with scratch() as folder:
        yield folder
