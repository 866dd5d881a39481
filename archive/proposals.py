"""Whose edits must wait, and what becomes of those that do?

In: a report, the record that somebody wants it to have, and who. Out: the report edited, or a pending Revision that
changes nothing that readers see until somebody approves it. A proposal is what its author changed: what others changed
meanwhile in other fields stays. One that follows a rule (it says what it `settles`) gives way, too, to what a person
has settled in the same field.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final, cast

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from archive import auditing, publishing, revising
from archive.article_values import (
    DATE_FIELDS,
    FIELDS,
    PERIOD_FIELDS,
    ArticleRecord,
    Reading,
    field_of,
    record_of,
)
from archive.hand_edits import edited_fields, fields_of
from archive.models import Article, Revision
from archive.permissions import Actor, may_approve, may_publish_own, verdict_on_revision
from archive.publishing import PublishingError

# Fields that hold only together are taken from one side together.
GROUPS: Final[tuple[tuple[str, ...], ...]] = (
    DATE_FIELDS, PERIOD_FIELDS, *((name,) for name in FIELDS if name not in (*DATE_FIELDS, *PERIOD_FIELDS)),
)  # fmt: skip
ROWS: Final = ("newspaper", "place", "further_places", "credits", "figures")


class Became(IntEnum):
    """What an edit came to; it is true of those that did something."""

    UNCHANGED = 0
    CHANGED = 1
    WAITS = 2


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal, and the record that it was begun from."""

    proposal: Revision
    base: ArticleRecord


def must_wait(article: Article, by: Actor) -> bool:
    """Tell whether that person's edit of the report needs approval; a program's never does."""
    return article.is_public and not may_publish_own(by)


def put_forward(
    article: Article, record: ArticleRecord, by: Actor, why: str = "", settles: Collection[str] | None = None
) -> bool:
    """Make the report what the record says, or keep the record as a proposal; True where it waits.

    `settles` are the fields that a person settles by an edit that follows a rule; None for one that follows none.
    PublishingError where somebody else's proposal waits already, or a public report would lack something.
    """
    with transaction.atomic():
        publishing.lock(article)
        if isinstance(by, User) and must_wait(article, by):
            _propose(article.pk, record if settles is None else {**record, "settles": sorted(settles)}, by, why)
            return True
        publishing.edit(article, record, by, why, fields_by_hand=settles)
        return False


def _propose(number: int, record: ArticleRecord, by: User, why: str) -> None:
    """Keep a proposal, in the place of an earlier one of the same person."""
    earlier = revising.pending_of(number)
    if earlier and earlier.by_id != by.pk:
        raise PublishingError(
            _("%(name)s 对这篇报道的改动还在等待批准；批准或退回之后才能再提。") % {"name": earlier.by or "—"}
        )
    if not record["fields"]["headline"] or not record["fields"]["body_html"]:
        raise PublishingError(_("已发布的报道不能没有标题或正文。"))
    revising.keep_base(number)
    if earlier:
        earlier.delete()
    Revision.objects.create(
        article_id=number, number=revising.next_number(number), based_on=revising.version_of(number),
        state=Revision.State.PENDING, record=record, by=by, why=why,
    )  # fmt: skip


def waiting_on(numbers: Collection[int] | QuerySet[Any, Any]) -> dict[int, Waiting]:
    """Return the proposals that wait on those reports, by the number of the report, in one query."""
    base = Revision.objects.filter(article=OuterRef("article"), number=OuterRef("based_on")).values("record")
    found: Any = Revision.objects.pending().filter(article__in=numbers).select_related("by")
    return {one.article_id: Waiting(one, one.base) for one in found.annotate(base=Subquery(base[:1]))}


def changes_of(waiting: Waiting) -> dict[str, Any]:
    """Return what a proposal would have other than it was, by the names of the fields and rows."""
    before, after = _parts(waiting.base), _parts(waiting.proposal.record)
    return {
        name: value
        for names, values in after.items() if values != before[names]
        for name, value in zip(names, values, strict=True)
    }  # fmt: skip


def approve(proposal: Revision, by: Actor, note: str = "") -> None:
    """Make the report what a proposal asks for; PublishingError where that is decided already, or not theirs to do."""
    with transaction.atomic():
        article = Article.objects.get(pk=proposal.article_id)
        publishing.lock(article)
        _demand_pending(proposal)
        if refusal := verdict_on_revision(by, proposal).refusal:
            raise PublishingError(refusal)
        outcome = outcome_of(proposal, record_of(article))
        publishing.edit(article, outcome, by, note, proposal, settled_by(proposal))


