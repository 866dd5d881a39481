"""Bulk edit: many reports get the same place, paper, date or column, seen before it is done.

In: numbers of reports, and values by field. Out: first a line a report that says what would change or why not; then the
edits, each through `publishing.record_edit` in a transaction of its own. A report that somebody changed between the
two is left alone and named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from archive import publishing
from archive.admin.article_form import label_of
from archive.admin.bulk_form import BulkEditForm
from archive.admin.moves import Outcome, shown
from archive.hand_edits import EDITED_EVIDENCE
from archive.ingest.recording import rehome
from archive.models import Article, Change
from archive.permissions import may_publish_own, verdict_on
from archive.publishing import Actor, PublishingError

MOST: Final = 500  # reports edited at once: some seconds of work
SEEN_CHARACTERS: Final = 100_000  # of the versions that a preview carries, some 45 each
HOME_FIELDS: Final = {"newspaper", "place"}
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
    """What a bulk edit would do to one report; refused where it says why."""

    article: Article
    alterations: tuple[Alteration, ...]
    refusal: str = ""

    @property
    def is_effective(self) -> bool:
        """Tell whether the report would be another."""
        return bool(self.alterations) and not self.refusal


def lines_of(articles: Iterable[Article], values: Values, by: Actor) -> list[Line]:
    """Return what would become of each report; nothing is written."""
    return [_line_of(article, values, by) for article in articles]


def edit(number: int, values: Values, by: Actor, seen: str, why: str = "") -> bool:
    """Edit one report and tell whether that changed anything; PublishingError where it may not be edited.

    `seen` is the time of the save that the person has seen (`Article.updated_at` in ISO 8601).
    """
    with transaction.atomic():
        article = Article.objects.select_for_update().get(pk=number)
        if article.updated_at.isoformat() != seen:
            raise PublishingError(_("预览以后有人改过，没有动它；请再看一次。"))
        line = _line_of(article, values, by)
        if line.refusal:
            raise PublishingError(line.refusal)
        if line.is_effective:
            _set(article, _settled(values, article))
            if HOME_FIELDS & set(values):
                rehome(article)
            publishing.record_edit(article, by, why)
        return line.is_effective


def bulk_edit(request: HttpRequest, context: dict[str, Any], articles: QuerySet[Article]) -> HttpResponse | None:
    """Begin: show the form for the chosen reports, or say that they are too many."""
    numbers = list(articles.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if len(numbers) > MOST:
        messages.error(request, _("一次最多改 %(most)d 篇；请先用筛选缩小范围，分几次改。") % {"most": MOST})
        return None
    return _form_page(request, context, BulkEditForm(), numbers)


def bulk_edit_step(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Go on from the form to the preview, or from the preview to the edits."""
    numbers = _numbers(request.POST.get("numbers", ""))
    form = BulkEditForm(request.POST)
    if not numbers:
        messages.error(request, _("没有选中报道；请在列表里勾选，再选“修改所选”。"))
        return redirect("admin:archive_article_changelist")
    if not form.is_valid() or "_back" in request.POST:
        return _form_page(request, context, form, numbers)
    seen = _seen(request.POST.get("seen", ""))
    if "_apply" in request.POST and seen:
        _tell(request, *_edit_all(seen, form, request.user))
        return redirect("admin:archive_article_changelist")
    return _preview_page(request, context, form, numbers)


def _line_of(article: Article, values: Values, by: Actor) -> Line:
    refusal = verdict_on(by, Change.Kind.EDITED, article).refusal
    if article.trashed_at is not None:
        refusal = _("在回收站里，不能改。")
    elif not refusal and article.is_public and not may_publish_own(by):
        refusal = _("已发布，改动要经另一位审核批准；请打开它单独修改。")
    alterations = (
        Alteration(str(label_of(name)), _said(article, name, getattr(article, name)), _said(article, name, value))
        for name, value in _settled(values, article).items()
        if (getattr(article, name) or None) != (value or None)
    )
    return Line(article, tuple(alterations), refusal)


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
    for name in set(values) & set(article.evidence):
        article.evidence[name] = EDITED_EVIDENCE % article.evidence[name].removeprefix(EDITED_EVIDENCE % "")


