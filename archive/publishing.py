"""What may happen to a report: the only place where its state changes.

In: an article and who acts. Out: the article in its new state, and one Change written in the same
transaction. Listeners of `changes_committed` hear of it after the commit, with nothing but the fact:
they read the rows themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import Article, Change, Contributor, Newspaper, Place, State
from archive.models.places import code_prefix

Actor = User | AnonymousUser | None

changes_committed: Final = Signal()
# Sent by the `work` process in each of its rounds, with `stop`, a callable that tells whether it was asked to end:
# whoever has long work to do listens, does a part of it, and returns how much.
work_round: Final = Signal()
_held_back: ContextVar[bool] = ContextVar("_held_back", default=False)

# What each act may start from. A withdrawn report may be published again.
ALLOWED: Final = {
    Change.Kind.SUBMITTED: (State.DRAFT,),
    Change.Kind.RETURNED: (State.IN_REVIEW,),
    Change.Kind.PUBLISHED: (State.DRAFT, State.IN_REVIEW, State.WITHDRAWN),
    Change.Kind.WITHDRAWN: (State.PUBLISHED,),
}
CHANGES_PER_INSERT: Final = 1_000
PUBLIC_KINDS: Final = (Change.Kind.PUBLISHED, Change.Kind.WITHDRAWN, Change.Kind.DELETED)


class PublishingError(Exception):
    """An act that the report's state does not allow; its text says why, for staff."""


@contextmanager
def held_back(can_wait: bool = False) -> Iterator[None]:
    """Hold the signal back during a bulk job and send it once at its end, failed or not.

    `can_wait` tells listeners that nobody waits for a page meanwhile: a command may take its time.
    """
    token = _held_back.set(True)
    try:
        yield
    finally:
        _held_back.reset(token)
        transaction.on_commit(lambda: _tell(can_wait))


def record_created(article: Article, by: Actor = None) -> None:
    """Save a new draft with its Change."""
    with transaction.atomic():
        article.state = State.DRAFT
        article.save()
        _record(article, Change.Kind.CREATED, by)


def record_edit(
    article: Article, by: Actor = None, note: str = "", fields_by_hand: Collection[str] | None = None
) -> None:
    """Save the edited article with its Change; its state stays. An edit of a published report goes public.

    `fields_by_hand` are the fields that a person settled, so that no rule writes over them: empty for an edit by rule,
    None where it is not known, which holds every field (`archive/hand_edits.py`).
    """
    with transaction.atomic():
        article.save()
        _record(article, Change.Kind.EDITED, by, note, fields_by_hand)


def record_renaming(of: Newspaper | Place | Contributor, by: Actor = None, note: str = "") -> int:
    """Record an edit of every published report that shows a paper, place or contributor; return how many.

    For whoever has just saved it under another name, in the same transaction.
    """
    with transaction.atomic():
        shown = Article.objects.published().filter(pk__in=Article.objects.filter(_shows(of)).values("pk"))
        numbers = list(shown.order_by("pk").values_list("pk", flat=True))
        Change.objects.bulk_create(
            [_change(number, Change.Kind.EDITED, by, note, ()) for number in numbers], CHANGES_PER_INSERT
        )
        if numbers and not _held_back.get():
            transaction.on_commit(_tell)
    return len(numbers)


def submit(article: Article, by: Actor = None) -> None:
    """Move a draft to review."""
    _move(article, Change.Kind.SUBMITTED, State.IN_REVIEW, by)


def return_to_draft(article: Article, by: Actor = None, note: str = "") -> None:
    """Move a report in review back to draft."""
    _move(article, Change.Kind.RETURNED, State.DRAFT, by, note)


def publish(article: Article, by: Actor = None) -> None:
    """Make a report public; PublishingError where it has no headline or no text."""
    if not article.headline:
        raise PublishingError(_("没有标题，不能发布。请先填写标题。"))
    if not article.body_text:
        raise PublishingError(_("没有正文，不能发布。请先填写正文。"))
    article.published_at = article.published_at or timezone.now()
    article.withdrawn_at = None
    article.withdrawal_reason = ""
    _move(article, Change.Kind.PUBLISHED, State.PUBLISHED, by)


def withdraw(article: Article, reason: str, by: Actor = None) -> None:
    """Take a published report out of sight; readers are told the reason, so there must be one."""
    if not reason.strip():
        raise PublishingError(_("撤下须写明原因。"))
    article.withdrawn_at = timezone.now()
    article.withdrawal_reason = reason.strip()
    _move(article, Change.Kind.WITHDRAWN, State.WITHDRAWN, by, reason.strip())


def delete(article: Article, by: Actor = None, note: str = "") -> None:
    """Delete a report for good; its number and its Changes stay, so that its URL can answer 410."""
    with transaction.atomic():
        number = article.pk
        _record(article, Change.Kind.DELETED, by, note)
        article.delete()
        article.pk = number


def _move(article: Article, kind: Change.Kind, to: State, by: Actor, note: str = "") -> None:
    with transaction.atomic():
        current = Article.objects.select_for_update().values_list("state", flat=True).get(pk=article.pk)
        if current not in ALLOWED[kind]:
            raise PublishingError(
                _("“%(state)s”的报道不能%(act)s。") % {"state": State(current).label, "act": kind.label}
            )
        article.state = to
        article.save()
        _record(article, kind, by, note)


def _shows(of: Newspaper | Place | Contributor) -> Q:
    """Return what the reports fulfil that show a name; a place's stands in that of each place below it, too."""
    match of:
        case Newspaper():
            return Q(newspaper=of) | Q(printings__newspaper=of)
        case Contributor():
            return Q(credits__contributor=of)
        case Place():
            prefix = code_prefix(of.code)
            return Q(place__code__startswith=prefix) | Q(further_places__code__startswith=prefix)


def _record(
    article: Article, kind: Change.Kind, by: Actor, note: str = "", fields_by_hand: Collection[str] | None = None
) -> None:
    touches_public = kind in PUBLIC_KINDS or article.is_public
    change = _change(article.pk, kind, by, note, fields_by_hand)
    change.was_public = article.published_at is not None
    change.applied_at = None if touches_public else timezone.now()
    change.save()
    if touches_public and not _held_back.get():
        transaction.on_commit(_tell)


def _change(
    number: int, kind: Change.Kind, by: Actor, note: str, fields_by_hand: Collection[str] | None
) -> Change:
    """Return a Change of a report that is or was public, still to be taken up."""
    return Change(
        article_id=number, kind=kind, by=by if isinstance(by, User) else None, note=note, was_public=True,
        fields_by_hand=None if fields_by_hand is None else sorted(fields_by_hand),
    )  # fmt: skip


def _tell(can_wait: bool = False) -> None:
    changes_committed.send(sender=Change, can_wait=can_wait)