def send_back(proposal: Revision, by: Actor, note: str) -> None:
    """Reject a proposal, telling its author why; nothing of the report changes."""
    if not note.strip():
        raise PublishingError(_("退回须写明原因。"))
    if not may_approve(by):
        raise PublishingError(_("您没有批准修订的权限。"))
    _decide(proposal, by, note.strip())


def take_back(proposal: Revision, by: Actor) -> None:
    """Let the author of a proposal give it up."""
    if not isinstance(by, User) or proposal.by_id != by.pk:
        raise PublishingError(_("只有提出改动的人可以收回它。"))
    _decide(proposal, by, _("提出者收回。"))


def outcome_of(proposal: Revision, now: ArticleRecord) -> ArticleRecord:
    """Return what the report would be: as it is now, but for what the proposal changes."""
    return merged(_base_of(proposal), cast(ArticleRecord, proposal.record), now, _held_against(proposal))


def settled_by(proposal: Revision) -> list[str] | None:
    """Return the fields that a person settles by a proposal that follows a rule; None where it follows none."""
    settles: list[str] | None = proposal.record.get("settles")
    return settles


def changed_on_both_sides(proposal: Revision, now: ArticleRecord) -> tuple[str, ...]:
    """Return the names of what the proposal and somebody else have changed since it was begun, each otherwise."""
    base, theirs, present = (_parts(one) for one in (_base_of(proposal), proposal.record, now))
    held = _held_against(proposal)
    return tuple(
        names[0] for names in present
        if base[names] != theirs[names] and base[names] != present[names] and theirs[names] != present[names]
        and not fields_of(names) & held
    )  # fmt: skip


def merged(
    base: ArticleRecord, theirs: ArticleRecord, now: ArticleRecord, held: frozenset[str] = frozenset()
) -> ArticleRecord:
    """Return the present record with every part that theirs changed of its base, but for the fields that are held."""
    before, after = _parts(base), _parts(theirs)
    outcome = cast(dict[str, Any], {**now, "fields": dict(now["fields"])})
    for names, values in after.items():
        if values != before[names] and not fields_of(names) & held:
            target = outcome if names[0] in ROWS else outcome["fields"]
            target.update(zip(names, values, strict=True))
    outcome["reading"] = _merged_reading(base["reading"], theirs["reading"], now["reading"], held)
    return cast(ArticleRecord, outcome)


def _merged_reading(base: Reading, theirs: Reading, now: Reading, held: frozenset[str]) -> Reading:
    """Return the present reading with what theirs changed; evidence goes by the field that it is of."""
    changed = {
        name: words
        for name, words in theirs["evidence"].items()
        if base["evidence"].get(name) != words and not fields_of([name]) & held
    }
    gone = {
        name for name, words in base["evidence"].items()
        if name not in theirs["evidence"] and now["evidence"].get(name) == words
    }  # fmt: skip
    keeps_removed = theirs["removed"] == base["removed"] or "body_html" in held
    return Reading(
        evidence={name: words for name, words in {**now["evidence"], **changed}.items() if name not in gone},
        removed=now["removed"] if keeps_removed else theirs["removed"],
        warnings=now["warnings"] if theirs["warnings"] == base["warnings"] else theirs["warnings"],
    )


def _parts(record: Any) -> dict[tuple[str, ...], list[Any]]:
    """Return the values of a record by the names that belong together."""
    fields = {names: [field_of(record, name) for name in names] for names in GROUPS}
    return {**fields, **{(name,): [record[name]] for name in ROWS}}


def _base_of(proposal: Revision) -> ArticleRecord:
    base = Revision.objects.get(article_id=proposal.article_id, number=proposal.based_on or 0)
    return cast(ArticleRecord, base.record)


def _held_against(proposal: Revision) -> frozenset[str]:
    """Return the fields that a proposal may not touch: those that a person has settled, where it follows a rule."""
    return frozenset() if settled_by(proposal) is None else edited_fields(proposal.article)


def _decide(proposal: Revision, by: Actor, note: str) -> None:
    with transaction.atomic():
        _demand_pending(proposal)
        Revision.objects.filter(pk=proposal.pk).update(
            state=Revision.State.REJECTED, decided_at=timezone.now(), decision_note=note,
            decided_by=by if isinstance(by, User) else None,
        )  # fmt: skip
        auditing.record(auditing.CHANGED, proposal, after={"state": Revision.State.REJECTED}, note=note)


def _demand_pending(proposal: Revision) -> None:
    if not Revision.objects.pending().select_for_update().filter(pk=proposal.pk).exists():
        raise PublishingError(_("这项改动已经处理过，或者被更新的改动取代了。"))
