"""What crawlers ask for: the map of the site, part by part, and where they need not go."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from archive.sitemaps import (
    as_index,
    as_sitemap,
    pages_for_browsing,
    parts_of_sitemap,
    reports_of_part,
)

XML: Final = "application/xml; charset=utf-8"
# What is long to make and leads to nothing that has no page; a result page itself says `noindex`, which must be read.
NOT_FOR_CRAWLERS: Final = (
    "/admin/", "/search.", "/search/?*&", "/search/values/", "/search/why/", "/suggest.json", "/articles/*?", "/oai",
)  # fmt: skip


@require_safe
@conditional_page
def robots(request: HttpRequest) -> HttpResponse:
    """Say where crawlers need not go, and where the map is (RFC 9309)."""
    refused = "".join(f"Disallow: {path}\n" for path in NOT_FOR_CRAWLERS)
    where = request.build_absolute_uri(reverse("sitemap"))
    return HttpResponse(
        f"User-agent: *\n{refused}\nSitemap: {where}\n", content_type="text/plain; charset=utf-8"
    )


@require_safe
@conditional_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Give the index of the parts."""
    return HttpResponse(as_index(parts_of_sitemap(), _root(request)), content_type=XML)


@require_safe
@conditional_page
def sitemap_pages(request: HttpRequest) -> HttpResponse:
    """Give the pages for browsing."""
    return HttpResponse(as_sitemap(pages_for_browsing(), _root(request)), content_type=XML)


@require_safe
@conditional_page
def sitemap_articles(request: HttpRequest, part: int) -> HttpResponse:
    """Give the reports of a part; 404 where it has none."""
    reports = reports_of_part(part)
    if not reports:
        raise Http404(_("站点地图没有这一部分。"))
    return HttpResponse(as_sitemap(reports, _root(request)), content_type=XML)


def _root(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
