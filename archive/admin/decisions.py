"""What a person makes of a page: accepted, turned down with a reason, or looked at again.

In: a Subject (a page of a batch, a draft, or both) and who decides. Out: the decision on the page's row, and its draft
moved, in the trash or back from it, in one transaction; DecisionError says why not. A page that is a further copy of a
report that was there before owns no draft: turning it down leaves that report alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive import publishing
from archive.admin.moves import PUBLISH, SUBMIT, Move
from archive.models import Article, BatchItem, Capture, Printing, State
from archive.permissions import verdict_on_copy

PERMISSIONS: Final = {PUBLISH.name: "archive.publish_article", SUBMIT.name: "archive.submit_article"}
Decision = BatchItem.Decision


class DecisionError(Exception):
    """A decision that cannot be taken; its text says why, for staff."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What one screen is about: a page of a batch with its report, if it gave one; or a draft by itself."""

    item: BatchItem | None = None
    article: Article | None = None

    @property
    def capture(self) -> Capture | None:
        """Return the page as it came: the item's own, else the first that the report stands on."""
        if self.item is not None and self.item.capture is not None:
            return self.item.capture
        if self.article is None:
            return self.item.file.capture if self.item else None
        return self.article.captures.select_related("parent").order_by("printings__pk").first()

    @property
    def is_further_copy(self) -> bool:
        """Tell whether the report was there before this page."""
        return self.item is not None and self.item.outcome == BatchItem.Outcome.UNCHANGED

    @property
    def waiting_printing(self) -> Printing | None:
        """Return what this page says of a public report, where readers do not see it before the page is accepted.

        The report may have become another meanwhile, into which the first was merged.
        """
        if self.item is None or self.item.capture_id is None:
            return None
        waiting = Printing.objects.filter(capture=self.item.capture_id, waits=True, article__state=State.PUBLISHED)
        return waiting.select_related("article").first()

    @property
    def owns_draft(self) -> bool:
        """Tell whether turning the page down puts its report into the trash."""
        unpublished = (State.DRAFT, State.IN_REVIEW)
        return self.article is not None and not self.is_further_copy and self.article.state in unpublished

    @property
    def decision(self) -> str:
        """Return what was decided; a draft by itself shows it by where it is."""
        if self.item is not None:
            return self.item.decision
        return Decision.REJECTED if self.article is not None and self.article.trashed_at else ""


def accepting_moves(by: User | AnonymousUser, subject: Subject) -> list[Move]:
    """Return the moves that accepting may make, the furthest first; none where the report has gone its way already."""
    article = subject.article
    if article is None or subject.is_further_copy or article.trashed_at or not subject.owns_draft:
        return []
    return [move for move in (PUBLISH, SUBMIT) if move.suits(article) and by.has_perm(PERMISSIONS[move.name])]


def refusal_of_copy(subject: Subject, by: User | AnonymousUser) -> str:
    """Return why somebody may not accept a further capture of a public report; "" where they may, or none waits."""
    if subject.item is None or subject.waiting_printing is None:
        return ""
    return verdict_on_copy(by, subject.item.batch.created_by_id).refusal


def accept(subject: Subject, by: User | AnonymousUser) -> None:
    """Note that a page was accepted; its report has been moved by whoever calls.

    A further capture of a public report that waited is seen by readers from now on; DecisionError where it must wait.
    """
    refusal = refusal_of_copy(subject, by)
    if refusal:
        raise DecisionError(refusal)
    with transaction.atomic():
        _show_printing(subject, by)
        for item in _items_of(subject):
            _decide(item, Decision.ACCEPTED, by)


def _show_printing(subject: Subject, by: User | AnonymousUser) -> None:
    printing = subject.waiting_printing
    if printing is None:
        return
    Printing.objects.filter(pk=printing.pk).update(waits=False)
    publishing.record_edit(printing.article, by, _("又一份原件：%(printing)s") % {"printing": printing})


def reject(subject: Subject, by: User | AnonymousUser, why: str) -> None:
    """Turn a page down: its draft goes to the trash, and the page keeps the reason."""
    why = why.strip()
    if not why:
        raise DecisionError(_("退掉须写明原因。"))
    article = subject.article
    if article is not None and article.is_public and not subject.is_further_copy:
        raise DecisionError(_("这篇报道已经发布，不能在这里退掉。请到报道页撤下它。"))
    with transaction.atomic():
        for item in _items_of(subject):
            _decide(item, Decision.REJECTED, by, why)
        if article is not None and subject.owns_draft and article.trashed_at is None:
            publishing.trash(article, by, why)


def reopen(subject: Subject, by: User | AnonymousUser) -> None:
    """Take a decision back; a draft that was turned down comes out of the trash."""
    with transaction.atomic():
        item = subject.item
        was_rejected = subject.decision == Decision.REJECTED
        if item is not None:
            BatchItem.objects.filter(pk=item.pk).update(
                decision="", decided_by=None, decided_at=None, decision_note=""
            )
        if was_rejected and subject.article is not None and subject.article.trashed_at is not None:
            publishing.restore(subject.article, by)


def _items_of(subject: Subject) -> list[BatchItem]:
    """Return the pages that a decision is about: the one shown, or all of a draft's that wait."""
    if subject.item is not None:
        return list(BatchItem.objects.select_for_update().filter(pk=subject.item.pk))
    waiting = BatchItem.objects.select_for_update().filter(article=subject.article, decision="")
    return list(waiting.exclude(outcome=BatchItem.Outcome.UNCHANGED))


def _decide(item: BatchItem, decision: BatchItem.Decision, by: User | AnonymousUser, why: str = "") -> None:
    """Write a decision down; DecisionError where somebody was quicker with another."""
    if item.decision and item.decision != decision:
        raise DecisionError(
            _("这一页已由%(who)s处理：%(decision)s。") % {
                "who": item.decided_by or _("别人"), "decision": item.get_decision_display()
            }
        )  # fmt: skip
    item.decision, item.decision_note = decision, why
    item.decided_by, item.decided_at = by if isinstance(by, User) else None, timezone.now()
    item.save(update_fields=["decision", "decision_note", "decided_by", "decided_at"])
