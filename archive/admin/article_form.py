"""The form of the review: every field of a report, each with the evidence it was read from.

In: what a person typed. Out: an Article whose derived fields (days of the date, clean body, its text
and digest) are in step, or messages beside the fields. Saving is `articles.py`'s business. The form carries
where the report stood when it was opened (`conflicts.py`): over what somebody else saved since, nothing is saved
before its author has been shown it.
"""

# mypy: disable-error-code=type-arg
# (Django's form classes take no type arguments at run time.)

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import revising
from archive.admin.conflicts import Standing, read_standing, standing_of, what_happened
from archive.admin.moves import PUBLISH, RETURN, WITHDRAW, is_pressed
from archive.admin.typed_text import TypedText, with_paragraphs
from archive.admin.web_addresses import WebAddress
from archive.article_values import ArticleRecord, set_values
from archive.editing import set_body, text_digest
from archive.hand_edits import EVERY_FIELD, edited_fields, mark
from archive.models import Article
from archive.permissions import Actor
from archive.proposals import must_wait
from archive.text.days import span_of

DATE_SHAPE: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
WIDE: Final = {"class": "vLargeTextField"}
WIDE_FIELDS: Final = ("kicker", "headline", "subtitle", "source_printed", "source_url")


def label_of(field: str) -> Any:
    """Return what a field of a report is called on screen."""
    return getattr(Article._meta.get_field(field), "verbose_name", field)


