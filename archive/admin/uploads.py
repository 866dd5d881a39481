"""Uploading: files or a pasted text -> captures -> a batch, and on to its page.

A file that is empty, too large or unreadable is a row of the batch, and the others go in. The bytes are kept in the
request; what they say is read at once where that is quick, else by `manage.py work`.
"""

from __future__ import annotations

from collections.abc import Iterator
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
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.places import PlaceSelect, located
from archive.ingest.batches import run_at_once
from archive.ingest.file_kinds import KNOWN, LISTED
from archive.ingest.receiving import MAX_LABEL, ReceivedFile, make_batch
from archive.ingest.recording import Given
from archive.models import Article, IngestBatch, Newspaper, Place

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
    label = forms.CharField(
        label=gettext_lazy("批次名称"), required=False, max_length=MAX_LABEL,
        help_text=gettext_lazy("以后凭它找这一批；不填则以第一个文件为名。"),
        widget=forms.TextInput({"class": "vTextField"}),
    )  # fmt: skip
    publish = forms.BooleanField(label=gettext_lazy("收入后直接发布"), required=False)

    def __init__(self, *args: Any, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["place"]
        place.widget = PlaceSelect(Article._meta.get_field("place"), admin.site, choices=place.choices)
        place.label_from_instance = located
        self.fields["file"].help_text = _("可收 %(endings)s；一次最多 %(files)d 个，每个不超过 %(limit)s。") % {
            "endings": " ".join(LISTED),
            "files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
            "limit": filesizeformat(settings.UPLOAD_MAX_BYTES),
        }
        if not may_publish:
            del self.fields["publish"]

    def clean(self) -> dict[str, Any]:
        """Return what was given; there must be something."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("file") and not (cleaned.get("text") or "").strip() and not self.errors:
            self.add_error("file", _("请选择文件，或在下面粘贴文字。"))
        return cleaned


def receive(cleaned: dict[str, Any], by: Any) -> IngestBatch:
    """Keep everything that was given, and return the batch of it."""
    given = Given(
        place=cleaned.get("place"),
        newspaper=(cleaned.get("newspaper") or "").strip() or None,
        publish=bool(cleaned.get("publish")),
        by=by,
    )
    return make_batch(_received(cleaned), given, (cleaned.get("label") or "").strip())


def _received(cleaned: dict[str, Any]) -> Iterator[ReceivedFile]:
    for file in cleaned["file"]:
        yield ReceivedFile(file.name or _("无名文件"), file.size or 0, file.read)
    text = cleaned.get("text") or ""
    if text.strip():
        payload = text.encode(errors="surrogatepass")
        yield ReceivedFile(_name_of_text(cleaned.get("text_name") or ""), len(payload), lambda: payload)


def _name_of_text(given: str) -> str:
    """Return the file name of a pasted text; under any name that is no page's it is plain text."""
    now = timezone.localtime().strftime("%Y-%m-%d %H.%M.%S")
    name = given.strip() or _("粘贴 %(time)s") % {"time": now}
    return name if name.lower().endswith(PAGE_ENDINGS) else f"{name}.txt"


def upload(request: HttpRequest, context: dict[str, Any], may_publish: bool) -> HttpResponse:
    """Show the form, or keep what it brought and lead to its batch."""
    form = UploadForm(request.POST or None, request.FILES or None, may_publish=may_publish)
    if request.method == "POST" and form.is_valid():
        batch = receive(form.cleaned_data, request.user)
        run_at_once(batch)
        return redirect(batch)
    page = {
        **context,
        "title": _("收入页面"),
        "opts": Article._meta,
        "form": form,
        "newspapers": Newspaper.objects.filter(is_sample=False).values_list("name", flat=True),
        "endings": " ".join(KNOWN),
        "most_bytes": settings.UPLOAD_MAX_BYTES,
        "most_files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
    }
    return TemplateResponse(request, "admin/archive/article/upload.html", page)
