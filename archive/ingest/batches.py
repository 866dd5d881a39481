"""From a batch to outcomes: each page of each file taken in once, however often the process dies meanwhile.

In: a batch that waits, or that was left half way. Out: an item for each page, written in the same transaction as the
page's report, so that a page is in with its outcome or not at all. Whoever goes on reads the file again and passes over
the pages that have an item.

A batch is run by one process at a time: its lock is the kernel's, and is let go when its holder dies. Should two
machines share a database, the row of the batch is locked for each page, and a page that has an item is not taken in
again.

Search follows once for some pages, not for each. Small batches are run in the request that brought them
(`run_at_once`), so that most people find their outcomes at once and a site without `manage.py work` takes pages in,
too; all others by the rounds of `work` (`work_on_batches`), those with least left first.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from archive import changes
from archive.ingest.attempts import MOST_ATTEMPTS, Attempts
from archive.ingest.batch_files import FileReading
from archive.ingest.confidence import confidence_of
from archive.ingest.extracted import ExtractedArticle
from archive.ingest.file_kinds import READ_HERE, ending_of
from archive.ingest.formats import Page
from archive.ingest.intake import PROGRAM_FAULT, IngestResult, doubts_of, failed, name_of, read, take_in
from archive.ingest.limits import printable
from archive.ingest.recording import Given
from archive.locks import LockBusyError, held
from archive.models import BatchFile, BatchItem, Capture, IngestBatch
from archive.payloads import PayloadError
from archive.text.gazetteer import load_gazetteer

logger: Final = logging.getLogger(__name__)

PAGES_TOGETHER: Final = 100  # after so many, search follows
SECONDS_PER_ROUND: Final = 20.0  # of `work`, which then applies changes
SECONDS_AT_ONCE: Final = 3.0  # that a person waits for an upload at most; `work` goes on from there
FILES_AT_ONCE: Final = 20
BYTES_AT_ONCE: Final = 2_000_000
UNFINISHED: Final = (IngestBatch.State.WAITING, IngestBatch.State.RUNNING)
DATABASE_FAULTS: Final = (OperationalError, InterfaceError)  # locked, full, gone: no page's fault
NO_PAGE: Final = "文件里没有可收的页面。"
DEADLY: Final = f"读它时程序 {MOST_ATTEMPTS} 次中断，不再试；原件已保存。请另存为较小或较简单的文件再收入。"
MAX_MEMBER: Final = 300  # characters, as the database holds them
MAX_ENCODING: Final = 40

Stop = Callable[[], bool]


def run_batch(batch: IngestBatch, stop: Stop) -> int:
    """Take pages in until all are, cancelling is asked for, or `stop` says so; return how many steps that were.

    A step is a page, or a file that ends without one; 0 where another process is at it. Raises what the database
    raises: the batch then goes on the next time.
    """
    try:
        with held(_note_of(batch, "lock"), 0.0):
            return _Run(batch, stop).run()
    except LockBusyError:
        return 0


def cancel(batch: IngestBatch) -> None:
    """Ask that no further page be taken in; where nobody is at the batch, it is over at once."""
    unfinished = IngestBatch.objects.filter(pk=batch.pk, state__in=UNFINISHED, cancel_asked_at=None)
    unfinished.update(cancel_asked_at=timezone.now())
    run_batch(batch, lambda: True)


def run_at_once(batch: IngestBatch) -> None:
    """Run a small batch for some seconds, where somebody waits for it; a larger one is left to `work`."""
    files = list(batch.files.filter(is_done=False).values_list("file_name", "size"))
    is_quick = all(ending_of(name) in READ_HERE for name, _size in files)
    if is_quick and len(files) <= FILES_AT_ONCE and sum(size for _name, size in files) <= BYTES_AT_ONCE:
        run_for(batch, SECONDS_AT_ONCE)


def run_for(batch: IngestBatch, seconds: float) -> int:
    """Run a batch for so long; return how many steps that were. A fault is logged and left to `work`."""
    deadline = time.monotonic() + seconds
    try:
        return run_batch(batch, lambda: time.monotonic() > deadline)
    except Exception:
        logger.exception("batch %s was interrupted; manage.py work goes on with it", batch.pk)
        return 0


def work_on_batches(stop: Stop, **kwargs: Any) -> int:
    """Run unfinished batches for a round, those with least left first; return how many steps that were."""
    deadline = time.monotonic() + SECONDS_PER_ROUND

    def is_over() -> bool:
        return stop() or time.monotonic() > deadline

    left = Coalesce(Sum("files__size", filter=Q(files__is_done=False)), 0)
    taken = 0
    for batch in IngestBatch.objects.filter(state__in=UNFINISHED).annotate(left=left).order_by("left", "pk"):
        if is_over():
            break
        try:
            taken += run_batch(batch, is_over)
        except Exception:
            # The others go on; this one does in the next round, from what the database says.
            logger.exception("batch %s was interrupted", batch.pk)
    return taken


class _Run:
    """One run of one batch, by whoever holds its lock."""

    def __init__(self, batch: IngestBatch, stop: Stop) -> None:
        self._batch = batch
        self._stop = stop
        self._given = Given(batch.place, batch.newspaper_name or None, batch.publish, batch.created_by)
        self._attempts = Attempts(_note_of(batch, "trying"))
        self._is_complete = False

    def run(self) -> int:
        """Begin or go on, take pages in, and end where there is no more; return how many steps that were."""
        if not self._begin():
            return 0
        load_gazetteer()  # takes a second the first time, which is not the first page's
        steps, taken = self._steps(), 0
        while True:
            with changes.held_back():
                together = sum(1 for _step in islice(steps, PAGES_TOGETHER))
            taken += together
            if together < PAGES_TOGETHER:
                break
        self._end()
        return taken

    def _begin(self) -> bool:
        """Note that the batch is run; False where it is over."""
        mine = IngestBatch.objects.filter(pk=self._batch.pk, state__in=UNFINISHED)
        return bool(mine.update(state=IngestBatch.State.RUNNING, started_at=Coalesce("started_at", timezone.now())))

    def _end(self) -> None:
        """Note that the batch is done, or cancelled; one that was stopped goes on another time."""
        if not self._is_complete and not self._is_cancelled():
            return
        state = IngestBatch.State.DONE if self._is_complete else IngestBatch.State.CANCELLED
        with transaction.atomic():
            held = IngestBatch.objects.select_for_update().filter(pk=self._batch.pk)
            list(held.values_list("pk"))
            if self._is_complete and self._batch.files.filter(is_done=False).exists():
                return  # more files came since the last was read
            held.update(state=state, finished_at=timezone.now())
        self._attempts.forget()
        _note_of(self._batch, "lock").unlink(missing_ok=True)

    def _steps(self) -> Iterator[BatchFile]:
        """Yield after each page that was taken in, and after each file that ends without one."""
        for file in self._batch.files.filter(is_done=False).select_related("capture").order_by("order"):
            if self._stop() or self._is_cancelled():
                return
            yield from self._file_steps(file)
        self._is_complete = not self._batch.files.filter(is_done=False).exists()

    def _is_cancelled(self) -> bool:
        return IngestBatch.objects.filter(pk=self._batch.pk, cancel_asked_at__isnull=False).exists()

    def _file_steps(self, file: BatchFile) -> Iterator[BatchFile]:
        """Take in the pages of a file that have no item yet, yielding after each.

        A file that was opened gives a page before anybody may stop: one that takes longer to open than a round lasts
        would never get further.
        """
        reading = self._open(file)
        done = file.items.count()
        for order, (page, is_last) in enumerate(reading.pages(), start=1):
            if order <= done:
                continue
            if self._is_cancelled():
                return
            self._take(file, order, page)
            if is_last:
                _close(file, reading.failure)
            yield file
            if self._stop() and not is_last:
                return
        if not file.items.filter(order__gt=done).exists():
            _close(file, reading.failure or ("" if done else NO_PAGE))
            yield file

    def _open(self, file: BatchFile) -> FileReading:
        """Return a file opened, its number of pages noted."""
        reading = FileReading(file)
        with self._attempts.of(f"file {file.pk}") as may_try:
            if may_try:
                reading.open()
            else:
                reading.failure = DEADLY
        BatchFile.objects.filter(pk=file.pk).update(pages=reading.count or None)
        return reading

    def _take(self, file: BatchFile, order: int, page: Page) -> None:
        """Take one page in with its item; a fault in one page stays that page's."""
        with self._attempts.of(f"page {file.pk} {order}") as may_try:
            try:
                if may_try:
                    self._write_twice(file, order, page)
            except DATABASE_FAULTS:
                raise
            except Exception:  # the border: whatever one page does to us, the others go on
                logger.exception("taking in %s failed", name_of(file.file_name, page))
                self._write_failure(file, order, page, PROGRAM_FAULT)
        if not may_try:
            self._write_failure(file, order, page, DEADLY)

    def _write_twice(self, file: BatchFile, order: int, page: Page) -> None:
        """Take a page in; once more where another process has just written what we were about to write."""
        try:
            self._write(file, order, page)
        except IntegrityError:
            self._write(file, order, page)

    def _write(self, file: BatchFile, order: int, page: Page) -> None:
        extracted = read(page, self._given)  # before the transaction: on SQLite nobody else writes during one
        with transaction.atomic():
            if self._is_free(file, order):
                name = name_of(file.file_name, page)
                _note(file, order, page, take_in(page, name, _capture_of(file), self._given, extracted))

    def _write_failure(self, file: BatchFile, order: int, page: Page, reason: str) -> None:
        with transaction.atomic():
            if self._is_free(file, order):
                _note(file, order, page, failed(_capture_of(file), name_of(file.file_name, page), reason))

    def _is_free(self, file: BatchFile, order: int) -> bool:
        """Lock the batch, and tell whether the page has no item; within a transaction."""
        IngestBatch.objects.select_for_update().only("pk").get(pk=self._batch.pk)
        return not file.items.filter(order=order).exists()


