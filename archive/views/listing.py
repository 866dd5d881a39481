"""Lists of reports, page by page: what every page for browsing shows at its foot.

In: a request with `?page=`, perhaps `?year=`, and the reports. Out: a Page of them, fetched with what a line shows, in
two queries besides the count.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeVar

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from archive.browsing import YearCount
from archive.models import Article, ArticleQuerySet
from archive.views.errors import NoSuchPage

REPORTS_A_PAGE: Final = 30
# Long columns that a line in a list does not show.
UNLISTED: Final = ("body_html", "body_text", "editors_note", "evidence", "removed", "warnings")
Row = TypeVar("Row")


class CountedPaginator(Paginator):  # type: ignore[type-arg]  # cannot be subscripted when run
    """A paginator that was told the total by a query made anyway, and does not count again."""

    def __init__(self, articles: ArticleQuerySet, per_page: int, total: int) -> None:
        super().__init__(articles, per_page)
        self._total = total

    @cached_property
    def count(self) -> int:
        """Return the total that was given."""
        return self._total


def lines(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Return the reports newest first, with what a line about each shows."""
    return articles.newest_first().for_lists().select_related("place__parent", "newspaper").defer(*UNLISTED)


def short_lines(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Return the reports with what a short line about each shows: neither authors nor subtitle."""
    return articles.select_related("place__parent", "newspaper").defer(*UNLISTED)


def page_of_reports(request: HttpRequest, articles: ArticleQuerySet, total: int) -> Page[Article]:
    """Return the asked page of the reports, newest first; Http404 where there is no such page."""
    return asked_page(request, CountedPaginator(lines(articles), REPORTS_A_PAGE, total))


def asked_year(request: HttpRequest, years: Iterable[YearCount]) -> YearCount | None:
    """Return which of the years `?year=` asks for ("none": the unknown one), None where it asks for none.

    NoSuchPage where it is not among them.
    """
    asked = request.GET.get("year")
    if asked is None:
        return None
    for held in years:
        if held.written == asked:
            return held
    raise NoSuchPage(_("没有这一年的报道。"))


def page_of_year(
    request: HttpRequest, articles: ArticleQuerySet, asked: YearCount | None, total: int
) -> Page[Article]:
    """Return the asked page of the reports of a year, or of all; there are `total` of all."""
    if asked is None:
        return page_of_reports(request, articles, total)
    of_year = articles.in_year(asked.year) if asked.year else articles.filter(date_from=None)
    return page_of_reports(request, of_year, asked.count)


def asked_page(request: HttpRequest, paginator: Paginator[Row]) -> Page[Row]:
    """Return the page that `?page=` asks for, the first by default; NoSuchPage where there is none."""
    try:
        return paginator.page(request.GET.get("page", "1"))
    except InvalidPage as error:
        raise NoSuchPage(_("没有这一页。最后一页是第%(last)d页。") % {"last": paginator.num_pages}) from error
