"""Reports by who signed them."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.browsing import authors_held
from archive.models import Article, Contributor, Credit
from archive.views.listing import asked_page, page_of_reports

AUTHORS_A_PAGE: Final = 120


@require_safe
def authors(request: HttpRequest) -> HttpResponse:
    """Render everyone who wrote a published report, the busiest first."""
    paginator = Paginator(authors_held(Article.objects.published()), AUTHORS_A_PAGE)
    return render(request, "archive/authors.html", {"page": asked_page(request, paginator)})


@require_safe
def author(request: HttpRequest, pk: int) -> HttpResponse:
    """Render the reports that a name stands under, in whatever role."""
    contributor = get_object_or_404(Contributor.objects.select_related("newspaper", "place__parent"), pk=pk)
    signed = Credit.objects.filter(contributor=contributor)
    articles = Article.objects.published().filter(pk__in=signed.values("article_id"))
    total = articles.count()
    if not total:
        raise Http404(_("这个名字没有已发布的报道。"))
    public = signed.filter(article__in=articles, role__isnull=False)
    return render(
        request,
        "archive/author.html",
        {
            "contributor": contributor,
            "roles": public.order_by("role").values_list("role", flat=True).distinct(),
            "page": page_of_reports(request, articles, total),
        },
    )
