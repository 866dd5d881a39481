"""What may happen to a report: the only place where its state changes.

In: an article and who acts. Out: the article in its new state, and one Change written in the same transaction
(`archive/changes.py`, which also tells who listens); where its record changed, a Revision too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive import changes, revising
from archive.article_values import ArticleRecord, make_missing_paper, set_values, write_rows
from archive.hand_edits import fields_of
from archive.models import Article, Change, Revision, State, Tombstone
from archive.models.access import is_narrower
from archive.permissions import Actor, verdict_on

# What each act may start from. A withdrawn report may be published again.
ALLOWED: Final = {
    Change.Kind.SUBMITTED: (State.DRAFT,),
    Change.Kind.RETURNED: (State.IN_REVIEW,),
    Change.Kind.PUBLISHED: (State.DRAFT, State.IN_REVIEW, State.WITHDRAWN),
    Change.Kind.WITHDRAWN: (State.PUBLISHED,),
}
# What only the acts of this file write: read again under the row's lock, so that nobody writes it from memory.
STANDING: Final = (
    "state", "published_at", "withdrawn_at", "withdrawal_reason", "trashed_at", "trashed_by",
)  # fmt: skip
NO_REASON: Final = "—"  # of a deletion by a program that gives none


class PublishingError(Exception):
    """An act that the report's state does not allow; its text says why, for staff."""


def record_created(
    article: Article, by: Actor = None, hang_on: Callable[[], ArticleRecord | None] | None = None
) -> None:
    """Save a new draft with its first version and its Change.

    `hang_on` writes what hangs on the report (credits, figures), once it has its number: the version holds them.
    It may return the record as it then stands, which spares reading it again.
    """
    with transaction.atomic():
        article.state = State.DRAFT
        article.save()
        record = hang_on() if hang_on else None
        revising.keep_first(article, changes.user_of(by), record)
        _record(article, Change.Kind.CREATED, by)


def record_edit(
    article: Article,
    by: Actor = None,
    note: str = "",
    proposal: Revision | None = None,
    fields_by_hand: Collection[str] | None = None,
    fields_released: Collection[str] = (),
) -> None:
    """Save the edited article with its version and Change; its state stays. An edit of a published report goes public.

    Where readers may see less of it from now on, a second Change says so, and hides it until the index has followed.
    PublishingError where it lies in the trash. `proposal` is the pending revision that is hereby approved.
    `fields_by_hand` are the fields that a person settled, so that no rule writes over them (`archive/hand_edits.py`):
    empty for an edit by rule; where none are given, those that differ from the version before. `fields_released` are
    those that a person gives back to the rules.
    """
    with transaction.atomic():
        lock(article)
        _demand_at_hand(article)
        was_open = changes.access_of(article.pk)
        revising.keep_base(article.pk)
        article.save()
        if fields_by_hand is None and isinstance(by, User):
            fields_by_hand = fields_of(revising.changed_in(article))
        revising.keep(article, changes.user_of(by), note, proposal)
        _record(article, Change.Kind.EDITED, by, note, fields_by_hand, fields_released)
        if was_open and is_narrower(changes.access_of(article.pk), was_open):
            changes.record_narrowing(article, by, note)


def edit(
    article: Article,
    record: ArticleRecord,
    by: Actor = None,
    note: str = "",
    proposal: Revision | None = None,
    fields_by_hand: Collection[str] | None = None,
) -> None:
    """Make a report what the record says, rows and all; PublishingError where it is public and would lack something.

    Whoever acts for a person asks `archive/proposals.py` instead, which knows whether the edit has to wait.
    """
    with transaction.atomic():
        lock(article)
        revising.keep_base(article.pk)
        make_missing_paper(record)
        set_values(article, record)
        if article.is_public:
            demand_whole(article)
        _demand_free(article)
        write_rows(article, record)
        record_edit(article, by, note, proposal, fields_by_hand)


def submit(article: Article, by: Actor = None) -> None:
    """Move a draft to review; PublishingError where it has no headline or no text: there is nothing to review."""
    if not article.headline:
        raise PublishingError(_("没有标题，不能送审。请先填写标题。"))
    if not article.body_text:
        raise PublishingError(_("没有正文，不能送审。请先填写正文。"))
    _move(article, Change.Kind.SUBMITTED, State.IN_REVIEW, by)


def return_to_draft(article: Article, by: Actor = None, note: str = "") -> None:
    """Move a report in review back to draft."""
    _move(article, Change.Kind.RETURNED, State.DRAFT, by, note)


def publish(article: Article, by: Actor = None) -> None:
    """Make a report public; PublishingError where it has no headline or no text."""
    demand_whole(article)
    with transaction.atomic():
        lock(article)
        first = article.published_at or timezone.now()
        _move_locked(
            article, Change.Kind.PUBLISHED, State.PUBLISHED, by,
            published_at=first, withdrawn_at=None, withdrawal_reason="",
        )  # fmt: skip


