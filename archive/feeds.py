"""Feeds: which reports are new here, in the whole archive, on a place or of a paper?

In: what a feed is of, as an ArticleQuerySet narrowed to what readers may see, and its addresses. Out: an AtomFeed of
those published last, whenever they were printed; never a sample. What was withdrawn and is back keeps its place.
"""

from __future__ import annotations

from html import escape
from typing import Final

from django.db.models import Prefetch

from archive.access import what_readers_see
from archive.atom import MOST_ENTRIES, AtomFeed, new_feed, times_of_changes
from archive.dublin_core import beginning_of
from archive.models import Article, ArticleQuerySet, Change, Credit
from archive.schema_org import Absolute
from archive.text.xml_characters import without_controls

ACTS_LOOKED_AT: Final = 5 * MOST_ENTRIES


def lately_published() -> ArticleQuerySet:
    """Return the reports among which those published last are, found by the acts: to order all would read all.

    Fewer than a feed holds where most of what was published of late has been withdrawn since.
    """
    acts = Change.objects.filter(kind=Change.Kind.PUBLISHED).order_by("-pk").values_list("article_id", flat=True)
    return Article.objects.published().filter(pk__in=set(acts[:ACTS_LOOKED_AT]))


def feed_of_newest(
    articles: ArticleQuerySet, title: str, page_url: str, feed_url: str, absolute: Absolute
) -> AtomFeed:
    """Return the feed of the reports published last; both addresses are absolute. Three queries."""
    signed = Credit.objects.select_related("contributor").order_by("order", "pk")
    newest = (
        articles.filter(is_sample=False)
        .select_related("newspaper", "place")
        .prefetch_related(Prefetch("credits", signed))
        .order_by("-published_at", "-pk")[:MOST_ENTRIES]
    )
    shown = [found for article in newest if (found := what_readers_see(article))]
    changed = times_of_changes(article.pk for article in shown)
    feed = new_feed(title, page_url, feed_url)
    for article in shown:
        published = article.published_at
        assert published is not None  # as the database demands of a published report
        url = absolute(article.get_absolute_url())
        feed.add_item(
            title=without_controls(article.headline or ""),
            link=url,
            description=escape(without_controls(_summary(article))),
            unique_id=url,
            pubdate=published,
            updateddate=max(published, changed.get(article.pk, published)),
            authors=[without_controls(name) for name in article.authors],
        )
    return feed


def _summary(article: Article) -> str:
    """Return where and when a report was printed, and how it begins."""
    paper, place = article.newspaper, article.place
    facts = (paper and paper.name, article.date_published, place and place.name, beginning_of(article))
    return "　".join(fact for fact in facts if fact)
