"""The log for those who look after it: found by person, act, target and day; taken away as a file; never changed.

A file holds what the list shows, streamed. It is asked for by POST: that a log was taken away is written into it.
"""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import auditing
from archive.acting import valid_address
from archive.admin.log_files import FORMATS
from archive.admin.reading import ReadOnly
from archive.auditing import ACTION_LABELS, TARGETS
from archive.models import AuditEntry

LONGEST_NUMBER: Final = 64  # characters of a target's number
# What stands in an entry and is no field of the row that it is about.
OTHER_LABELS: Final = {
    "credits": gettext_lazy("署名（人名）"),
    "figures": gettext_lazy("图片"),
    "groups": gettext_lazy("角色"),
    "equivalents": gettext_lazy("同义的说法"),
    "home": gettext_lazy("所属"),
    "format": gettext_lazy("格式"),
    "rows": gettext_lazy("行数"),
    "query": gettext_lazy("筛选"),
    "first_name": gettext_lazy("姓名"),
}
ENTRIES_READ: Final = 1_000  # at a time, for a file
CUT_IN_LIST: Final = 60  # characters of a change shown in the list


class ActionFilter(admin.SimpleListFilter):
    """By what was done."""

    title = gettext_lazy("操作")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return every act there is."""
        return [(action, str(label)) for action, label in ACTION_LABELS.items()]

    def queryset(self, request: HttpRequest, entries: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow to the act."""
        return entries.filter(action=self.value()) if self.value() else entries


