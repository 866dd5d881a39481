"""Views of what is taken away: the feed and the files of any search. A value that cannot be read is refused."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_safe

from search.engine.answering import Listing
from search.exports import BIBTEX, CSV, JSON_LINES, RIS, Format, stream
from search.feeds import feed_of
from search.forms import Refusal, SearchForm
from search.question_urls import url_of
from search.questions import DEFAULT_SIZE
from search.views import refuse_parameters, refuse_question


@require_safe
@conditional_page
def search_atom(request: HttpRequest) -> HttpResponse:
    """Give the first hits as a feed, the newest first unless another order is asked for."""
    form = SearchForm(request.GET)
    asked = form.question.on_page(1).in_pages_of(DEFAULT_SIZE)
    listing = _listing(form, "search_atom", "newest")
    if not isinstance(listing, Listing):
        return listing
    absolute = request.build_absolute_uri
    page_url, feed_url = absolute(url_of(asked)), absolute(url_of(asked, "search_atom"))
    feed = feed_of(asked.text, listing, page_url, feed_url, _article_urls(request))
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


@require_safe
def search_csv(request: HttpRequest) -> HttpResponseBase:
    """Give all hits as CSV."""
    return _export(request, CSV)


@require_safe
def search_jsonl(request: HttpRequest) -> HttpResponseBase:
    """Give all hits as JSON Lines, with their text."""
    return _export(request, JSON_LINES)


@require_safe
def search_bib(request: HttpRequest) -> HttpResponseBase:
    """Give all hits as BibTeX."""
    return _export(request, BIBTEX)


@require_safe
def search_ris(request: HttpRequest) -> HttpResponseBase:
    """Give all hits as RIS."""
    return _export(request, RIS)


def _export(request: HttpRequest, form: Format) -> HttpResponseBase:
    """Give all hits as a file while it is written; how many they are stands in a header, before the first."""
    listing = _listing(SearchForm(request.GET), f"search_{form.name}")
    if not isinstance(listing, Listing):
        return listing
    response = StreamingHttpResponse(
        stream(form, listing, _article_urls(request)), content_type=form.content_type
    )
    response["Content-Disposition"] = f'attachment; filename="archive-search.{form.name}"'
    response["X-Total-Count"] = str(listing.total)
    return response


def _listing(form: SearchForm, view: str, sort: str | None = None) -> Listing | HttpResponse:
    """Return all hits, in some order where the form says none; or the answer that there are none, and why."""
    if form.problems:
        return refuse_parameters(form, view)
    listing = form.all_hits(sort)
    return refuse_question(listing) if isinstance(listing, Refusal) else listing


def _article_urls(request: HttpRequest) -> Callable[[int], str]:
    """Return what makes the absolute URL of a report: a file has a hundred thousand of them."""
    before, after = request.build_absolute_uri(reverse("article", args=[0])).rsplit("0", 1)
    return lambda number: f"{before}{number}{after}"
