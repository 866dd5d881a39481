"""Still open: may readers see at this moment what came back with these hits?

In: hits of a snapshot of the index, which may be older than what was done since. Out: those of which no less is open
than their stored fields show, each with when it was published here. One query, however many.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from archive.models import Access, Article
from archive.models.access import is_narrower
from search.engine.answering import FoundDocument


class OpenHit(NamedTuple):
    """A hit that may be shown, and when its report was published here."""

    found: FoundDocument
    published_at: dt.datetime


def still_open(hits: Sequence[FoundDocument]) -> list[OpenHit]:
    """Return the hits that may be shown as they came back, in their order."""
    published = Article.objects.published().filter(pk__in=[found.id for found in hits]).order_by()
    now = {
        number: (own or of_paper or Access.FULL, at)
        for number, own, of_paper, at in published.values_list("pk", "access", "newspaper__access", "published_at")
        if at is not None
    }
    return [
        OpenHit(found, now[found.id][1])
        for found in hits
        if found.id in now and not is_narrower(now[found.id][0], found.stored.get("access") or Access.FULL)
    ]
