"""Uploading: files or a pasted text -> captures -> drafts, and what became of each.

A file that is empty, too large or unreadable is reported by its name and the others go in. The outcome
is kept in the session and shown on a page of its own, so that reloading it takes nothing in again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import publishing
from archive.admin.places import PlaceSelect, located
from archive.ingest.intake import ingest, keep_capture
from archive.ingest.recording import Given
from archive.models import Article, Newspaper, Place

SESSION_KEY: Final = "upload_outcome"
STATUS_LABELS: Final[dict[str, str | Promise]] = {
    "new": gettext_lazy("新收"),
    "unchanged": gettext_lazy("未变"),
    "near": gettext_lazy("相近"),
    "needs review": gettext_lazy("待看"),
    "failed": gettext_lazy("失败"),
}
PASTED_ROWS: Final = 12
PAGE_ENDINGS: Final = (".txt", ".html", ".htm")  # a pasted text under any other name is plain text


class ManyFilesInput(forms.ClearableFileInput):
    """A file box that takes several."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; each is judged when it is taken in, so that a bad one does not stop the others."""

    widget = ManyFilesInput

    def clean(self, value: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Return the files, in the order in which they came."""
        return [file for file in value or [] if file]


class UploadForm(forms.Form):
    """What is taken in, and what the person knows of it that the pages may not say."""

    file = ManyFilesField(label=gettext_lazy("文件"), required=False)
    text = forms.CharField(
        label=gettext_lazy("或粘贴文字"), required=False, strip=False,
        widget=forms.Textarea({"rows": PASTED_ROWS, "class": "vLargeTextField"}),
    )  # fmt: skip
    text_name = forms.CharField(
        label=gettext_lazy("粘贴文字的名称"), required=False, max_length=200,
        help_text=gettext_lazy("记作原件的文件名；不填则以时间为名。"),
        widget=forms.TextInput({"class": "vTextField"}),
    )  # fmt: skip
    place = forms.ModelChoiceField(
        Place.objects.select_related("parent__parent"), label=gettext_lazy("地方"), required=False,
        help_text=gettext_lazy("页面没有写明时才用。可输入名称、拼音或代码来找。"),
        error_messages={"invalid_choice": gettext_lazy("没有这个代码的地方。")},
    )  # fmt: skip
    newspaper = forms.CharField(
        label=gettext_lazy("报纸"), required=False, max_length=100,
        help_text=gettext_lazy("页面没有写明时才用。写全称；没有的会新建。"),
        widget=forms.TextInput({"class": "vTextField", "list": "newspapers", "autocomplete": "off"}),
    )  # fmt: skip
    publish = forms.BooleanField(label=gettext_lazy("收入后直接发布"), required=False)

    def __init__(self, *args: Any, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["place"]
        place.widget = PlaceSelect(Article._meta.get_field("place"), admin.site, choices=place.choices)
        place.label_from_instance = located
        self.fields["file"].help_text = _("可一次选多个，也可拖到框里；每个不超过 %(limit)s。") % {
            "limit": filesizeformat(settings.UPLOAD_MAX_BYTES)
        }
        if not may_publish:
            del self.fields["publish"]

    def clean(self) -> dict[str, Any]:
        """Return what was given; there must be something."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("file") and not (cleaned.get("text") or "").strip() and not self.errors:
            self.add_error("file", _("请选择文件，或在下面粘贴文字。"))
        return cleaned


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one page."""

    file: str
    status: str
    reason: str | None = None
    encoding: str | None = None
    article_id: int | None = None
    title: str | None = None

    @property
    def label(self) -> str:
        """Return the status in words."""
        return str(STATUS_LABELS[self.status])

    @property
    def mark(self) -> str:
        """Return the status as a CSS class."""
        return self.status.replace(" ", "-")


def take_in(cleaned: dict[str, Any], by: Any) -> list[Outcome]:
    """Take in everything that was given, and return what became of each page."""
    given = Given(
        place=cleaned.get("place"),
        newspaper=(cleaned.get("newspaper") or "").strip() or None,
        publish=bool(cleaned.get("publish")),
        by=by,
    )
    with publishing.held_back():
        outcomes = [outcome for file in cleaned["file"] for outcome in _take_in_file(file, given)]
        return [*outcomes, *_take_in_text(cleaned, given)]


def _take_in_file(file: UploadedFile[Any], given: Given) -> Iterator[Outcome]:
    name = file.name or _("无名文件")
    size = file.size or 0
    if size > settings.UPLOAD_MAX_BYTES:
        reason = _("文件有 %(size)s，超过 %(limit)s 的上限。") % {
            "size": filesizeformat(size), "limit": filesizeformat(settings.UPLOAD_MAX_BYTES)
        }  # fmt: skip
        yield Outcome(name, "failed", reason)
    elif not size:
        yield Outcome(name, "failed", _("文件是空的。"))
    else:
        yield from _take_in_bytes(name, file.read(), given)


def _take_in_text(cleaned: dict[str, Any], given: Given) -> Iterator[Outcome]:
    text = cleaned.get("text") or ""
    if text.strip():
        name = (cleaned.get("text_name") or "").strip() or _("粘贴 %(time)s") % {
            "time": timezone.localtime().strftime("%Y-%m-%d %H.%M.%S")
        }
        is_page = name.lower().endswith(PAGE_ENDINGS)
        yield from _take_in_bytes(name if is_page else f"{name}.txt", text.encode(), given)


def _take_in_bytes(name: str, payload: bytes, given: Given) -> Iterator[Outcome]:
    try:
        capture = keep_capture(name, payload, given.by)
    except OSError as error:
        yield Outcome(name, "failed", _("原件没能保存：%(reason)s") % {"reason": error.strerror or error})
        return
    for result in ingest(capture, given):
        article = result.article
        yield Outcome(
            result.file, result.status, result.reason, result.encoding,
            article.pk if article else None, str(article) if article else None,
        )  # fmt: skip


def upload(request: HttpRequest, context: dict[str, Any], may_publish: bool) -> HttpResponse:
    """Show the form, or take in what it brought and lead to the outcome."""
    form = UploadForm(request.POST or None, request.FILES or None, may_publish=may_publish)
    if request.method == "POST" and form.is_valid():
        outcomes = take_in(form.cleaned_data, request.user)
        request.session[SESSION_KEY] = [asdict(outcome) for outcome in outcomes]
        return redirect("admin:archive_article_upload_outcome")
    newspapers = Newspaper.objects.filter(is_sample=False).values_list("name", flat=True)
    page = {**context, "title": _("收入页面"), "opts": Article._meta, "form": form, "newspapers": newspapers}
    return TemplateResponse(request, "admin/archive/article/upload.html", page)


def upload_outcome(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Show what became of the last upload of this session, or the form where there was none."""
    kept = request.session.get(SESSION_KEY)
    if not kept:
        return redirect("admin:archive_article_upload")
    outcomes = [Outcome(**fields) for fields in kept]
    found = Counter(outcome.status for outcome in outcomes)
    counts = [(label, found[status]) for status, label in STATUS_LABELS.items() if found[status]]
    page = {**context, "title": _("收入结果"), "opts": Article._meta, "outcomes": outcomes, "counts": counts}
    return TemplateResponse(request, "admin/archive/article/outcome.html", page)
