"""Pairs of reports that may be one: the list of those that wait, and the two side by side.

A pair goes: list -> `compare` (both records, their texts with the differences marked) -> a button -> one function of
`archive/deciding.py`. Nobody writes a pair by hand.
"""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.reading import ReadOnly
from archive.admin.resemblance_sides import page_of
from archive.deciding import DecisionError, attach, keep_both, reopen, skip
from archive.duplicates import percent
from archive.models import Article, Resemblance
from archive.permissions import Actor
from archive.publishing import PublishingError

ALL: Final = "all"
# What the list leaves in the database: the texts of both reports.
HEAVY: Final = tuple(
    f"{side}__{name}"
    for side in ("first", "second")
    for name in ("body_html", "body_text", "evidence", "removed", "warnings", "section_headings")
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One button: its form name, what it does, and what staff are told when it is done."""

    name: str
    act: Callable[[Resemblance, Actor], object]
    done: str | Promise


CHOICES: Final = (
    Choice("_skip", skip, gettext_lazy("已略去，移入回收站。")),
    Choice("_attach", attach, gettext_lazy("已并为又一刊载。")),
    Choice("_keep_both", keep_both, gettext_lazy("两篇都留，以后不再问。")),
    Choice("_reopen", reopen, gettext_lazy("已撤回处理。")),
)


class DecisionFilter(admin.SimpleListFilter):
    """What waits, unless something else is asked for."""

    title = gettext_lazy("处理")
    parameter_name = "decision"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the decisions, and all."""
        return [*Resemblance.Decision.choices, (ALL, gettext_lazy("全部"))]

    def choices(self, changelist: Any) -> Any:
        """Yield the choices; what waits stands for none."""
        first, *others = super().choices(changelist)
        return [{**first, "display": _("未处理")}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Resemblance]) -> QuerySet[Resemblance]:
        """Return the pairs that are asked for."""
        if self.value() is None:
            return queryset & Resemblance.objects.undecided()
        return queryset if self.value() == ALL else queryset.filter(decision=self.value())


@admin.register(Resemblance)
class ResemblanceAdmin(ReadOnly, admin.ModelAdmin):
    """The pairs."""

    list_display = ["share", "earlier", "later", "found_at", "decided"]
    list_display_links = ["share"]
    list_filter = [DecisionFilter]
    list_select_related = ["first__newspaper", "second__newspaper", "decided_by"]
    list_per_page = 50
    search_fields = ["first__headline", "second__headline"]
    search_help_text = gettext_lazy("搜标题")

    class Media:
        """The widths of the list."""

        css = {"all": ["css/side_by_side.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Resemblance]:
        """Leave the long columns where they are."""
        pairs: QuerySet[Resemblance] = super().get_queryset(request)
        return pairs.defer(*HEAVY)

    @admin.display(description=gettext_lazy("相似度"), ordering="similarity")
    def share(self, pair: Resemblance) -> str:
        """Return how alike they are."""
        return f"{percent(pair.similarity)} %"

    @admin.display(description=gettext_lazy("先收"))
    def earlier(self, pair: Resemblance) -> str:
        """Return the first report."""
        return _named(pair.first)

    @admin.display(description=gettext_lazy("后收"))
    def later(self, pair: Resemblance) -> str:
        """Return the second report."""
        return _named(pair.second)

    @admin.display(description=gettext_lazy("处理"), ordering="decision", empty_value="—")
    def decided(self, pair: Resemblance) -> str | None:
        """Return what was decided, and by whom."""
        return f"{pair.get_decision_display()} {pair.decided_by or ''}".strip() if pair.decision else None

    def get_urls(self) -> list[URLPattern]:
        """Add the page with both reports."""
        view = self.admin_site.admin_view(self.compare)
        return [path("<int:pk>/compare/", view, name="archive_resemblance_compare"), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the page with both reports."""
        if not object_id.isascii() or not object_id.isdigit():
            return super().change_view(request, object_id, *args, **kwargs)
        return redirect("admin:archive_resemblance_compare", int(object_id))

    def compare(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a pair side by side, or do what the pressed button says."""
        pair = get_object_or_404(Resemblance.objects.select_related("first", "second", "decided_by"), pk=pk)
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._decide(request, pair)
        context = {
            **self.admin_site.each_context(request),
            "title": _("对照相近的报道"),
            "opts": self.opts,
            "page": page_of(pair),
            "may_decide": _may_decide(request),
        }
        return TemplateResponse(request, "admin/archive/resemblance/compare.html", context)

    def _decide(self, request: HttpRequest, pair: Resemblance) -> HttpResponse:
        """Do what the button says, and lead to the next pair that waits; back to this one where it cannot be done."""
        if not _may_decide(request):
            raise PermissionDenied
        here = redirect("admin:archive_resemblance_compare", pair.pk)
        choice = next((choice for choice in CHOICES if choice.name in request.POST), None)
        if choice is None:
            messages.error(request, _("请选一种处理。"))
            return here
        try:
            choice.act(pair, request.user)
        except (DecisionError, PublishingError) as error:
            messages.error(request, str(error))
            return here
        messages.success(request, _("#%(first)d 与 #%(second)d：%(done)s") % {
            "first": pair.first_id, "second": pair.second_id, "done": choice.done
        })  # fmt: skip
        following = Resemblance.objects.undecided().exclude(pk=pair.pk).first()
        if choice.act is reopen:
            return here
        if following is None:
            return redirect("admin:archive_resemblance_changelist")
        return redirect("admin:archive_resemblance_compare", following.pk)


def _may_decide(request: HttpRequest) -> bool:
    """Tell whether somebody may decide on pairs; what it does to a report is asked again where it is done."""
    return request.user.has_perms(["archive.change_resemblance", "archive.change_article"])


def _named(article: Article) -> str:
    about = [article.get_state_display(), str(article.newspaper or ""), article.date_published or ""]
    return format_html(
        '<a href="{}">#{} {}</a> <span class="quiet">{}</span>',
        reverse("admin:archive_article_change", args=[article.pk]), article.pk, article.headline or _("（没有标题）"),
        " · ".join(filter(None, about)),
    )  # fmt: skip
