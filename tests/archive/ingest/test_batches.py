"""Batches: each page once with its outcome, whoever stops when."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, OperationalError

from archive import payloads
from archive.changes import changes_committed, work_round
from archive.ingest import batch_files, batches
from archive.ingest.attempts import MOST_ATTEMPTS, Attempts
from archive.ingest.batch_progress import progress_of
from archive.ingest.batch_report import row_keys, rows_of
from archive.ingest.batches import cancel, run_at_once, run_batch, work_on_batches
from archive.ingest.formats import FormatError
from archive.ingest.receiving import ReceivedFile, make_batch
from archive.ingest.recording import Given
from archive.locks import held
from archive.models import Article, BatchItem, Capture, Change, IngestBatch, Place

pytestmark = pytest.mark.django_db


def record(number: int, **fields: Any) -> dict[str, Any]:
    """Return a record in our own words; each number gives another report, near to none: it stands after every word."""
    told = "党员,群众,支部,田埂,水渠,会议,公示,村口,月底,缺水,当场,记下,逐件,写明,办成,没有,大家,来看"
    body = "".join(f"{word}{number}" for word in told.split(",")) + "。"
    body += "".join(f"{number}再{word}" for word in told.split(",")) + "。"
    given = {"identifier": f"r-{number}", "headline": f"样例村第{number}党支部办实事", "body": body}
    return {**given, "date_published": "2022-06-16", "place": "411300", "newspaper": "样例日报", **fields}


def lines(*records: Any) -> bytes:
    return "\n".join(r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in records).encode()


def many(count: int) -> bytes:
    return lines(*(record(number) for number in range(count)))


def batch_of(*files: tuple[str, bytes], **given: Any) -> IngestBatch:
    received = [ReceivedFile(name, len(payload), lambda payload=payload: payload) for name, payload in files]
    return make_batch(received, Given(**given))


def never() -> bool:
    return False


def after(pages: int) -> Callable[[], bool]:
    """Return a `stop` that lets so many pages in."""
    looks = iter([False] * pages)  # the first before the file is opened, the others after a page each
    return lambda: next(looks, True)


def outcomes(batch: IngestBatch) -> list[str]:
    return list(batch.items.order_by("file__order", "order").values_list("outcome", flat=True))


def state(batch: IngestBatch) -> str:
    batch.refresh_from_db()
    return batch.state


def test_the_bytes_are_kept_before_anything_is_read() -> None:
    batch = batch_of(("一.jsonl", many(2)), ("空.html", b""), ("工具.exe", b"\x7fELF"))
    first, empty, tool = batch.files.all()
    assert (state(batch), batch.label) == ("waiting", "一.jsonl 等 3 个文件")
    assert payloads.read(first.capture.payload_digest) == many(2)
    assert (empty.capture, empty.is_done, empty.failure) == (None, True, "文件是空的。请重新保存原页面再收入。")
    assert (tool.capture.size, tool.failure) == (4, "")
    assert not Article.objects.exists()


def test_a_disk_that_refuses_a_file_is_told_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(payload: bytes) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(payloads, "keep", full)
    batch = batch_of(("一.jsonl", many(1)))
    assert batch.files.get().failure == "原件没能保存：No space left on device。请稍后再收入一次。"


def test_each_page_has_its_outcome_its_report_and_how_sure_we_are() -> None:
    changed = record(1, body="完全不同的正文，写的是另一件事。")
    batch = batch_of(("一.jsonl", lines(record(1), "{不是", record(1), changed, record(2, place="朝阳区"))))
    assert run_batch(batch, never) == 5
    new, bad, same, namesake, doubtful = batch.items.order_by("order")
    assert outcomes(batch) == ["new", "failed", "unchanged", "needs review", "needs review"]
    assert (new.member, new.encoding, new.confidence, new.article.headline) == (
        "第 1 行", "utf-8", 100, "样例村第1党支部办实事"
    )  # fmt: skip
    assert (same.article, same.capture) == (new.article, new.capture)
    assert (bad.article, bad.confidence, bad.reason[:12]) == (None, None, "第 2 行不是完整的 J")
    assert "外部编号 r-1 已用于" in namesake.reason
    assert doubtful.article is not None
    assert doubtful.confidence is not None
    assert doubtful.confidence < 80
    assert state(batch) == "done"
    assert batch.finished_at is not None
    assert batch.started_at is not None


def test_a_file_that_gives_no_page_says_why_and_the_others_go_on() -> None:
    batch = batch_of(("工具.exe", b"\x7fELF"), ("一.jsonl", many(1)))
    assert run_batch(batch, never) == 2
    tool = batch.files.get(order=1)
    assert (tool.is_done, tool.items.count()) == (True, 0)
    assert tool.failure.startswith("不认识“.exe”这种文件。")
    assert Capture.objects.get(pk=tool.capture.pk).failure == tool.failure
    assert progress_of(batch).counts == {"new": 1, "unchanged": 0, "near": 0, "needs review": 0, "failed": 1}


def test_bytes_kept_under_another_name_are_read_by_the_name_they_came_with_now() -> None:
    run_batch(batch_of(("一.exe", many(1))), never)
    batch = batch_of(("一.jsonl", many(1)))
    run_batch(batch, never)
    assert outcomes(batch) == ["new"]


def test_a_batch_goes_on_where_it_was_stopped() -> None:
    batch = batch_of(("一.jsonl", many(3)), ("二.jsonl", lines(record(7), record(8))))
    for expected in (1, 2, 3, 4):
        assert run_batch(batch, after(1)) == 1
        assert (Article.objects.count(), len(outcomes(batch)), state(batch)) == (expected, expected, "running")
    assert run_batch(batch, never) == 1
    assert outcomes(batch) == ["new"] * 5
    assert state(batch) == "done"
    assert run_batch(batch, never) == 0


def test_progress_is_of_bytes_never_goes_back_and_is_whole_only_at_the_end() -> None:
    batch = batch_of(("一.jsonl", many(4)), ("空.html", b""))
    seen = [progress_of(batch).percent]
    for _page in range(4):
        run_batch(batch, after(1))
        batch.refresh_from_db()
        seen.append(progress_of(batch).percent)
    assert seen == [0, 25, 50, 75, 100]
    progress = progress_of(batch)
    assert (progress.percent, progress.pages, progress.rows) == (100, 4, 5)
    assert (progress.files, progress.files_done) == (2, 2)
    batch.state = "running"
    assert progress_of(batch).percent == 99


def test_a_file_that_takes_longer_to_open_than_a_round_lasts_gets_further_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    batch, opened = batch_of(("一.jsonl", many(3))), []
    honest = batches.FileReading.open

    def slow(reading: Any) -> None:
        opened.append(reading)
        honest(reading)

    monkeypatch.setattr(batches.FileReading, "open", slow)
    for _round in range(3):
        run_batch(batch, lambda: bool(opened))  # time is up once the file is open
        opened.clear()
    assert (outcomes(batch), state(batch)) == (["new"] * 3, "done")


def test_cancelling_keeps_what_is_in_and_takes_nothing_more() -> None:
    batch = batch_of(("一.jsonl", many(3)))
    run_batch(batch, after(1))
    cancel(batch)
    assert (state(batch), batch.finished_at is not None) == ("cancelled", True)
    assert run_batch(batch, never) == 0
    assert Article.objects.count() == 1


def test_cancelling_is_heard_between_two_pages() -> None:
    batch = batch_of(("一.jsonl", many(3)))

    def ask_after_a_page() -> bool:
        if batch.items.exists():
            IngestBatch.objects.filter(pk=batch.pk).update(cancel_asked_at="2026-01-01T00:00Z")
        return False

    assert run_batch(batch, ask_after_a_page) == 1
    assert state(batch) == "cancelled"


def test_a_batch_that_is_over_cannot_be_cancelled() -> None:
    batch = batch_of(("一.jsonl", many(1)))
    run_batch(batch, never)
    cancel(batch)
    assert (state(batch), batch.cancel_asked_at) == ("done", None)


def test_two_never_run_the_same_batch() -> None:
    batch = batch_of(("一.jsonl", many(2)))
    with held(batches._note_of(batch, "lock"), 0.0):
        assert run_batch(batch, never) == 0
        cancel(batch)
        assert state(batch) == "waiting"
    assert run_batch(batch, never) == 0
    assert state(batch) == "cancelled"


def test_a_page_that_another_machine_took_in_meanwhile_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = batch_of(("一.jsonl", many(1)))
    honest = batches.read

    def overtaken(page: Any, given: Given) -> Any:
        BatchItem.objects.create(batch=batch, file=batch.files.get(), order=1, outcome="new")
        return honest(page, given)

    monkeypatch.setattr(batches, "read", overtaken)
    run_batch(batch, never)
    assert (Article.objects.count(), batch.items.count(), state(batch)) == (0, 1, "done")


def test_a_page_that_breaks_the_program_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = batches.read

    def broken(page: Any, given: Given) -> Any:
        if page.member == "第 2 行":
            raise RuntimeError("a bug of ours")
        return honest(page, given)

    monkeypatch.setattr(batches, "read", broken)
    batch = batch_of(("一.jsonl", many(3)))
    run_batch(batch, never)
    assert outcomes(batch) == ["new", "failed", "new"]
    assert batch.items.get(order=2).reason == "程序出错，这一页没有收入；原件已保存。"


def test_a_database_that_refuses_is_no_fault_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = batch_of(("一.jsonl", many(2)))

    def locked(*_args: Any) -> Any:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(batches, "take_in", locked)
        with pytest.raises(OperationalError):
            run_batch(batch, never)
        assert work_on_batches(never) == 0  # logs it, and lives
    assert outcomes(batch) == []
    run_batch(batch, never)
    assert outcomes(batch) == ["new", "new"]


def test_a_page_that_collides_with_another_process_is_tried_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    honest, collisions = batches.take_in, iter([True])

    def collides(*args: Any) -> Any:
        if next(collisions, False):
            raise IntegrityError("identifier")
        return honest(*args)

    monkeypatch.setattr(batches, "take_in", collides)
    batch = batch_of(("一.jsonl", many(1)))
    run_batch(batch, never)
    assert outcomes(batch) == ["new"]


def test_a_file_whose_reading_breaks_off_keeps_its_pages_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = batch_files.pages_of

    def breaks_off(name: str, payload: bytes, *wanted: Any, **beside: Any) -> Any:
        pages = honest(name, payload, *wanted, **beside)
        yield next(pages)
        yield next(pages)
        raise FormatError("读到一半断了。")

    batch = batch_of(("一.jsonl", many(4)), ("二.jsonl", lines(record(9))))
    file = batch.files.get(order=1)
    file.pages = 4  # counted before it broke
    file.save()
    monkeypatch.setattr(batch_files, "pages_of", breaks_off)
    run_batch(batch, after(1))
    run_batch(batch, after(1))
    monkeypatch.setattr(batch_files, "pages_of", honest)
    run_batch(batch, never)
    file.refresh_from_db()
    assert (file.is_done, file.failure, outcomes(batch)) == (True, "读到一半断了。", ["new"] * 3)
    rows = [(row.outcome, row.member) for row in rows_of(row_keys(batch))]
    assert rows == [("new", "第 1 行"), ("new", "第 2 行"), ("failed", ""), ("new", "第 1 行")]
    assert progress_of(batch).counts["failed"] == 1


def test_bytes_that_are_gone_are_told() -> None:
    batch = batch_of(("一.jsonl", many(1)))
    payloads.path_of(batch.files.get().capture.payload_digest).unlink()
    run_batch(batch, never)
    assert batch.files.get().failure.endswith("payload is missing")
    assert state(batch) == "done"


def test_a_page_that_has_ended_the_process_again_and_again_is_left_out() -> None:
    batch = batch_of(("一.jsonl", many(3)))
    file = batch.files.get()
    note = batches._note_of(batch, "trying")
    note.parent.mkdir()
    note.write_text(json.dumps({f"page {file.pk} 2": MOST_ATTEMPTS}), encoding="utf-8")
    run_batch(batch, never)
    assert outcomes(batch) == ["new", "failed", "new"]
    assert "5 次中断" in batch.items.get(order=2).reason
    assert not note.exists()


def test_a_file_that_has_ended_the_process_again_and_again_is_left_out() -> None:
    batch = batch_of(("一.jsonl", many(1)), ("二.jsonl", lines(record(5))))
    file = batch.files.get(order=1)
    note = batches._note_of(batch, "trying")
    note.parent.mkdir()
    note.write_text(json.dumps({f"file {file.pk}": MOST_ATTEMPTS}), encoding="utf-8")
    run_batch(batch, never)
    assert "5 次中断" in batch.files.get(order=1).failure
    assert outcomes(batch) == ["new"]


def test_only_deaths_are_counted(tmp_path: Path) -> None:
    note = tmp_path / "1.trying"
    for _time in range(MOST_ATTEMPTS + 1):
        with suppress(RuntimeError), Attempts(note).of("page 1 1") as may_try:
            assert may_try
            raise RuntimeError("an end, if a bad one")
    for death in range(MOST_ATTEMPTS + 1):
        attempt = Attempts(note).of("page 1 1")
        assert attempt.__enter__() == (death < MOST_ATTEMPTS)  # and dies
    note.write_text("{", encoding="utf-8")
    with Attempts(note).of("page 1 1") as may_try:
        assert may_try


def test_what_the_batch_was_given_fills_gaps_and_publishes() -> None:
    place = Place.objects.get(code="610900")
    bare = {"headline": "样例：没有写地方", "body": record(1)["body"]}
    batch = batch_of(("一.jsonl", lines(bare)), place=place, newspaper="样例早报", publish=True)
    run_batch(batch, never)
    article = Article.objects.published().get()
    assert (article.place_id, article.newspaper.name) == ("610900", "样例早报")


def test_search_is_told_once_for_some_pages(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[int] = []

    def hear(**_kwargs: Any) -> None:
        told.append(Article.objects.published().count())

    changes_committed.connect(hear)
    monkeypatch.setattr(batches, "PAGES_TOGETHER", 4)
    try:
        with django_capture_on_commit_callbacks(execute=True) as told_later:
            run_batch(batch_of(("一.jsonl", many(9)), publish=True), never)
    finally:
        changes_committed.disconnect(hear)
    assert len(told_later) == len(told) == 3
    assert Change.objects.filter(kind="published").count() == 9


def test_a_small_batch_is_run_at_once_and_a_large_one_is_left() -> None:
    small, large = batch_of(("一.jsonl", many(2))), batch_of(("二.jsonl", b" " * 2_000_001 + many(1)))
    run_at_once(small)
    run_at_once(large)
    assert (state(small), state(large)) == ("done", "waiting")


def test_a_batch_of_refused_files_alone_is_over_at_once() -> None:
    batch = batch_of(("空.html", b""))
    run_at_once(batch)
    assert state(batch) == "done"


def test_a_round_runs_what_has_least_left_first() -> None:
    large, small = batch_of(("一.jsonl", many(3))), batch_of(("二.jsonl", lines(record(9))))
    assert work_on_batches(after(2)) == 1
    assert (state(small), outcomes(large)) == ("done", [])
    assert work_on_batches(never) == 3
    assert state(large) == "done"


@pytest.mark.usefixtures("committed_db")
def test_work_once_takes_in_whatever_waits() -> None:
    batch = batch_of(("一.jsonl", many(12)), publish=True)
    call_command("work", "--once")
    assert (state(batch), Article.objects.published().count()) == ("done", 12)
    assert not Change.objects.unapplied().exists()


@pytest.mark.usefixtures("committed_db")
def test_work_once_goes_on_until_nothing_is_left() -> None:
    rounds, left = [], iter([20, 3])

    def part(**_kwargs: Any) -> int:
        rounds.append(next(left, 0))
        return rounds[-1]

    work_round.connect(part)
    try:
        call_command("work", "--once")
    finally:
        work_round.disconnect(part)
    assert rounds == [20, 3, 0]
