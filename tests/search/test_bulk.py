"""Bulk analysis: the same documents as one by one, in order, in processes that end with ours."""

from __future__ import annotations

import datetime as dt
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from search import bulk
from search.bulk import Failure, Prepared, documents_of, make_document

REPORTS = 130  # more than two tasks
BAD_DAY = "2022-03-01"  # a day is a date: this one cannot be analysed
ANALYSE = partial(
    make_document, stored=["headline"], identifiers=["id", "django_id"], cache_dir=settings.CACHE_DIR
)


def prepared(number: int) -> dict[str, Any]:
    return {
        "id": f"archive.article.{number}", "django_id": str(number), "headline": f"第{number}座廊桥",
        "paragraphs": ["ｆ-35b于2022-06-16落成，增长12.5%。", "村" * (number % 7)], "date_from": dt.date(2022, 3, 1),
    }  # fmt: skip


@pytest.mark.parametrize("from_reports", [1, REPORTS + 1], ids=["processes", "alone"])
def test_documents_come_in_order_and_a_report_that_fails_holds_up_no_other(
    from_reports: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "REPORTS_TO_START_FOR", from_reports)
    good = [prepared(number) for number in range(REPORTS)]
    reports: list[Prepared | Failure] = [*good]
    reports[1:1] = [{**prepared(1000), "date_from": BAD_DAY}, Failure(1001, "样例错误")]
    refused: list[Failure] = []
    assert list(documents_of(reports, ANALYSE, refused.append, REPORTS)) == list(map(ANALYSE, good))
    assert [failure.number for failure in refused] == [1000, 1001]
    assert "'str' object has no attribute 'toordinal'" in refused[0].reason


def test_no_more_is_read_than_is_under_way() -> None:
    read: list[int] = []
    refused: list[Failure] = []

    def reports() -> Iterator[Prepared]:
        for number in range(100_000):
            read.append(number)
            yield prepared(number)

    documents = documents_of(reports(), ANALYSE, refused.append, 100_000)
    next(documents)
    documents.close()  # type: ignore[attr-defined]
    tasks = (bulk.os.cpu_count() or 1) * bulk.TASKS_IN_FLIGHT + 1
    assert len(read) == tasks * bulk.REPORTS_PER_TASK


STARTED = """
import json, multiprocessing
from tests.search import test_bulk
if __name__ == "__main__":
    test_bulk.bulk.REPORTS_TO_START_FOR = 1
    reports = map(test_bulk.prepared, range(100_000))
    documents = test_bulk.documents_of(reports, test_bulk.ANALYSE, print, 100_000)
    next(documents)
    print(json.dumps([one.pid for one in multiprocessing.active_children()]), flush=True)
    input()
"""


def is_running(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_the_processes_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "started.py"
    script.write_text(STARTED, encoding="utf-8")
    command = [sys.executable, str(script)]
    environment = {"PYTHONPATH": str(settings.BASE_DIR), "DJANGO_SETTINGS_MODULE": "config.settings"}
    parent = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    children = json.loads(parent.stdout.readline())
    assert children
    assert all(map(is_running, children))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    deadline = time.monotonic() + 10
    while any(map(is_running, children)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_running, children))
