"""Reports for staff: the list, and the review of one, where it is corrected and moved.

A form goes: fields and rows -> a record (`typed_record.py`) -> `archive/proposals.py`, which saves it or lets it
wait for approval -> the move whose button was pressed. A move that the state does not allow leaves the edit saved
and says why. The pages of its versions are `revisions.py`'s, those of the trash `trash.py`'s,
that of the fields that a person settled `held_fields.py`'s.
"""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from typing import Any, Final, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import (
    Count,
    Field,
    ForeignKey,
    ManyToManyField,
    Prefetch,
    Q,
    QuerySet,
    prefetch_related_objects,
)
from django.forms import ModelChoiceField, ModelMultipleChoiceField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import revising
from archive.access import as_read
from archive.admin.article_form import ArticleForm
from archive.admin.bulk_edit import bulk_edit, bulk_edit_step
from archive.admin.credits import CreditInline
from archive.admin.figures import FigureInline
from archive.admin.filters import CityFilter, ProvinceFilter, YearFilter
from archive.admin.held_fields import HasHeldFields
from archive.admin.moves import PUBLISH, SUBMIT, WITHDRAW, Move, move_all, one_by_one, pressed, tell
from archive.admin.places import PlaceSelect, PlaceSelectMultiple, saying_where
from archive.admin.review import review_of
from archive.admin.revisions import HasRevisions, PendingFilter, conflict_of
from archive.admin.trash import HasTrash, TrashFilter
from archive.admin.typed_record import rows_of, typed_record
from archive.admin.unsaved import TellsUnsaved
from archive.admin.uploads import upload
from archive.article_values import ArticleRecord
from archive.models import Article, Change, Place
from archive.permissions import may, may_edit, may_publish_own
from archive.proposals import must_wait, put_forward
from archive.publishing import PublishingError
from archive.report_page import report_page

# The long columns of a report, which the list does not show.
HEAVY: Final = ("body_html", "body_text", "evidence", "removed", "warnings", "section_headings")
NAMED_AT_MOST: Final = 200  # reports named before a withdrawal; beyond that "all found" is what was chosen
EDITED: Final = Change.Kind.EDITED


