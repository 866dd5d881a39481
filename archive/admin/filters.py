"""What the lists of staff are narrowed by. Of reports only values that some report has are offered."""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive.models import Article, ArticleQuerySet, Place

NONE: Final = "none"  # the value of a filter for the reports that lack the field


def places_of_reports() -> set[str]:
    """Return the codes of all places that reports are on, as their first or a further one."""
    first = Article.objects.exclude(place=None).order_by().values_list("place_id", flat=True)
    further = Article.further_places.through.objects.values_list("place_id", flat=True)
    return {code for code in first.union(further) if code}


class OneChoiceFilter(admin.SimpleListFilter):
    """By whether something is so of a row; the other choice is all rows."""

    choice: str | Promise

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the one choice."""
        return [("1", self.choice)]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow to the rows of which it is so, where that is chosen."""
        return self.narrowed(rows) if self.value() == "1" else rows

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of which it is so."""
        raise NotImplementedError


class ProvinceFilter(admin.SimpleListFilter):
    """By province; a click on one opens its cities and forgets another's."""

    title = _("省")
    parameter_name = "province"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the provinces that have reports, and 未定."""
        codes = {f"{code[:2]}0000" for code in places_of_reports()}
        provinces = Place.objects.filter(code__in=codes).values_list("code", "name")
        return [*provinces, (NONE, str(_("未定")))]

    def queryset(self, request: HttpRequest, articles: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow to the province."""
        return _in_place(articles, self.value())

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Yield the choices, each without the city that is chosen now."""
        for choice in super().choices(changelist):
            yield {**choice, "query_string": _without(choice["query_string"], CityFilter.parameter_name)}


class CityFilter(admin.SimpleListFilter):
    """By city, once a province is chosen."""

    title = _("市")
    parameter_name = "city"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the places right below the chosen province that have reports; none before a choice."""
        province = request.GET.get(ProvinceFilter.parameter_name)
        if not province or province == NONE:
            return []
        codes = {way for code in places_of_reports() for way in (code, f"{code[:4]}00")}
        return list(Place.objects.filter(code__in=codes, parent_id=province).values_list("code", "name"))

    def queryset(self, request: HttpRequest, articles: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow to the city."""
        return _in_place(articles, self.value())


class YearFilter(admin.SimpleListFilter):
    """By year of publication."""

    title = _("年份")
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the years that have reports, latest first, and 未定."""
        first_days = Article.objects.dates("date_from", "year", order="DESC")
        return [*((str(day.year), str(day.year)) for day in first_days), (NONE, str(_("未定")))]

    def queryset(self, request: HttpRequest, articles: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow to the year; a value that is no year narrows nothing."""
        value = self.value() or ""
        if value == NONE:
            return articles.filter(date_from=None)
        is_year = value.isascii() and value.isdigit() and len(value) == 4 and value != "0000"
        return cast(ArticleQuerySet, articles).in_year(int(value)) if is_year else articles


def _in_place(articles: QuerySet[Any], code: str | None) -> QuerySet[Any]:
    if not code:
        return articles
    if code == NONE:
        return articles.filter(place=None)
    return cast(ArticleQuerySet, articles).in_place(code)


def _without(query: str, parameter: str) -> str:
    parts = query.lstrip("?").split("&")
    return "?" + "&".join(part for part in parts if not part.startswith(f"{parameter}="))
