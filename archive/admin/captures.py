"""Captures for staff: the record, the page as text, and the original as a download. Never changed.

An original is somebody else's page: it is shown as escaped text, of a PDF as pictures of its pages, and handed out as
a download that a browser will not open, so that nothing in it runs with a staff member's session.
"""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from archive import payloads
from archive.admin.page_sheets import answer, is_drawn, pictures_beside
from archive.admin.reading import ReadOnly
from archive.ingest.encoding import decode
from archive.ingest.file_kinds import READ_APART, ending_of
from archive.ingest.formats import FormatError, Page, Wanted, pages_of
from archive.ingest.intake import page_of
from archive.models import Capture
from archive.page_pictures import Sheet
from archive.payloads import PayloadError

TEXT_SHOWN: Final = 400_000  # characters; a longer page is for the download


@admin.register(Capture)
class CaptureAdmin(ReadOnly, admin.ModelAdmin):
    """The uploads, as received."""

    list_display = ["file_name", "member", "captured_at", "captured_by", "size", "encoding", "failure"]
    list_filter = [("failure", admin.EmptyFieldListFilter), ("fixity_fault", admin.EmptyFieldListFilter),
                   "captured_at", "encoding"]  # fmt: skip
    list_select_related = ["captured_by"]
    search_fields = ["file_name", "member", "payload_digest__startswith", "target_uri"]
    fields = ["file_name", "member", "parent", "payload_digest", "size", "encoding", "captured_at",
              "captured_by", "target_uri", "failure", "original", "reports", "beside"]  # fmt: skip
    readonly_fields = ["original", "reports", "beside"]

    @admin.display(description=gettext_lazy("原样"))
    def original(self, capture: Capture) -> str:
        """Return links to the page as text and to the download."""
        return format_html(
            '<a href="{}">{}</a>　<a href="{}">{}</a>',
            reverse("admin:archive_capture_text", args=[capture.pk]), _("看文字"),
            reverse("admin:archive_capture_download", args=[capture.pk]), _("下载原件"),
        )  # fmt: skip

    @admin.display(description=gettext_lazy("其上的报道"))
    def reports(self, capture: Capture) -> str:
        """Return links to the reports that stand on it."""
        lines = ((reverse("admin:archive_article_change", args=[a.pk]), a) for a in capture.articles.all())
        return format_html_join("、", '<a href="{}">{}</a>', lines) or "—"

    @admin.display(description=gettext_lazy("网页旁的图片"))
    def beside(self, capture: Capture) -> str:
        """Return links to the pictures that came beside a saved page."""
        files = capture.files_beside.values_list("capture", "name")
        lines = ((reverse("admin:archive_capture_change", args=[number]), name) for number, name in files)
        return format_html_join("、", '<a href="{}">{}</a>', lines) or "—"

    def get_urls(self) -> list[URLPattern]:
        """Add the page as text, the pages of a PDF as pictures, and the download."""
        view = self.admin_site.admin_view
        picture = view(require_safe(self.page_picture), cacheable=True)
        return [
            path("<int:pk>/text/", view(self.text), name="archive_capture_text"),
            path("<int:pk>/page/<int:number>/", picture, name="archive_capture_page"),
            path("<int:pk>/download/", view(self.download), name="archive_capture_download"),
            *super().get_urls(),
        ]

    def text(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the page as escaped text: of HTML its source, of Word, PDF and the like what was read from it."""
        capture, payload = self._read(request, pk)
        if payload is None:
            return redirect("admin:archive_capture_change", pk)
        try:
            pages = pages_read(capture)
        except (FormatError, PayloadError) as error:
            messages.error(request, _("原件读不出来：%(reason)s") % {"reason": error})
            return redirect("admin:archive_capture_change", pk)
        text = decode(payload).text if pages is None else text_of(capture, pages)
        context = {
            **self.admin_site.each_context(request),
            "title": _("原件的文字"),
            "opts": self.opts,
            "capture": capture,
            "text": text[:TEXT_SHOWN],
            "is_cut": len(text) > TEXT_SHOWN,
            "sheets": pictures_beside(capture, pages or ()),
        }
        return TemplateResponse(request, "admin/archive/capture/text.html", context)

    def page_picture(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Answer with the picture of a page of a PDF, or of the PDF in a zip that `entry` names."""
        capture = get_object_or_404(Capture, pk=pk, parent=None)
        if not self.has_view_permission(request, capture):
            raise PermissionDenied
        entry = request.GET.get("entry", "")
        if not is_drawn(entry or capture.file_name):
            raise Http404(_("这份原件没有可画的页。"))
        return answer(request, Sheet(capture, entry, number))

    def download(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand out the bytes as received, as a file that no browser opens in place."""
        capture, payload = self._read(request, pk)
        if payload is None:
            return redirect("admin:archive_capture_change", pk)
        response = HttpResponse(payload, content_type="application/octet-stream")
        response["Content-Disposition"] = content_disposition_header(True, capture.file_name) or "attachment"
        response["Content-Security-Policy"] = "sandbox"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def _read(self, request: HttpRequest, pk: int) -> tuple[Capture, bytes | None]:
        """Return a capture and its bytes; None, with a message, where they are gone or altered."""
        capture: Any = get_object_or_404(Capture, pk=pk)
        if not self.has_view_permission(request, capture):
            raise PermissionDenied
        try:
            return capture, _payload_of(capture)
        except (FormatError, PayloadError) as error:
            messages.error(request, _("原件读不出来：%(reason)s") % {"reason": error})
            return capture, None


def pages_read(capture: Capture) -> list[Page] | None:
    """Return the pages of a capture, of a very long file the first; None where its bytes are text and need no reader.

    FormatError where nothing can be read from it.
    """
    file = capture.parent or capture
    if ending_of(file.file_name) not in READ_APART:
        return None
    if capture.parent is not None:
        return [page_of(capture)]
    pages: list[Page] = []
    room = TEXT_SHOWN
    for page in pages_of(file.file_name, payloads.read(file.payload_digest), Wanted(pictures=False)):
        pages.append(page)
        room -= len(page.text)
        if room < 0:
            break
    return pages


def text_of(capture: Capture, pages: Sequence[Page]) -> str:
    """Return the text of a capture's pages; in a file each that has a name stands behind it."""
    pieces: list[str] = []
    for page in pages:
        if page.member and capture.parent is None:
            pieces.append(f"—— {page.member} ——")
        pieces.append(page.text or page.failure or page.blank or "")
    return "\n".join(pieces)


def _payload_of(capture: Capture) -> bytes:
    """Return the bytes of a capture; a member's are cut from its file again, since the file alone is kept."""
    return payloads.read(capture.payload_digest) if capture.parent is None else page_of(capture).payload
