"""How was a report before, and what waits for approval? The pages of its versions and of the edit that waits.

In: a report's number and which versions to compare. Out: a list, differences to the character, and the acts of
`archive/proposals.py`: restoring a version makes a new one, approving or returning decides the edit that waits.
"""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from archive import proposals, publishing, revising
from archive.admin.conflicts import standing_of
from archive.admin.filters import OneChoiceFilter
from archive.admin.record_differences import FieldDifference, label_of_part, record_differences
from archive.admin.typed_record import typed_record
from archive.article_values import ArticleRecord, record_of
from archive.models import Article, Revision
from archive.permissions import Actor, may_approve
from archive.publishing import PublishingError

MOST_SHOWN: Final = 200  # versions in the list; older ones can still be compared by their numbers


class PendingFilter(OneChoiceFilter):
    """By whether an edit waits for approval."""

    title = gettext_lazy("待批准的改动")
    parameter_name = "pending"
    choice = gettext_lazy("有")

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the reports that have one."""
        return rows.filter(pk__in=Revision.objects.pending().values("article_id"))


class HasRevisions(admin.ModelAdmin):
    """The part of the reports' admin that deals with versions."""

    def get_urls(self) -> list[URLPattern]:
        """Add the pages."""
        view = self.admin_site.admin_view
        restore = view(require_POST(self.restore_revision))
        return [
            path("<path:object_id>/revisions/", view(self.revisions), name="archive_article_revisions"),
            path("<path:object_id>/revisions/<int:number>/restore/", restore, name="archive_article_revert"),
            path("<path:object_id>/pending/", view(self.pending), name="archive_article_pending"),
            *super().get_urls(),
        ]

    def revisions(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the versions of a report, and how two of them differ."""
        article = self._seen(request, object_id)
        standing = str(standing_of(article))  # before what it stands for
        listed = Revision.objects.filter(article=article).select_related("by", "decided_by").defer("record")
        old, new = _compared(request, article)
        context = {
            **self._page(request, article, _("版本")),
            "revisions": listed.order_by("-number")[:MOST_SHOWN],
            "version": revising.version_of(article.pk),
            "standing": standing,
            "old": old,
            "new": new,
            "differences": _differences(old, new) if old and new else None,
            "may_restore": self.has_change_permission(request, article),
            "waits": proposals.must_wait(article, request.user),
        }
        return TemplateResponse(request, "admin/archive/article/revisions.html", context)

    def restore_revision(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """Make a report what it was, as a new version."""
        article = self._seen(request, object_id)
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        revision = get_object_or_404(Revision.objects.applied(), article=article, number=number)
        self._try(request, article, lambda: _restore(article, revision, request.user))
        return redirect("admin:archive_article_revisions", article.pk)

    def pending(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the edit that waits, and approve it, return it or take it back."""
        article = self._seen(request, object_id)
        proposal = revising.pending_of(article.pk)
        if proposal is None:
            messages.info(request, _("没有等待批准的改动。"))
            return redirect("admin:archive_article_change", article.pk)
        if request.method == "POST" and self._decide(request, article, proposal):
            return redirect("admin:archive_article_change", article.pk)
        standing = standing_of(article)  # before what it stands for
        article.refresh_from_db()
        proposal = revising.pending_of(article.pk) or proposal
        now = record_of(article)
        context = {
            **self._page(request, article, _("等待批准的改动")),
            "proposal": proposal,
            "differences": record_differences(now, proposals.outcome_of(proposal, now)),
            "contested": [label_of_part(name) for name in proposals.changed_on_both_sides(proposal, now)],
            "version": standing.version,
            "standing": str(standing),
            "may_approve": may_approve(request.user),
            "is_own": proposal.by == request.user,
            "note": request.POST.get("note", ""),
        }
        return TemplateResponse(request, "admin/archive/article/pending.html", context)

    def _decide(self, request: HttpRequest, article: Article, proposal: Revision) -> bool:
        """Do what the pressed button says, and tell; False where the page has to be shown again."""
        note = request.POST.get("note", "").strip()
        if "_take_back" not in request.POST and not may_approve(request.user):
            raise PermissionDenied
        return self._try(request, article, lambda: _act(request, proposal, note))

    def _try(self, request: HttpRequest, article: Article, act: Callable[[], str]) -> bool:
        """Do something to a report that stands as it was shown, and tell; False where nothing was done."""
        try:
            with transaction.atomic():
                publishing.lock(article)
                if request.POST.get("standing") != str(standing_of(article)):
                    raise PublishingError(_("您打开之后，报道或等待批准的改动又有变化；什么也没有做，请再看一遍。"))
                done = act()
        except PublishingError as error:
            messages.error(request, str(error))
            return False
        messages.success(request, done)
        return True

    def _seen(self, request: HttpRequest, object_id: str) -> Article:
        """Return a report that this person may see."""
        article: Article | None = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404(_("没有这篇报道。"))
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        return article

    def _page(self, request: HttpRequest, article: Article, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, "article": article, "title": title}


def conflict_of(form: Any, formsets: list[Any]) -> list[FieldDifference] | None:
    """Return what was typed against what is there, where the form was refused because the report has moved on."""
    if not getattr(form, "outdated_by", None) or not all(formset.is_valid() for formset in formsets):
        return None
    return record_differences(record_of(Article.objects.get(pk=form.instance.pk)), typed_record(form, formsets))


def _restore(article: Article, revision: Revision, by: Actor) -> str:
    number = {"number": revision.number}
    record = cast(ArticleRecord, revision.record)
    if proposals.put_forward(article, record, by, _("恢复版本 %(number)d") % number):
        return _("恢复已经提交；批准之前，读者看到的不变。")
    return _("已恢复为版本 %(number)d，记作新的一版。") % number


def _act(request: HttpRequest, proposal: Revision, note: str) -> str:
    if "_take_back" in request.POST:
        proposals.take_back(proposal, request.user)
        return _("改动已收回。")
    if "_return" in request.POST:
        proposals.send_back(proposal, request.user, note)
        return _("改动已退回，报道没有变。")
    proposals.approve(proposal, request.user, note)
    if Article.objects.published().filter(pk=proposal.article_id).exists():
        return _("改动已批准，读者现在看得到。")
    return _("改动已批准；报道现在不公开，读者看不到。")


def _compared(request: HttpRequest, article: Article) -> tuple[Revision | None, Revision | None]:
    """Return the two versions that were asked for; the latest and the one that it was made of, without a question."""
    asked = [request.GET.get(name, "") for name in ("from", "to")]
    numbers = [int(one) for one in asked if one.isascii() and one.isdigit() and len(one) <= 9]
    if len(numbers) < 2:
        latest = revising.version_of(article.pk)
        numbers = [latest - 1, latest]
    found = {one.number: one for one in Revision.objects.filter(article=article, number__in=numbers)}
    return found.get(numbers[0]), found.get(numbers[1])


def _differences(old: Revision, new: Revision) -> list[FieldDifference]:
    return record_differences(cast(ArticleRecord, old.record), cast(ArticleRecord, new.record))
