"""Writers killed at random moments, and questions while others rebuild: in processes of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Collection
from itertools import count
from typing import Any, Final

import pytest
from django.conf import settings

from search import indexing
from search.backends import ReportQuerySet, archive_backend
from search.consistency import check
from search.questions import Question
from tests.search.building import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]


def torture(environment: dict[str, str], what: str, times: int) -> Any:
    """Return what the other process saw."""
    command = [sys.executable, "-m", "tests.search.reliability.torture", what, str(times), "7"]
    done = subprocess.run(
        command,
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("times", [5, pytest.param(50, marks=pytest.mark.soak)])
def test_work_mends_what_a_killed_writer_has_left(times: int, other_process: dict[str, str]) -> None:
    seen = torture(other_process, "kills", times)
    assert (seen["killed"], seen["clean"]) == (times, times), seen
    assert (seen["answered wrong"], seen["left an unsound index"]) == (0, 0), seen


@pytest.mark.parametrize("times", [60, pytest.param(500, marks=pytest.mark.soak)])
def test_no_count_is_wrong_while_others_rebuild(times: int, other_process: dict[str, str]) -> None:
    seen = torture(other_process, "polls", times)
    assert seen.pop("right") >= times, seen
    assert seen.pop("clean"), seen
    assert seen.pop("generations") > 1
    assert seen == {}


# What a commit does to the folder, step by step, as Python's audit events name it.
RENAMES: Final = frozenset({"os.rename", "os.remove"})
STEPS: Final = RENAMES | {"open", "os.truncate", "os.mkdir", "os.rmdir"}


def killed_at(step: int, steps: Collection[str], act: Callable[[], None]) -> bool:
    """Act in a process of its own, killed when so many steps are done; tell whether it was."""
    child = os.fork()
    if not child:
        done = count()

        def die(event: str, _: object) -> None:
            if event in steps and next(done) == step:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(die)
        act()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.parametrize(
    "steps", [RENAMES, pytest.param(STEPS, marks=pytest.mark.soak)], ids=["renames", "all"]
)
def test_a_commit_that_is_killed_at_any_step_is_whole_or_did_not_happen(
    steps: Collection[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    published(body="石桥。")
    backend = archive_backend()
    folder = backend.store.live()
    monkeypatch.setattr(indexing, "WEB_CHANGES", -1)  # the index is left to those that are killed
    article = published(body="廊桥。")
    document = backend.analyse(backend.prepare(article))
    seen = []
    for step in count():
        was_killed = killed_at(step, steps, lambda: backend.store.commit(folder, [document], [article.pk]))
        assert indexing._is_sound(backend)
        seen.append([found.id for found in ReportQuerySet().ask(Question("廊桥")).answer.documents])
        if not was_killed:
            break
    assert set(map(tuple, seen)) == {(), (article.pk,)}
    assert len(seen) > len(steps)
    indexing.keep_up()
    assert check().is_clean
    assert backend.store.live() == folder  # nothing was built anew
    segments = {file.name.partition(".")[0] for file in folder.glob("*.trm")}
    assert len(segments) == backend.store.segment_count()
