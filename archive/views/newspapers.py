"""Reports by newspaper, and by the day of an issue."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.browsing import holdings, newspapers_held
from archive.issues import issue_calendar
from archive.models import Article, Newspaper
from archive.text.days import span_of
from archive.views.listing import page_of_reports


@require_safe
def newspapers(request: HttpRequest) -> HttpResponse:
    """Render every paper that has reports, with their number."""
    published = Article.objects.published()
    return render(
        request,
        "archive/newspapers.html",
        {"newspapers": newspapers_held(published), "paperless": published.filter(newspaper=None).count()},
    )


@require_safe
def newspaper(request: HttpRequest, pk: int) -> HttpResponse:
    """Render a paper: its reports, and the days that are held of it."""
    paper = _find(pk)
    articles = Article.objects.published().filter(newspaper=paper)
    held = holdings(articles)
    if not held.total:
        raise Http404(_("这份报纸没有已发布的报道。"))
    return render(
        request,
        "archive/newspaper.html",
        {
            "newspaper": paper,
            "holdings": held,
            "calendar": issue_calendar(articles),
            "page": page_of_reports(request, articles, held.total),
        },
    )


@require_safe
def newspaper_day(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    """Render the reports of one issue, `day` as far as it is known: YYYY-MM-DD, YYYY-MM or YYYY."""
    paper = _find(pk)
    articles = Article.objects.published().filter(newspaper=paper, date_published=_valid(day))
    total = articles.count()
    if not total:
        raise Http404(_("这一天没有已发布的报道。"))
    page = page_of_reports(request, articles, total)
    return render(request, "archive/newspaper_day.html", {"newspaper": paper, "day": day, "page": page})


def _find(pk: int) -> Newspaper:
    return get_object_or_404(Newspaper.objects.select_related("place__parent"), pk=pk)


def _valid(day: str) -> str:
    """Return the date again; Http404 where it is none."""
    try:
        span_of(day)
    except ValueError as error:
        raise Http404(_("日期应写作 YYYY-MM-DD。")) from error
    return day
