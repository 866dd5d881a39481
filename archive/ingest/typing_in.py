"""A page without text is typed in by a person: which draft do they type into?

In: a page of a batch that carries no text, and who types. Out: a draft without title or text that stands on that page,
with what the batch says of place and paper, so that page and record are seen side by side and stay together.
"""

from __future__ import annotations

from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.ingest.extracted import ExtractedArticle
from archive.ingest.recognising import textless
from archive.ingest.recording import Given, fill_in, write_article
from archive.models import BatchItem, Capture, Recognition

TYPED_INSTEAD: Final = "改由人照原件录入。"  # kept, so in one language
TYPED_IN: Final = "原件没有文字层；由人照原件录入。"


class TypingError(Exception):
    """A page that nobody can type in as things are; its text says why, for staff."""


@transaction.atomic
def begin_typing(item: BatchItem, by: User) -> None:
    """Give a page without text a draft of its own; what is the same page again has it, too.

    TypingError where the page has a record already, or somebody has decided about it. A machine that was asked to
    read the page is asked no more.
    """
    batch, capture = item.batch, item.capture
    waiting = textless(BatchItem.objects.select_for_update().filter(capture=capture)).order_by("pk")
    numbers = list(waiting.values_list("pk", flat=True))
    if item.pk not in numbers or capture is None:
        raise TypingError(_("这一页已经有记录，或已处理过。"))
    known = fill_in(ExtractedArticle(warnings=(TYPED_IN,)), Given(batch.place, batch.newspaper_name or None))
    article = write_article(known, capture, None, by)
    BatchItem.objects.filter(pk=item.pk).update(article=article, reason=TYPED_IN)
    further = [number for number in numbers if number != item.pk]
    BatchItem.objects.filter(pk__in=further).update(outcome=BatchItem.Outcome.UNCHANGED, article=article)
    Capture.objects.filter(pk=capture.pk).update(failure=None)
    Recognition.objects.filter(capture=capture, state=Recognition.State.WAITING).update(
        state=Recognition.State.FAILED, failure=TYPED_INSTEAD, finished_at=timezone.now()
    )