class TargetFilter(admin.SimpleListFilter):
    """By the kind of what it was done to."""

    title = gettext_lazy("对象种类")
    parameter_name = "target"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return every kind that is watched."""
        return [(name, str(model._meta.verbose_name)) for name, model in TARGETS.items()]

    def queryset(self, request: HttpRequest, entries: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow to the kind."""
        return entries.filter(target_type=self.value()) if self.value() else entries


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, admin.ModelAdmin):
    """The log."""

    list_display = ["moment", "person", "what", "target", "difference"]
    list_display_links = ["moment"]
    list_filter = [ActionFilter, TargetFilter, "at", ("by", admin.RelatedOnlyFieldListFilter)]
    list_per_page = 50
    date_hierarchy = "at"
    show_full_result_count = False
    search_fields = ["by_name", "target_name", "note"]
    search_help_text = gettext_lazy("搜经手者、对象、说明、操作、地址；#12 是编号为 12 的对象，2026-11-26 是那一天")
    fields = ["moment", "person", "what", "target", "changes", "note"]

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Tell whether somebody may take the log away."""
        return request.user.has_perm("archive.export_auditentry")

    # The list

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry], search_term: str
    ) -> tuple[QuerySet[AuditEntry], bool]:
        """Return the entries that every typed word is true of."""
        for word in search_term.split():
            queryset = queryset.filter(_meant_by(word))
        return queryset, False

    @admin.display(description=gettext_lazy("时间"), ordering="pk")
    def moment(self, entry: AuditEntry) -> str:
        """Return when it was done, to the second."""
        return f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}"

    @admin.display(description=gettext_lazy("经手"), ordering="by_name")
    def person(self, entry: AuditEntry) -> str:
        """Return who did it, as the account was called then, and from where."""
        return format_html("{} <small>{}</small>", entry.by_name or "—", entry.address or "")

    @admin.display(description=gettext_lazy("操作"), ordering="action")
    def what(self, entry: AuditEntry) -> str:
        """Return what was done."""
        return str(ACTION_LABELS.get(entry.action, entry.action))

    @admin.display(description=gettext_lazy("对象"))
    def target(self, entry: AuditEntry) -> str:
        """Return what it was done to."""
        if not entry.target_type:
            return "—"
        model = TARGETS.get(entry.target_type)
        kind = model._meta.verbose_name if model else entry.target_type
        number = f"#{entry.target_id}" if entry.target_id else ""
        return format_html("{} {} <small>{}</small>", kind, entry.target_name, number)

    @admin.display(description=gettext_lazy("改动"))
    def difference(self, entry: AuditEntry) -> str:
        """Return what was changed, in short."""
        rows = (f"{label}：{old or '—'} → {new or '—'}" for label, old, new in _rows(entry))
        text = "；".join(rows) or entry.note
        return text if len(text) <= CUT_IN_LIST else text[: CUT_IN_LIST - 1] + "…"

    @admin.display(description=gettext_lazy("改动"))
    def changes(self, entry: AuditEntry) -> str:
        """Return a table of what was changed, before and after."""
        body = format_html_join(
            "", '<tr><th scope="row">{}</th><td><del>{}</del></td><td><ins>{}</ins></td></tr>', _rows(entry)
        )
        if not body:
            return "—"
        head = format_html("<tr><td></td><th>{}</th><th>{}</th></tr>", _("之前"), _("之后"))
        return format_html('<table class="log-changes"><thead>{}</thead><tbody>{}</tbody></table>', head, body)

    # The file

    def get_urls(self) -> list[URLPattern]:
        """Add the files."""
        view = self.admin_site.admin_view(self.export)
        return [path("export/<str:form>/", view, name="archive_auditentry_export"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer the files beside the list."""
        forms = list(FORMATS) if self.has_export_permission(request) else []
        query = request.GET.urlencode()
        files = [(form, self._file_url(form, query)) for form in forms]
        return super().changelist_view(request, {"files": files, **(extra_context or {})})

    def export(self, request: HttpRequest, form: str) -> HttpResponseBase:
        """Hand out what the list shows; that it was is written down first."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            entries = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return redirect("admin:archive_auditentry_changelist")
        if form not in FORMATS:
            return redirect("admin:archive_auditentry_changelist")
        kept = {"format": form, "rows": entries.count(), "query": request.GET.urlencode()}
        entry = auditing.record(auditing.EXPORTED, after=kept)
        found = entries.filter(pk__lt=entry.pk).order_by("-pk").iterator(chunk_size=ENTRIES_READ)
        return _file(FORMATS[form].stream(found), form, FORMATS[form].content_type)

    def _file_url(self, form: str, query: str) -> str:
        url = reverse("admin:archive_auditentry_export", args=[form])
        return f"{url}?{query}" if query else url


def _meant_by(word: str) -> Q:
    """Return what is true of the entries that a typed word means: a number, a day, an address, or words."""
    if word.startswith("#") and len(word) <= LONGEST_NUMBER:
        return Q(target_id=word[1:])
    day = _day(word)
    if day is not None:
        start = timezone.make_aware(dt.datetime.combine(day, dt.time.min))
        return Q(at__gte=start, at__lt=start + dt.timedelta(days=1))
    actions = [action for action, label in ACTION_LABELS.items() if str(label) == word]
    meant = Q(by_name__icontains=word) | Q(target_name__icontains=word) | Q(note__icontains=word)
    meant |= Q(action__in=actions)
    return meant | Q(address=word) if valid_address(word) else meant


def _day(word: str) -> dt.date | None:
    try:
        return parse_date(word)
    except ValueError:
        return None


def _rows(entry: AuditEntry) -> Iterator[tuple[str, str, str]]:
    """Yield a label with the value before and after, for each field that was changed."""
    before, after = entry.before or {}, entry.after or {}
    for name in {**before, **after}:
        field = _field(entry.target_type, name)
        label = OTHER_LABELS.get(name) or getattr(field, "verbose_name", name)
        choices = dict(getattr(field, "choices", None) or ())
        yield str(label), _said(before.get(name), choices), _said(after.get(name), choices)


def _field(target_type: str, name: str) -> Any:
    """Return the field of what an entry is about; None where it is none of its model's."""
    try:
        return TARGETS[target_type]._meta.get_field(name)
    except (FieldDoesNotExist, KeyError):
        return None


def _said(value: Any, choices: dict[Any, Any]) -> str:
    if isinstance(value, str) and value in choices:
        return str(choices[value])
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return _("；").join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _file(blocks: Iterator[bytes], form: str, content_type: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(blocks, content_type=content_type)
    name = f"log-{timezone.localtime():%Y%m%d-%H%M}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
