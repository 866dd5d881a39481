"""What is kept of an act on a report, and who is told: Change rows, and the signals sent after the commit.

In: an article, what happened to it, and who did it. Out: one Change, written in the caller's transaction. Listeners of
`changes_committed` hear of it after the commit, with nothing but the fact: they read the rows themselves. Whether the
act may be done is asked before, by `archive/publishing.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone

from archive.models import (
    Access,
    Article,
    ArticleQuerySet,
    Change,
    Contributor,
    Newspaper,
    Place,
    State,
)
from archive.models.access import AS_ITS_PAPER, is_narrower
from archive.models.places import is_within
from archive.permissions import Actor
from archive.signatures import keep_signature

changes_committed: Final = Signal()
# Sent by the `work` process in each of its rounds, with `stop`, a callable that tells whether it was asked to end:
# whoever has long work to do listens, does a part of it, and returns how much.
work_round: Final = Signal()
_held_back: ContextVar[bool] = ContextVar("_held_back", default=False)

CHANGES_PER_INSERT: Final = 1_000
TEXT_KINDS: Final = (Change.Kind.CREATED, Change.Kind.EDITED)  # after which the text may be another
PUBLIC_KINDS: Final = (Change.Kind.PUBLISHED, Change.Kind.WITHDRAWN, Change.Kind.DELETED, Change.Kind.NARROWED)


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


def record(
    article: Article,
    kind: Change.Kind,
    by: Actor,
    note: str = "",
    fields_by_hand: Collection[str] | None = None,
    fields_released: Collection[str] = (),
) -> None:
    """Write the Change of one act, keep what tells the report's text from others', and tell who listens."""
    touches_public = kind in PUBLIC_KINDS or article.is_public
    change = _change(article.pk, kind, by, note, fields_by_hand)
    change.was_public = has_been_seen(article)
    change.fields_released = sorted(fields_released) or None
    change.applied_at = None if touches_public else timezone.now()
    change.save()
    if kind in TEXT_KINDS:
        keep_signature(article, is_new=kind == Change.Kind.CREATED)
    if touches_public:
        _tell_after_commit()


def record_narrowing(article: Article, by: Actor = None, note: str = "") -> None:
    """Record that readers may see less of a public report: it is hidden until the index has followed."""
    _change(article.pk, Change.Kind.NARROWED, by, note, ()).save()


def record_renaming(of: Newspaper | Place | Contributor, by: Actor = None, note: str = "") -> int:
    """Record an edit of every published report that shows a paper, place or contributor; return how many.

    For whoever has just saved it under another name, in the same transaction.
    """
    with transaction.atomic():
        shown = Article.objects.published().filter(pk__in=Article.objects.filter(_shows(of)).values("pk"))
        return _record_many(shown, Change.Kind.EDITED, by, note)


def record_reopening(paper: Newspaper, was: Newspaper, by: Actor = None, note: str = "") -> int:
    """Record that a paper's access or rights are others now, for each report that takes them from it; return how many.

    For whoever has just saved the paper, in the same transaction; `was` is the row as it stood before. Reports of which
    readers may see less are hidden with the commit, however many they are; the index follows as after any bulk job.
    """
    as_paper = Article.objects.filter(newspaper=paper, state=State.PUBLISHED, access=AS_ITS_PAPER)
    restated = Article.objects.published().filter(newspaper=paper, rights="")
    count = 0
    with transaction.atomic():
        if paper.access != was.access:
            is_less = is_narrower(paper.access, was.access)
            count = _record_many(as_paper, Change.Kind.NARROWED if is_less else Change.Kind.EDITED, by, note)
            restated = restated.exclude(access=AS_ITS_PAPER)
        if paper.rights != was.rights:
            count += _record_many(restated, Change.Kind.EDITED, by, note)
    return count


def access_of(number: int) -> str:
    """Return how much of a published report is open as the database has it; "" for one that is not published."""
    found = Article.objects.filter(pk=number, state=State.PUBLISHED)
    levels = found.values_list("access", "newspaper__access").first()
    return (levels[0] or levels[1] or Access.FULL) if levels else ""


def has_been_seen(article: Article) -> bool:
    """Tell whether readers see a report or ever saw it: what was only published for staff, they did not."""
    if article.published_at is None:
        return False
    is_seen = Article.objects.published().filter(pk=article.pk).exists()
    return is_seen or Change.objects.filter(article_id=article.pk, was_public=True).exists()


def user_of(by: Actor) -> User | None:
    """Return the user who acts; None for a program, and for whoever is not logged in."""
    return by if isinstance(by, User) else None


def _shows(of: Newspaper | Place | Contributor) -> Q:
    """Return what the reports fulfil that show a name; a place's stands in that of each place below it, too."""
    match of:
        case Newspaper():
            return Q(newspaper=of) | Q(printings__newspaper=of)
        case Contributor():
            return Q(credits__contributor=of)
        case Place():
            return is_within(of.code) | is_within(of.code, "further_places")


def _record_many(articles: ArticleQuerySet, kind: Change.Kind, by: Actor, note: str) -> int:
    """Record the same of many published reports, settled by nobody; return how many."""
    numbers = list(articles.order_by("pk").values_list("pk", flat=True))
    Change.objects.bulk_create([_change(number, kind, by, note, ()) for number in numbers], CHANGES_PER_INSERT)
    if numbers:
        _tell_after_commit()
    return len(numbers)


def _change(
    number: int, kind: Change.Kind, by: Actor, note: str, fields_by_hand: Collection[str] | None
) -> Change:
    """Return a Change of a report that is or was public, still to be taken up."""
    return Change(
        article_id=number, kind=kind, by=user_of(by), note=note, was_public=True,
        fields_by_hand=None if fields_by_hand is None else sorted(fields_by_hand),
    )  # fmt: skip


def _tell_after_commit() -> None:
    """Tell listeners once the transaction is through; a bulk job holds that back and does so itself."""
    if not _held_back.get():
        transaction.on_commit(_tell)


def _tell(can_wait: bool = False) -> None:
    changes_committed.send(sender=Change, can_wait=can_wait)
