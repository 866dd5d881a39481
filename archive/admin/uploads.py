"""Uploading: files or a pasted text -> captures -> a batch, and on to its page.

A file that is empty, too large or unreadable is a row of the batch, and the others go in. The bytes are kept in the
request; what they say is read at once where that is quick, else by `manage.py work`. `static/js/upload.js` tells where
each file lay, so that a saved page brings the pictures of its folder, and sends very many in portions into one batch.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.places import PlaceSelect, located
from archive.ingest.batches import run_at_once
from archive.ingest.file_kinds import KNOWN, LISTED
from archive.ingest.page_folder import sort_out
from archive.ingest.receiving import MAX_LABEL, BatchClosedError, ReceivedFile, add_to_batch, make_batch
from archive.ingest.recording import Given
from archive.models import Article, IngestBatch, Newspaper, Place

PASTED_ROWS: Final = 12
FILES_A_PORTION: Final = 200  # that the page sends at once; below what Django receives
BYTES_A_PORTION: Final = 20_000_000
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
    paths = forms.CharField(required=False, widget=forms.HiddenInput({"data-paths": ""}))  # JSON, one of each file
    batch = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)  # that a portion goes on with
    after = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)  # so many files of it

    def __init__(self, *args: Any, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["place"]
        place.widget = PlaceSelect(Article._meta.get_field("place"), admin.site, choices=place.choices)
        place.label_from_instance = located
        self.fields["file"].help_text = _(
            "可收 %(endings)s；每个不超过 %(limit)s。"
            "浏览器存的网页连同旁边的文件夹（网页名_files）一起拖来，图片就随网页收入。"
            "浏览器关了 JavaScript 时一次最多 %(files)d 个，多了请打成 zip。"
        ) % {
            "endings": " ".join(LISTED),
            "files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
            "limit": filesizeformat(settings.UPLOAD_MAX_BYTES),
        }
        if not may_publish:
            del self.fields["publish"]

    def clean_paths(self) -> list[str]:
        """Return where each file lay; nothing where that is not said of each."""
        try:
            paths = json.loads(self.cleaned_data["paths"] or "[]")
        except (ValueError, RecursionError):
            return []
        is_of_each = isinstance(paths, list) and len(paths) == len(self.cleaned_data.get("file") or ())
        return paths if is_of_each and all(isinstance(path, str) for path in paths) else []

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
    paths = cleaned.get("paths") or [""] * len(cleaned["file"])
    for file, path in zip(cleaned["file"], paths, strict=True):
        yield ReceivedFile(file.name or _("无名文件"), file.size or 0, file.read, path)
    text = cleaned.get("text") or ""
    if text.strip():
        payload = text.encode(errors="surrogatepass")
        yield ReceivedFile(_name_of_text(cleaned.get("text_name") or ""), len(payload), lambda: payload)


def _take_portion(request: HttpRequest, form: UploadForm) -> JsonResponse:
    """Keep a portion of very many files: {batch, url} of what it went into, or {error}.

    The first makes the batch, with what the form says of it; those that follow name it and how many files it has; the
    last has no `more`. One that comes twice, because its answer was lost, is kept once.
    """
    if not form.is_valid():
        return _refused("".join(str(one) for errors in form.errors.values() for one in errors))
    cleaned = form.cleaned_data
    if cleaned["batch"] is None:
        batch = receive(cleaned, request.user)
    else:
        own: Any = request.user
        known = IngestBatch.objects.filter(pk=cleaned["batch"], created_by=own).first()
        if known is None:
            return _refused(_("没有这个批次，或不是您的。请重新收入。"))
        batch = known
        try:
            add_to_batch(batch, _received(cleaned), cleaned["after"] or 0, request.user)
        except BatchClosedError as error:
            return _refused(str(error))
    if not request.POST.get("more"):
        batch.refresh_from_db()
        run_at_once(batch)
    return JsonResponse({"batch": batch.pk, "url": batch.get_absolute_url(), "files": batch.files.count()})


def _refused(error: str) -> JsonResponse:
    return JsonResponse({"error": error}, status=400)


def _tell_left_out(request: HttpRequest, paths: list[str]) -> None:
    """Say how many files of pages' folders were left out."""
    count = sort_out(paths).left_out
    if count:
        told = _("网页旁的文件夹里有 %(count)d 个样式、脚本等文件，不是图片，没有收入。")
        messages.info(request, told % {"count": count})


def _name_of_text(given: str) -> str:
    """Return the file name of a pasted text; under any name that is no page's it is plain text."""
    now = timezone.localtime().strftime("%Y-%m-%d %H.%M.%S")
    name = given.strip() or _("粘贴 %(time)s") % {"time": now}
    return name if name.lower().endswith(PAGE_ENDINGS) else f"{name}.txt"


def upload(request: HttpRequest, context: dict[str, Any], may_publish: bool) -> HttpResponse:
    """Show the form, or keep what it brought and lead to its batch."""
    form = UploadForm(request.POST or None, request.FILES or None, may_publish=may_publish)
    if request.method == "POST" and "portion" in request.POST:
        return _take_portion(request, form)
    if request.method == "POST" and form.is_valid():
        _tell_left_out(request, form.cleaned_data["paths"])
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
        "portion_files": FILES_A_PORTION,
        "portion_bytes": BYTES_A_PORTION,
    }
    return TemplateResponse(request, "admin/archive/article/upload.html", page)
