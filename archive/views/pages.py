"""Home, and the pages about the archive: help, coverage, about, contact, privacy."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.browsing import count_by_place, holdings, shelves
from archive.matrix import place_year_matrix
from archive.models import Article
from archive.views.listing import lines

NEWEST_ON_HOME: Final = 10
PLACES_ON_HOME: Final = 30


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Render the cities with their counts, the fullest of them by year, and the newest reports."""
    published = Article.objects.published()
    return render(
        request,
        "archive/home.html",
        {
            "holdings": holdings(published),
            "shelves": shelves(count_by_place(published)),
            "matrix": place_year_matrix(published, most=PLACES_ON_HOME),
            "newest": lines(published)[:NEWEST_ON_HOME],
        },
    )


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Render which cities and years are held, and how surely they are dated."""
    published = Article.objects.published()
    return render(
        request,
        "archive/coverage.html",
        {
            "holdings": holdings(published),
            "matrix": place_year_matrix(published),
            "inferred": published.filter(date_basis="inferred").count(),
            "samples": published.filter(is_sample=True).count(),
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
