"""Figures within the review: the picture where it was kept, its caption, whose it is, and where it was linked."""

# mypy: disable-error-code=type-arg
# (Django's form classes take no type arguments at run time.)

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
        for name in ("rights_note", "source_url"):
            self.fields[name].widget.attrs["placeholder"] = self.fields[name].label  # the review has no heads
        if self.instance.picture:
            self.initial["picture_digest"] = self.instance.picture.digest


class FigureInline(PartOfReport):
    """The table of figures."""

    model = Figure
    form = FigureForm
    readonly_fields = ["shown"]

    @admin.display(description=gettext_lazy("图像"))
    def shown(self, figure: Figure) -> str:
        """Return the picture, small, as a link to the whole of it."""
        if figure.picture is None:
            return "—"
        address = reverse("picture", args=[figure.picture.digest])
        return format_html('<a href="{}"><img src="{}" alt="{}"></a>', address, address, _("看大图"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Figure]:
        """Fetch the pictures with their figures."""
        return super().get_queryset(request).select_related("picture")
