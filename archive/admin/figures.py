"""Figures within the review: captions, and where each picture was linked."""

# mypy: disable-error-code=type-arg
# (Django's form classes take no type arguments at run time.)

from __future__ import annotations

from django.contrib import admin

from archive.admin.numbering import NumberedForm, NumberedFormSet
from archive.admin.typed_text import TypedText
from archive.admin.web_addresses import WebAddress
from archive.models import Figure


class FigureForm(NumberedForm):
    """One picture of the page."""

    caption = TypedText(label=Figure._meta.get_field("caption").verbose_name, rows=2)

    class Meta:
        model = Figure
        fields = ["caption", "rights_note", "source_url", "order"]
        field_classes = {"source_url": WebAddress}


class FigureInline(admin.TabularInline):
    """The table of figures."""

    model = Figure
    form = FigureForm
    formset = NumberedFormSet
    extra = 0
