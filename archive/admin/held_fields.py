"""Which fields of a report are held against its rules because a person settled them, and how are they given back?

In: a report. Out: a page that says of each what stands and what its page would give now; the act of
`archive/releasing.py` upon those that are ticked. Reading the page again writes nothing.
"""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import override

from archive.admin.rereading import ShownDifference, shown_difference
from archive.admin.review import label_of_reading
from archive.hand_edits import FIELDS, edited_fields
from archive.ingest.replay import Replay, replay
from archive.models import Article, Change
from archive.permissions import verdict_on
from archive.publishing import PublishingError
from archive.releasing import release

NOTE: Final = "让规则重新读：%s"  # kept with the act, so in one language


@dataclass(frozen=True, slots=True)
class HeldField:
    """A field that a person settled: its names in code and on screen, and how its page differs from it, if it does."""

    name: str
    label: str
    differences: tuple[ShownDifference, ...] = ()
    is_chosen: bool = False


class HasHeldFields(admin.ModelAdmin):
    """The part of the reports' admin that gives fields back to the rules."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page."""
        view = self.admin_site.admin_view
        return [path("<path:object_id>/held/", view(self.held), name="archive_article_held"), *super().get_urls()]

    def held(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the fields that are held, or release those that were ticked."""
        article: Article | None = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404(_("没有这篇报道。"))
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        if request.method == "POST":
            self._release(request, article, request.POST.getlist("field"))
            return redirect("admin:archive_article_change", article.pk)
        replayed = replay(article) if article.printings.exists() else None
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "article": article,
            "title": _("人工改定的项"),
            "fields": held_fields(article, replayed, request.GET.getlist("field")),
            "failure": _failure_of(replayed),
            "refusal": verdict_on(request.user, Change.Kind.EDITED, article).refusal,
        }  # fmt: skip
        return TemplateResponse(request, "admin/archive/article/held.html", context)

    def _release(self, request: HttpRequest, article: Article, names: list[str]) -> None:
        with override("zh-hans"):
            note = NOTE % _labels(names)
        try:
            freed = release(article.pk, names, request.user, note)
        except PublishingError as error:
            messages.error(request, str(error))
            return
        if freed:
            told = _("以后重读时，规则会重新读这几项：%(fields)s。现在的值没有变。")
            messages.success(request, told % {"fields": _labels(freed)})
        else:
            messages.warning(request, _("没有勾选人工改定的项，什么都没有变。"))


def held_fields(article: Article, replayed: Replay | None, chosen: Collection[str]) -> list[HeldField]:
    """Return the fields of a report that a person settled, in a fixed order, with what differs from its page."""
    settled = replayed.settled if replayed else ()
    held = edited_fields(article)
    return [
        HeldField(
            name, label_of_reading(name),
            tuple(shown_difference(one, is_settled=True) for one in settled if one.field == name),
            name in chosen,
        )
        for name in FIELDS
        if name in held
    ]  # fmt: skip


def _failure_of(replayed: Replay | None) -> str:
    return _("这篇报道没有原件，规则没有可读的。") if replayed is None else replayed.failure or ""


def _labels(names: Iterable[str]) -> str:
    return "、".join(label_of_reading(name) for name in FIELDS if name in set(names))
