"""Atom: how a feed is written (RFC 4287), whoever fills it.

In: entries, each with its authors and when it changed. Out: Django's Atom feed with what that lacks. A feed without
entries is as old as time: it must not change from one request to the next.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final
from xml.sax.xmlreader import AttributesImpl

from django.db.models import Max
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from archive.models import Change
from archive.text.xml_characters import without_controls

MOST_ENTRIES: Final = 50
LANGUAGE: Final = "zh-Hans"
BEGINNING: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
SHOWING: Final = (Change.Kind.PUBLISHED, Change.Kind.EDITED, Change.Kind.NARROWED)

Times = dict[int, dt.datetime]


class AtomFeed(Atom1Feed):
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


def new_feed(title: str, page_url: str, feed_url: str) -> AtomFeed:
    """Return a feed of the archive without entries; both addresses are absolute, and `feed_url` is its id."""
    return AtomFeed(
        title=without_controls(f"{title} · {_('党建报道档案')}"), link=page_url, description="", language=LANGUAGE,
        author_name=_("党建报道档案"), feed_url=feed_url, feed_guid=feed_url,
    )  # fmt: skip


def times_of_changes(numbers: Iterable[int]) -> Times:
    """Return when readers last saw each of the reports change; one query."""
    changes = Change.objects.filter(article_id__in=list(numbers), kind__in=SHOWING).order_by()
    changed = changes.values("article_id").annotate(last=Max("at")).values_list("article_id", "last")
    return dict(changed)
