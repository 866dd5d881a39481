"""Reports by place, and by place and year."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.browsing import PlaceCount, ancestors, count_by_place, holdings, shelves
from archive.models import Article, ArticleQuerySet, Place
from archive.models.places import code_prefix
from archive.views.listing import page_of_reports


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Render every province, with the places right below it that have reports."""
    published = Article.objects.published()
    counts = count_by_place(published)
    provinces = Place.objects.filter(level=Place.Level.PROVINCE)
    return render(
        request,
        "archive/places.html",
        {
            "shelves": shelves(counts),
            "empty": provinces.exclude(code__in=counts),
            "placeless": published.filter(place=None).count(),
        },
    )


@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Render a place: its reports, its years and papers, what lies above and below, its former names."""
    found = _find(code)
    published = Article.objects.published()
    within = _in_scope(request, published, code)
    held = holdings(within)
    below = _children_with_counts(found, published)
    return render(
        request,
        "archive/place.html",
        {
            "place": found,
            "ancestors": ancestors(found),
            "former_names": found.former_names.all(),
            "below": [child for child in below if child.count],
            "empty_below": [child.place for child in below if not child.count],
            "holdings": held,
            "elsewhere": _first_elsewhere(within, code, held.total),
            "scope": _scope(request),
            "page": page_of_reports(request, within, held.total),
        },
    )


@require_safe
def place_year(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Render the reports on a place of one year."""
    found = _find(code)
    within = _in_scope(request, Article.objects.published(), code)
    return _one_year(request, found, within, within.in_year(year), year)


@require_safe
def place_undated(request: HttpRequest, code: str) -> HttpResponse:
    """Render the reports on a place whose year is not known."""
    found = _find(code)
    within = _in_scope(request, Article.objects.published(), code)
    return _one_year(request, found, within, within.filter(date_from=None), None)


@require_safe
def placeless(request: HttpRequest) -> HttpResponse:
    """Render the reports whose place is not known."""
    articles = Article.objects.published().filter(place=None)
    return _render_placeless(request, articles, articles, "")


@require_safe
def placeless_year(request: HttpRequest, year: int) -> HttpResponse:
    """Render the reports of one year whose place is not known."""
    articles = Article.objects.published().filter(place=None)
    return _render_placeless(request, articles, articles.in_year(year), _("%(year)d年") % {"year": year})


@require_safe
def placeless_undated(request: HttpRequest) -> HttpResponse:
    """Render the reports of which neither place nor year is known."""
    articles = Article.objects.published().filter(place=None)
    return _render_placeless(request, articles, articles.filter(date_from=None), _("年份未注明"))


def _render_placeless(
    request: HttpRequest, articles: ArticleQuerySet, shown: ArticleQuerySet, heading: str
) -> HttpResponse:
    page = page_of_reports(request, shown, shown.count())
    return render(
        request, "archive/placeless.html", {"heading": heading, "holdings": holdings(articles), "page": page}
    )


def _one_year(
    request: HttpRequest, found: Place, within: ArticleQuerySet, of_year: ArticleQuerySet, year: int | None
) -> HttpResponse:
    held = holdings(of_year)
    return render(
        request,
        "archive/place_year.html",
        {
            "place": found,
            "ancestors": ancestors(found),
            "year": year,
            "years": holdings(within).years,
            "holdings": held,
            "elsewhere": _first_elsewhere(of_year, found.code, held.total),
            "scope": _scope(request),
            "page": page_of_reports(request, of_year, held.total),
        },
    )


def _find(code: str) -> Place:
    """Return the place of that code with what lies above it; Http404 for none."""
    everywhere: QuerySet[Place] = Place.objects.select_related("parent__parent")
    return get_object_or_404(everywhere, code=code)


def _scope(request: HttpRequest) -> str:
    """Return "own" where only reports on the place itself are asked for (`?scope=own`), else "all"."""
    return "own" if request.GET.get("scope") == "own" else "all"


def _in_scope(request: HttpRequest, articles: ArticleQuerySet, code: str) -> ArticleQuerySet:
    return articles.filter(place_id=code) if _scope(request) == "own" else articles.in_place(code)


def _first_elsewhere(articles: ArticleQuerySet, code: str, total: int) -> int:
    """Return how many of the reports are first of all on another place: the matrix counts them there."""
    return total - articles.filter(place__code__startswith=code_prefix(code)).count()


def _children_with_counts(found: Place, published: ArticleQuerySet) -> list[PlaceCount]:
    if found.level == Place.Level.COUNTY:
        return []
    counts = count_by_place(published.in_place(found.code))
    return [PlaceCount(child, counts[child.code]) for child in found.children.all()]
