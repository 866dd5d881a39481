"""What is the same in all of a batch: what would it change, and in which reports?

In: a batch, and a Rule: a place, a paper, a date, or how to read one from the path. Out: for each draft and each
published report of the batch a Filling, what would change and what is kept as it is and why; on request written, a
transaction a report, as an edit with a note, which waits for approval where the report is published and whoever fills
may not approve it. What a person has typed is never touched; what the page states only where that was asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.edit_terms import HOME_FIELDS, EditTerms, Terms, edit_on_terms
from archive.article_values import record_of
from archive.changes import held_back
from archive.hand_edits import EDITED_EVIDENCE
from archive.ingest.date_paths import Depth, date_in_path
from archive.ingest.recording import GIVEN_BY_OPERATOR, newspaper_named
from archive.models import Article, BatchItem, IngestBatch, Place, State
from archive.permissions import Actor
from archive.proposals import Became
from archive.publishing import PublishingError

# Kept with the report, so in one language.
FILLED: Final = "按批次填入"
NOTE: Final = "按批次填入：%s"
EDITED: Final = EDITED_EVIDENCE % ""
HEAVY: Final = ("article__body_html", "article__body_text", "article__removed", "article__warnings")
FIELDS: Final = ("place", "newspaper", "date_published")
OPEN_STATES: Final = (State.DRAFT, State.PUBLISHED)  # what is in review or withdrawn is looked at one by one


class Why(StrEnum):
    """Why a field is kept as it is."""

    SAME = "same"
    STATED = "stated"
    BY_HAND = "by hand"
    NO_DATE = "no date"


WHY_LABELS: Final[dict[Why, Promise]] = {
    Why.SAME: gettext_lazy("已是如此"),
    Why.STATED: gettext_lazy("页面自己写明，保留"),
    Why.BY_HAND: gettext_lazy("由人填过，保留"),
    Why.NO_DATE: gettext_lazy("文件名和文件夹里没有日期"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What is the same in all of a batch; `depth` is how much of a date is taken from the path, None for nothing."""

    place: Place | None = None
    newspaper: str = ""
    date: str = ""
    depth: Depth | None = None
    overrides_page: bool = False


class Change(NamedTuple):
    """One field that would change; `evidence` is what is kept as its reason."""

    field: str
    before: str
    after: str
    value: str
    evidence: str


class Kept(NamedTuple):
    """One field that the rule speaks of and that stays."""

    field: str
    why: Why


@dataclass(frozen=True, slots=True)
class Filling:
    """What the rule does to one report, and on which terms."""

    item: BatchItem
    article: Article
    changes: tuple[Change, ...]
    kept: tuple[Kept, ...]
    terms: Terms


@dataclass(slots=True)
class Filled:
    """How many reports were changed, how many changes wait for approval, and why others could not be made."""

    changed: int = 0
    waiting: int = 0
    refused: list[str] = field(default_factory=list)


class _Wish(NamedTuple):
    value: str
    shown: str
    evidence: str


def fillings(batch: IngestBatch, rule: Rule, by: Actor = None) -> Iterator[Filling]:
    """Yield what the rule does to each report of a batch, in its order; nothing is written."""
    seen: set[int] = set()
    edit_terms = EditTerms(reports_of(batch).order_by().values("article"), by)
    for item in reports_of(batch).iterator(chunk_size=200):
        if item.article is not None and item.article.pk not in seen:
            seen.add(item.article.pk)
            yield _filling(item, item.article, rule, edit_terms)


def fill(batch: IngestBatch, rule: Rule, by: Actor, shown_at: dt.datetime) -> Filled:
    """Write what the rule changes, a transaction a report; one that may not be edited is left, the others go on.

    So is a report that was saved after the person was shown what would change.
    """
    numbers = [(one.item.pk, one.article.pk) for one in fillings(batch, rule, by) if one.changes]
    filled = Filled()
    with held_back():
        for item, article in numbers:
            try:
                became = _fill_one(item, article, rule, by, shown_at)
            except PublishingError as error:
                filled.refused.append(f"#{article} {error}")
            else:
                filled.changed += became is Became.CHANGED
                filled.waiting += became is Became.WAITS
    return filled


def reports_of(batch: IngestBatch) -> QuerySet[BatchItem]:
    """Return the pages of a batch whose own reports may be filled."""
    own = batch.items.exclude(outcome=BatchItem.Outcome.UNCHANGED)
    open_ones = own.filter(article__state__in=OPEN_STATES, article__trashed_at=None)
    ordered = open_ones.select_related("file", "article__place", "article__newspaper").order_by("file__order", "order")
    return ordered.defer(*HEAVY)


