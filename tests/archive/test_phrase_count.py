"""Common phrases are counted by `work`, a little a round, once a day."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from django.core.management import call_command

from archive import phrase_count, signatures
from archive.changes import work_round
from archive.phrase_count import PhraseCount, take_part
from archive.text import shingles
from tests.archive.factories import make_article

pytestmark = pytest.mark.django_db

STANDING = "样例报社的这一段话每篇报道都有，说的是怎样订报、怎样投稿、怎样联系。"


@pytest.fixture(autouse=True)
def a_count_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrase_count, "_count", PhraseCount())


def reports(number: int) -> None:
    for one in range(number):
        make_article(body=f"<p>第{one}篇说的是第{one * 7}件事。</p><p>{STANDING}</p>", publish=False)


def test_a_phrase_of_many_reports_is_common_once_all_parts_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrase_count, "REPORTS_PER_ROUND", 4)
    monkeypatch.setattr(shingles, "LEAST_REPORTS_IF_COMMON", 10)
    reports(10)
    one = PhraseCount()
    wording = shingles.shingles_of(STANDING)
    assert [one.do_part(), one.do_part()] == [4, 4]
    assert signatures.phrases_counted_at() is None
    assert signatures.common_phrases().own_of(wording).size == wording.size
    assert [one.do_part(), one.do_part()] == [2, 0]
    assert signatures.common_phrases().own_of(wording).size == 0


def test_a_process_that_ended_half_way_is_followed_by_one_that_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrase_count, "REPORTS_PER_ROUND", 2)
    reports(3)
    PhraseCount().do_part()
    after = PhraseCount()
    assert [after.do_part(), after.do_part(), after.do_part()] == [2, 1, 0]


def test_it_is_due_again_after_a_day(state_dir: Path) -> None:
    reports(1)
    assert PhraseCount().do_part() == 1
    assert PhraseCount().do_part() == 0
    yesterday = time.time() - 86_401
    os.utime(state_dir / signatures.FILE_NAME, (yesterday, yesterday))
    assert PhraseCount().do_part() == 1


def test_where_it_is_not_due_it_rests(django_assert_num_queries: pytest.FixtureRequest) -> None:
    one = PhraseCount()
    assert one.do_part() == 0
    reports(1)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert one.do_part() == 0


def test_it_takes_part_in_the_rounds_but_not_when_work_is_to_stop() -> None:
    reports(1)
    assert take_part(lambda: True) == 0
    counts = dict(work_round.send(sender=None, stop=lambda: False))
    assert counts[take_part] == 1


@pytest.mark.usefixtures("committed_db")
def test_work_counts_all_that_is_due() -> None:
    reports(3)
    call_command("work", "--once")
    assert signatures.phrases_counted_at() is not None
