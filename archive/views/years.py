"""Reports by year, and by month of a year."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.browsing import count_by_place, holdings, shelves
from archive.models import Article, ArticleQuerySet
from archive.views.errors import NoSuchPage
from archive.views.listing import page_of_reports
from archive.years import YearsAround, month_counts, years_around


@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """Render every year with its reports."""
    return render(request, "archive/years.html", {"holdings": holdings(Article.objects.published())})


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """Render the reports of one year, when in it and where they are from; `?month=` lists those of a month alone."""
    published = Article.objects.published()
    return _render_year(request, published.in_year(year), year, years_around(published, year))


@require_safe
def undated(request: HttpRequest) -> HttpResponse:
    """Render the reports whose year is not known."""
    return _render_year(request, Article.objects.published().filter(date_from=None), None, None)


def _render_year(
    request: HttpRequest, articles: ArticleQuerySet, year: int | None, around: YearsAround | None
) -> HttpResponse:
    held = holdings(articles)
    months = month_counts(articles) if year else ()
    asked = request.GET.get("month", "")
    counts = {month.written: month.count for month in months if month.count}
    if asked and asked not in counts:
        raise NoSuchPage(_("这一年没有这个月的报道；月份写作 2022-06，只知年份的写作 2022。"))
    listed = _printed_in(articles, asked) if asked else articles
    return render(
        request,
        "archive/year.html",
        {
            "year": year,
            "around": around,
            "holdings": held,
            "months": months,
            "month": asked,
            "shelves": shelves(count_by_place(articles)),
            "page": page_of_reports(request, listed, counts.get(asked, held.total)),
        },
    )


def _printed_in(articles: ArticleQuerySet, written: str) -> ArticleQuerySet:
    """Return the reports of a month, or those of which the year alone is known."""
    is_month = len(written) > len("YYYY")
    return articles.filter(**{"date_published__startswith" if is_month else "date_published": written})
