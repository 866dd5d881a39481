"""The trash: reports out of the way that can still be restored, and their deletion for good.

In: reports and who acts. Out: the acts of `archive/publishing.py`, or why not. Deleting takes its own permission, a
reason, and the headline or number typed out; it starts from the trash alone.
"""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import publishing
from archive.admin.moves import RESTORE, TRASH, move_all, one_by_one, tell
from archive.models import Article
from archive.publishing import PublishingError

NAMED_AT_MOST = 200  # reports named before they go into the trash; beyond that "all found" is what was chosen


class TrashFilter(admin.SimpleListFilter):
    """What lies in the trash is shown only when asked for."""

    title = gettext_lazy("回收站")
    parameter_name = "trash"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the one choice beside what is at hand."""
        return [("1", _("回收站"))]

    def queryset(self, request: HttpRequest, articles: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow to what is at hand, or to the trash."""
        return articles.exclude(trashed_at=None) if self.value() == "1" else articles.filter(trashed_at=None)

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Yield the choices; the first is what is at hand."""
        at_hand, *others = super().choices(changelist)
        yield {**at_hand, "display": _("在库")}
        yield from others


class HasTrash(admin.ModelAdmin):
    """The part of the reports' admin that deals with the trash."""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Leave out the admin's own deletion: reports go by way of the trash."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        in_trash = request.GET.get(TrashFilter.parameter_name) == "1"
        return {name: action for name, action in actions.items() if (name == "restore_many") == in_trash}

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Tell whether it may be edited; what lies in the trash is only read."""
        return super().has_change_permission(request, obj) and (obj is None or obj.trashed_at is None)

    def get_urls(self) -> list[URLPattern]:
        """Add the page of the trash."""
        view = self.admin_site.admin_view
        return [path("<path:object_id>/trash/", view(self.trash), name="archive_article_trash"), *super().get_urls()]

    @admin.action(description=gettext_lazy("移入回收站……"), permissions=["change"])
    def trash_many(self, request: HttpRequest, articles: QuerySet[Article]) -> HttpResponse | None:
        """Ask once more, then put each report that can be into the trash."""
        if "why" in request.POST:
            why = request.POST["why"].strip()
            tell(request, TRASH, move_all(one_by_one(articles), TRASH, request.user, why))
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("移入回收站"),
            "opts": self.opts,
            "articles": articles[:NAMED_AT_MOST],
            "total": articles.count(),
            "takes_all": request.POST.get("select_across") == "1",
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/archive/article/trash_many.html", context)

    @admin.action(description=gettext_lazy("恢复所选"), permissions=["change"])
    def restore_many(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        """Take each report out of the trash."""
        tell(request, RESTORE, move_all(one_by_one(articles), RESTORE, request.user))

    def trash(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Put a report into the trash, or take it out."""
        article = self._found(request, object_id)
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            move = RESTORE if article.trashed_at else TRASH
            tell(request, move, move_all([article], move, request.user, request.POST.get("why", "").strip()))
            return redirect("admin:archive_article_change", article.pk)
        context = self._context(request, article, _("恢复") if article.trashed_at else _("移入回收站"))
        return TemplateResponse(request, "admin/archive/article/trash.html", context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Delete a report of the trash for good, once its headline or number has been typed out."""
        article = self._found(request, object_id)
        if not self.has_delete_permission(request, article):
            raise PermissionDenied
        if article.trashed_at is None:
            messages.warning(request, _("只能永久删除回收站里的报道。请先移入回收站。"))
            return redirect("admin:archive_article_trash", article.pk)
        typed, why = (request.POST.get(name, "").strip() for name in ("typed", "why"))
        errors = _faults(article, typed, why) if request.method == "POST" else {}
        if request.method == "POST" and not errors:
            return self._delete(request, article, why)
        context = {**self._context(request, article, _("永久删除")), "typed": typed, "why": why, "errors": errors}
        return TemplateResponse(request, "admin/archive/article/delete_for_good.html", context)

    def _delete(self, request: HttpRequest, article: Article, why: str) -> HttpResponse:
        try:
            publishing.delete_from_trash(article, request.user, why)
        except PublishingError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("“%(title)s”已永久删除。") % {"title": article})
        return redirect("admin:archive_article_changelist")

    def _found(self, request: HttpRequest, object_id: str) -> Article:
        article: Article | None = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404(_("没有这篇报道。"))
        return article

    def _context(self, request: HttpRequest, article: Article, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request), "opts": self.opts, "article": article, "title": title,
            "may_delete": self.has_delete_permission(request, article),
        }  # fmt: skip


def _faults(article: Article, typed: str, why: str) -> dict[str, str]:
    """Return what is wrong with what was typed before a deletion, by the box."""
    faults = {}
    if typed not in {article.headline, str(article.pk), f"#{article.pk}"} or not typed:
        faults["typed"] = _("请照样输入标题，或编号 %(number)d。") % {"number": article.pk}
    if not why:
        faults["why"] = _("永久删除须写明原因。")
    return faults