@admin.register(Article)
class ArticleAdmin(TellsUnsaved, HasRevisions, HasHeldFields, HasTrash):
    """The reports."""

    form = ArticleForm
    inlines = [CreditInline, FigureInline]
    list_display = ["title", "state", "place", "date", "newspaper", "signed"]
    list_filter = [
        "state", PendingFilter, TrashFilter, ProvinceFilter, CityFilter, YearFilter,
        ("newspaper", admin.RelatedOnlyFieldListFilter),
    ]  # fmt: skip
    list_select_related = ["place", "newspaper"]
    list_per_page = 50
    ordering = ["state", "-pk"]  # what waits for somebody comes first: draft, in_review, published, withdrawn
    search_fields = ["headline", "kicker", "subtitle", "body_text", "byline",
                     "credits__contributor__name", "=identifier"]  # fmt: skip
    search_help_text = gettext_lazy("搜标题、引题、副题、正文、署名、人名、外部编号")
    autocomplete_fields = ["newspaper"]
    actions = ["publish_many", "submit_many", "withdraw_many", "edit_many", "trash_many", "restore_many"]
    fieldsets = [
        (gettext_lazy("标题"), {"fields": ["kicker", "headline", "subtitle", "column_name"]}),
        (gettext_lazy("地方与日期"), {"fields": [
            "place", "further_places", ("date_published", "date_basis"), "date_evidence",
            ("period_start", "period_end"),
        ]}),
        (gettext_lazy("出处"), {"fields": [
            "newspaper", ("issue_number", "print_page"), "source_printed", "site", "source_url", "identifier",
            "access", "rights",
        ]}),
        (gettext_lazy("署名与正文"), {"fields": ["byline", "editors_note", "body_html"]}),
    ]  # fmt: skip

    # Who may

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Tell whether somebody may edit the report in its state; without one, any."""
        is_open = may(request.user, EDITED) if obj is None else may_edit(request.user, obj)
        return is_open and super().has_change_permission(request, obj)

    def has_submit_permission(self, request: HttpRequest) -> bool:
        """Tell whether somebody may submit reports."""
        return may(request.user, SUBMIT.kind)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Tell whether somebody may publish reports."""
        return may(request.user, PUBLISH.kind)

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        """Tell whether somebody may withdraw reports."""
        return may(request.user, WITHDRAW.kind)

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Count credits within the query of the list, and leave the long columns where they are."""
        articles: QuerySet[Article] = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name == "archive_article_changelist":
            signed = Count("credits", filter=Q(credits__figure=None), distinct=True)
            return articles.defer(*HEAVY).annotate(signed_count=signed)
        return articles

    @admin.display(description=gettext_lazy("标题"), ordering="headline")
    def title(self, article: Article) -> str:
        """Return the headline, or the number of a report that has none."""
        return article.headline or _("（没有标题）#%(number)d") % {"number": article.pk}

    @admin.display(description=gettext_lazy("刊发日期"), ordering="date_from", empty_value="—")
    def date(self, article: Article) -> str | None:
        """Return the date as far as it is known, and whether it is a guess."""
        if article.date_basis == "inferred":
            return _("%(date)s（推定）") % {"date": article.date_published}
        return article.date_published

    @admin.display(description=gettext_lazy("署名数"))
    def signed(self, article: Any) -> int:
        """Return how many signed the report."""
        return int(article.signed_count)

    @admin.action(description=gettext_lazy("发布所选"), permissions=["publish"])
    def publish_many(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        """Publish each report that can be."""
        tell(request, PUBLISH, move_all(one_by_one(articles), PUBLISH, request.user))

    @admin.action(description=gettext_lazy("送审所选"), permissions=["submit"])
    def submit_many(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        """Submit each report that can be."""
        tell(request, SUBMIT, move_all(one_by_one(articles), SUBMIT, request.user))

    @admin.action(description=gettext_lazy("撤下所选……"), permissions=["withdraw"])
    def withdraw_many(self, request: HttpRequest, articles: QuerySet[Article]) -> HttpResponse | None:
        """Ask for the reason, then withdraw each report that can be."""
        reason = request.POST.get("reason", "").strip()
        if reason:
            tell(request, WITHDRAW, move_all(one_by_one(articles), WITHDRAW, request.user, reason))
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("撤下报道"),
            "opts": self.opts,
            "articles": articles[:NAMED_AT_MOST],
            "total": articles.count(),
            "takes_all": request.POST.get("select_across") == "1",
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "error": _("撤下须写明原因。") if "reason" in request.POST else "",
        }
        return TemplateResponse(request, "admin/archive/article/withdraw.html", context)

    @admin.action(description=gettext_lazy("修改所选……"), permissions=["change"])
    def edit_many(self, request: HttpRequest, articles: QuerySet[Article]) -> HttpResponse | None:
        """Ask which fields get which value, for all of them."""
        return bulk_edit(request, self.admin_site.each_context(request), articles)

    # The review

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Find a place by name, pinyin or code."""
        if db_field.related_model is not Place:
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        kwargs["widget"] = PlaceSelect(db_field, self.admin_site)
        return saying_where(super().formfield_for_foreignkey(db_field, request, **kwargs))

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """Offer to add a paper beside its box, and none of the admin's other shortcuts."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = False
            field.widget.can_delete_related = False
            field.widget.can_view_related = False
        return field

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField | None:
        """Find further places by name, pinyin or code."""
        kwargs["widget"] = PlaceSelectMultiple(db_field, self.admin_site)
        return saying_where(super().formfield_for_manytomany(db_field, request, **kwargs))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Article | None:
        """Return a report; one that is about to be saved is held until it is, so that nobody saves between."""
        if request.method == "POST" and connection.in_atomic_block and object_id.isascii() and object_id.isdigit():
            Article.objects.select_for_update().filter(pk=object_id).values_list("pk").first()
        return super().get_object(request, object_id, from_field)

    def get_form(
        self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any
    ) -> type[ArticleForm]:
        """Return the form, which knows who fills it in, and shows their own edit where one waits."""
        form = cast(type[ArticleForm], super().get_form(request, obj, change, **kwargs))
        form.by = request.user
        form.proposed = self._proposed(request, obj)
        return form

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Article, inline: admin.options.InlineModelAdmin, prefix: str
    ) -> dict[str, Any]:
        """Show the rows of one's own edit that waits."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        proposed = self._proposed(request, obj)
        if proposed:
            figures, credits = rows_of(proposed)
            is_credits = isinstance(inline, CreditInline)
            kwargs["shown"] = credits if is_credits else figures
            kwargs |= {"captions": [str(figure) for figure in figures]} if is_credits else {}
        return kwargs

    def _proposed(self, request: HttpRequest, article: Article | None) -> ArticleRecord | None:
        if article is None or request.method == "POST" or not must_wait(article, request.user):
            return None
        pending = revising.pending_of(article.pk)
        return cast(ArticleRecord, pending.record) if pending and pending.by == request.user else None

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Render the review, with what stands beside the form."""
        article = kwargs.get("obj")
        if article is not None:
            form = context["adminform"].form
            context |= {
                "review": review_of(article, form.fields, request.user),
                "pending": revising.pending_of(article.pk),
                "waits": must_wait(article, request.user),
                "conflict": conflict_of(form, [one.formset for one in context["inline_admin_formsets"]]),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, article: Article, form: ArticleForm, change: bool) -> None:
        """Leave the saving to `save_related`, which knows whether anything was edited."""

    def save_related(
        self, request: HttpRequest, form: ArticleForm, formsets: list[Any], change: bool
    ) -> None:
        """Save the report with its signatures and figures where anything was edited, or let the edit wait."""
        if not form.is_edited and not any(formset.has_changed() for formset in formsets):
            return
        article, record = form.instance, typed_record(form, formsets)
        try:
            waits = put_forward(article, record, request.user, form.cleaned_data["why"] or "")
        except PublishingError as error:
            messages.error(request, str(error))
            return
        if waits:
            messages.warning(
                request, _("“%(title)s”的改动已经提交；批准之前，读者看到的不变。") % {"title": article}
            )

    def response_change(self, request: HttpRequest, article: Article) -> HttpResponse:
        """Make the move whose button was pressed, and show the review again."""
        move = pressed(request)
        if move is None and must_wait(article, request.user):
            return HttpResponseRedirect(request.get_full_path())
        if move is None:
            return super().response_change(request, article)
        self._move(request, article, move)
        return HttpResponseRedirect(request.get_full_path())

    def _move(self, request: HttpRequest, article: Article, move: Move) -> None:
        try:
            move.act(article, request.user, request.POST.get("note", "").strip())
        except PublishingError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, _("“%(title)s”已%(act)s。") % {"title": article, "act": move.label}
            )

    # Other pages

    def get_urls(self) -> list[URLPattern]:
        """Add the pages for uploading, for editing many and for the preview."""
        view = self.admin_site.admin_view
        return [
            path("upload/", view(self.upload), name="archive_article_upload"),
            path("bulk-edit/", view(self.bulk_edit), name="archive_article_bulk_edit"),
            path("<path:object_id>/preview/", view(self.preview), name="archive_article_preview"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the upload: a report begins with its page."""
        return redirect("admin:archive_article_upload")

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Take files or a pasted text in."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return upload(request, self.admin_site.each_context(request), may_publish_own(request.user))

    def bulk_edit(self, request: HttpRequest) -> HttpResponse:
        """Show what a bulk edit would do, or do it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return redirect("admin:archive_article_changelist")
        return bulk_edit_step(request, self.admin_site.each_context(request))

    def preview(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Render a report as readers will see it, whatever its state; for staff alone."""
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404(_("没有这篇报道。"))
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        prefetch_related_objects([article], Prefetch("further_places", Place.objects.select_related("parent")))
        context = report_page(as_read(article)) | {
            "review_url": reverse("admin:archive_article_change", args=[article.pk]),
        }
        return TemplateResponse(request, "admin/archive/article/preview.html", context)
