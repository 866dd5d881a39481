"""Reports by year."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.browsing import count_by_place, holdings, shelves
from archive.models import Article, ArticleQuerySet
from archive.views.listing import page_of_reports


@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """Render every year with its reports."""
    return render(request, "archive/years.html", {"holdings": holdings(Article.objects.published())})


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """Render the reports of one year, and where they are from."""
    return _render_year(request, Article.objects.published().in_year(year), year)


@require_safe
def undated(request: HttpRequest) -> HttpResponse:
    """Render the reports whose year is not known."""
    return _render_year(request, Article.objects.published().filter(date_from=None), None)


def _render_year(request: HttpRequest, articles: ArticleQuerySet, year: int | None) -> HttpResponse:
    held = holdings(articles)
    return render(
        request,
        "archive/year.html",
        {
            "year": year,
            "holdings": held,
            "shelves": shelves(count_by_place(articles)),
            "page": page_of_reports(request, articles, held.total),
        },
    )
