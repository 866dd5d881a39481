"""Reading pages by machine: which wait, and what becomes of them?

In: pages of batches that carry no text, and who asks. Out: for each a Recognition that waits; then, in the rounds of
`manage.py work`, its pages drawn and read one at a time, and a draft made of the text, which only a person publishes.
Each page of a PDF is written down as soon as it is read, so that whoever is stopped or killed goes on from there; a
page over which the process dies again and again is left. Nothing here runs in a request.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from archive import payloads
from archive.ingest.attempts import MOST_ATTEMPTS
from archive.ingest.child import Stop, StopAskedError
from archive.ingest.confidence import confidence_of
from archive.ingest.drawing import FOR_MACHINE, DrawingError, draw_page
from archive.ingest.intake import IngestResult, doubts_of, name_of, page_as_received, read, take_in
from archive.ingest.limits import printable
from archive.ingest.page import FormatError, Page
from archive.ingest.pdf_file import LETTER, MIN_LETTERS
from archive.ingest.recognised import recognised_page
from archive.ingest.recording import Given
from archive.ingest.tesseract import Engine, RecognitionError, find_engine, recognise
from archive.locks import LockBusyError, held
from archive.models import BatchItem, Capture, Recognition
from archive.payloads import PayloadError

logger: Final = logging.getLogger(__name__)

SECONDS_PER_ROUND: Final = 20.0  # after which no further page is begun; `work` then applies changes
WAITING: Final = Recognition.State.WAITING
DATABASE_FAULTS: Final = (OperationalError, InterfaceError)  # no page's fault
NOT_NEEDED: Final = "这一页已由人照原件录入，识别出的文字没有采用。"
NO_LETTERS: Final = "机器没有从图像里识别出文字。请照原件录入。"
HAS_TEXT: Final = "这一页有文字层，用不着机器识别。"
DEADLY: Final = f"识别它时程序 {MOST_ATTEMPTS} 次中断，不再试。请照原件录入。"
PROGRAM_FAULT: Final = "程序出错，没有识别出来；原件没有动。"


def engine_here() -> Engine | None:
    """Return what reads pages on this machine, None where nothing does or it is switched off."""
    return find_engine() if settings.OCR else None


def textless(items: QuerySet[BatchItem]) -> QuerySet[BatchItem]:
    """Return those pages of PDFs that carry no text, gave no report, and about which nobody has decided."""
    of_pdf = Q(capture__file_name__iendswith=".pdf") | Q(capture__member__icontains=".pdf")
    return items.filter(of_pdf, outcome=BatchItem.Outcome.NEEDS_REVIEW, article=None, decision="", confidence=0)


def ask(items: Iterable[BatchItem], by: User) -> int:
    """Let pages be read by machine, and return how many now wait for it; those that wait already, wait."""
    captures = dict.fromkeys(item.capture_id for item in items if item.capture_id)
    there = {row.capture_id: row for row in Recognition.objects.filter(capture__in=captures)}
    asked = 0
    for capture in captures:
        row = there.get(capture) or Recognition(capture_id=capture)
        if row.pk and row.state == WAITING:
            continue
        if row.state == Recognition.State.FAILED:
            row.pages = []
        row.state, row.failure, row.attempts, row.finished_at = WAITING, "", 0, None
        row.asked_by, row.asked_at = by, timezone.now()
        row.save()
        asked += 1
    return asked


def work_on_recognitions(stop: Stop, **kwargs: Any) -> int:
    """Read pages that wait, for a round; return how many were read."""
    engine = engine_here()
    if engine is None or stop() or not Recognition.objects.filter(state=WAITING).exists():
        return 0
    deadline = time.monotonic() + SECONDS_PER_ROUND
    taken = 0
    try:
        with held(Path(settings.STATE_DIR) / "recognition.lock", 0.0):
            while not stop() and (not taken or time.monotonic() < deadline):
                row = _next()
                if row is None:
                    break
                taken += _go_on(row, engine, stop)
    except LockBusyError:
        pass
    return taken


def _next() -> Recognition | None:
    waiting = Recognition.objects.filter(state=WAITING).select_related("capture__parent", "asked_by")
    return waiting.order_by("asked_at", "pk").first()


def _go_on(row: Recognition, engine: Engine, stop: Stop) -> int:
    """Read one further page of the PDF, and after the last make the draft; return 1, or 0 where it was stopped."""
    if row.attempts >= MOST_ATTEMPTS:
        _fail(row, DEADLY)
        return 1
    _note_attempt(row, row.attempts + 1)
    try:
        _read_further(row, engine, stop)
    except StopAskedError:
        _note_attempt(row, row.attempts - 1)
        return 0
    except DATABASE_FAULTS:
        raise
    except (FormatError, PayloadError, DrawingError, RecognitionError) as error:
        _fail(row, str(error))
    except Exception:  # the border: whatever one page does to us, the others go on
        logger.exception("recognising capture %s failed", row.capture_id)
        _fail(row, PROGRAM_FAULT)
    return 1


def _read_further(row: Recognition, engine: Engine, stop: Stop) -> None:
    page = page_as_received(row.capture)
    if not page.blank:
        raise FormatError(page.failure or HAS_TEXT)
    left = page.sheets[len(row.pages) :]
    if left:
        file = row.capture.parent or row.capture
        drawn = draw_page(payloads.read(file.payload_digest), page.entry, left[0], FOR_MACHINE, stop)
        found = asdict(recognise(drawn.payload, engine, stop))
        row.pages = [*row.pages, found | {"text": printable(found["text"])}]
        row.engine, row.attempts, row.confidence = str(engine), 0, _mean(row.pages)
        row.save(update_fields=["pages", "engine", "attempts", "confidence"])
    if len(left) <= 1:
        _finish(row, page)


def _mean(pages: list[dict[str, Any]]) -> int | None:
    """Return how sure the machine is of all pages, the longer ones counting more; None where it read nothing."""
    sure = [(page["confidence"], len(page["text"])) for page in pages if page["confidence"] is not None]
    characters = sum(length for _confidence, length in sure)
    return round(sum(confidence * length for confidence, length in sure) / characters) if characters else None


def _finish(row: Recognition, page: Page) -> None:
    """Make a draft of the text, or find the report that it is, and tell it to the pages that wait for it."""
    if len(LETTER.findall(row.text)) < MIN_LETTERS:
        _fail(row, NO_LETTERS)
        return
    recognised, file = recognised_page(page, row), row.capture.parent or row.capture
    waiting = textless(BatchItem.objects.filter(capture=row.capture)).order_by("pk")
    given = _given(row, waiting.select_related("batch__place").first())
    extracted = read(recognised, given)  # before the transaction: on SQLite nobody else writes during one
    with transaction.atomic():
        list(BatchItem.objects.select_for_update().filter(capture=row.capture))
        numbers = list(waiting.values_list("pk", flat=True))
        if not numbers and row.capture.printings.exists():  # else what a person typed would be marked as a machine's
            _fail(row, NOT_NEEDED)
            return
        row.state, row.finished_at, row.failure = Recognition.State.DONE, timezone.now(), ""
        row.save(update_fields=["state", "finished_at", "failure"])
        if extracted is None or not numbers:
            return
        result = take_in(recognised, name_of(file.file_name, page), file, given, extracted)
        _tell(numbers, result, confidence_of(extracted, doubts_of(recognised, extracted)))
        Capture.objects.filter(pk=row.capture_id).update(failure=None)


def _given(row: Recognition, item: BatchItem | None) -> Given:
    """Return what is said of the batch that a page came in; it is never published unseen."""
    if item is None:
        return Given(by=row.asked_by)
    return Given(item.batch.place, item.batch.newspaper_name or None, publish=False, by=row.asked_by)


def _tell(numbers: list[int], result: IngestResult, sureness: int) -> None:
    """Write down what became of pages: the first has the report, what is the same page again has it, too."""
    found = {
        "article": result.article, "resembles": result.resembles, "confidence": sureness,
        "reason": printable(result.reason or ""),
    }  # fmt: skip
    first, *further = numbers
    BatchItem.objects.filter(pk=first).update(outcome=result.status, **found)
    BatchItem.objects.filter(pk__in=further).update(outcome=BatchItem.Outcome.UNCHANGED, **found)


def _note_attempt(row: Recognition, attempts: int) -> None:
    row.attempts = attempts
    row.save(update_fields=["attempts"])


def _fail(row: Recognition, why: str) -> None:
    row.state, row.failure, row.finished_at = Recognition.State.FAILED, why, timezone.now()
    row.save(update_fields=["state", "failure", "finished_at"])
