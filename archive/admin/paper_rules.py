"""The rules of papers, for staff: kept, tried, and applied to what came in before.

A rule is in force for new pages once it is saved. For reports that are there already, 试一试 shows with rules not yet
saved what would change, and 重读 does so with those saved; each report is then brought up to its page on confirmation.
"""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Field, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from archive.admin.paper_rules_form import PaperRulesForm
from archive.admin.places import FindsPlaces
from archive.admin.rereading import PER_PAGE, Applied, apply_confirmed, counts_of, reread
from archive.ingest.kept_rules import rules_for, rules_of
from archive.models import Article, Newspaper, PaperRules

KEPT: Final = ("newspaper", "place", "lines_to_strip", "credit_wordings", "date_format", "note")
OFFERED: Final = ("take_place", "take_lines", "take_wordings")
REREAD_NOTE: Final = "按“%s”的规则重读"  # kept with the Change, so in one language
TRY: Final = "_try"
MAX_DIGITS: Final = 18  # of a report's number; a database holds no longer ones
NOT_TYPED: Final = (TRY, "csrfmiddlewaretoken", "_save", "_continue", "_addanother")


@admin.register(PaperRules)
class PaperRulesAdmin(FindsPlaces):
    """What is always true of a paper's pages."""

    form = PaperRulesForm
    list_display = ["newspaper", "place", "date_format", "updated_at", "updated_by"]
    list_select_related = ["newspaper", "place", "updated_by"]
    search_fields = ["newspaper__name"]
    autocomplete_fields = ["newspaper"]
    ordering = ["newspaper__name"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the suggestions that there are, each beside the rule that it would join."""
        shown: list[Any] = [(None, {"fields": list(KEPT)})]
        if not self._may_save(request, obj):
            return shown
        made = self.get_form(request, obj, fields=None)
        form = made(request.POST or None, initial=dict(request.GET.items()), instance=obj)
        offered = [name for name in OFFERED if name in form.fields]
        return [*shown, (_("这家报纸的报道里常见的"), {"fields": offered})] if offered else shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Leave the rules with the paper that they were made for."""
        return ["newspaper"] if obj else []

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """Offer no shortcuts beside paper and place: they are there already."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Note who kept the rules."""
        obj.updated_by = request.user
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        """Add the page that reads a paper's reports again."""
        view = self.admin_site.admin_view(self.reread)
        return [path("<path:object_id>/reread/", view, name="archive_paperrules_reread"), *super().get_urls()]

    # Trying rules that are not saved

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:  # fmt: skip
        """Show what the typed rules would change where 试一试 was pressed; else save them as usual."""
        if request.method == "POST" and TRY in request.POST:
            kept = self.get_object(request, unquote(object_id)) if object_id else None
            if not self._may_save(request, kept):
                raise PermissionDenied
            form = self.get_form(request, kept, change=kept is not None)(request.POST, instance=kept)
            if form.is_valid():
                return self._tried(request, form.save(commit=False), form_url or request.path)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _may_save(self, request: HttpRequest, kept: Any) -> bool:
        return self.has_change_permission(request, kept) if kept else self.has_add_permission(request)

    def _tried(self, request: HttpRequest, rules: PaperRules, save_url: str) -> HttpResponse:
        """Show the difference for the paper's newest reports, and the rules to be saved from there."""
        tried = rules_of(rules)
        newest = list(_reports_of(rules.newspaper).order_by("-pk")[:PER_PAGE])
        reports = reread(
            newest, lambda read: tried if read == rules.newspaper.name else rules_for(read), request.user
        )
        typed = [(name, value) for name, values in request.POST.lists() for value in values if name not in NOT_TYPED]
        page = {
            "title": _("试一试：%(paper)s") % {"paper": rules.newspaper}, "rules": rules, "reports": reports,
            "counts": counts_of(reports), "typed": typed, "save_url": save_url,
            "total": _reports_of(rules.newspaper).count(),
        }  # fmt: skip
        return self._render(request, page)

    # Reading again with the rules that are kept

    def reread(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what the kept rules would change, a page of reports at a time, or apply what was confirmed."""
        rules = self.get_object(request, unquote(object_id))
        if rules is None:
            raise Http404(_("这家报纸还没有规则。"))
        if not self.has_change_permission(request, rules):
            raise PermissionDenied
        if request.method == "POST":
            return self._apply(request, rules)
        pages = Paginator(_reports_of(rules.newspaper).order_by("pk"), PER_PAGE)
        shown = pages.get_page(request.GET.get("page"))
        reports = reread(list(shown.object_list), by=request.user)
        page = {
            "title": _("重读：%(paper)s") % {"paper": rules.newspaper}, "rules": rules, "reports": reports,
            "counts": counts_of(reports), "page": shown, "total": pages.count,
            "may_apply": request.user.has_perm("archive.change_article") and any(one.mark for one in reports),
        }  # fmt: skip
        return self._render(request, page)

    def _apply(self, request: HttpRequest, rules: PaperRules) -> HttpResponse:
        if not request.user.has_perm("archive.change_article"):
            raise PermissionDenied
        ticked = request.POST.getlist("report")[:PER_PAGE]
        confirmed = [int(number) for number in ticked if number.isdecimal() and len(number) < MAX_DIGITS]
        marks = {number: request.POST.get(f"mark-{number}", "") for number in confirmed}
        articles = _reports_of(rules.newspaper).filter(pk__in=confirmed).order_by("pk")
        applied = apply_confirmed(articles, marks, request.user, REREAD_NOTE % rules.newspaper)
        _tell(request, applied)
        if not confirmed:
            messages.warning(request, _("没有勾选报道，什么都没有改。"))
        return HttpResponseRedirect(request.get_full_path())

    def _render(self, request: HttpRequest, page: dict[str, Any]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **page}
        return TemplateResponse(request, "admin/archive/paperrules/reread.html", context)


def _tell(request: HttpRequest, applied: Applied) -> None:
    if applied.changed:
        messages.success(request, _("已按规则改了 %(count)d 篇。") % {"count": applied.changed})
    if applied.waiting:
        text = _("%(count)d 篇已发布的，改动已经提交；批准之前，读者看到的不变。")
        messages.warning(request, text % {"count": applied.waiting})
    if applied.others:
        named = _("、").join(str(article) for article in applied.others)
        messages.warning(request, _("这些报道或规则刚才又变了，没有改；请再看一遍：%(titles)s") % {"titles": named})
    if applied.refused:
        messages.error(request, _("没有改：%(titles)s") % {"titles": _("；").join(applied.refused)})


def _reports_of(newspaper: Newspaper) -> QuerySet[Article]:
    """Return the paper's reports that came from a page."""
    found = Article.objects.at_hand().filter(newspaper=newspaper).exclude(printings=None)
    return found.select_related("place", "newspaper")
