"""What is new here as a feed: of the whole archive, of a place and what lies in it, of a paper."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from archive.feeds import feed_of_newest, lately_published
from archive.models import Article, ArticleQuerySet, Newspaper, Place


@require_safe
@conditional_page
def feed(request: HttpRequest) -> HttpResponse:
    """Give what was published last."""
    return _feed(request, lately_published(), _("新到报道"), reverse("home"))


@require_safe
@conditional_page
def place_feed(request: HttpRequest, code: str) -> HttpResponse:
    """Give what was published last on a place or anything below it; 404 where there is no such place."""
    found = get_object_or_404(Place, code=code)
    title = _("%(name)s：新到报道") % {"name": found.name}
    return _feed(request, Article.objects.published().in_place(code), title, found.get_absolute_url())


@require_safe
@conditional_page
def newspaper_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """Give what was published last of a paper; 404 where nothing is public of it, as its page does."""
    found = get_object_or_404(Newspaper, pk=pk)
    articles = Article.objects.published().filter(newspaper=found)
    if not articles.exists():
        raise Http404(_("这份报纸没有已发布的报道。"))
    title = _("%(name)s：新到报道") % {"name": found.name}
    return _feed(request, articles, title, found.get_absolute_url())


def _feed(request: HttpRequest, articles: ArticleQuerySet, title: str, page: str) -> HttpResponse:
    absolute = request.build_absolute_uri
    feed = feed_of_newest(articles, title, absolute(page), absolute(request.path), absolute)
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
