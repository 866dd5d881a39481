"""The form of a bulk edit: which fields of many reports get which value.

In: what a person ticked and typed. Out: the values by field, an empty one where the field is to be emptied.
"""

# mypy: disable-error-code=type-arg
# (Django's form classes take no type arguments at run time.)

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.article_form import date_error, label_of
from archive.admin.places import PlaceSelect, located
from archive.admin.typed_text import TypedText
from archive.models import Access, Article, Newspaper, Place

# What is ticked, with the fields that it sets.
GROUPS: Final = {
    "place": ("place",),
    "newspaper": ("newspaper",),
    "date": ("date_published", "date_basis", "date_evidence"),
    "column_name": ("column_name",),
    "issue_number": ("issue_number",),
    "print_page": ("print_page",),
    "source_printed": ("source_printed",),
    "access": ("access",),
    "rights": ("rights",),
}
GROUP_LABELS: Final = {"date": gettext_lazy("刊发日期")}


def _line(name: str) -> forms.CharField:
    """Return the box of a field of one line."""
    length: int = getattr(Article._meta.get_field(name), "max_length")  # noqa: B009  of its text fields
    widget = forms.TextInput({"class": "vTextField"})
    return forms.CharField(
        label=label_of(name), max_length=length, required=False, empty_value=None, widget=widget
    )


class BulkEditForm(forms.Form):
    """A box to tick and the value for each field that many reports may get at once."""

    place = forms.ModelChoiceField(
        Place.objects.select_related("parent__parent"), label=label_of("place"), required=False,
        error_messages={"invalid_choice": gettext_lazy("没有这个代码的地方。")},
    )  # fmt: skip
    newspaper = forms.ModelChoiceField(
        Newspaper.objects.all(), label=label_of("newspaper"), required=False,
        error_messages={"invalid_choice": gettext_lazy("没有这家报纸；请先到“报纸”里添加。")},
    )  # fmt: skip
    date_published = forms.CharField(
        label=label_of("date_published"), required=False, empty_value=None, max_length=10,
        help_text=gettext_lazy("YYYY、YYYY-MM 或 YYYY-MM-DD"),
    )  # fmt: skip
    date_basis = forms.TypedChoiceField(
        label=label_of("date_basis"), required=False, empty_value=None,
        choices=[("", "—"), ("stated", gettext_lazy("页面注明")), ("inferred", gettext_lazy("推定"))],
    )  # fmt: skip
    date_evidence = TypedText(label=label_of("date_evidence"), rows=2)
    column_name = _line("column_name")
    issue_number = _line("issue_number")
    print_page = _line("print_page")
    source_printed = _line("source_printed")
    access = forms.ChoiceField(
        label=label_of("access"), required=False, choices=[("", gettext_lazy("同报纸")), *Access.choices]
    )  # fmt: skip
    rights = TypedText(label=label_of("rights"), rows=2, empty_value="", help_text=gettext_lazy("空着即同报纸"))
    why = forms.CharField(
        label=gettext_lazy("说明"), max_length=500, required=False, widget=forms.TextInput({"class": "vTextField"}),
        help_text=gettext_lazy("记在每一篇的变更里。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place, newspaper = self.fields["place"], self.fields["newspaper"]
        _give_finder(place, PlaceSelect, "place")
        place.label_from_instance = located  # type: ignore[attr-defined]
        _give_finder(newspaper, AutocompleteSelect, "newspaper")
        for group in GROUPS:
            label = GROUP_LABELS.get(group) or label_of(group)
            self.fields[f"set_{group}"] = forms.BooleanField(label=label, required=False)

    def clean(self) -> dict[str, Any]:
        """Return the fields; something must be ticked, and a date must be one."""
        cleaned = super().clean() or self.cleaned_data
        if not self.chosen(cleaned) and not self.errors:
            self.add_error(None, _("请勾选至少一项要改的内容。"))
        if cleaned.get("set_date") and cleaned.get("date_published"):
            self._check_date(cleaned)
        return cleaned

    def chosen(self, cleaned: dict[str, Any]) -> list[str]:
        """Return the groups that are ticked."""
        return [group for group in GROUPS if cleaned.get(f"set_{group}")]

    @property
    def values(self) -> dict[str, Any]:
        """Return the value of each field that is to be set; the form must be valid."""
        cleaned = self.cleaned_data
        return {name: cleaned[name] for group in self.chosen(cleaned) for name in GROUPS[group]}

    @property
    def rows(self) -> list[tuple[Any, list[Any]]]:
        """Return for the page each box to tick with the fields that belong to it."""
        return [(self[f"set_{group}"], [self[name] for name in names]) for group, names in GROUPS.items()]

    def _check_date(self, cleaned: dict[str, Any]) -> None:
        message = date_error(cleaned["date_published"])
        if message:
            self.add_error("date_published", message)
        if not cleaned.get("date_basis"):
            self.add_error("date_basis", _("请选择依据：页面注明，或推定。"))
        if cleaned.get("date_basis") == "inferred" and not cleaned.get("date_evidence"):
            self.add_error("date_evidence", _("推定的日期须写明凭据。"))


def _give_finder(field: Any, finder: Any, name: str) -> None:
    """Let a field find its rows by what is typed, as in the form of a report."""
    field.widget = finder(Article._meta.get_field(name), admin.site, choices=field.choices)
