"""Home, and the pages about the archive: help, coverage, about, contact, privacy."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from archive.browsing import count_by_place, places_by_code, shelves
from archive.coverage import datings, known_of, runs_of_papers, runs_of_places
from archive.matrix import Cells, count_cells, matrix_of, province_matrix
from archive.models import Article, Newspaper
from archive.newest import newest
from archive.views.listing import short_lines

PLACES_ON_HOME: Final = 30


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Render what is here: provinces and cities with their counts, the fullest by year, what is new and of this day."""
    published = Article.objects.published()
    cells = count_cells(published)
    counts = count_by_place(published, {code: by_year.total() for code, by_year in cells.items() if code})
    places = places_by_code(counts)
    papers = Newspaper.objects.filter(Exists(published.filter(newspaper=OuterRef("pk"))))
    return render(
        request,
        "archive/home.html",
        {
            "total": sum(by_year.total() for by_year in cells.values()),
            "papers": papers.count(),
            "shelves": shelves(counts, places),
            "matrix": matrix_of(cells, places, most=PLACES_ON_HOME),
            "newest": newest(short_lines(published), timezone.localdate(), _years(cells)),
        },
    )


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Render what is held from where and when, where the gaps are, and how much is known of each report."""
    published = Article.objects.published()
    cells = count_cells(published)
    places = places_by_code(cells)
    return render(
        request,
        "archive/coverage.html",
        {
            "known": known_of(published),
            "years": sorted(_years(cells)),
            "matrix": province_matrix(cells, places),
            "datings": datings(published),
            "places": runs_of_places(cells, places),
            "papers": runs_of_papers(published),
        },
    )


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Render how to search and to read."""
    return render(request, "archive/help.html")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Render what the archive is and what it promises."""
    return render(request, "archive/about.html")


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Render who runs the archive and how to reach them."""
    return render(request, "archive/contact.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Render what is kept of whoever reads and writes here."""
    return render(request, "archive/privacy.html")


def _years(cells: Cells) -> set[int]:
    """Return the known years."""
    return {year for by_year in cells.values() for year in by_year if year is not None}
