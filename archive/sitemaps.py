"""Sitemaps: which addresses should crawlers know, and when did each last change? (sitemaps.org)

In: the database. Out: for the index, the parts that have reports, each a range of their numbers as large as a file may
be; for a part, its reports; and the pages for browsing on which there is something. Of published reports alone, and of
no samples. A part costs two queries, whatever stands in the archive beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from django.db.models import F, IntegerField, Max
from django.db.models.functions import Cast
from django.urls import reverse

from archive.browsing import count_by_place
from archive.models import Article, ArticleQuerySet, Change

MOST_URLS: Final = 50_000  # of one file
NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
STANDING_PAGES: Final = ("home", "places", "matrix", "years", "newspapers", "authors", "coverage", "about", "help")


class Location(NamedTuple):
    """A path of this site, and when what stands there last changed, where that is known."""

    path: str
    changed: dt.datetime | None = None


def parts_of_sitemap() -> list[Location]:
    """Return the address of each part that has reports, and of the pages for browsing; two queries."""
    part = Cast(F("pk") / MOST_URLS, IntegerField())
    held = sorted(set(_listed().annotate(part=part).order_by().values_list("part", flat=True)))
    of_change = Cast(F("article_id") / MOST_URLS, IntegerField())
    seen = Change.objects.filter(was_public=True).order_by().annotate(part=of_change)
    changed = dict(seen.values("part").annotate(last=Max("at")).values_list("part", "last"))
    parts = [Location(reverse("sitemap_articles", args=[number]), changed.get(number)) for number in held]
    return [Location(reverse("sitemap_pages")), *parts]


def reports_of_part(part: int) -> list[Location]:
    """Return the reports of a part in the order of their numbers; two queries."""
    first = part * MOST_URLS
    numbers = _listed().filter(pk__gte=first, pk__lt=first + MOST_URLS).order_by("pk").values_list("pk", flat=True)
    seen = Change.objects.filter(was_public=True, article_id__gte=first, article_id__lt=first + MOST_URLS)
    changed = dict(seen.order_by().values("article_id").annotate(last=Max("at")).values_list("article_id", "last"))
    before, after = reverse("article", args=[0]).rsplit("0", 1)
    return [Location(f"{before}{number}{after}", changed.get(number)) for number in numbers]


def pages_for_browsing() -> Iterator[Location]:
    """Yield the pages of places, papers and years that have reports, behind those that always stand; four queries."""
    listed = _listed()
    yield from (Location(reverse(name)) for name in STANDING_PAGES)
    yield from (Location(reverse("place", args=[code])) for code in sorted(count_by_place(listed)))
    papers = listed.exclude(newspaper=None).order_by("newspaper").values_list("newspaper", flat=True).distinct()
    yield from (Location(reverse("newspaper", args=[number])) for number in papers)
    days = listed.exclude(date_from=None).order_by().dates("date_from", "year")
    yield from (Location(reverse("year", args=[day.year])) for day in days)


def as_index(parts: Iterable[Location], root: str) -> str:
    """Return a `sitemapindex`; `root` is the address of the site without a slash at its end."""
    return _document("sitemapindex", "sitemap", parts, root)


def as_sitemap(pages: Iterable[Location], root: str) -> str:
    """Return a `urlset`."""
    return _document("urlset", "url", pages, root)


def _listed() -> ArticleQuerySet:
    return Article.objects.published().filter(is_sample=False)


def _document(outer: str, inner: str, locations: Iterable[Location], root: str) -> str:
    lines = "".join(
        f"<{inner}><loc>{escape(root + path)}</loc>{_lastmod(changed)}</{inner}>\n" for path, changed in locations
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{outer} xmlns="{NAMESPACE}">\n{lines}</{outer}>\n'


def _lastmod(changed: dt.datetime | None) -> str:
    return f"<lastmod>{changed.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed else ""
