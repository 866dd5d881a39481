"""Reports by who signed them."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.browsing import holdings
from archive.held_names import authors_counted, authors_held, letters_of, roles_of
from archive.models import Article, Contributor, Credit
from archive.views.listing import asked_page, asked_year, page_of_year

AUTHORS_A_PAGE: Final = 150


@require_safe
def authors(request: HttpRequest) -> HttpResponse:
    """Render everyone who wrote a published report, in the order of pinyin."""
    published = Article.objects.published()
    held = authors_held(published)
    page = asked_page(request, Paginator(held, AUTHORS_A_PAGE))
    return render(
        request,
        "archive/authors.html",
        {
            "letters": letters_of(held, AUTHORS_A_PAGE),
            "page": page,
            "authors": authors_counted(published, page.object_list),
        },
    )


@require_safe
def author(request: HttpRequest, pk: int) -> HttpResponse:
    """Render the reports that a name stands under, in whatever role: in which roles, papers and years."""
    contributor = get_object_or_404(Contributor.objects.select_related("newspaper", "place__parent"), pk=pk)
    signed = Credit.objects.filter(contributor=contributor)
    articles = Article.objects.published().filter(pk__in=signed.values("article_id"))
    held = holdings(articles)
    if not held.total:
        raise Http404(_("这个名字没有已发布的报道。"))
    asked = asked_year(request, held.years)
    return render(
        request,
        "archive/author.html",
        {
            "contributor": contributor,
            "roles": roles_of(contributor, articles),
            "holdings": held,
            "asked": asked,
            "page": page_of_year(request, articles, asked, held.total),
        },
    )
