"""Batches whose process is killed: nothing is lost, and nothing is taken in twice."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]


def kills(environment: dict[str, str], what: str, *numbers: int) -> Any:
    """Return what the other process saw."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.archive.ingest.kills", what, *(str(int(number)) for number in numbers)],
        env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("pages", [60, pytest.param(1_000, marks=pytest.mark.soak)])
def test_a_batch_killed_at_random_moments_is_in_whole_and_once(pages: int, other_process: dict[str, str]) -> None:
    seen = kills(other_process, "moments", pages, 7)
    assert seen.pop("killed") >= 3
    assert seen.pop("found half done") >= 2
    assert seen == {"inconsistent": 0, "reports": pages, "headlines": pages, "new": pages, "items": pages}


@pytest.mark.parametrize(("pages", "both"), [(1, False), pytest.param(4, True, marks=pytest.mark.soak)])
def test_a_batch_killed_at_any_statement_is_in_whole_and_once(
    pages: int, both: bool, other_process: dict[str, str]
) -> None:
    seen = kills(other_process, "statements", pages, both)
    assert seen.pop("killed") > 20
    assert seen == {"inconsistent": 0, "not whole": 0}
