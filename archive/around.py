"""Around: which reports stand beside this one, in its issue and in the time of its place?

In: a report and an ArticleQuerySet, which the caller has narrowed to what may be seen. Out: Around, in one query. An
issue is a paper's day; its reports follow each other by page, those without one last, and within a page as they came.
On a place they follow each other as in every list of it, the newest first.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.db.models import Case, Q, Subquery, Value, When

from archive.models import Article, ArticleQuerySet

DAY: Final = "day"
# Of a paper that has more reports on one day, the first so many to come in are put in order.
MOST_OF_ISSUE: Final = 500
# What a line about a neighbour shows, and what puts it in its place.
READ: Final = ("headline", "newspaper", "date_published", "date_from", "date_to", "print_page", "place")
PARTS: Final = re.compile(r"[0-9]+|[^0-9]+")
Key = tuple[Any, ...]


class Neighbours(NamedTuple):
    """The reports before and after."""

    earlier: Article | None = None
    later: Article | None = None


NONE: Final = Neighbours()


@dataclass(frozen=True, slots=True)
class Around:
    """The neighbours of a report in its issue (`earlier` stands before it), and on its very place in time."""

    in_issue: Neighbours = NONE
    in_place: Neighbours = NONE


def around(article: Article, articles: ArticleQuerySet) -> Around:
    """Return the neighbours of a report; one query, none where it has neither issue nor place."""
    issue, place = _same_issue(article), _next_on_place(article, articles)
    if not (issue or place):
        return Around()
    first = [Case(When(place, then=Value(0)), default=Value(1))] if place else []
    found = list(articles.filter(place | issue).only(*READ).order_by(*first, "pk")[:MOST_OF_ISSUE])
    there = [one for one in found if issue and _is_of_same_issue(one, article)]
    here = [one for one in found if place and one.place_id == article.place_id]
    later_first = _beside(article, here, newest_first)
    return Around(_beside(article, there, issue_order), Neighbours(later_first.later, later_first.earlier))


def issue_order(article: Article) -> Key:
    """Return what puts the reports of an issue in order: page 2 before 10, A2 before B1, none at the end."""
    page = article.print_page or ""
    parts = tuple(("", int(part)) if part.isascii() and part.isdecimal() else (part, 0) for part in PARTS.findall(page))
    return not page, parts, article.pk


def newest_first(article: Article) -> Key:
    """Return what puts reports in the order of `ArticleQuerySet.newest_first`."""
    return *_descending(article.date_to), *_descending(article.date_from), -article.pk


def _descending(day: dt.date | None) -> tuple[bool, int]:
    return day is None, -day.toordinal() if day else 0


def _beside(article: Article, others: Iterable[Article], order: Callable[[Article], Key]) -> Neighbours:
    """Return the reports right before and right after one."""
    own = order(article)
    keyed = [(order(one), one) for one in others if one.pk != article.pk]
    before = max((one for one in keyed if one[0] < own), key=lambda one: one[0], default=None)
    after = min((one for one in keyed if one[0] > own), key=lambda one: one[0], default=None)
    return Neighbours(before and before[1], after and after[1])


def _same_issue(article: Article) -> Q:
    """Return the condition of standing in the same issue; an empty one where it is not known to the day."""
    if article.newspaper_id is None or article.date_precision != DAY:
        return Q()
    return Q(newspaper=article.newspaper_id, date_from=article.date_from, date_precision=DAY)


def _is_of_same_issue(one: Article, article: Article) -> bool:
    return one.newspaper_id == article.newspaper_id and one.date_published == article.date_published


def _next_on_place(article: Article, articles: ArticleQuerySet) -> Q:
    """Return the condition of being the next earlier or later report on the very place of this one."""
    if article.place_id is None:
        return Q()
    same_place = articles.filter(place_id=article.place_id).newest_first()
    earlier = same_place.filter(_follows(article)).values("pk")[:1]
    later = same_place.filter(_precedes(article)).reverse().values("pk")[:1]
    return Q(pk=Subquery(earlier)) | Q(pk=Subquery(later))


def _follows(article: Article) -> Q:
    """Return the condition of standing after the report in `newest_first` order."""
    if article.date_to is None:
        return Q(date_to=None, pk__lt=article.pk)
    same_end = Q(date_to=article.date_to)
    return (
        Q(date_to__lt=article.date_to)
        | Q(date_to=None)
        | (same_end & Q(date_from__lt=article.date_from))
        | (same_end & Q(date_from=article.date_from, pk__lt=article.pk))
    )


def _precedes(article: Article) -> Q:
    """Return the condition of standing before the report in `newest_first` order."""
    if article.date_to is None:
        return Q(date_to__isnull=False) | Q(date_to=None, pk__gt=article.pk)
    same_end = Q(date_to=article.date_to)
    return (
        Q(date_to__gt=article.date_to)
        | (same_end & Q(date_from__gt=article.date_from))
        | (same_end & Q(date_from=article.date_from, pk__gt=article.pk))
    )
