"""What readers write, for staff: the queue, the letter beside its report, and what becomes of it.

A letter is read, never changed; staff add a note, settle it by a button, and clear what it says of its writer.
"""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from typing import Any, Final, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models import ReaderNotice
from archive.notices import UnsettledError, clear, settle

Status = ReaderNotice.Status
BUTTONS: Final = {"_done": Status.DONE, "_decline": Status.DECLINED, "_reopen": Status.OPEN}
CLEAR: Final = "_clear"
BEFORE_NOTE: Final = ("received_at", "kind", "report", "message", "name", "contact", "status")
AFTER_NOTE: Final = ("handled_by", "handled_at", "cleared_at")
SHOWN_IN_LIST: Final = 40  # characters of a letter


@admin.register(ReaderNotice)
class ReaderNoticeAdmin(admin.ModelAdmin):
    """The letters, those that wait before all others."""

    list_display = ["number", "kind", "beginning", "report", "status", "received"]
    list_display_links = ["number", "beginning"]
    list_filter = ["status", "kind"]
    list_select_related = ["article"]
    ordering = ["-status", "pk"]  # open, done, declined
    search_fields = ["=article_number", "message", "name", "contact", "note"]
    search_help_text = gettext_lazy("搜报道编号、来信、姓名、联系方式、处理说明")
    fields = [*BEFORE_NOTE, "note", *AFTER_NOTE]
    readonly_fields = [*BEFORE_NOTE, *AFTER_NOTE]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: letters come from readers."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ReaderNotice | None = None) -> bool:
        """Return False: that one came, and what became of it, stays; what it said can be cleared."""
        return False

    @admin.display(description=gettext_lazy("来信编号"), ordering="pk")
    def number(self, notice: ReaderNotice) -> int:
        """Return the number that its writer was told."""
        return notice.pk

    @admin.display(description=gettext_lazy("收到"), ordering="received_at")
    def received(self, notice: ReaderNotice) -> str:
        """Return the day on which it came."""
        return timezone.localtime(notice.received_at).date().isoformat()

    @admin.display(description=gettext_lazy("报道"), ordering="article_number")
    def report(self, notice: ReaderNotice) -> str:
        """Return the way to the report, or the number of one that is gone."""
        if notice.article is None:
            return _("#%(number)d（已删除）") % {"number": notice.article_number}
        url = reverse("admin:archive_article_change", args=[notice.article.pk])
        return format_html('<a href="{}">{}</a>', url, notice.article)

    @admin.display(description=gettext_lazy("来信"))
    def beginning(self, notice: ReaderNotice) -> str:
        """Return how the letter begins."""
        if notice.cleared_at:
            return _("（已清除）")
        words = " ".join(notice.message.split())
        return words if len(words) <= SHOWN_IN_LIST else f"{words[:SHOWN_IN_LIST]}…"

    def save_model(self, request: HttpRequest, obj: ReaderNotice, form: Any, change: bool) -> None:
        """Save the note, and do what the button says."""
        pressed = next((status for name, status in BUTTONS.items() if name in request.POST), None)
        if pressed is not None:
            settle(obj, pressed, cast(User, request.user))
            return
        obj.save(update_fields=["note"])
        if CLEAR in request.POST:
            self._clear(request, obj)

    def _clear(self, request: HttpRequest, notice: ReaderNotice) -> None:
        try:
            clear(notice)
        except UnsettledError as error:
            messages.error(request, str(error))

    def response_change(self, request: HttpRequest, obj: ReaderNotice) -> HttpResponse:
        """Go back to the queue from a letter that is settled, else stay."""
        told = {"number": obj.pk, "status": obj.get_status_display()}
        messages.success(request, _("来信 %(number)d：%(status)s，已保存。") % told)
        if BUTTONS.keys() & request.POST.keys():
            return redirect(f"{reverse('admin:archive_readernotice_changelist')}?status__exact={Status.OPEN}")
        return redirect("admin:archive_readernotice_change", obj.pk)
