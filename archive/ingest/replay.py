"""Reading kept pages again: what would today's rules make of every capture?

In: a report and its first capture. Out: how the record differs from what is stored, and on request the report
brought up to it. A field that a person settled is never touched (`archive/hand_edits.py`); what differs there is told
apart. What an operator gave is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction

from archive import publishing, revising
from archive.hand_edits import BY_MACHINE, EVERY_FIELD, STANDS_FOR, edited_fields
from archive.ingest.extracted import ExtractedArticle
from archive.ingest.formats import FormatError
from archive.ingest.intake import page_of, understand
from archive.ingest.kept_rules import FindsRules, rules_for
from archive.ingest.recording import (
    GIVEN_BY_OPERATOR,
    Given,
    copy_fields,
    evidence_beside,
    given_by_operator,
    rehome,
    write_figures,
    write_signatures,
)
from archive.ingest.reporting import extracted_record
from archive.models import Article, Figure
from archive.payloads import PayloadError
from archive.publishing import Actor
from archive.records import article_record

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


def apply(replayed: Replay, by: Actor = None, note: str = BY_MACHINE) -> bool:
    """Bring a report up to its page as read now, and tell whether it was; what a person settled is left as it is.

    A report that was saved meanwhile is left alone: the difference was another one.
    """
    if replayed.extracted is None or not replayed.differences:
        return False
    article = replayed.article
    with transaction.atomic():
        current = Article.objects.select_for_update().filter(pk=article.pk).values_list("updated_at", "trashed_at")
        if list(current) != [(article.updated_at, None)]:
            return False
        revising.keep_base(article.pk)
        copy_fields(article, replayed.extracted, replayed.held)
        _rewrite_rows(article, replayed)
        publishing.record_edit(article, by, note, fields_by_hand=())
    return True


def _rewrite_rows(article: Article, replayed: Replay) -> None:
    """Write the signatures and figures anew where they differ, and give every name its paper or place."""
    extracted, changed = replayed.extracted, {difference.field for difference in replayed.differences}
    if extracted and "credits" in changed:
        article.credits.filter(figure=None).delete()
        write_signatures(article, extracted)
    if extracted and "figures" in changed:
        _rewrite_figures(article, extracted)
    if {"newspaper", "place"} & changed:
        rehome(article)


def _rewrite_figures(article: Article, extracted: ExtractedArticle) -> None:
    """Write the figures anew; a picture and its rights stay with the figure at the same address or place."""
    before = list(article.figures.order_by("order"))
    article.credits.exclude(figure=None).delete()
    article.figures.all().delete()
    write_figures(article, extracted)
    after = list(article.figures.order_by("order"))
    for figure in after:
        same = [old for old in before if _is_same(old, figure, len(before) == len(after))]
        if same and (same[0].picture_id or same[0].rights_note):
            figure.picture_id, figure.rights_note = same[0].picture_id, same[0].rights_note
            figure.save(update_fields=["picture", "rights_note"])


def _is_same(old: Figure, new: Figure, are_as_many: bool) -> bool:
    if old.source_url and new.source_url:
        return old.source_url == new.source_url
    return are_as_many and old.order == new.order


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
