"""On which terms may somebody edit each of many reports: at once, waiting for approval, or not at all?

In: the numbers of the reports, and who. Out: the Terms of each, in a fixed number of queries; and the edit made on
those terms. Whoever has an edit waiting on a report goes on from it, so that two in a row become one that waits.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from archive.article_values import DATE_FIELDS, ArticleRecord, at_home, record_with, set_values
from archive.models import Article, Change, Newspaper, Place
from archive.permissions import Actor, may_edit, may_publish_own, verdict_on
from archive.proposals import Became, Waiting, changes_of, outcome_of, put_forward, settled_by, waiting_on

HOME_FIELDS: Final = frozenset({"newspaper", "place"})  # what the names of a report belong to


@dataclass(frozen=True, slots=True)
class Terms:
    """Whether an edit of a report waits, and on top of which of one's own; `refusal` says why there may be none."""

    waits: bool = False
    refusal: str = ""
    own: Waiting | None = None

    @property
    def mark(self) -> str:
        """Return what tells these terms from others of the same person."""
        return str(self.own.proposal.pk) if self.own else "0"


class EditTerms:
    """The terms on which one person may edit reports."""

    def __init__(self, numbers: Collection[int] | QuerySet[Any, Any], by: Actor) -> None:
        self.by = by
        self.goes_at_once = may_publish_own(by)
        self.waiting = {} if self.goes_at_once else waiting_on(numbers)

    def of(self, article: Article) -> Terms:
        """Return the terms for one report."""
        if article.trashed_at is not None:
            return Terms(refusal=_("在回收站里，不能改。"))
        if not article.is_public or self.goes_at_once:
            return Terms(refusal=verdict_on(self.by, Change.Kind.EDITED, article).refusal)
        if not may_edit(self.by, article):
            return Terms(waits=True, refusal=verdict_on(self.by, Change.Kind.EDITED, article).refusal)
        found = self.waiting.get(article.pk)
        if found and not self._is_own(found):
            told = _("%(name)s 对这篇报道的改动还在等待批准；批准或退回之后才能再提。")
            return Terms(waits=True, refusal=told % {"name": found.proposal.by or "—"})
        return Terms(waits=True, own=found)

    def lay_over(self, article: Article, terms: Terms) -> None:
        """Set, in memory alone, the place, paper, date and lines that one's own edit would give a report."""
        if terms.own is None:
            return
        changes = changes_of(terms.own)
        for name in {"column_name", "issue_number", "print_page", "source_printed"} & set(changes):
            setattr(article, name, changes[name])
        if "date_published" in changes:
            article.set_date(*(changes[name] for name in DATE_FIELDS))
        if "place" in changes:
            article.place = self._places.get(changes["place"])
        if "newspaper" in changes:
            article.newspaper = self._papers.get((changes["newspaper"] or {}).get("number"))
        base, theirs = (one["reading"]["evidence"] for one in (terms.own.base, terms.own.proposal.record))
        changed = {name: words for name, words in theirs.items() if base.get(name) != words}
        article.evidence = {**article.evidence, **changed}

    def _is_own(self, found: Waiting) -> bool:
        return self.by is not None and found.proposal.by_id == self.by.pk

    @cached_property
    def _changed(self) -> list[dict[str, Any]]:
        return [changes_of(found) for found in self.waiting.values() if self._is_own(found)]

    @cached_property
    def _places(self) -> dict[str, Place]:
        return Place.objects.in_bulk([one["place"] for one in self._changed if one.get("place")])

    @cached_property
    def _papers(self) -> dict[int | None, Newspaper]:
        named = [one["newspaper"]["number"] for one in self._changed if one.get("newspaper")]
        return dict(Newspaper.objects.in_bulk(named))


def edit_on_terms(
    article: Article,
    now: ArticleRecord,
    terms: Terms,
    alter: Callable[[Article], None],
    by: Actor,
    why: str,
    *,
    moves_home: bool,
    settles: Collection[str] | None = None,
) -> Became:
    """Alter a report, which was `now`, on top of one's own edit that waits, and put that forward.

    The caller holds the row and the transaction. PublishingError where it may not be, after all.
    """
    own = terms.own.proposal if terms.own else None
    start = outcome_of(own, now) if own else now
    set_values(article, start)
    alter(article)
    record = record_with(article, start["further_places"], start["credits"], start["figures"])
    earlier = settled_by(own) if own else []
    settled = None if settles is None or earlier is None else {*earlier, *settles}
    why = _joined(own.why if own else "", why)
    waits = put_forward(article, at_home(record) if moves_home else record, by, why, settled)
    return Became.WAITS if waits else Became.CHANGED


def _joined(earlier: str, why: str) -> str:
    """Return the reasons for two edits that became one."""
    if not earlier or not why or why in earlier:
        return earlier or why
    return f"{earlier}；{why}"
