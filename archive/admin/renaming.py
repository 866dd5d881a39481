"""Renamings: a paper or contributor saved under another name changes every report that shows it."""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from archive import changes


class RecordsRenaming(admin.ModelAdmin):
    """Saves something that has a `name`, and records an edit of each published report that shows it."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save it, in the transaction in which Django's form saves."""
        super().save_model(request, obj, form, change)
        if change and "name" in form.changed_data:
            changes.record_renaming(obj, request.user)
