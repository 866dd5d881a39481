"""Reports for staff: the list, and the review of one, where it is corrected and moved.

A form goes: fields -> `record_edit` (with its signatures and figures, in one transaction) -> the move
whose button was pressed. A move that the state does not allow leaves the edit saved and says why.
"""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Field, ForeignKey, ManyToManyField, Q, QuerySet
from django.forms import ModelChoiceField, ModelMultipleChoiceField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import publishing
from archive.admin.article_form import ArticleForm
from archive.admin.credits import CreditInline
from archive.admin.figures import FigureInline
from archive.admin.filters import CityFilter, ProvinceFilter, YearFilter
from archive.admin.moves import PUBLISH, SUBMIT, WITHDRAW, Move, move_all, pressed, tell
from archive.admin.places import PlaceSelect, PlaceSelectMultiple, located
from archive.admin.review import review_of
from archive.admin.uploads import upload, upload_outcome
from archive.browsing import ancestors, neighbours
from archive.hand_edits import fields_of
from archive.ingest.recording import rehome
from archive.models import Article, Place
from archive.publishing import PublishingError

# The long columns of a report, which the list does not show.
HEAVY: Final = ("body_html", "body_text", "evidence", "removed", "warnings", "section_headings")
ChoosesPlaces = TypeVar("ChoosesPlaces", bound=ModelChoiceField)
NAMED_AT_MOST: Final = 200  # reports named before a withdrawal; beyond that "all found" is what was chosen
HOME_FIELDS: Final = {"newspaper", "place"}  # what a contributor's name belongs to


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    """The reports."""

    form = ArticleForm
    inlines = [CreditInline, FigureInline]
    list_display = ["title", "state", "place", "date", "newspaper", "signed"]
    list_filter = [
        "state", ProvinceFilter, CityFilter, YearFilter, ("newspaper", admin.RelatedOnlyFieldListFilter),
    ]  # fmt: skip
    list_select_related = ["place", "newspaper"]
    list_per_page = 50
    ordering = ["state", "-pk"]  # what waits for somebody comes first: draft, in_review, published, withdrawn
    search_fields = ["headline", "kicker", "subtitle", "body_text", "byline",
                     "credits__contributor__name", "=identifier"]  # fmt: skip
    search_help_text = gettext_lazy("搜标题、引题、副题、正文、署名、人名、外部编号")
    autocomplete_fields = ["newspaper"]
    actions = ["publish_many", "submit_many", "withdraw_many"]
    fieldsets = [
        (gettext_lazy("标题"), {"fields": ["kicker", "headline", "subtitle", "column_name"]}),
        (gettext_lazy("地方与日期"), {"fields": [
            "place", "further_places", ("date_published", "date_basis"), "date_evidence",
            ("period_start", "period_end"),
        ]}),
        (gettext_lazy("出处"), {"fields": [
            "newspaper", ("issue_number", "print_page"), "source_printed", "site", "source_url", "identifier",
        ]}),
        (gettext_lazy("署名与正文"), {"fields": ["byline", "editors_note", "body_html"]}),
    ]  # fmt: skip

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

    @admin.action(description=gettext_lazy("发布所选"), permissions=["change"])
    def publish_many(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        """Publish each report that can be."""
        tell(request, PUBLISH, move_all(_one_by_one(articles), PUBLISH, request.user))

    @admin.action(description=gettext_lazy("送审所选"), permissions=["change"])
    def submit_many(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        """Submit each report that can be."""
        tell(request, SUBMIT, move_all(_one_by_one(articles), SUBMIT, request.user))

    @admin.action(description=gettext_lazy("撤下所选……"), permissions=["change"])
    def withdraw_many(self, request: HttpRequest, articles: QuerySet[Article]) -> HttpResponse | None:
        """Ask for the reason, then withdraw each report that can be."""
        reason = request.POST.get("reason", "").strip()
        if reason:
            tell(request, WITHDRAW, move_all(_one_by_one(articles), WITHDRAW, request.user, reason))
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

    def delete_model(self, request: HttpRequest, article: Article) -> None:
        """Delete a report through the one door, which leaves its number and a Change."""
        publishing.delete(article, request.user)

    def delete_queryset(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        """Delete each report through the one door."""
        with publishing.held_back():
            for article in _one_by_one(articles):
                publishing.delete(article, request.user)

    # The review

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Find a place by name, pinyin or code."""
        if db_field.related_model is not Place:
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        kwargs["widget"] = PlaceSelect(db_field, self.admin_site)
        return _saying_where(super().formfield_for_foreignkey(db_field, request, **kwargs))

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
        return _saying_where(super().formfield_for_manytomany(db_field, request, **kwargs))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Render the review, with what stands beside the form."""
        article = kwargs.get("obj")
        if article is not None:
            context["review"] = review_of(article, context["adminform"].form.fields)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, article: Article, form: ArticleForm, change: bool) -> None:
        """Leave the saving to `save_related`, which knows whether anything was edited."""

    def save_related(
        self, request: HttpRequest, form: ArticleForm, formsets: list[Any], change: bool
    ) -> None:
        """Save the report with its signatures and figures; an edit is recorded where there was one."""
        super().save_related(request, form, formsets, change)
        article = form.instance
        if HOME_FIELDS & set(form.changed_data):
            rehome(article)
        if form.is_edited or any(formset.has_changed() for formset in formsets):
            publishing.record_edit(article, request.user, fields_by_hand=_settled(form, formsets))

    def response_change(self, request: HttpRequest, article: Article) -> HttpResponse:
        """Make the move whose button was pressed, and show the review again."""
        move = pressed(request)
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
        """Add the pages for uploading and for the preview."""
        view = self.admin_site.admin_view
        return [
            path("upload/", view(self.upload), name="archive_article_upload"),
            path("upload/outcome/", view(self.upload_outcome), name="archive_article_upload_outcome"),
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
        return upload(request, self.admin_site.each_context(request), self.has_change_permission(request))

    def upload_outcome(self, request: HttpRequest) -> HttpResponse:
        """Show what became of the last upload."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return upload_outcome(request, self.admin_site.each_context(request))

    def preview(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Render a report as readers will see it, whatever its state; for staff alone."""
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404(_("没有这篇报道。"))
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        context = {
            "article": article,
            "ancestors": ancestors(article.place) if article.place else (),
            "further_places": article.further_places.select_related("parent"),
            "neighbours": neighbours(article, Article.objects.published()),
            "review_url": reverse("admin:archive_article_change", args=[article.pk]),
        }
        return TemplateResponse(request, "admin/archive/article/preview.html", context)


def _one_by_one(articles: QuerySet[Article]) -> Iterator[Article]:
    """Yield whole reports; their numbers are read first: what is done to one may change the question."""
    for pk in list(articles.values_list("pk", flat=True)):
        yield Article.objects.get(pk=pk)


def _settled(form: ArticleForm, formsets: list[Any]) -> frozenset[str]:
    """Return the fields that the form and the tables below it changed."""
    tables = {"credit": "credits", "figure": "figures"}
    rows = [tables[formset.model._meta.model_name] for formset in formsets if formset.has_changed()]
    return fields_of([*form.changed_data, *rows])


def _saying_where(field: ChoosesPlaces | None) -> ChoosesPlaces | None:
    """Let a place field show where the chosen places lie."""
    if field is not None:
        chooser: Any = field
        chooser.queryset = Place.objects.select_related("parent__parent")
        chooser.label_from_instance = located
    return field
