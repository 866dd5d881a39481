"""The addresses of the review: a page of a batch, a draft, and where each queue begins."""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from typing import Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from archive.admin.batch_filling import fill_batch
from archive.admin.decisions import Subject
from archive.admin.reading import ReadOnly
from archive.admin.review_queue import queue_of_batch, queue_of_drafts
from archive.admin.review_screen import ReviewScreen
from archive.admin.review_steps import Steps
from archive.models import Article, BatchItem, IngestBatch

CHANGES: Final = "archive.change_article"


@admin.register(BatchItem)
class BatchItemAdmin(ReadOnly, admin.ModelAdmin):
    """Has the screens of the review and no list: the pages of a batch are listed with it."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Stand in no menu."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Return the screens alone."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/review/", view(self.review), name="archive_batchitem_review"),
            path("batch/<int:pk>/", view(self.begin_batch), name="archive_ingestbatch_review"),
            path("batch/<int:pk>/fill/", view(self.fill), name="archive_ingestbatch_fill"),
            path("draft/<int:pk>/", view(self.review_draft), name="archive_draft_review"),
            path("drafts/", view(self.begin_drafts), name="archive_drafts_review"),
        ]

    def review(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Review one page of a batch."""
        _require(request)
        items = BatchItem.objects.select_related(
            "batch", "file__capture__parent", "capture__parent", "article", "resembles", "decided_by"
        )
        item = get_object_or_404(items, pk=pk)
        outcome = _outcome(request)
        steps = Steps(queue_of_batch(item.batch, outcome), "admin:archive_batchitem_review", pk, item.batch, outcome)
        return ReviewScreen(self.admin_site, Subject(item, item.article), steps).show(request)

    def review_draft(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Review one draft, whichever way it came in."""
        _require(request)
        article = get_object_or_404(Article, pk=pk)
        steps = Steps(queue_of_drafts(), "admin:archive_draft_review", pk)
        return ReviewScreen(self.admin_site, Subject(None, article), steps).show(request)

    def begin_batch(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lead to the first page of a batch that waits, or to its first."""
        _require(request)
        batch, outcome = get_object_or_404(IngestBatch, pk=pk), _outcome(request)
        queue = queue_of_batch(batch, outcome)
        first = queue.next_undecided() or next(iter(queue.keys), None)
        if first is None:
            messages.info(request, _("这一批里没有可看的页。"))
            return redirect("admin:index")
        return redirect(Steps(queue, "admin:archive_batchitem_review", first, batch, outcome).here)

    def begin_drafts(self, request: HttpRequest) -> HttpResponse:
        """Lead to the first draft, or to the list of reports where there is none."""
        _require(request)
        first = queue_of_drafts().next_undecided()
        if first is None:
            messages.info(request, _("没有等待审看的草稿。"))
            return redirect("admin:archive_article_changelist")
        return redirect(reverse("admin:archive_draft_review", args=[first]))

    def fill(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Fill what is the same in all of a batch."""
        _require(request)
        return fill_batch(request, get_object_or_404(IngestBatch, pk=pk), self.admin_site.each_context(request))


def _require(request: HttpRequest) -> None:
    if not request.user.has_perm(CHANGES):
        raise PermissionDenied


def _outcome(request: HttpRequest) -> str:
    """Return the outcome that the address keeps to; one that there is not is none."""
    asked = request.GET.get("outcome", "")
    return asked if asked in BatchItem.Outcome.values else ""
