"""Reports by place, by place and year, and as a matrix of both."""

from __future__ import annotations

from dataclasses import replace

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.browsing import ancestors, count_by_place, holdings, places_by_code, shelves
from archive.held_names import busiest_authors
from archive.matrix import count_cells, matrix_of, province_matrix, rows_a_page
from archive.models import Article, ArticleQuerySet, Place
from archive.surroundings import surroundings
from archive.views.listing import asked_page, page_of_reports


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
    around = surroundings(found, published)
    return render(
        request,
        "archive/place.html",
        {
            "place": found,
            "around": around,
            "former_names": found.former_names.all(),
            "holdings": held,
            "authors": busiest_authors(within),
            "elsewhere": held.total - around.first_here,
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
def matrix(request: HttpRequest) -> HttpResponse:
    """Render every province by year; each leads to the matrix of its places."""
    cells = count_cells(Article.objects.published())
    return render(request, "archive/matrix.html", {"matrix": province_matrix(cells, places_by_code(cells))})


@require_safe
def matrix_of_place(request: HttpRequest, code: str) -> HttpResponse:
    """Render a place and what lies below it by year, as many rows a page as it may hold."""
    found = get_object_or_404(Place, code=code)
    cells = count_cells(Article.objects.published().first_in(code))
    whole = matrix_of(cells, places_by_code(cells))
    page = asked_page(request, Paginator(whole.rows, rows_a_page(whole)))
    context = {"place": found, "matrix": replace(whole, rows=tuple(page.object_list)), "page": page}
    return render(request, "archive/matrix_of_place.html", context)


@require_safe
def placeless(request: HttpRequest) -> HttpResponse:
    """Render the reports whose place is not known."""
    articles = Article.objects.published().filter(place=None)
    return _render_placeless(request, articles, articles, "", "")


@require_safe
def placeless_year(request: HttpRequest, year: int) -> HttpResponse:
    """Render the reports of one year whose place is not known."""
    articles = Article.objects.published().filter(place=None)
    return _render_placeless(request, articles, articles.in_year(year), _("%(year)d年") % {"year": year}, str(year))


@require_safe
def placeless_undated(request: HttpRequest) -> HttpResponse:
    """Render the reports of which neither place nor year is known."""
    articles = Article.objects.published().filter(place=None)
    return _render_placeless(request, articles, articles.filter(date_from=None), _("年份未注明"), "none")


def _render_placeless(
    request: HttpRequest, articles: ArticleQuerySet, shown: ArticleQuerySet, heading: str, current: str
) -> HttpResponse:
    page = page_of_reports(request, shown, shown.count())
    context = {"heading": heading, "current": current, "holdings": holdings(articles), "page": page}
    return render(request, "archive/placeless.html", context)


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
            "authors": busiest_authors(of_year),
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
    return total - articles.first_in(code).count()
