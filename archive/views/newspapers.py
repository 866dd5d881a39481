"""Reports by newspaper, and by the day of an issue."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.browsing import holdings
from archive.held_names import busiest_authors, letters_of, newspapers_counted, newspapers_held
from archive.issues import by_page, issue_calendar, issues_around, numbers_by_page, weekdays_held
from archive.models import Article, Newspaper
from archive.text.days import span_of
from archive.views.listing import asked_page, asked_year, lines, page_of_year

PAPERS_A_PAGE: Final = 200
REPORTS_OF_AN_ISSUE: Final = 60


@require_safe
def newspapers(request: HttpRequest) -> HttpResponse:
    """Render every paper that has reports, in the order of pinyin, with their number and years."""
    published = Article.objects.published()
    held = newspapers_held(published)
    page = asked_page(request, Paginator(held, PAPERS_A_PAGE))
    return render(
        request,
        "archive/newspapers.html",
        {
            "letters": letters_of(held, PAPERS_A_PAGE),
            "page": page,
            "newspapers": newspapers_counted(published, page.object_list),
            "paperless": published.filter(newspaper=None).count(),
        },
    )


@require_safe
def newspaper(request: HttpRequest, pk: int) -> HttpResponse:
    """Render a paper: its reports, and the days that are held of it; `?year=` shows one year of both."""
    paper = _find(pk)
    articles = Article.objects.published().filter(newspaper=paper)
    held = holdings(articles)
    if not held.total:
        raise Http404(_("这份报纸没有已发布的报道。"))
    calendar = issue_calendar(articles)
    asked = asked_year(request, held.years)
    shown = [year for year in calendar if asked is None or year.year == asked.year]
    return render(
        request,
        "archive/newspaper.html",
        {
            "newspaper": paper,
            "holdings": held,
            "days": sum(year.days for year in calendar),
            "weekdays": weekdays_held(calendar),
            "asked": asked,
            "shown": shown[0] if shown else None,
            "authors": busiest_authors(articles),
            "page": page_of_year(request, articles, asked, held.total),
        },
    )


@require_safe
def newspaper_day(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    """Render the reports of one issue by page, `day` as far as it is known: YYYY-MM-DD, YYYY-MM or YYYY."""
    paper = _find(pk)
    of_paper = Article.objects.published().filter(newspaper=paper)
    numbers = numbers_by_page(of_paper.filter(date_published=_valid(day)))
    if not numbers:
        raise Http404(_("这一天没有已发布的报道。"))
    page = asked_page(request, Paginator(numbers, REPORTS_OF_AN_ISSUE))
    found = {article.pk: article for article in lines(of_paper.filter(pk__in=page.object_list))}
    return render(
        request,
        "archive/newspaper_day.html",
        {
            "newspaper": paper,
            "day": day,
            "around": issues_around(of_paper, day),
            "page": page,
            "print_pages": by_page(found[number] for number in page.object_list if number in found),
        },
    )


def _find(pk: int) -> Newspaper:
    return get_object_or_404(Newspaper.objects.select_related("place__parent"), pk=pk)


def _valid(day: str) -> str:
    """Return the date again; Http404 where it is none."""
    try:
        span_of(day)
    except ValueError as error:
        raise Http404(_("日期应写作 YYYY-MM-DD。")) from error
    return day
