"""Newspapers for staff."""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet, URLField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from archive import changes
from archive.admin.places import FindsPlaces
from archive.admin.renaming import RecordsRenaming
from archive.admin.web_addresses import WebAddress
from archive.models import Newspaper


@admin.register(Newspaper)
class NewspaperAdmin(FindsPlaces, RecordsRenaming):
    """The papers, with how many reports each has."""

    list_display = ["name", "place", "publisher", "access", "reports"]
    list_filter = ["access"]
    list_select_related = ["place"]
    search_fields = ["name", "publisher"]
    ordering = ["name"]
    fields = ["name", "place", "publisher", "website", "access", "rights"]
    formfield_overrides = {URLField: {"form_class": WebAddress}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Newspaper]:
        """Count each paper's reports in the one query of the list."""
        listed: QuerySet[Newspaper] = super().get_queryset(request)
        return listed.annotate(held=Count("articles"))

    def save_model(self, request: HttpRequest, obj: Newspaper, form: Any, change: bool) -> None:
        """Save the paper, and let readers see of its reports what it says now."""
        was = Newspaper.objects.select_for_update().filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        if was is not None:
            changes.record_reopening(obj, was, request.user)

    @admin.display(description=_("报道数"), ordering="held")
    def reports(self, newspaper: Any) -> int:
        """Return how many reports there are, in whatever state."""
        return int(newspaper.held)
