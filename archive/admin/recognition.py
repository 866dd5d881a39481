"""May this page be read by machine, and how far is that?

In: a page of a batch. Out: a Standing for its screen, None where there is nothing to read by machine; of a batch, how
many of its pages could be read so and how many wait. Asking is a button; the reading is done by `manage.py work`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.ingest.recognising import ask, engine_here, textless
from archive.ingest.tesseract import Engine
from archive.models import BatchItem, IngestBatch, Recognition

State = Recognition.State
NEEDED: Final = "archive.add_article"  # a draft comes of it
NO_ENGINE: Final = gettext_lazy("这台机器没有装 tesseract 和它的简体中文，或机器识别已关闭，没有排队。")


@dataclass(frozen=True, slots=True)
class Standing:
    """How the machine reading of a page stands: what reads here, what was asked, how many are asked before it."""

    engine: Engine | None
    row: Recognition | None = None
    ahead: int = 0

    @property
    def is_waiting(self) -> bool:
        """Tell whether it waits to be read."""
        return self.row is not None and self.row.state == State.WAITING

    @property
    def pages_read(self) -> int:
        """Return how many pages of its PDF have been read already."""
        return len(self.row.pages) if self.row else 0

    @property
    def failure(self) -> str:
        """Return why it could not be read; empty where it was not tried, or could."""
        return self.row.failure if self.row and self.row.state == State.FAILED else ""


@dataclass(frozen=True, slots=True)
class BatchStanding:
    """Of a batch: how many pages carry no text and are not asked for, and how many wait."""

    engine: Engine | None
    open: int
    waiting: int


def recognition_of(item: BatchItem | None) -> Standing | None:
    """Return how the machine reading of a page stands; None for a page that has text, or is decided upon."""
    if item is None or not textless(BatchItem.objects.filter(pk=item.pk)).exists():
        return None
    row = Recognition.objects.filter(capture=item.capture_id).first()
    is_waiting = row is not None and row.state == State.WAITING
    before = Recognition.objects.filter(state=State.WAITING, asked_at__lt=row.asked_at) if row and is_waiting else None
    return Standing(engine_here(), row, before.count() if before is not None else 0)


def standing_of_batch(batch: IngestBatch) -> BatchStanding | None:
    """Return how the machine reading of a batch stands; None where all its pages have text."""
    items = textless(BatchItem.objects.filter(batch=batch))
    states = list(items.values_list("capture__recognition__state", flat=True))
    if not states:
        return None
    waiting = states.count(State.WAITING.value)
    return BatchStanding(engine_here(), len(states) - waiting, waiting)


def ask_for_item(request: HttpRequest, item: BatchItem | None) -> str:
    """Let a page be read by machine, and return what is to be said; PermissionDenied for who may not."""
    return _asked(request, textless(BatchItem.objects.filter(pk=item.pk)) if item else BatchItem.objects.none())


def ask_for_batch(request: HttpRequest, batch: IngestBatch) -> str:
    """Let all pages of a batch that carry no text be read by machine, and return what is to be said."""
    return _asked(request, textless(BatchItem.objects.filter(batch=batch)))


def _asked(request: HttpRequest, items: Any) -> str:
    user: Any = request.user
    if not user.has_perm(NEEDED):
        raise PermissionDenied
    if engine_here() is None:
        return str(NO_ENGINE)
    count = ask(items, user)
    if not count:
        return _("没有要识别的页：已在排队，或都有文字。")
    return _("%(count)d 页已排队，由后台进程 work 逐页识别；识别出来的仍是草稿，要人审看。") % {"count": count}
