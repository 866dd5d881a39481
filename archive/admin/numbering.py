"""Rows in an order: the part that credits and figures of a report have in common.

In: the rows as typed. Out: the forms that stay, in the order that their numbers ask for. What a person types as a
number is only a wish; and rows are values here: the report's record writes them (`archive/article_values.py`), so that
a row which somebody else has taken out meanwhile can still be kept.
"""

# mypy: disable-error-code=type-arg
# (Django's form classes take no type arguments at run time.)

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import admin
from django.http import HttpRequest

AT_THE_END: Final = 10_000  # more rows than a report may have; below 32,767, the column's limit


class NumberedForm(forms.ModelForm):
    """A row whose order is settled by its formset, so that the database's rules on it wait for that."""

    order = forms.IntegerField(min_value=0, max_value=AT_THE_END - 1, required=False)

    def validate_constraints(self) -> None:
        """Leave the order to the formset."""

    def validate_unique(self) -> None:
        """Leave the order to the formset."""


class NumberedFormSet(forms.BaseInlineFormSet):
    """Rows of one report; `shown`, where given, are shown instead of those in the database."""

    def __init__(self, *args: Any, shown: list[Any] | None = None, **kwargs: Any) -> None:
        self.shown = shown
        super().__init__(*args, **kwargs)
        self.new_objects: list[Any] = []
        self.changed_objects: list[Any] = []
        self.deleted_objects: list[Any] = []

    def get_queryset(self) -> Any:
        """Return the rows that the forms are made of."""
        return super().get_queryset() if self.shown is None or self.is_bound else self.shown

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        """Return one form; a row that is in the database no more is a new one."""
        form: Any = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        if self.is_bound and form.instance.pk is None:
            form.fields["id"] = forms.CharField(required=False, widget=forms.HiddenInput)
        return form

    def save(self, commit: bool = True) -> list[Any]:
        """Write nothing: the report's record does."""
        return []

    def kept(self) -> list[Any]:
        """Return the forms whose rows stay, in the order that is wished; without a number, at the end."""
        rows = [f for f in self.forms if f not in self.deleted_forms and (f.instance.pk or f.has_changed())]
        return sorted(rows, key=_wish)


class PartOfReport(admin.TabularInline):
    """A table within the review: whoever may see or change the report may see or change it as a part of that."""

    formset = NumberedFormSet
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether the report may be seen."""
        return request.user.has_perm("archive.view_article") or self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether the report may be changed; in the trash none is."""
        return request.user.has_perm("archive.change_article") and not (obj and obj.trashed_at)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether the report may be changed."""
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether the report may be changed."""
        return self.has_change_permission(request, obj)


def _wish(form: Any) -> int:
    order = form.cleaned_data.get("order")
    return AT_THE_END if order is None else int(order)
