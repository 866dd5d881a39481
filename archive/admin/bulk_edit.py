"""Bulk edit: many reports get the same place, paper, date or column, seen before it is done.

In: numbers of reports, and values by field. Out: first a line a report that says what would change, at once or once it
is approved, or why not; then the edits, one by one (`bulk_lines.py`). A report that somebody changed between the two is
left alone and named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from archive import changes
from archive.admin.bulk_form import BulkEditForm
from archive.admin.bulk_lines import edit, lines_of
from archive.admin.moves import shown
from archive.models import Article
from archive.permissions import Actor
from archive.proposals import Became
from archive.publishing import PublishingError

MOST: Final = 500  # reports edited at once: some seconds of work
SEEN_CHARACTERS: Final = 100_000  # of what a preview carries of each, some 60


@dataclass(slots=True)
class Edited:
    """What became of many reports: the titles of those that changed and of those whose edit waits, and refusals."""

    changed: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unchanged: int = 0


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
        _tell(request, _edit_all(seen, form, request.user))
        return redirect("admin:archive_article_changelist")
    return _preview_page(request, context, form, numbers)


def _edit_all(seen: dict[int, str], form: BulkEditForm, by: Actor) -> Edited:
    """Edit each report that was previewed, and return what became of them."""
    edited = Edited()
    titles = dict(Article.objects.filter(pk__in=seen).values_list("pk", "headline"))
    with changes.held_back():
        for number, version in seen.items():
            title = _("“%(title)s”") % {"title": titles.get(number) or f"#{number}"}
            try:
                became = edit(number, form.values, by, version, form.cleaned_data["why"])
            except (PublishingError, Article.DoesNotExist) as error:
                reason = str(error) if isinstance(error, PublishingError) else _("已经没有这篇报道。")
                edited.refused.append(_("%(title)s：%(error)s") % {"title": title, "error": reason})
            else:
                _note(edited, became, title)
    return edited


def _note(edited: Edited, became: Became, title: str) -> None:
    match became:
        case Became.CHANGED:
            edited.changed.append(title)
        case Became.WAITS:
            edited.waiting.append(title)
        case Became.UNCHANGED:
            edited.unchanged += 1


def _tell(request: HttpRequest, edited: Edited) -> None:
    if edited.changed:
        words = {"count": len(edited.changed), "titles": shown(edited.changed, _("、"))}
        messages.success(request, _("已修改 %(count)d 篇：%(titles)s") % words)
    if edited.waiting:
        words = {"count": len(edited.waiting), "titles": shown(edited.waiting, _("、"))}
        text = _("%(count)d 篇的改动已经提交；批准之前，读者看到的不变：%(titles)s")
        messages.warning(request, text % words)
    if edited.unchanged:
        messages.info(request, _("%(count)d 篇本来就是这样，没有动。") % {"count": edited.unchanged})
    if edited.refused:
        words = {"count": len(edited.refused), "titles": shown(edited.refused, _("；"))}
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
    lines = lines_of(list(found.defer("body_html", "body_text", "removed")), form.values, request.user)
    effective = [line for line in lines if line.is_effective]
    page = {
        **context,
        "title": _("改动预览"),
        "opts": Article._meta,
        "form": form,
        "numbers": ",".join(map(str, numbers)),
        "effective": effective,
        "at_once": [line for line in effective if not line.terms.waits],
        "waiting": [line for line in effective if line.terms.waits],
        "refused": [line for line in lines if line.refusal],
        "unchanged": [line for line in lines if not line.refusal and not line.alterations],
        "gone": len(numbers) - len(lines),
        "seen": json.dumps({line.article.pk: line.seen for line in effective}),
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
