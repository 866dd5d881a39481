"""Feeds: the first hits of a question as Atom 1.0 (RFC 4287).

In: a Listing, and the addresses of the feed and of its page. Out: an AtomFeed. Two queries, however many entries:
when each report was published here, and when it last changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from html import escape
from itertools import islice
from typing import Any, Final

from django.utils.translation import gettext as _

from archive.atom import MOST_ENTRIES, AtomFeed, new_feed, times_of_changes
from archive.text.xml_characters import without_controls
from search.engine.answering import Listing
from search.still_open import OpenHit, still_open

SUMMARY_CHARACTERS: Final = 200


def feed_of(
    query: str, listing: Listing, page_url: str, feed_url: str, article_url: Callable[[int], str]
) -> AtomFeed:
    """Return the feed of the first hits; all addresses are absolute, and `feed_url` is its id."""
    shown = still_open(list(islice(listing.documents, MOST_ENTRIES)))
    changed = times_of_changes([one.found.id for one in shown])
    title = _("检索“%(query)s”") % {"query": query} if query else _("新到报道")
    feed = new_feed(title, page_url, feed_url)
    for one in shown:
        _add_entry(feed, one, article_url(one.found.id), changed.get(one.found.id))
    return feed


def summary_of(stored: dict[str, Any]) -> str:
    """Return where and when a report was printed, and how it begins."""
    facts = [stored.get(name) for name in ("newspaper_name", "date_published", "place_name")]
    beginning = " ".join(stored.get("paragraphs") or ())
    cut = beginning if len(beginning) <= SUMMARY_CHARACTERS else beginning[:SUMMARY_CHARACTERS] + "…"
    return "　".join(filter(None, [*facts, cut]))


def _add_entry(feed: AtomFeed, one: OpenHit, url: str, changed: dt.datetime | None) -> None:
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