class ArticleForm(forms.ModelForm):
    """A report as it is corrected by a person; `proposed` is their own edit that waits, to be gone on with."""

    by: Actor = None
    proposed: ArticleRecord | None = None
    held: frozenset[str] = frozenset()  # fields that a person settled
    outdated_by: tuple[Standing | None, Standing] | None = None  # seen, now: where the report has moved on

    byline = TypedText(label=label_of("byline"), rows=2, help_text=gettext_lazy("照印"))
    editors_note = TypedText(label=label_of("editors_note"), rows=3)
    date_evidence = TypedText(label=label_of("date_evidence"), rows=2)
    body_html = TypedText(
        label=label_of("body_html"), rows=24, empty_value="",
        help_text=gettext_lazy("HTML，没有标签的一行是一段；保存时只留下段落、小标题、列表、表格和图片说明。"),
    )  # fmt: skip
    rights = TypedText(
        label=label_of("rights"), rows=2, empty_value="",
        help_text=gettext_lazy("印在报道的页面上；空着即同报纸。"),
    )  # fmt: skip
    note = TypedText(label=gettext_lazy("说明"), rows=2)
    why = TypedText(label=gettext_lazy("修改说明（可不填；记在版本里）"), rows=1)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Article
        fields = [
            "kicker", "headline", "subtitle", "column_name", "place", "further_places", "newspaper",
            "source_printed", "site", "source_url", "issue_number", "print_page", "date_published",
            "date_basis", "date_evidence", "period_start", "period_end", "byline", "editors_note",
            "body_html", "identifier", "access", "rights",
        ]  # fmt: skip
        field_classes = {"source_url": WebAddress}
        widgets = {name: forms.TextInput(WIDE) for name in WIDE_FIELDS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        article: Article | None = kwargs.get("instance")
        # Read before what it stands for: what is saved between the two makes the form outdated, never unaware.
        standing = standing_of(article) if article and not args else None
        if article and standing:
            article.refresh_from_db()
        if article and self.proposed:
            set_values(article, self.proposed)
        super().__init__(*args, **kwargs)
        if self.proposed:
            self.initial["further_places"] = self.proposed["further_places"]
        if standing:
            self.initial["seen"] = str(standing)
        for name, words in self.instance.evidence.items():
            if name in self.fields and words:
                self._show_evidence(name, words)
        if standing and article:
            self._show_held(article)

    def _show_evidence(self, name: str, words: object) -> None:
        self._help(name, format_html('<span class="evidence"><b>{}</b>{}</span>', _("凭据"), words))

    def _show_held(self, article: Article) -> None:
        """Lead from each field that a person settled to where it is given back to the rules.

        Where all are held, because it is not known which were, one link above the form does for all of them.
        """
        page = reverse("admin:archive_article_held", args=[article.pk])
        self.held = edited_fields(article)
        linked: frozenset[str] = frozenset() if self.held == EVERY_FIELD else self.held & set(self.fields)
        for name in linked:
            words = _("让规则重新读这一项")
            self._help(name, format_html('<a class="held" href="{}?field={}">{}</a>', page, name, words))

    def _help(self, name: str, shown: str) -> None:
        field = self.fields[name]
        field.help_text = format_html("{} {}", field.help_text, shown) if field.help_text else shown

    def clean(self) -> dict[str, Any]:
        """Return the fields, with a message beside each that does not hold."""
        cleaned = super().clean() or self.cleaned_data
        self._check_unseen_edit()
        self._check_other_s_proposal()
        self._check_date(cleaned)
        start, end = cleaned.get("period_start"), cleaned.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("所述时段的止早于始。"))
        if WITHDRAW.name in self.data and not cleaned.get("note"):
            self.add_error("note", _("撤下须写明原因。"))
        if self._goes_public() and "headline" in cleaned and not cleaned["headline"]:
            self.add_error("headline", _("没有标题，不能发布。请先填写标题。"))
        return cleaned

    def _goes_public(self) -> bool:
        return PUBLISH.name in self.data or (self.instance.is_public and WITHDRAW.name not in self.data)

    def _check_unseen_edit(self) -> None:
        """Refuse once to write over what somebody else saved meanwhile; a second press means it."""
        if "seen" not in self.fields:
            return
        now, seen = standing_of(self.instance), read_standing(self.data.get("seen"))
        if seen != now:
            self.outdated_by = (seen, now)
            self.data = _with_seen(self.data, str(now))
            told = _("%(event)s什么也没有保存，您填的都在下面；请先对照，再按一次即以您的为准。")
            self.add_error(None, told % {"event": what_happened(self.instance, seen, now)})

    def _check_other_s_proposal(self) -> None:
        """Refuse an edit that would have to wait behind somebody else's."""
        pending = revising.pending_of(self.instance.pk) if must_wait(self.instance, self.by) else None
        if pending and pending.by != self.by and not is_pressed(self.data):
            told = _("%(name)s 对这篇报道的改动还在等待批准；批准或退回之后才能再提。您填的都在下面。")
            self.add_error(None, told % {"name": pending.by or "—"})

    def _check_date(self, cleaned: dict[str, Any]) -> None:
        value = cleaned.get("date_published")
        if not value:
            return
        message = date_error(value)
        if message:
            self.add_error("date_published", message)
        if not cleaned.get("date_basis"):
            self.add_error("date_basis", _("请选择依据：页面注明，或推定。"))
        if cleaned.get("date_basis") == "inferred" and not cleaned.get("date_evidence"):
            self.add_error("date_evidence", _("推定的日期须写明凭据。"))

    def _post_clean(self) -> None:
        """Bring the derived fields in step once everything else holds."""
        super()._post_clean()  # type: ignore[misc]
        if set(self.errors) - {NON_FIELD_ERRORS}:
            return
        article, cleaned = self.instance, self.cleaned_data
        article.set_date(cleaned["date_published"], cleaned["date_basis"], cleaned["date_evidence"])
        mark(article, self.changed_data)
        if "body_html" in self.changed_data:
            for warning in set_body(article, with_paragraphs(cleaned["body_html"])):
                self.add_error("body_html", warning)
        elif "headline" in self.changed_data:
            article.text_digest = text_digest(article.headline, article.body_text)
        if self._goes_public() and not article.body_text:
            self.add_error("body_html", _("没有正文，不能发布。请先填写正文。"))

    @property
    def is_edited(self) -> bool:
        """Tell whether anything of the report itself was changed."""
        return bool(set(self.changed_data) - {"note", "seen", "why"})

    @property
    def note_label(self) -> str:
        """Return what the note is for in the report's present state; "" where no move takes one."""
        if WITHDRAW.suits(self.instance):
            return _("撤下的原因（读者会看到）")
        return _("退回的说明") if RETURN.suits(self.instance) else ""


def _with_seen(typed: Any, now: str) -> Any:
    """Return what was typed, with the standing that has now been shown."""
    copied = typed.copy()
    copied["seen"] = now
    return copied


def date_error(value: str) -> str:
    """Return what is wrong with a typed date and how to write it; "" where nothing is."""
    if not DATE_SHAPE.fullmatch(value):
        message = _("刊发日期写作 YYYY、YYYY-MM 或 YYYY-MM-DD，例如 2022-06-16；“%(value)s”不是。")
        return message % {"value": value}
    try:
        span_of(value)
    except ValueError:
        return _("日历上没有“%(value)s”这一天。") % {"value": value}
    return ""
