"""Places for staff: to be looked up, by name, former name, pinyin or code; never changed here."""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from typing import Any, Final, TypeVar

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path

from archive.admin.reading import ReadOnly
from archive.models import FormerName, Place

FINDER: Final = "archive_place_find"
ChoosesPlaces = TypeVar("ChoosesPlaces", bound=ModelChoiceField)


def located(place: Place) -> str:
    """Return a place's name after those of what it lies in, with its code: many counties share a name."""
    names, above = [place.name], place.parent
    while above:
        names.append(above.name)
        above = above.parent
    return f"{' '.join(reversed(names))}（{place.code}）"


def saying_where(field: ChoosesPlaces | None) -> ChoosesPlaces | None:
    """Let a place field show where the chosen places lie."""
    if field is not None:
        chooser: Any = field
        chooser.queryset = Place.objects.select_related("parent__parent")
        chooser.label_from_instance = located
    return field


class PlaceFinder(AutocompleteJsonView):
    """Answer the search box of a place field, each place with where it lies."""

    def get_queryset(self) -> QuerySet[Place]:
        """Return what the typed words find, with the places above."""
        found: QuerySet[Place] = super().get_queryset()
        return found.select_related("parent__parent")

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        """Return one line of the list."""
        return {"id": obj.code, "text": located(obj)}


class PlaceSelect(AutocompleteSelect):
    """A box that finds one place."""

    url_name = f"%s:{FINDER}"


class PlaceSelectMultiple(AutocompleteSelectMultiple):
    """A box that finds several places."""

    url_name = f"%s:{FINDER}"


class FindsPlaces(admin.ModelAdmin):
    """Gives the place of something a box to find it in."""

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Find the place by name or code."""
        if db_field.related_model is Place:
            kwargs["widget"] = PlaceSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class FormerNameInline(ReadOnly, admin.TabularInline):
    """The names a place bore before."""

    model = FormerName
    fields = ["name", "former_code", "until_year", "reason"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let all staff read them."""
        return True


@admin.register(Place)
class PlaceAdmin(ReadOnly, admin.ModelAdmin):
    """The divisions, as the migration loaded them."""

    list_display = ["code", "name", "level", "parent", "pinyin"]
    list_display_links = ["code", "name"]
    list_filter = ["level"]
    list_select_related = ["parent"]
    search_fields = ["name", "short_name", "pinyin__istartswith", "initials__iexact", "code__startswith",
                     "former_names__name"]  # fmt: skip
    ordering = ["level", "code"]
    inlines = [FormerNameInline]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let all staff look places up: they are public facts, and every form needs them."""
        return True

    def get_urls(self) -> list[URLPattern]:
        """Add the address that place fields ask."""
        find = self.admin_site.admin_view(self.find)
        return [path("find/", find, name=FINDER), *super().get_urls()]

    def find(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a place field."""
        return PlaceFinder.as_view(admin_site=self.admin_site)(request)
