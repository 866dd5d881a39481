"""Feeds: the first hits of a question as Atom 1.0 (RFC 4287).

In: a Listing, and the addresses of the feed and of its page. Out: an Atom1Feed. Two queries, however many entries:
when each report was published here, and when it last changed. A feed without entries is as old as time: it must
not change from one request to the next.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from html import escape
from itertools import islice
from typing import Any, Final
from xml.sax.xmlreader import AttributesImpl

from django.db.models import Max
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from archive.models import Change
from search.engine.answering import Listing
from search.still_open import OpenHit, still_open

MOST_ENTRIES: Final = 50
SUMMARY_CHARACTERS: Final = 200
LANGUAGE: Final = "zh-Hans"
BEGINNING: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# What XML 1.0 cannot hold, written in whatever way (section 2.2).
NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SHOWING: Final = (Change.Kind.PUBLISHED, Change.Kind.EDITED, Change.Kind.NARROWED)

Times = dict[int, dt.datetime]


class SearchFeed(Atom1Feed):
    """Django's Atom feed, with all authors of an entry instead of one, and no date of its own making."""

    def latest_post_date(self) -> dt.datetime:
        """Return when the latest of the entries changed."""
        return max((item["updateddate"] for item in self.items), default=BEGINNING)

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write an entry."""
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", name)
            handler.endElement("author")


def feed_of(
    query: str, listing: Listing, page_url: str, feed_url: str, article_url: Callable[[int], str]
) -> SearchFeed:
    """Return the feed of the first hits; all addresses are absolute, and `feed_url` is its id."""
    shown = still_open(list(islice(listing.documents, MOST_ENTRIES)))
    changed = _times_of_changes([one.found.id for one in shown])
    title = _("检索“%(query)s”") % {"query": query} if query else _("新到报道")
    feed = SearchFeed(
        title=without_controls(f"{title} · {_('党建报道档案')}"), link=page_url, description="", language=LANGUAGE,
        author_name=_("党建报道档案"), feed_url=feed_url, feed_guid=feed_url,
    )  # fmt: skip
    for one in shown:
        _add_entry(feed, one, article_url(one.found.id), changed.get(one.found.id))
    return feed


def without_controls(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return NO_XML.sub("", text)


def summary_of(stored: dict[str, Any]) -> str:
    """Return where and when a report was printed, and how it begins."""
    facts = [stored.get(name) for name in ("newspaper_name", "date_published", "place_name")]
    beginning = " ".join(stored.get("paragraphs") or ())
    cut = beginning if len(beginning) <= SUMMARY_CHARACTERS else beginning[:SUMMARY_CHARACTERS] + "…"
    return "　".join(filter(None, [*facts, cut]))


def _add_entry(feed: SearchFeed, one: OpenHit, url: str, changed: dt.datetime | None) -> None:
    stored, published = one.found.stored, one.published_at
    feed.add_item(
        title=without_controls(stored.get("headline") or ""),
        link=url,
        description=escape(without_controls(summary_of(stored))),
        unique_id=url,
        pubdate=published,
        updateddate=max(published, changed or published),
        authors=[without_controls(name) for name in stored.get("author_names") or ()],
    )


def _times_of_changes(numbers: Iterable[int]) -> Times:
    """Return when readers last saw each of the reports change."""
    changes = Change.objects.filter(article_id__in=list(numbers), kind__in=SHOWING).order_by()
    changed = changes.values("article_id").annotate(last=Max("at")).values_list("article_id", "last")
    return dict(changed)
