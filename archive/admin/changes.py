"""Changes for staff: the log of what was done to which report, when and by whom. Read-only."""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from archive.admin.reading import ReadOnly
from archive.models import Change


@admin.register(Change)
class ChangeAdmin(ReadOnly, admin.ModelAdmin):
    """The log. A report may be gone, so only its number is shown, never fetched."""

    list_display = ["at", "kind", "number", "by", "note"]
    list_filter = ["kind", ("by", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["by"]
    search_fields = ["=article_id", "note"]
    fields = ["at", "kind", "number", "by", "note", "was_public", "applied_at"]

    @admin.display(description=_("报道编号"), ordering="article_id")
    def number(self, change: Change) -> int:
        """Return the number of the report."""
        return change.article_id