def _close(file: BatchFile, failure: str = "") -> None:
    """Note that a file is done, or why it gave no page."""
    BatchFile.objects.filter(pk=file.pk).update(is_done=True, failure=printable(failure))
    if failure:
        failed(_capture_of(file), file.file_name, failure)


def _note(file: BatchFile, order: int, page: Page, result: IngestResult) -> None:
    """Write the item of a page, in the transaction of its report."""
    BatchItem.objects.create(
        batch_id=file.batch_id,
        file=file,
        order=order,
        member=printable(page.member or "")[:MAX_MEMBER],
        outcome=result.status,
        reason=printable(result.reason or ""),
        encoding=(page.encoding or "")[:MAX_ENCODING],
        capture=result.capture,
        article=result.article,
        resembles=result.resembles,
        confidence=_confidence_of(page, result.extracted),
    )


def _confidence_of(page: Page, extracted: ExtractedArticle | None) -> int | None:
    """Return how sure we are of a page, 0 where a sound page gave nothing to read; None for one that failed."""
    if extracted is None:
        return 0 if page.blank and not page.failure else None
    return confidence_of(extracted, doubts_of(page, extracted))


def _capture_of(file: BatchFile) -> Capture:
    """Return the capture that a file is; only one that was refused before it was kept has none."""
    if file.capture is None:
        raise PayloadError("没有原件。")
    return file.capture


def _note_of(batch: IngestBatch, kind: str) -> Path:
    """Return the path of the lock of a batch, or of the note of what is tried."""
    return Path(settings.STATE_DIR) / "batches" / f"{batch.pk}.{kind}"
