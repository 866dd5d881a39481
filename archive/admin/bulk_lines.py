"""Many reports get the same values: what would that do to each of them, and do it to one.

In: reports, values by field, and who. Out: a Line a report, what would change, whether at once or once it is approved,
or why not; and the edit of one report, in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from archive.admin.article_form import label_of
from archive.admin.edit_terms import HOME_FIELDS, EditTerms, Terms, edit_on_terms
from archive.article_values import record_of
from archive.hand_edits import mark
from archive.models import Article
from archive.permissions import Actor
from archive.proposals import Became
from archive.publishing import PublishingError

DATE_FIELDS: Final = ("date_published", "date_basis", "date_evidence")
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Alteration:
    """One field of a report: what it is, and what it would be."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Line:
    """What a bulk edit would do to one report; `seen` is where report and edit stood."""

    article: Article
    alterations: tuple[Alteration, ...]
    values: Values
    terms: Terms
    seen: str

    @property
    def refusal(self) -> str:
        """Return why the report may not be edited; "" where it may."""
        return self.terms.refusal

    @property
    def is_effective(self) -> bool:
        """Tell whether the report would be another, now or once that is approved."""
        return bool(self.alterations) and not self.refusal


def lines_of(articles: Collection[Article], values: Values, by: Actor) -> list[Line]:
    """Return what would become of each report; nothing is written."""
    terms = EditTerms([article.pk for article in articles], by)
    return [_line_of(article, values, terms) for article in articles]


def edit(number: int, values: Values, by: Actor, seen: str, why: str = "") -> Became:
    """Edit one report, or propose its edit, and tell which; PublishingError where it may not be edited.

    `seen` is what the person was shown (`Line.seen`).
    """
    with transaction.atomic():
        article = Article.objects.select_for_update().get(pk=number)
        now = record_of(article)  # before a line lays one's own edit over it
        (line,) = lines_of([article], values, by)
        if line.seen != seen:
            raise PublishingError(_("预览以后有人改过，没有动它；请再看一次。"))
        if line.refusal:
            raise PublishingError(line.refusal)
        if not line.is_effective:
            return Became.UNCHANGED
        moves_home = bool(HOME_FIELDS & set(values))
        return edit_on_terms(
            article, now, line.terms, lambda one: _set(one, line.values), by, why, moves_home=moves_home
        )


def _line_of(article: Article, values: Values, edit_terms: EditTerms) -> Line:
    terms = edit_terms.of(article)
    edit_terms.lay_over(article, terms)
    settled = _settled(values, article)
    alterations = tuple(
        Alteration(str(label_of(name)), _said(article, name, getattr(article, name)), _said(article, name, value))
        for name, value in settled.items()
        if (getattr(article, name) or None) != (value or None)
    )
    return Line(article, alterations, settled, terms, f"{article.updated_at.isoformat()} {terms.mark}")


def _settled(values: Values, article: Article) -> Values:
    """Return the values as they will stand: without a date nothing is said of it; the same one keeps its evidence."""
    date = values.get("date_published")
    if "date_published" in values and not date:
        return {**values, **dict.fromkeys(DATE_FIELDS)}
    if date and date == article.date_published and not values["date_evidence"]:
        return {**values, "date_evidence": article.date_evidence}
    return values


def _set(article: Article, values: Values) -> None:
    for name, value in values.items():
        if name not in DATE_FIELDS:
            setattr(article, name, value)
    if "date_published" in values:
        article.set_date(*(values[name] for name in DATE_FIELDS))
    article.evidence = dict(article.evidence)  # not that of the version which it was begun from
    mark(article, values)


def _said(article: Article, name: str, value: Any) -> str:
    """Return a value in words; "" for none."""
    choices = dict(getattr(article._meta.get_field(name), "choices", None) or ())
    return str(choices.get(value, value)) if value else ""
