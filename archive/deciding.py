"""Two reports resemble each other: what does a person make of it, and how is that taken back?

In: a pair and who decides. Out: the decision on the pair, what it does to the reports, and an entry in the log, in one
transaction. A pair is decided once; the second who presses a button is told. Of two reports the later one goes, unless
it alone is public.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from archive import publishing
from archive.models import Article, AuditEntry, Printing, Resemblance, State
from archive.permissions import Actor

ACTION: Final = "resemblance.%s"
TARGET: Final = "resemblance"


class DecisionError(Exception):
    """A decision that cannot be made as things are; its text says why and what to do, for staff."""


def sides(pair: Resemblance) -> tuple[Article, Article]:
    """Return the report that stays and the one that goes."""
    if pair.second.is_public and not pair.first.is_public:
        return pair.second, pair.first
    return pair.first, pair.second


def twin_to_see_first(article: Article) -> Article | None:
    """Return the report that must be seen beside this one before it is published among many; None where none must.

    Of two it is the later that waits, as when it is taken in; the earlier, too, once the later is public.
    """
    is_later = Q(second=article) | Q(first=article, second__state=State.PUBLISHED)
    pair = Resemblance.objects.undecided().filter(is_later).select_related("first", "second").first()
    return None if pair is None else pair.second if pair.first_id == article.pk else pair.first


@transaction.atomic
def skip(pair: Resemblance, by: Actor = None) -> Article:
    """Put the report that goes into the trash, and return it; DecisionError where readers see it."""
    pair = _still_open(pair)
    stays, goes = sides(pair)
    if goes.is_public:
        raise DecisionError(
            _("#%(number)d 已发布，不能略去。请先撤下，或选“并为又一刊载”。") % {"number": goes.pk}
        )
    publishing.trash(goes, by, _("与 #%(number)d 相近，略去") % {"number": stays.pk})
    _decide(pair, Resemblance.Decision.SKIPPED, by, {"stays": stays.pk, "goes": goes.pk})
    return goes


@transaction.atomic
def attach(pair: Resemblance, by: Actor = None) -> Article:
    """Move the captures of the report that goes to the one that stays, and return the latter.

    The one that goes is put into the trash; a published one is withdrawn, and readers are told which it is.
    """
    pair = _still_open(pair)
    stays, goes = sides(pair)
    was_public = goes.is_public
    moved = _move_printings(goes, stays)
    if was_public:
        publishing.withdraw(goes, _("与 #%(number)d 为同一报道") % {"number": stays.pk}, by)
    else:
        publishing.trash(goes, by, _("并入 #%(number)d，为又一刊载") % {"number": stays.pk})
    publishing.record_edit(stays, by, _("#%(number)d 并入，为又一刊载") % {"number": goes.pk})
    _decide(pair, Resemblance.Decision.PRINTING, by, {"stays": stays.pk, "goes": goes.pk, "captures": moved})
    return stays


@transaction.atomic
def keep_both(pair: Resemblance, by: Actor = None) -> None:
    """Keep both reports as they are, and ask no more.

    Neither is edited by that: an edit would make whoever decides one of its authors, who may not approve it.
    """
    _decide(_still_open(pair), Resemblance.Decision.BOTH, by, {})


@transaction.atomic
def reopen(pair: Resemblance, by: Actor = None) -> None:
    """Take a decision back: captures return, the report leaves the trash; one that was withdrawn stays so.

    PublishingError where whoever takes captures out of a report may not edit it, as for putting them in.
    """
    pair = Resemblance.objects.select_for_update(of=("self",)).select_related("first", "second").get(pk=pair.pk)
    if not pair.decision:
        raise DecisionError(_("这两篇还没有处理过。"))
    done = _entries(pair).filter(action=ACTION % pair.decision).values_list("after", flat=True).first() or {}
    articles = {pair.first_id: pair.first, pair.second_id: pair.second}
    if pair.decision == Resemblance.Decision.PRINTING and done:
        stays = articles[done["stays"]]
        _return_printings(stays, articles[done["goes"]], done["captures"])
        publishing.record_edit(stays, by, _("#%(number)d 不再并入") % {"number": done["goes"]})
    goes = articles.get(done.get("goes", 0))
    if goes is not None and goes.trashed_at is not None:
        publishing.restore(goes, by)
    _decide(pair, "", by, {})


def _still_open(pair: Resemblance) -> Resemblance:
    """Return the pair with its reports as they are now; DecisionError where somebody else has decided."""
    pair = Resemblance.objects.select_for_update(of=("self",)).select_related("first", "second").get(pk=pair.pk)
    if pair.decision:
        raise DecisionError(
            _("%(who)s已处理过：%(decision)s。")
            % {"who": pair.decided_by or _("有人"), "decision": pair.get_decision_display()}
        )
    for article in (pair.first, pair.second):
        if article.trashed_at is not None:
            raise DecisionError(_("#%(number)d 在回收站里，无须处理。") % {"number": article.pk})
    return pair


def _decide(pair: Resemblance, decision: str, by: Actor, done: dict[str, Any]) -> None:
    before = pair.decision
    pair.decision = decision
    pair.decided_by = by if decision and isinstance(by, User) else None
    pair.decided_at = timezone.now() if decision else None
    pair.save(update_fields=["decision", "decided_by", "decided_at"])
    AuditEntry.objects.create(
        by=by if isinstance(by, User) else None,
        by_name=str(by or ""),
        action=ACTION % (decision or "reopened"),
        target_type=TARGET,
        target_id=str(pair.pk),
        target_name=str(pair),
        before={"decision": before},
        after={"decision": decision, **done},
    )


def _entries(pair: Resemblance) -> Any:
    return AuditEntry.objects.filter(target_type=TARGET, target_id=str(pair.pk)).order_by("-pk")


def _move_printings(goes: Article, stays: Article) -> list[int]:
    """Give the captures of one report to the other, each with paper and day; return their numbers.

    A capture that both stand on is left with the one that stays.
    """
    held = set(stays.printings.values_list("capture", flat=True))
    goes.printings.filter(capture__in=held).delete()
    moved = list(goes.printings.all())
    for printing in moved:
        printing.article = stays
        printing.newspaper = printing.newspaper or goes.newspaper
        printing.date = printing.date or (goes.date_published if goes.date_basis == "stated" else None)
        printing.save()
    return [printing.capture_id for printing in moved]


def _return_printings(stays: Article, goes: Article, captures: list[int]) -> None:
    Printing.objects.filter(article=stays, capture__in=captures).update(article=goes)
