"""Rows in an order: the part that credits and figures of a report have in common.

The order is unique within a report, so two rows cannot swap their numbers one after the other. What a
person types is therefore only a wish: all rows move out of the way first and are then numbered 0, 1, 2.
"""

# mypy: disable-error-code=type-arg
# (Django's form classes take no type arguments at run time.)

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.db.models import F

OUT_OF_THE_WAY: Final = 10_000  # more rows than a report may have; below 32,767, the column's limit


class NumberedForm(forms.ModelForm):
    """A row whose order is settled by its formset, so that the database's rules on it wait for that."""

    order = forms.IntegerField(min_value=0, max_value=OUT_OF_THE_WAY - 1, required=False)

    def validate_constraints(self) -> None:
        """Leave the order to the formset."""

    def validate_unique(self) -> None:
        """Leave the order to the formset."""


class NumberedFormSet(forms.BaseInlineFormSet):
    """Rows of one report, saved in the order that their numbers ask for."""

    new_objects: list[Any]
    changed_objects: list[Any]
    deleted_objects: list[Any]

    def save(self, commit: bool = True) -> list[Any]:
        """Delete the rows that are ticked, number the rest, and return them; leave all if none changed."""
        self.new_objects, self.changed_objects, self.deleted_objects = [], [], []
        if not self.has_changed():
            return []
        for form in self.initial_forms:
            if form in self.deleted_forms:
                self.deleted_objects.append(form.instance)
                form.instance.delete()
        rows: Any = self.model
        rows.objects.filter(**{self.fk.name: self.instance}).update(order=F("order") + OUT_OF_THE_WAY)
        return [self._save_row(form, order) for form, order in self._numbered()]

    def _save_row(self, form: Any, order: int) -> Any:
        row: Any = form.instance
        is_new = row.pk is None
        setattr(row, self.fk.name, self.instance)
        row.order = order
        self.settle(form)
        row.save()
        if is_new:
            self.new_objects.append(row)
        elif form.has_changed():
            self.changed_objects.append((row, form.changed_data))
        return row

    def settle(self, form: Any) -> None:
        """Set on the row what a form alone cannot know."""

    def group_of(self, row: Any) -> Any:
        """Return what the row is numbered within; the report, unless a subclass says otherwise."""
        return None

    def _numbered(self) -> Iterator[tuple[Any, int]]:
        kept = [f for f in self.forms if f not in self.deleted_forms and (f.instance.pk or f.has_changed())]
        wished = sorted(kept, key=_wish)  # stable: rows without a number keep their place, at the end
        counts: dict[Any, int] = {}
        for form in wished:
            group = self.group_of(form.instance)
            counts[group] = counts.get(group, -1) + 1
            yield form, counts[group]


def _wish(form: Any) -> int:
    order = form.cleaned_data.get("order")
    return OUT_OF_THE_WAY if order is None else int(order)
