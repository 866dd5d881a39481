"""Contributors for staff: names within a paper or a place."""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from archive import auditing
from archive.admin.places import FindsPlaces
from archive.admin.renaming import RecordsRenaming
from archive.models import Contributor


class ContributorForm(forms.ModelForm):
    """A name and the one thing that it belongs to."""

    def clean(self) -> dict[str, Any]:
        """Return the fields; a name has one home, and stands there once."""
        cleaned = super().clean() or self.cleaned_data
        name, newspaper, place = (cleaned.get(key) for key in ("name", "newspaper", "place"))
        if newspaper and place:
            self.add_error("place", _("姓名只能属于一家报纸，或一个地方：两者请选其一。"))
            return cleaned
        same = Contributor.objects.filter(name=name, newspaper=newspaper, place=place)
        if name and same.exclude(pk=self.instance.pk).exists():
            self.add_error("name", _("那里已经有这个姓名。"))
        return cleaned


@admin.register(Contributor)
class ContributorAdmin(FindsPlaces, RecordsRenaming):
    """The names, with how many credits each has."""

    form = ContributorForm
    list_display = ["name", "newspaper", "place", "signed"]
    list_select_related = ["newspaper", "place"]
    list_filter = [("newspaper", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["name"]
    autocomplete_fields = ["newspaper"]
    fields = ["name", "newspaper", "place"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contributor]:
        """Count each name's credits in the one query of the list."""
        listed: QuerySet[Contributor] = super().get_queryset(request)
        return listed.annotate(signed_count=Count("credits"))

    def save_model(self, request: HttpRequest, obj: Contributor, form: Any, change: bool) -> None:
        """Save a name; of a new one the log hears here, for the reading of pages makes them by the hundred."""
        super().save_model(request, obj, form, change)
        if not change:
            home = obj.newspaper or obj.place
            auditing.record(auditing.ADDED, obj, after={"name": obj.name, "home": str(home or "")})

    @admin.display(description=_("署名数"), ordering="signed_count")
    def signed(self, contributor: Any) -> int:
        """Return how many credits bear the name."""
        return int(contributor.signed_count)
