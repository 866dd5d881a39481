"""Writers killed at random moments, and questions while others rebuild: in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]


def torture(environment: dict[str, str], what: str, times: int) -> Any:
    """Return what the other process saw."""
    command = [sys.executable, "-m", "tests.search.reliability.torture", what, str(times), "7"]
    done = subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("times", [5, pytest.param(50, marks=pytest.mark.soak)])
def test_work_mends_what_a_killed_writer_has_left(times: int, other_process: dict[str, str]) -> None:
    seen = torture(other_process, "kills", times)
    assert (seen["killed"], seen["clean"], seen["answered wrong"]) == (times, times, 0), seen


@pytest.mark.parametrize("times", [60, pytest.param(500, marks=pytest.mark.soak)])
def test_no_count_is_wrong_while_others_rebuild(times: int, other_process: dict[str, str]) -> None:
    seen = torture(other_process, "polls", times)
    assert (seen.pop("right"), seen.pop("clean")) == (times, 1), seen
    assert seen.pop("generations") > 1
    assert seen == {}
