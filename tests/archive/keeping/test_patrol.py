"""The patrol: a little in each round of work, each capture once a day."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import Final

import pytest
from django.core.management import call_command
from django.utils import timezone

from archive import payloads
from archive.changes import work_round
from archive.keeping import patrol
from archive.keeping.patrol import Patrol, take_part
from archive.models import Capture
from tests.archive.keeping.filling import keep, keep_picture

pytestmark = pytest.mark.django_db

NOW: Final = "archive.keeping.patrol.time.monotonic"


def unchecked() -> int:
    return Capture.objects.filter(fixity_checked_at=None).count()


def test_it_takes_part_in_the_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patrol, "_patrol", Patrol())
    keep(b"1", "a.html")
    counts = dict(work_round.send(sender=None, stop=lambda: False))
    assert counts[take_part] == 1
    assert unchecked() == 0


@pytest.mark.usefixtures("committed_db")
def test_work_checks_captures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patrol, "_patrol", Patrol())
    keep(b"1", "a.html")
    call_command("work", "--once")
    assert unchecked() == 0


def test_it_does_nothing_when_work_is_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patrol, "_patrol", Patrol())
    keep(b"1", "a.html")
    assert take_part(lambda: True) == 0
    assert unchecked() == 1


def test_a_round_reads_no_more_than_its_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patrol, "BYTES_PER_ROUND", 10)
    for number in range(6):
        keep(bytes([number]) * 5, "a.html")
    one = Patrol()
    assert [one.do_part() for _ in range(4)] == [2, 2, 2, 0]
    assert unchecked() == 0


def test_a_file_larger_than_a_part_is_read_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patrol, "BYTES_PER_ROUND", 10)
    keep(bytes(100), "a.html")
    assert Patrol().do_part() == 1
    assert unchecked() == 0


def test_another_process_goes_on_where_one_stood() -> None:
    for number in range(3):
        keep(str(number).encode(), "a.html")
    Capture.objects.filter(pk__lte=Capture.objects.order_by("pk")[1].pk).update(fixity_checked_at=timezone.now())
    assert Patrol().do_part() == 1


def test_what_was_checked_a_day_ago_is_due() -> None:
    keep(b"1", "a.html", fixity_checked_at=timezone.now() - timedelta(days=1, seconds=1))
    keep(b"2", "a.html", fixity_checked_at=timezone.now() - timedelta(hours=23))
    assert Patrol().do_part() == 1


def test_where_nothing_is_due_it_rests(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    one = Patrol()
    assert one.do_part() == 0
    keep(b"1", "a.html")
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert one.do_part() == 0
    later = time.monotonic() + patrol.REST_SECONDS + 1
    monkeypatch.setattr(NOW, lambda: later)
    assert one.do_part() == 1


def test_pictures_have_their_turn_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_picture(b"1")
    one = Patrol()
    assert [one.do_part(), one.do_part()] == [1, 0]
    later = time.monotonic() + patrol.REST_SECONDS + 1
    monkeypatch.setattr(NOW, lambda: later)
    assert one.do_part() == 0
    monkeypatch.setattr(NOW, lambda: later + 86_400)
    assert one.do_part() == 1


def test_a_fault_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    capture = keep(b"1", "a.html")
    payloads.path_of(capture.payload_digest).unlink()
    with caplog.at_level(logging.ERROR):
        Patrol().do_part()
    assert caplog.messages == [f"{capture.payload_digest}: 文件不在了。"]
