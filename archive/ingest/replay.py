"""Reading kept pages again: what would today's rules make of every capture?

In: a report and its first capture. Out: how the record differs from what is stored, and on request the report
brought up to it, or that proposed (`archive/proposals.py`). A field that a person settled is never touched
(`archive/hand_edits.py`); what differs there is told apart. What an operator gave is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from archive import revising
from archive.hand_edits import BY_MACHINE, EVERY_FIELD, STANDS_FOR, edited_fields
from archive.ingest.extracted import ExtractedArticle
from archive.ingest.formats import FormatError
from archive.ingest.intake import page_of, understand
from archive.ingest.kept_rules import FindsRules, rules_for
from archive.ingest.read_anew import record_read_anew
from archive.ingest.recording import GIVEN_BY_OPERATOR, Given, evidence_beside, given_by_operator
from archive.ingest.reporting import extracted_record
from archive.models import Article
from archive.payloads import PayloadError
from archive.permissions import Actor
from archive.proposals import Became, must_wait, put_forward, settled_by
from archive.publishing import PublishingError
from archive.records import article_record

WAITS_BY_HAND: Final = _("您对这篇报道的改动还在等待批准；批准、退回或收回之后才能再提。")
SPACES: Final = re.compile(r"[ \u3000]+")  # a stored body has single spaces
# Keys of the record that stand or fall with a field of another name; the first three follow every field.
FOLLOWING: Final = frozenset({"evidence", "removed", "warnings"})
FIELD_OF: Final[Mapping[str, str]] = {
    **STANDS_FOR, "date_precision": "date_published", "authors": "credits", "section_headings": "body_html"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One key of the record: what is stored, and what the page would give now."""

    name: str
    stored: Any
    now: Any

    @property
    def field(self) -> str:
        """Return the field of the report that the key tells of."""
        return FIELD_OF.get(self.name, self.name)


@dataclass(frozen=True, slots=True)
class Replay:
    """One report read again: `differences` would be applied, `settled` differ and are a person's.

    `held` are all fields that a person settled. `failure` says why the page could not be read.
    """

    article: Article
    extracted: ExtractedArticle | None = None
    differences: tuple[FieldDifference, ...] = ()
    settled: tuple[FieldDifference, ...] = ()
    held: frozenset[str] = frozenset()
    failure: str | None = None

    @property
    def is_edited(self) -> bool:
        """Tell whether all that differs is a person's."""
        return bool(self.settled) and not self.differences


def replay_all(newspaper: str | None = None) -> Iterator[Replay]:
    """Read the first capture of every report (of a paper, if one is named) again, by id; nothing is written."""
    articles = Article.objects.at_hand().exclude(printings=None).order_by("pk")
    if newspaper is not None:
        articles = articles.filter(newspaper__name=newspaper)
    for article in articles.iterator(chunk_size=200):
        yield replay(article)


def replay(article: Article, find_rules: FindsRules = rules_for) -> Replay:
    """Read a report's first capture again, and tell what would change; `find_rules` are the rules to try."""
    capture = article.captures.select_related("parent").order_by("printings__pk")[0]
    held = edited_fields(article)
    try:
        given = Given(*given_by_operator(article))
        page = page_of(capture, with_pictures=True)
        if page.failure or page.blank:
            return Replay(article, failure=page.failure or page.blank)
        extracted = understand(page, given, _of_its_paper(article, held, find_rules))
        extracted = replace(extracted, warnings=(*extracted.warnings, *_contradictions(article)))
    except (FormatError, PayloadError) as error:
        return Replay(article, failure=str(error))
    found = tuple(_differences(article, extracted, held))
    settled = [d for d in found if d.field in held]
    open_fields = [d for d in found if d.field not in held]
    if held == EVERY_FIELD or (settled and all(d.name in FOLLOWING for d in open_fields)):
        settled, open_fields = [*settled, *open_fields], []
    return Replay(article, extracted, tuple(open_fields), tuple(settled), held)


def apply(replayed: Replay, by: Actor = None, note: str = BY_MACHINE) -> Became:
    """Bring a report up to its page as read now, and tell what came of it; what a person settled is left as it is.

    What readers see waits for approval, where `by` may not give it; without an actor, as for a command, nothing waits.
    A report that was saved meanwhile is left alone: the difference was another one. PublishingError where an edit by
    hand waits already, or readers would see a report without headline or text.
    """
    if replayed.extracted is None or not replayed.differences:
        return Became.UNCHANGED
    article, changed = replayed.article, {difference.field for difference in replayed.differences}
    with transaction.atomic():
        current = Article.objects.select_for_update().filter(pk=article.pk).values_list("updated_at", "trashed_at")
        if list(current) != [(article.updated_at, None)]:
            return Became.UNCHANGED
        _demand_no_edit_by_hand(article, by)
        record = record_read_anew(article, replayed.extracted, changed, replayed.held)
        return Became.WAITS if put_forward(article, record, by, note, settles=()) else Became.CHANGED


def _demand_no_edit_by_hand(article: Article, by: Actor) -> None:
    """Raise PublishingError where one's own edit waits, unless that, too, came of reading the page again."""
    pending = revising.pending_of(article.pk) if must_wait(article, by) else None
    if pending and pending.by == by and settled_by(pending) != []:
        raise PublishingError(str(WAITS_BY_HAND))


def _of_its_paper(article: Article, held: frozenset[str], find_rules: FindsRules) -> FindsRules:
    """Return the rules to read with: those of the paper that a person named, where one did."""
    if "newspaper" not in held or article.newspaper is None:
        return find_rules
    own = find_rules(article.newspaper.name)
    return lambda _read: own


def _differences(article: Article, extracted: ExtractedArticle, held: frozenset[str]) -> Iterator[FieldDifference]:
    """Yield each key of the record that would be another; what is held is compared with what the page gives."""
    stored, now = article_record(article), extracted_record(extracted)
    now["evidence"] = evidence_beside(article, extracted, held)
    if "body_html" in held:
        now["removed"] = stored["removed"]
    for name in now:
        if _plain(stored[name]) != _plain(now[name]):
            yield FieldDifference(name, stored[name], now[name])


def _contradictions(article: Article) -> list[str]:
    """Return the warnings that an operator's word stood against the page's: the page alone cannot tell them."""
    return [warning for warning in article.warnings if warning.startswith(GIVEN_BY_OPERATOR)]


def _plain(value: Any) -> Any:
    """Return a value as JSON would give it back, so that tuples, days and empty texts compare."""
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, str):
        return SPACES.sub(" ", value) or None
    return value.isoformat() if hasattr(value, "isoformat") else value
