"""The page on which what is the same in all of a batch is said once, seen in its effect, and then applied.

In: the rule, in the address. Out: what it would change, with a table and counts, and what of it would wait; when its
button is pressed, the same again, written, but for what was saved since it was shown. Reading the page writes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, cast

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.article_form import date_error, label_of
from archive.admin.filling import FIELDS, WHY_LABELS, Filled, Filling, Rule, fill, fillings, reports_of
from archive.admin.places import PlaceSelect, located
from archive.ingest.date_paths import Depth
from archive.models import Article, Change, IngestBatch, Newspaper, Place, State
from archive.permissions import may, may_publish_own

SHOWN_AT_MOST: Final = 200  # reports in the table; all are counted
REASONS_SHOWN: Final = 5
FIXED: Final = "fixed"
DATE_RULES: Final = (
    ("", gettext_lazy("不动日期")),
    (FIXED, gettext_lazy("同一个日期")),
    ("day", gettext_lazy("从文件夹或文件名读，取到日（2019-05-12、20190512）")),
    ("month", gettext_lazy("从文件夹或文件名读，只取到月（2019-05/…）")),
    ("year", gettext_lazy("从文件夹或文件名读，只取到年（2019/…）")),
)


class FillForm(forms.Form):
    """What is the same in all of a batch."""

    place = forms.ModelChoiceField(
        Place.objects.select_related("parent__parent"), label=gettext_lazy("地方"), required=False,
        error_messages={"invalid_choice": gettext_lazy("没有这个代码的地方。")},
    )  # fmt: skip
    newspaper = forms.CharField(
        label=gettext_lazy("报纸"), required=False, max_length=100,
        help_text=gettext_lazy("写全称；没有的会新建。"),
        widget=forms.TextInput({"class": "vTextField", "list": "newspapers", "autocomplete": "off"}),
    )  # fmt: skip
    date_rule = forms.ChoiceField(label=gettext_lazy("刊发日期"), choices=DATE_RULES, required=False)
    date = forms.CharField(
        label=gettext_lazy("同一个日期"), required=False, max_length=10,
        help_text=gettext_lazy("YYYY、YYYY-MM 或 YYYY-MM-DD；记作推定，并写明是按批次填入。"),
        widget=forms.TextInput({"class": "vTextField", "size": 12}),
    )  # fmt: skip
    overrides_page = forms.BooleanField(
        label=gettext_lazy("页面自己写明的也改"), required=False,
        help_text=gettext_lazy("不选，就只填空缺的、推定的和先前按批次填入的。由人填过的总不改。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["place"]
        place.widget = PlaceSelect(Article._meta.get_field("place"), admin.site, choices=place.choices)
        place.label_from_instance = located

    def clean(self) -> dict[str, Any]:
        """Return the fields; a fixed date must be one, and something must be said."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("date") and not cleaned.get("date_rule"):
            cleaned["date_rule"] = FIXED
        if cleaned.get("date_rule") == FIXED:
            message = date_error(cleaned.get("date") or "") if cleaned.get("date") else _("请写日期。")
            if message:
                self.add_error("date", message)
        if not any(cleaned.get(name) for name in ("place", "newspaper", "date_rule")) and not self.errors:
            self.add_error(None, _("请至少填一项：地方、报纸或日期。"))
        return cleaned

    @property
    def rule(self) -> Rule:
        """Return the rule of a valid form."""
        cleaned = self.cleaned_data
        date_rule = cleaned["date_rule"]
        return Rule(
            place=cleaned["place"],
            newspaper=cleaned["newspaper"].strip(),
            date=cleaned["date"] if date_rule == FIXED else "",
            depth=cast("Depth", date_rule) if date_rule not in ("", FIXED) else None,
            overrides_page=cleaned["overrides_page"],
        )


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a rule would do: the reports that change, the first of them, and what is kept, by field and reason.

    `waiting` of those that change do so once it is approved; `refused` may not be edited, so many for each reason.
    """

    changing: int
    waiting: int
    staying: int
    shown: tuple[Filling, ...]
    changes: tuple[tuple[str, int], ...]
    kept: tuple[tuple[str, str, int], ...]
    refused: tuple[tuple[str, int], ...]

    @property
    def hidden(self) -> int:
        """Return how many of the reports that change are not shown."""
        return self.changing - len(self.shown)


def outlook(found: Iterable[Filling]) -> Outlook:
    """Count what a rule would do."""
    shown, counts = list[Filling](), Counter[str]()
    changes, kept, refused = Counter[str](), Counter[tuple[str, Any]](), Counter[str]()
    for one in found:
        kept.update((stays.field, stays.why) for stays in one.kept)
        if not one.changes:
            counts["staying"] += 1
        elif one.terms.refusal:
            refused[one.terms.refusal] += 1
        else:
            changes.update(change.field for change in one.changes)
            counts.update(changing=1, waiting=int(one.terms.waits))
            shown += [one] if len(shown) < SHOWN_AT_MOST else []
    return Outlook(
        counts["changing"], counts["waiting"], counts["staying"], tuple(shown),
        tuple((str(label_of(field)), changes[field]) for field in FIELDS if changes[field]),
        tuple((str(label_of(field)), str(WHY_LABELS[why]), count) for (field, why), count in sorted(kept.items())),
        tuple(refused.most_common(REASONS_SHOWN)),
    )  # fmt: skip


def fill_batch(request: HttpRequest, batch: IngestBatch, context: dict[str, Any]) -> HttpResponse:
    """Show the form, what it would do, or do it."""
    now = timezone.now()  # before what is shown is read
    asked = request.POST if request.method == "POST" else request.GET
    form = FillForm(asked if "date_rule" in asked else None)
    is_valid = form.is_bound and form.is_valid()
    shown_at = _moment(request.POST.get("shown_at", ""))
    if request.method == "POST" and is_valid and shown_at is not None:
        _tell(request, fill(batch, form.rule, request.user, shown_at))
        return redirect("admin:archive_ingestbatch_review", batch.pk)
    states = Counter(dict(reports_of(batch).values_list("article", "article__state")).values())
    page = {
        **context,
        "title": _("对整批填入：%(batch)s") % {"batch": batch},
        "opts": Article._meta,
        "batch": batch,
        "form": form,
        "drafts": states[State.DRAFT],
        "published": states[State.PUBLISHED],
        "makes_own": may(request.user, Change.Kind.PUBLISHED) and not may_publish_own(request.user),
        "newspapers": Newspaper.objects.filter(is_sample=False).values_list("name", flat=True),
        "outlook": outlook(fillings(batch, form.rule, request.user)) if is_valid else None,
        "shown_at": now.isoformat(),
    }
    return TemplateResponse(request, "admin/archive/batchitem/fill.html", page)


def _tell(request: HttpRequest, filled: Filled) -> None:
    if filled.changed or not filled.waiting:
        messages.success(request, _("按批次填入：改了 %(count)d 篇。") % {"count": filled.changed})
    if filled.waiting:
        text = _("%(count)d 篇已发布的，改动已经提交；批准之前，读者看到的不变。")
        messages.warning(request, text % {"count": filled.waiting})
    if filled.refused:
        words = {"count": len(filled.refused), "why": _("；").join(filled.refused[:REASONS_SHOWN])}
        messages.error(request, _("有 %(count)d 篇没能改：%(why)s") % words)


def _moment(typed: str) -> dt.datetime | None:
    """Return when a page was shown; None where it does not say."""
    try:
        found = parse_datetime(typed)
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None
