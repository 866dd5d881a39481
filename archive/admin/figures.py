"""Figures within the review: captions, and where each picture was linked."""

# mypy: disable-error-code=type-arg
# (Django's form classes take no type arguments at run time.)

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from archive.admin.numbering import NumberedForm, PartOfReport
from archive.admin.typed_text import TypedText
from archive.admin.web_addresses import WebAddress
from archive.models import Figure


class FigureForm(NumberedForm):
    """One picture of the page."""

    caption = TypedText(label=Figure._meta.get_field("caption").verbose_name, rows=2)
    picture_digest = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Figure
        fields = ["caption", "rights_note", "source_url", "order"]
        field_classes = {"source_url": WebAddress}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.picture:
            self.initial["picture_digest"] = self.instance.picture.digest


class FigureInline(PartOfReport):
    """The table of figures."""

    model = Figure
    form = FigureForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[Figure]:
        """Fetch the pictures with the rows."""
        return super().get_queryset(request).select_related("picture")
