"""Reading a paper's pages again, for staff: what would change in each report, and which of it is applied.

In: a page of the paper's reports, and the rules to read them with. Out: a Reread for each, with its differences as
lines that go and lines that come, and a mark under which exactly this difference can be confirmed. What readers see
waits for another's approval, where whoever confirms may not give it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.utils.translation import gettext as _

from archive import changes
from archive.admin.edit_terms import EditTerms, Terms
from archive.admin.review import label_of_reading
from archive.ingest.kept_rules import FindsRules, rules_for
from archive.ingest.replay import WAITS_BY_HAND, FieldDifference, Replay, apply, replay
from archive.models import Article
from archive.permissions import Actor
from archive.proposals import Became, settled_by
from archive.publishing import PublishingError

PER_PAGE: Final = 25  # pages read again in one request
SHOWN_LINES: Final = 12  # of what goes and of what comes, in one field
SHOWN_CHARS: Final = 200  # of one line
# What the machine notes for itself follows the fields and is not shown beside them.
UNSHOWN: Final = ("evidence", "date_precision", "authors")


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """One field that differs: its name on screen, what goes, what comes, and whether a person settled it."""

    label: str
    gone: tuple[str, ...]
    come: tuple[str, ...]
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class Reread:
    """One report read again, as it is shown, and on which terms; `mark` is empty where nothing can be applied."""

    article: Article
    differences: tuple[ShownDifference, ...]
    outcome: str
    failure: str
    mark: str
    terms: Terms


def reread(articles: Collection[Article], find_rules: FindsRules = rules_for, by: Actor = None) -> list[Reread]:
    """Return each report read again, in order; nothing is written."""
    edit_terms = EditTerms([article.pk for article in articles], by)
    return [_shown(replay(article, find_rules), _terms_of(article, edit_terms)) for article in articles]


def counts_of(reports: Sequence[Reread]) -> list[tuple[str, int]]:
    """Return how many reports had which outcome, in a fixed order."""
    labels = {"differs": _("会变"), "same": _("相同"), "settled": _("人工改定，不动"), "failed": _("读不出")}
    found = Counter(report.outcome for report in reports)
    return [(label, found[outcome]) for outcome, label in labels.items()]


@dataclass(slots=True)
class Applied:
    """What became of the reports that were confirmed.

    How many changed, how many changes wait for approval, which reports had changed since they were shown, and which may
    not be edited, with the reason.
    """

    changed: int = 0
    waiting: int = 0
    others: list[Article] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def apply_confirmed(articles: Iterable[Article], marks: dict[int, str], by: Actor, note: str) -> Applied:
    """Bring the reports up to their pages whose difference is still the one that was shown."""
    applied = Applied()
    with changes.held_back():
        for article in articles:
            title = str(article)
            replayed = replay(article)
            is_as_shown = marks.get(article.pk) == _mark_of(replayed)
            try:
                became = apply(replayed, by, note) if is_as_shown else Became.UNCHANGED
            except PublishingError as error:
                applied.refused.append(_("“%(title)s”：%(error)s") % {"title": title, "error": error})
                continue
            applied.changed += became is Became.CHANGED
            applied.waiting += became is Became.WAITS
            applied.others += [] if became else [article]
    return applied


def _terms_of(article: Article, edit_terms: EditTerms) -> Terms:
    """Return the terms of a reading: it goes on from no edit by hand, for it knows none of its words."""
    terms = edit_terms.of(article)
    is_by_hand = terms.own is not None and settled_by(terms.own.proposal) != []
    return replace(terms, refusal=str(WAITS_BY_HAND)) if is_by_hand else terms


def _shown(replayed: Replay, terms: Terms) -> Reread:
    differences = (
        *(shown_difference(d, is_settled=False) for d in replayed.differences if d.name not in UNSHOWN),
        *(shown_difference(d, is_settled=True) for d in replayed.settled if d.name not in UNSHOWN),
    )
    outcome = "differs" if replayed.differences else "settled" if replayed.settled else "same"
    return Reread(
        replayed.article, differences, "failed" if replayed.failure else outcome, replayed.failure or "",
        "" if terms.refusal else _mark_of(replayed), terms,
    )  # fmt: skip


def _mark_of(replayed: Replay) -> str:
    """Return a digest of what would be applied to this state of the report; "" where nothing would."""
    if not replayed.differences:
        return ""
    named = [(d.name, d.stored, d.now) for d in replayed.differences]
    return hashlib.sha256(repr((replayed.article.updated_at, named)).encode()).hexdigest()


def shown_difference(difference: FieldDifference, *, is_settled: bool) -> ShownDifference:
    """Return a difference as lines that go and lines that come."""
    stored, now = _lines(difference.stored), _lines(difference.now)
    gone = [line for line in stored if line not in now]
    come = [line for line in now if line not in stored]
    label = label_of_reading("body" if difference.name == "body_text" else difference.name)
    return ShownDifference(label, _short(gone), _short(come), is_settled)


def _lines(value: Any) -> list[str]:
    """Return a value of the record as lines that can be compared one by one."""
    if value in (None, "", [], {}):
        return []
    if isinstance(value, dict):
        return [" ".join(str(part) for part in value.values() if part)]
    if isinstance(value, list):
        return [line for one in value for line in _lines(one)]
    return str(value).split("\n")


def _short(lines: list[str]) -> tuple[str, ...]:
    shown = [line if len(line) <= SHOWN_CHARS else f"{line[:SHOWN_CHARS]}…" for line in lines[:SHOWN_LINES]]
    left = len(lines) - SHOWN_LINES
    return (*shown, _("……另有 %(count)d 行") % {"count": left}) if left > 0 else tuple(shown)
