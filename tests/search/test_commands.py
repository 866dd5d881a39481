"""The commands of search: what they print, and with which exit."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from archive import publishing
from archive.locks import held
from archive.models import Change
from search import indexing
from search.backends import archive_backend
from search.consistency import check
from search.management.commands import work
from tests.search.building import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]


@pytest.fixture
def run() -> Callable[..., str]:
    """Return a function that runs a command and gives what it printed."""

    def printed(*arguments: str) -> str:
        out = StringIO()
        call_command(*arguments, stdout=out)
        return out.getvalue()

    return printed


def test_rebuild_says_how_many_went_in(run: Callable[..., str]) -> None:
    published()
    assert run("rebuild_search").startswith("索引已重建：1 篇，")


def test_a_round_of_work_takes_up_what_was_left(
    run: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "WEB_PATIENCE_SECONDS", 0.0)
    article = published()
    with held(archive_backend().store.root.with_suffix(".write.lock"), 0):
        publishing.withdraw(article, "样例原因")
    assert run("work", "--once") == "已套用 1 项变更。\n"
    assert not Change.objects.unapplied().exists()


def test_work_stops_when_told(run: Callable[..., str]) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    try:
        run("work")
    finally:
        timer.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)


def test_a_clean_index_is_said_to_be_clean(run: Callable[..., str]) -> None:
    published()
    assert run("check_search") == "索引与数据库一致。\n"


def test_what_differs_is_counted_and_mended(run: Callable[..., str]) -> None:
    article = published()
    backend = archive_backend()
    backend.store.commit(backend.store.live(), [], [article.pk])
    with pytest.raises(CommandError, match="索引与数据库不符。"):
        run("check_search")
    assert run("check_search", "--fix") == (
        "缺 1 篇，旧 0 篇，多 0 篇，重复 0 篇。\n修复之后：索引与数据库一致。\n"
    )


def test_work_checks_and_mends_when_it_is_time(run: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    article = published()
    backend = archive_backend()
    backend.store.commit(backend.store.live(), [], [article.pk])
    monkeypatch.setattr(work, "SECONDS_TO_FIRST_CHECK", 0.0)
    run("work", "--once")
    assert check().is_clean


def test_a_failed_round_does_not_end_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[int] = []

    def fail() -> int:
        rounds.append(1)
        if len(rounds) == 3:
            os.kill(os.getpid(), signal.SIGTERM)
        raise OSError("样例：磁盘已满")

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    monkeypatch.setattr(work, "keep_up", fail)
    monkeypatch.setattr(work, "SECONDS_AFTER_FAILURE", 0.01)
    try:
        call_command("work")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert len(rounds) == 3
