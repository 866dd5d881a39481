"""Somebody may edit a report no more that they had opened: what did they type, and what happened meanwhile?

In: the form as it was sent. Out: the report as it is, to be read, with what happened to it and what was typed beside
it, so that nothing typed is lost with a page that only refuses.
"""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from copy import copy
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from archive.admin.article_form import ArticleForm
from archive.admin.conflicts import read_standing, standing_of, what_happened
from archive.models import Article, Change
from archive.permissions import may


class TellsUnsaved(admin.ModelAdmin):
    """The part of the reports' admin that gives back what could not be kept."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:  # fmt: skip
        """Show the form, or save it; who may edit reports, but this one no more, is given back what they typed."""
        article = self.get_object(request, unquote(object_id)) if request.method == "POST" and object_id else None
        is_closed = article is not None and not self.has_change_permission(request, article)
        if article is None or not is_closed or not may(request.user, Change.Kind.EDITED):
            return super().changeform_view(request, object_id, form_url, extra_context)
        seen, now = read_standing(request.POST.get("seen")), standing_of(article)
        event = what_happened(article, seen, now) if seen != now else ""
        told = _("%(event)s您不能再改它；什么也没有保存，您填的列在下面。")
        messages.error(request, told % {"event": event})
        shown = copy(request)
        shown.method = "GET"
        context = {**(extra_context or {}), "unsaved": unsaved(article, request.POST)}
        return super().changeform_view(shown, object_id, form_url, context)


def unsaved(article: Article, typed: Any) -> list[tuple[str, str]]:
    """Return what was typed into the form of a report and differs from what is there, by the names of the fields."""
    form = ArticleForm(typed, instance=Article.objects.get(pk=article.pk))
    names = [name for name in form.changed_data if name in ArticleForm.Meta.fields]
    return [(str(form[name].label), _in_words(form, name)) for name in names]


def _in_words(form: ArticleForm, name: str) -> str:
    """Return what was typed into a field, a chosen row by its name."""
    field, value = form.fields[name], form[name].value()
    try:
        read = field.clean(value) if isinstance(field, forms.ModelChoiceField) else value
    except forms.ValidationError:
        read = value
    return "、".join(map(str, read)) if isinstance(read, (list, QuerySet)) else str(read or "")
