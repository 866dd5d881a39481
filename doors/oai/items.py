"""Items: which reports do readers see or once saw, and when did they last see them change?

In: what is asked for. Out: items by their numbers, each with its datestamp, and the reports of a page of them. What a
report is now is asked of `archive/access.py` at the end: an item of which nothing is open is a deleted record.

A page costs one query over the changes behind its beginning, which ends when the page is full, however many there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, NamedTuple

from django.db.models import Exists, Max, Min, OuterRef, Prefetch, Q

from archive.access import what_readers_see
from archive.models import Article, ArticleQuerySet, Change, Credit, Place, Tombstone
from archive.models.changes import ChangeQuerySet

ITEMS_A_PAGE: Final = 100
BEGINNING: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
Reports = dict[int, Article]


class Item(NamedTuple):
    """The number of a report, and when it last changed."""

    number: int
    changed: dt.datetime


def items_after(
    number: int, most: int, since: dt.datetime | None, before: dt.datetime | None, members: ArticleQuerySet | None
) -> list[Item]:
    """Return the items of higher numbers that changed in that time, in their order.

    Of those that are open only `members`, where given; of those that are not any more all: to which set one belonged is
    not told, and whoever holds it must hear that it is gone.
    """
    changes = _seen().filter(article_id__gt=number)
    if members is not None:
        is_open = Exists(Article.objects.published().filter(pk=OuterRef("article_id")))
        changes = changes.filter(Exists(members.filter(pk=OuterRef("article_id"))) | ~is_open)
    last = changes.values("article_id").annotate(changed=Max("at")).order_by("article_id")
    if since:
        last = last.filter(changed__gte=since)
    if before:
        last = last.filter(changed__lt=before)
    return [Item(*row) for row in last.values_list("article_id", "changed")[:most]]


def item_of(number: int) -> Item | None:
    """Return the item of that number, None where there is none."""
    changed = _seen().filter(article_id=number).aggregate(last=Max("at"))["last"]
    return Item(number, changed) if changed else None


def reports_of(items: Sequence[Item]) -> Reports:
    """Return by its number what readers see of each of the items, and of a deleted record nothing; three queries."""
    signed = Credit.objects.select_related("contributor").order_by("order", "pk")
    found = (
        Article.objects.published()
        .filter(pk__in=[item.number for item in items], is_sample=False)
        .select_related("newspaper", "place__parent__parent")
        .prefetch_related(
            Prefetch("credits", signed),
            Prefetch("further_places", Place.objects.select_related("parent__parent")),
        )
    )
    return {article.pk: seen for article in found if (seen := what_readers_see(article))}


def earliest_change() -> dt.datetime:
    """Return a time before which no item has changed."""
    return Change.objects.filter(was_public=True).aggregate(first=Min("at"))["first"] or BEGINNING


def _seen() -> ChangeQuerySet:
    """Return the changes of whatever is an item; samples are none, and leave no Tombstone."""
    kept = Article.objects.filter(pk=OuterRef("article_id"), is_sample=False)
    gone = Tombstone.objects.filter(article_number=OuterRef("article_id"), was_public=True)
    return Change.objects.filter(Q(Exists(kept)) | Q(Exists(gone)), was_public=True).order_by()
