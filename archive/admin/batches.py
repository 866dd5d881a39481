"""Batches for staff: what came in together, how far it is, and what became of each page.

Read, cancelled and gone on with; never edited. Whoever may add reports may see and cancel batches. The page asks
`progress` how far the batch is while it is run, and shows the same without JavaScript when it is loaded again.
"""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from archive.admin.filters import OneChoiceFilter
from archive.admin.reading import ReadOnly
from archive.admin.recognition import ask_for_batch, standing_of_batch
from archive.ingest.batch_progress import BatchProgress, progress_of
from archive.ingest.batch_report import report_csv, row_keys, rows_of
from archive.ingest.batches import UNFINISHED, cancel, run_for
from archive.models import BatchItem, IngestBatch

ROWS_PER_PAGE: Final = 100
FILES_SHOWN: Final = 200
SECONDS_AT_A_PRESS: Final = 10.0


class UndecidedFilter(OneChoiceFilter):
    """By whether pages are left that somebody has to look at."""

    title = gettext_lazy("待看页面")
    parameter_name = "undecided"
    choice = gettext_lazy("还有")

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the batches that have some."""
        return rows.filter(pk__in=BatchItem.objects.waiting().values("batch_id"))


@admin.register(IngestBatch)
class IngestBatchAdmin(ReadOnly, admin.ModelAdmin):
    """The batches."""

    list_display = ["name", "state", "created_at", "created_by", "files_in", "pages_in", "to_look_at", "near",
                    "failed"]  # fmt: skip
    list_filter = [UndecidedFilter, "state", "created_at", ("created_by", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["created_by"]
    list_per_page = 50
    search_fields = ["label", "files__file_name"]
    search_help_text = gettext_lazy("搜批次名称、文件名")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those see batches who may make one."""
        user: Any = request.user
        return bool(user.has_perm("archive.view_ingestbatch") or user.has_perm("archive.add_article"))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Name batches on the desk of those who may see them."""
        return self.has_view_permission(request)

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[IngestBatch]:
        """Count files and outcomes within the query of the list."""
        batches: QuerySet[IngestBatch] = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name == "archive_ingestbatch_changelist":
            batches = batches.annotate(
                file_count=_counted("files"),
                page_count=_counted("items"),
                look_count=_counted("items", Q(outcome="needs review")),
                near_count=_counted("items", Q(outcome="near")),
                failed_count=_counted("items", Q(outcome="failed")) + _counted("files", ~Q(failure="")),
            )
        return batches

    @admin.display(description=gettext_lazy("名称"), ordering="label")
    def name(self, batch: IngestBatch) -> str:
        """Return what the batch is called, a long name cut."""
        return str(batch)

    @admin.display(description=gettext_lazy("文件"), ordering="file_count")
    def files_in(self, batch: Any) -> int:
        """Return how many files came."""
        return int(batch.file_count)

    @admin.display(description=gettext_lazy("已收页数"), ordering="page_count")
    def pages_in(self, batch: Any) -> int:
        """Return how many pages have an outcome."""
        return int(batch.page_count)

    @admin.display(description=gettext_lazy("待看"), ordering="look_count")
    def to_look_at(self, batch: Any) -> str:
        """Return how many pages a person should look at, leading to them."""
        return _leading_to(batch, "needs review", batch.look_count)

    @admin.display(description=gettext_lazy("相近"), ordering="near_count")
    def near(self, batch: Any) -> str:
        """Return how many pages are near to a report, leading to them."""
        return _leading_to(batch, "near", batch.near_count)

    @admin.display(description=gettext_lazy("失败"), ordering="failed_count")
    def failed(self, batch: Any) -> str:
        """Return how many pages and files failed, leading to them."""
        return _leading_to(batch, "failed", batch.failed_count)

    # The page of a batch

    def get_urls(self) -> list[URLPattern]:
        """Add the progress, the report and the three acts."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/progress/", view(self.progress), name="archive_ingestbatch_progress"),
            path("<int:pk>/report.csv", view(self.report), name="archive_ingestbatch_report"),
            path("<int:pk>/cancel/", view(require_POST(self.cancel)), name="archive_ingestbatch_cancel"),
            path("<int:pk>/recognise/", view(require_POST(self.recognise)), name="archive_ingestbatch_recognise"),
            path("<int:pk>/go-on/", view(require_POST(self.go_on)), name="archive_ingestbatch_go_on"),
            *super().get_urls(),
        ]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show a batch, narrowed to one outcome where the address names one."""
        batch = self._batch(request, unquote(object_id or ""))
        chosen = request.GET.get("outcome", "")
        outcome = chosen if chosen in BatchItem.Outcome.values else ""
        rows = Paginator(row_keys(batch, outcome), ROWS_PER_PAGE).get_page(request.GET.get("p"))
        progress = progress_of(batch)
        context = {
            **self.admin_site.each_context(request),
            "title": _("批次：%(name)s") % {"name": batch},
            "opts": self.opts,
            "batch": batch,
            "is_unfinished": batch.state in UNFINISHED,
            "progress": progress,
            "spoken": spoken(batch, progress),
            "counts": _counts(progress, outcome),
            "outcome": outcome,
            "page": rows,
            "rows": rows_of(rows.object_list),
            "files": batch.files.select_related("capture")[:FILES_SHOWN],
            "may_act": self._may_act(request),
            "recognition": standing_of_batch(batch),
        }
        return TemplateResponse(request, "admin/archive/ingestbatch/batch.html", context)

    def progress(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer how far a batch is: {state, is_over, percent, spoken, counts: {outcome: pages}}."""
        batch = self._batch(request, str(pk))
        progress = progress_of(batch)
        answer = {
            "state": batch.state,
            "is_over": batch.state not in UNFINISHED,
            "percent": progress.percent,
            "spoken": spoken(batch, progress),
            "counts": progress.counts,
        }
        return JsonResponse(answer)

    def report(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Hand out the report of a batch as CSV."""
        batch = self._batch(request, str(pk))
        response = StreamingHttpResponse(report_csv(batch), content_type="text/csv; charset=utf-8; header=present")
        name = _("批次 %(number)d.csv") % {"number": batch.pk}
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        return response

    def cancel(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Cancel a batch; what is in stays."""
        batch = self._batch(request, str(pk), to_act=True)
        cancel(batch)
        batch.refresh_from_db()
        if batch.state == IngestBatch.State.DONE:
            messages.warning(request, _("这一批已经收完，没有可取消的。"))
        else:
            messages.success(request, _("已取消：不再收入后面的页面，已收入的留着。"))
        return redirect(batch)

    def go_on(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take in some seconds' worth of pages in this request, for a site where `work` does not run."""
        batch = self._batch(request, str(pk), to_act=True)
        run_for(batch, SECONDS_AT_A_PRESS)
        return redirect(batch)

    def recognise(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let the pages of a batch that carry no text be read by machine."""
        batch = self._batch(request, str(pk), to_act=True)
        messages.info(request, ask_for_batch(request, batch))
        return redirect(batch)

    def _may_act(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.has_perm("archive.add_article"))

    def _batch(self, request: HttpRequest, pk: str, to_act: bool = False) -> IngestBatch:
        """Return a batch that this member of staff may see, or act upon; 403 or 404 otherwise."""
        if not (self._may_act(request) if to_act else self.has_view_permission(request)):
            raise PermissionDenied
        batch: IngestBatch | None = self.get_object(request, pk)
        if batch is None:
            raise Http404(_("没有这个批次。"))
        return batch


def spoken(batch: IngestBatch, progress: BatchProgress) -> str:
    """Return how far a batch is, in words."""
    numbers = {"pages": progress.pages, "done": progress.files_done, "files": progress.files}
    so_far = _("已收 %(pages)d 页，读完 %(done)d / %(files)d 个文件") % numbers
    return f"{batch.get_state_display()} · {so_far}"


def _counts(progress: BatchProgress, chosen: str) -> list[dict[str, Any]]:
    """Return the outcomes with their counts, as what the table may be narrowed to; first all of them."""
    whole = {"value": "", "label": _("全部"), "count": progress.rows, "is_chosen": not chosen, "mark": "all"}
    return [
        whole,
        *(
            {
                "value": outcome.value,
                "label": outcome.label,
                "count": progress.counts[outcome.value],
                "is_chosen": outcome.value == chosen,
                "mark": outcome.value.replace(" ", "-"),
            }
            for outcome in BatchItem.Outcome
        ),
    ]


def _counted(related: str, condition: Q | None = None) -> Any:
    """Return a count of what belongs to a batch, as a query within the query."""
    model: Any = IngestBatch._meta.get_field(related).related_model
    mine = model.objects.filter(condition or Q(), batch=OuterRef("pk")).order_by().values("batch")
    return Coalesce(Subquery(mine.annotate(counted=Count("pk")).values("counted")), 0)


def _leading_to(batch: IngestBatch, outcome: str, count: int) -> str:
    """Return a count as a link to what it counts; a nought leads nowhere."""
    if not count:
        return "0"
    address = reverse("admin:archive_ingestbatch_change", args=[batch.pk], query={"outcome": outcome})
    return format_html('<a href="{}">{}</a>', address, count)