def _fill_one(item_number: int, article_number: int, rule: Rule, by: Actor, shown_at: dt.datetime) -> Became:
    """Fill one report as it is by now."""
    with transaction.atomic():
        article = Article.objects.select_for_update().get(pk=article_number)
        if article.updated_at > shown_at:
            raise PublishingError(_("预览以后有人改过，没有动它；请再看一次。"))
        now = record_of(article)  # before one's own edit is laid over it
        item = BatchItem.objects.select_related("file").get(pk=item_number)
        filling = _filling(item, article, rule, EditTerms([article.pk], by))
        if filling.terms.refusal:
            raise PublishingError(filling.terms.refusal)
        if article.state not in OPEN_STATES or not filling.changes:
            return Became.UNCHANGED
        fields = {change.field for change in filling.changes}
        return edit_on_terms(
            article, now, filling.terms, lambda one: _set_all(one, filling.changes), by,
            NOTE % "；".join(map(_told, filling.changes)), moves_home=bool(HOME_FIELDS & fields), settles=fields,
        )  # fmt: skip


def _filling(item: BatchItem, article: Article, rule: Rule, edit_terms: EditTerms) -> Filling:
    terms = edit_terms.of(article)
    edit_terms.lay_over(article, terms)
    changes, kept = list[Change](), list[Kept]()
    for name in FIELDS:
        if not _speaks_of(rule, name):
            continue
        wish, before = _wish(rule, name, item), _shown(article, name)
        why = _why_kept(article, name, wish, rule)
        if wish is None or why is not None:
            kept.append(Kept(name, why or Why.NO_DATE))
        else:
            changes.append(Change(name, before, wish.shown, wish.value, wish.evidence))
    return Filling(item, article, tuple(changes), tuple(kept), terms)


def _speaks_of(rule: Rule, field: str) -> bool:
    spoken = {"place": rule.place, "newspaper": rule.newspaper, "date_published": rule.date or rule.depth}
    return bool(spoken[field])


def _wish(rule: Rule, field: str, item: BatchItem) -> _Wish | None:
    """Return what the rule would set a field to; None where the path has no date."""
    if field == "place" and rule.place is not None:
        return _Wish(rule.place.code, rule.place.name, FILLED)
    if field == "newspaper":
        return _Wish(rule.newspaper, rule.newspaper, FILLED)
    if rule.date:
        return _Wish(rule.date, rule.date, FILLED)
    path = "/".join(filter(None, (item.file.file_name, item.member)))
    found = date_in_path(path, rule.depth) if rule.depth else None
    return _Wish(found.value, found.value, f"{FILLED}，据文件名“{path}”") if found else None


def _why_kept(article: Article, field: str, wish: _Wish | None, rule: Rule) -> Why | None:
    """Return why a field stays as it is; None where the rule may set it."""
    if wish is None:
        return Why.NO_DATE
    if wish.value == _value(article, field):
        return Why.SAME
    if is_by_hand(article, field):
        return Why.BY_HAND
    return Why.STATED if _is_stated(article, field) and not rule.overrides_page else None


def is_by_hand(article: Article, field: str) -> bool:
    """Tell whether a person has typed or emptied a field: what a machine sets has its evidence beside it."""
    words = str(article.evidence.get(field) or "")
    value = _value(article, field)
    if words.startswith(EDITED) or (value and not words):
        return True
    return field == "date_published" and bool(value) and article.date_evidence != words


def _is_stated(article: Article, field: str) -> bool:
    """Tell whether the page itself says what stands in a field."""
    words = str(article.evidence.get(field) or "")
    if not _value(article, field) or words == GIVEN_BY_OPERATOR or words.startswith(FILLED):
        return False
    return field != "date_published" or article.date_basis == "stated"


def _value(article: Article, field: str) -> str:
    """Return a field as it is compared with a rule's."""
    if field == "place":
        return article.place_id or ""
    if field == "newspaper":
        return article.newspaper.name if article.newspaper else ""
    return article.date_published or ""


def _shown(article: Article, field: str) -> str:
    """Return a field as staff read it."""
    if field == "place":
        return article.place.name if article.place else ""
    return _value(article, field)


def _set_all(article: Article, changes: tuple[Change, ...]) -> None:
    for change in changes:
        _set(article, change)


def _set(article: Article, change: Change) -> None:
    if change.field == "place":
        article.place = Place.objects.get(code=change.value)
    elif change.field == "newspaper":
        article.newspaper = newspaper_named(change.value)
    else:
        article.set_date(change.value, "inferred", change.evidence)
    article.evidence = {**article.evidence, change.field: change.evidence}


def _told(change: Change) -> str:
    """Return a change as it is kept with the report, so in one language."""
    label = {"place": "地方", "newspaper": "报纸", "date_published": "刊发日期"}[change.field]
    return f"{label} {change.before or '—'} → {change.after}"
