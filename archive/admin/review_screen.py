"""The review: one screen a page, as it came on the left and as it was understood on the right.

In: a page of a batch, or a draft. Out: the record saved, moved and decided upon, and the next page that waits. The
record's form, its signatures and figures are those of `articles.py`; what stands beside them is `page_beside.py`'s.
"""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.article_form import ArticleForm
from archive.admin.articles import ArticleAdmin
from archive.admin.conflicts import read_standing, standing_of, what_happened
from archive.admin.decisions import (
    DecisionError,
    Subject,
    accept,
    accepting_moves,
    refusal_of_copy,
    reject,
    reopen,
)
from archive.admin.moves import pressed
from archive.admin.page_beside import page_beside
from archive.admin.recognition import ask_for_item, recognition_of
from archive.admin.review_steps import Steps
from archive.ingest.typing_in import TypingError, begin_typing
from archive.models import Article, BatchItem, Resemblance
from archive.proposals import must_wait
from archive.publishing import PublishingError

TEMPLATE: Final = "admin/archive/batchitem/review.html"
ACCEPT: Final = "_accept"  # the button of a page whose report needs no move
REJECT: Final = "_reject"
REOPEN: Final = "_reopen"
RECOGNISE: Final = "_recognise"
TYPE_IN: Final = "_type_in"
ROWS: Final = {"body_html": 14, "byline": 1, "date_evidence": 1}  # of the boxes
COMMON_REASONS: Final = (
    gettext_lazy("与党建无关"), gettext_lazy("重复"), gettext_lazy("内容残缺"), gettext_lazy("不是报道"),
)  # fmt: skip


