"""Changes for staff: the log of what was done to which report, when and by whom. Read-only."""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from typing import Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from archive.admin.reading import ReadOnly
from archive.models import Change

LONGEST_NUMBER: Final = 18  # digits that a bigint surely holds


@admin.register(Change)
class ChangeAdmin(ReadOnly, admin.ModelAdmin):
    """The log. A report may be gone, so only its number is shown, never fetched."""

    list_display = ["at", "kind", "number", "by", "note"]
    list_filter = ["kind", ("by", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["by"]
    search_fields = ["note"]
    search_help_text = gettext_lazy("搜报道编号或说明")
    fields = ["at", "kind", "number", "by", "note", "was_public", "applied_at"]

    @admin.display(description=gettext_lazy("报道编号"), ordering="article_id")
    def number(self, change: Change) -> int:
        """Return the number of the report."""
        return change.article_id

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Change], search_term: str
    ) -> tuple[QuerySet[Change], bool]:
        """Return the changes of the report of that number; for any other words, those whose note has them."""
        number = search_term.strip().lstrip("#")
        if number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER:
            return queryset.filter(article_id=int(number)), False
        return super().get_search_results(request, queryset, search_term)