def _said(article: Article, name: str, value: Any) -> str:
    """Return a value in words; "" for none."""
    choices = dict(getattr(article._meta.get_field(name), "choices", None) or ())
    return str(choices.get(value, value)) if value else ""


def _edit_all(seen: dict[int, str], form: BulkEditForm, by: Actor) -> tuple[Outcome, int]:
    """Edit each report that was previewed; return those edited, those refused, and how many were so already."""
    outcome, unchanged = Outcome(), 0
    titles = dict(Article.objects.filter(pk__in=seen).values_list("pk", "headline"))
    with publishing.held_back():
        for number, version in seen.items():
            title = _("“%(title)s”") % {"title": titles.get(number) or f"#{number}"}
            try:
                if edit(number, form.values, by, version, form.cleaned_data["why"]):
                    outcome.moved.append(title)
                else:
                    unchanged += 1
            except (PublishingError, Article.DoesNotExist) as error:
                reason = str(error) if isinstance(error, PublishingError) else _("已经没有这篇报道。")
                outcome.refused.append(_("%(title)s：%(error)s") % {"title": title, "error": reason})
    return outcome, unchanged


def _tell(request: HttpRequest, outcome: Outcome, unchanged: int) -> None:
    if outcome.moved:
        words = {"count": len(outcome.moved), "titles": shown(outcome.moved, _("、"))}
        messages.success(request, _("已修改 %(count)d 篇：%(titles)s") % words)
    if unchanged:
        messages.info(request, _("%(count)d 篇本来就是这样，没有动。") % {"count": unchanged})
    if outcome.refused:
        words = {"count": len(outcome.refused), "titles": shown(outcome.refused, _("；"))}
        messages.error(request, _("未能修改 %(count)d 篇：%(titles)s") % words)


def _form_page(
    request: HttpRequest, context: dict[str, Any], form: BulkEditForm, numbers: list[int]
) -> HttpResponse:
    page = {
        **context,
        "title": _("修改所选的报道"),
        "opts": Article._meta,
        "form": form,
        "total": len(numbers),
        "numbers": ",".join(map(str, numbers)),
    }
    return TemplateResponse(request, "admin/archive/article/bulk_edit.html", page)


def _preview_page(
    request: HttpRequest, context: dict[str, Any], form: BulkEditForm, numbers: list[int]
) -> HttpResponse:
    found = Article.objects.filter(pk__in=numbers).select_related("place", "newspaper").order_by("pk")
    lines = lines_of(found.defer("body_html", "body_text", "removed"), form.values, request.user)
    effective = [line for line in lines if line.is_effective]
    page = {
        **context,
        "title": _("改动预览"),
        "opts": Article._meta,
        "form": form,
        "numbers": ",".join(map(str, numbers)),
        "effective": effective,
        "refused": [line for line in lines if line.refusal],
        "unchanged": [line for line in lines if not line.refusal and not line.alterations],
        "gone": len(numbers) - len(lines),
        "seen": json.dumps({line.article.pk: line.article.updated_at.isoformat() for line in effective}),
    }
    return TemplateResponse(request, "admin/archive/article/bulk_preview.html", page)


def _numbers(typed: str) -> list[int]:
    """Return the numbers that a page carried on, as many as may be edited at once."""
    return list(dict.fromkeys(_read_numbers(typed.split(",")[:MOST])))


def _read_numbers(parts: Iterable[str]) -> Iterator[int]:
    for part in parts:
        if part.isascii() and part.isdigit() and len(part) <= 18:
            yield int(part)


def _seen(typed: str) -> dict[int, str]:
    """Return which save of each report the preview showed; {} where that cannot be read."""
    try:
        read = json.loads(typed[:SEEN_CHARACTERS])
    except ValueError:
        return {}
    if not isinstance(read, dict):
        return {}
    numbers = _read_numbers(list(read)[:MOST])
    return {number: str(read[str(number)]) for number in numbers if str(number) in read}