class ReviewForm(ArticleForm):
    """The record's form, with a link from each field to the words it was read from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in ROWS.items():
            if name in self.fields:
                self.fields[name].widget.attrs["rows"] = rows

    def _show_evidence(self, name: str, words: object) -> None:
        field = self.fields[name]
        field.help_text = format_html(
            '<a class="evidence-link" href="#evidence-{}" aria-label="{}">{}</a> '
            '<span class="evidence-words">{}</span>',
            name, _("凭据：%(field)s") % {"field": field.label}, _("凭据"), words,
        )  # fmt: skip


class ReviewScreen(ArticleAdmin):
    """The form of the report on one screen, for one request."""

    form = ReviewForm
    change_form_template = TEMPLATE
    fieldsets = [
        (gettext_lazy("标题"), {"fields": ["kicker", "headline", "subtitle"]}),
        (gettext_lazy("地方与日期"), {"fields": ["place", ("date_published", "date_basis"), "date_evidence"]}),
        (gettext_lazy("出处与署名"), {"fields": ["newspaper", "source_printed", "byline"]}),
        (gettext_lazy("正文"), {"fields": ["body_html"]}),
        (gettext_lazy("更多"), {"classes": ["collapse"], "fields": [
            "column_name", ("issue_number", "print_page"), "further_places", ("period_start", "period_end"),
            "editors_note", "site", "source_url", "identifier", "access", "rights",
        ]}),
    ]  # fmt: skip

    def __init__(self, site: AdminSite, subject: Subject, steps: Steps) -> None:
        super().__init__(Article, site)
        self.subject = subject
        self.steps = steps

    def show(self, request: HttpRequest) -> HttpResponse:
        """Show the screen, or do what one of its buttons asks."""
        if request.method == "POST" and REJECT in request.POST:
            return self._reject(request)
        if request.method == "POST" and REOPEN in request.POST:
            return self._reopen(request)
        if request.method == "POST" and RECOGNISE in request.POST:
            messages.info(request, ask_for_item(request, self.subject.item))
            return redirect(self.steps.here)
        if request.method == "POST" and TYPE_IN in request.POST:
            return self._type_in(request)
        article = self.subject.article
        only_accepts = ACCEPT in request.POST and not self.has_change_permission(request, article)
        if article is not None and article.trashed_at is None and not only_accepts:
            return self.changeform_view(request, str(article.pk), extra_context=self._beside(request))
        if request.method == "POST" and ACCEPT in request.POST:
            return self._accepted(request)
        if request.method == "POST":
            messages.error(request, _("没有保存：这一页没有可改的记录，或别人已经处理了它。"))
            return redirect(self.steps.here)
        context = {**self.admin_site.each_context(request), "opts": self.opts, **self._beside(request)}
        return TemplateResponse(request, TEMPLATE, context)

    def get_formsets_with_inlines(
        self, request: HttpRequest, obj: Article | None = None
    ) -> Iterator[tuple[Any, Any]]:
        """Give each box of a row its name: here the rows have no head."""
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            for field in formset.form.base_fields.values():
                field.widget.attrs["aria-label"] = field.label
            yield formset, inline

    def get_inline_formsets(self, request: HttpRequest, formsets: Any, *args: Any, **kwargs: Any) -> Any:
        """Name the boxes that take a row away, too; a formset adds them by itself."""
        for form in (form for formset in formsets for form in formset.forms if "DELETE" in form.fields):
            form.fields["DELETE"].widget.attrs["aria-label"] = form.fields["DELETE"].label
        return super().get_inline_formsets(request, formsets, *args, **kwargs)

    def response_change(self, request: HttpRequest, article: Article) -> HttpResponse:
        """Make the move whose button was pressed, decide, and go on to the next; a plain save stays."""
        move = pressed(request)
        if move is None and ACCEPT not in request.POST:
            if not must_wait(article, request.user):  # who is told already that the edit waits
                messages.success(request, _("“%(title)s”已保存。") % {"title": article})
            return redirect(self.steps.here)
        if move is not None:
            before = article.state
            self._move(request, article, move)
            if Article.objects.values_list("state", flat=True).get(pk=article.pk) == before:
                return redirect(self.steps.here)  # refused: the message says why
        return self._accepted(request)

    def _accepted(self, request: HttpRequest) -> HttpResponse:
        try:
            accept(self.subject, request.user)
        except DecisionError as error:
            messages.error(request, str(error))
            return redirect(self.steps.here)
        return self._next(request)

    def _reject(self, request: HttpRequest) -> HttpResponse:
        try:
            self._demand_seen(request)
            reject(self.subject, request.user, request.POST.get("why", ""))
        except (DecisionError, PublishingError) as error:
            messages.error(request, str(error))
            return redirect(self.steps.here)
        text = _("“{title}”已退掉。<a href=\"{url}\">看这一页，或撤回</a>")
        messages.success(request, format_html(text, title=self._title(), url=self.steps.here))
        return self._next(request)

    def _demand_seen(self, request: HttpRequest) -> None:
        """Raise DecisionError where the draft that would go has moved on since the screen was opened."""
        article, seen = self.subject.article, request.POST.get("seen")
        if article is None or seen is None or not self.subject.owns_draft:
            return
        now = standing_of(article)
        if seen != str(now):
            told = _("%(event)s没有退掉，请再看一遍。")
            raise DecisionError(told % {"event": what_happened(article, read_standing(seen), now)})

    def _type_in(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        if not user.has_perm("archive.add_article") or self.subject.item is None:
            raise PermissionDenied
        try:
            begin_typing(self.subject.item, user)
        except TypingError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("已建一篇空的草稿，请照左边的原件录入。"))
        return redirect(self.steps.here)

    def _reopen(self, request: HttpRequest) -> HttpResponse:
        try:
            reopen(self.subject, request.user)
        except PublishingError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("已撤回，这一页重新等待处理。"))
        return redirect(self.steps.here)

    def _next(self, request: HttpRequest) -> HttpResponse:
        """Go on to the next page that waits; where none does, back to where the pages are listed."""
        following = self.steps.next_undecided
        if following is None:
            messages.success(request, _("都看完了。"))
        return redirect(following or self.steps.end)

    def _title(self) -> str:
        return str(self.subject.article or self.subject.item or "")

    def _beside(self, request: HttpRequest) -> dict[str, Any]:
        """Return what stands around the form."""
        subject, item = self.subject, self.subject.item
        moves = accepting_moves(request.user, subject)
        copy_waits = subject.waiting_printing is not None
        refusal = refusal_of_copy(subject, request.user) if copy_waits else ""
        return {
            "title": _("审看：%(title)s") % {"title": self._title()},
            "subject": subject,
            "item": item,
            "batch": item.batch if item else None,
            "beside": page_beside(subject.capture, subject.article, item.member if item else ""),
            "recognition": recognition_of(item),
            "steps": self.steps,
            "accepting": moves,
            "accepts_plainly": not moves and not subject.decision and not refusal,
            "copy_waits": copy_waits,
            "refusal": refusal,
            "common_reasons": COMMON_REASONS,
            "compare_url": compare_url(item) if item else None,
        }


def compare_url(item: BatchItem) -> str | None:
    """Return the page that shows a report side by side with the one it resembles, where there is one."""
    pair = sorted(number for number in (item.article_id, item.resembles_id) if number)
    if len(pair) != 2:
        return None
    found = Resemblance.objects.filter(first=pair[0], second=pair[1]).first()
    try:
        return reverse("admin:archive_resemblance_compare", args=[found.pk]) if found else None
    except NoReverseMatch:
        return None