def withdraw(article: Article, reason: str, by: Actor = None) -> None:
    """Take a published report out of sight; readers are told the reason, so there must be one."""
    reason = reason.strip()
    if not reason:
        raise PublishingError(_("撤下须写明原因。"))
    _move(
        article, Change.Kind.WITHDRAWN, State.WITHDRAWN, by, reason,
        withdrawn_at=timezone.now(), withdrawal_reason=reason,
    )  # fmt: skip


def trash(article: Article, by: Actor = None, why: str = "") -> None:
    """Put a report into the trash, out of all lists; PublishingError where it is public, or lies there already."""
    with transaction.atomic():
        lock(article)
        _demand_at_hand(article)
        if article.is_public:
            raise PublishingError(_("已发布的报道要先撤下，才能移入回收站。"))
        article.trashed_at, article.trashed_by = timezone.now(), changes.user_of(by)
        _save_standing(article)
        _record(article, Change.Kind.TRASHED, by, why.strip())


def restore(article: Article, by: Actor = None) -> None:
    """Take a report out of the trash, as it was; PublishingError where it is not there."""
    with transaction.atomic():
        lock(article)
        if article.trashed_at is None:
            raise PublishingError(_("这篇报道不在回收站里。"))
        article.trashed_at, article.trashed_by = None, None
        _save_standing(article)
        _record(article, Change.Kind.RESTORED, by)


def delete_from_trash(article: Article, by: Actor, why: str) -> None:
    """Delete for good what lies in the trash; PublishingError where it does not, or no reason is given."""
    if not why.strip():
        raise PublishingError(_("永久删除须写明原因。"))
    with transaction.atomic():
        lock(article)
        if article.trashed_at is None:
            raise PublishingError(_("只能永久删除回收站里的报道。请先移入回收站。"))
        delete(article, by, why.strip())


def delete(article: Article, by: Actor = None, note: str = "") -> None:
    """Delete a report for good; its number and its Changes stay, so that its URL can answer 410.

    It leaves a Tombstone, unless it is a sample: those are ours, and come again.
    """
    with transaction.atomic():
        number = article.pk
        if not article.is_sample:
            _leave_tombstone(article, by, note)
        _record(article, Change.Kind.DELETED, by, note)
        article.delete()
        article.pk = number


def _leave_tombstone(article: Article, by: Actor, note: str) -> None:
    Tombstone.objects.create(
        article_number=article.pk, headline=article.headline or "", text_digest=article.text_digest,
        was_public=changes.has_been_seen(article), by_name=_name_of(by), why=note or NO_REASON,
    )  # fmt: skip


def lock(article: Article) -> None:
    """Hold the report's row until the transaction ends, and read anew where it stands."""
    article.refresh_from_db(fields=STANDING, from_queryset=Article.objects.select_for_update())


def demand_whole(article: Article) -> None:
    """Raise PublishingError where a report lacks what a public one must have."""
    if not article.headline:
        raise PublishingError(_("没有标题，不能发布。请先填写标题。"))
    if not article.body_text:
        raise PublishingError(_("没有正文，不能发布。请先填写正文。"))


def _demand_at_hand(article: Article) -> None:
    if article.trashed_at:
        raise PublishingError(_("这篇报道在回收站里；请先恢复。"))


def _demand_free(article: Article) -> None:
    """Raise PublishingError where another report has the identifier; the database would refuse it in other words."""
    namesake = Article.objects.filter(identifier=article.identifier).exclude(pk=article.pk).first()
    if article.identifier and namesake:
        raise PublishingError(
            _("外部编号 %(identifier)s 已用于报道 #%(number)d。")
            % {"identifier": article.identifier, "number": namesake.pk}
        )


def _move(
    article: Article, kind: Change.Kind, to: State, by: Actor, note: str = "", **standing: object
) -> None:
    with transaction.atomic():
        lock(article)
        _move_locked(article, kind, to, by, note, **standing)


def _move_locked(
    article: Article, kind: Change.Kind, to: State, by: Actor, note: str = "", **standing: object
) -> None:
    """Move a report whose row is held."""
    _demand_at_hand(article)
    if article.state not in ALLOWED[kind]:
        raise PublishingError(
            _("“%(state)s”的报道不能%(act)s。") % {"state": State(article.state).label, "act": kind.label}
        )
    article.state = to
    for name, value in standing.items():
        setattr(article, name, value)
    _save_standing(article)
    _record(article, kind, by, note)


def _save_standing(article: Article) -> None:
    article.save(update_fields=[*STANDING, "updated_at"])


def _record(
    article: Article,
    kind: Change.Kind,
    by: Actor,
    note: str = "",
    fields_by_hand: Collection[str] | None = None,
    fields_released: Collection[str] = (),
) -> None:
    """Record an act if the actor may do it; PublishingError with the reason where not."""
    verdict = verdict_on(by, kind, article)
    if verdict.refusal:
        raise PublishingError(verdict.refusal)
    changes.record(article, kind, by, note or verdict.remark, fields_by_hand, fields_released)


def _name_of(by: Actor) -> str:
    return by.get_username() if isinstance(by, User) else ""
