"""Held names: which papers and authors have reports, in the order of pinyin, on which page of their list?

In: an ArticleQuerySet, which the caller has narrowed to what may be seen. Out: names with their number of reports. All
names are ordered here, since no database knows the order; what a line shows is fetched for those of one page alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeVar

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from archive.models import ArticleQuerySet, Contributor, Credit, Newspaper
from archive.text.pinyin_order import letter, sort_key

MOST_AUTHORS: Final = 12  # beside a list of reports
Held = TypeVar("Held", Newspaper, Contributor)


class Named(NamedTuple):
    """A paper or an author by number, and its name."""

    pk: int
    name: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, how many names begin with it, and on which page the first of them stands."""

    letter: str
    count: int
    page: int


@dataclass(frozen=True, slots=True)
class NameCount:
    """Somebody who signs, the paper where several bear the name, and the reports."""

    pk: int
    name: str
    paper: str
    count: int


@dataclass(frozen=True, slots=True)
class Signing:
    """A role as printed (None: none was), and how many reports were signed in it."""

    role: str | None
    count: int


def newspapers_held(articles: ArticleQuerySet) -> list[Named]:
    """Return the papers of the reports in order; one query."""
    return _in_order(Newspaper.objects.filter(Exists(articles.filter(newspaper=OuterRef("pk")))))


def newspapers_counted(articles: ArticleQuerySet, wanted: Iterable[Named]) -> list[Newspaper]:
    """Return these papers in the order given, each with the `number` of reports, and their `first` and `last` day.

    One query.
    """
    of_paper = Q(articles__in=articles.order_by())
    rows = Newspaper.objects.select_related("place").annotate(
        number=Count("articles", filter=of_paper, distinct=True),
        first=Min("articles__date_from", filter=of_paper),
        last=Max("articles__date_to", filter=of_paper),
    )
    return _as_given(rows, wanted)


def authors_held(articles: ArticleQuerySet) -> list[Named]:
    """Return the contributors who wrote any of the reports in order; one query."""
    wrote = Credit.objects.filter(contributor=OuterRef("pk"), is_author=True, article__in=articles)
    return _in_order(Contributor.objects.filter(Exists(wrote)))


def authors_counted(articles: ArticleQuerySet, wanted: Iterable[Named]) -> list[Contributor]:
    """Return these contributors in the order given, each with the `number` of reports they wrote; one query."""
    wrote = Q(credits__is_author=True, credits__article__in=articles)
    rows = Contributor.objects.select_related("newspaper", "place").annotate(
        number=Count("credits__article", filter=wrote, distinct=True)
    )
    return _as_given(rows, wanted)


def busiest_authors(articles: ArticleQuerySet, most: int = MOST_AUTHORS) -> tuple[NameCount, ...]:
    """Return who wrote the most of the reports, the busiest first; one query."""
    wrote = Credit.objects.filter(is_author=True, article__in=articles.order_by()).order_by()
    rows = list(
        wrote.values_list("contributor_id", "contributor__name", "contributor__newspaper__name")
        .annotate(number=Count("article", distinct=True))
        .order_by("-number", "contributor_id")[:most]
    )
    borne = Counter(name for _pk, name, _paper, _number in rows)
    return tuple(
        NameCount(pk, name, (paper or "") if borne[name] > 1 else "", number) for pk, name, paper, number in rows
    )


def roles_of(contributor: Contributor, articles: ArticleQuerySet) -> tuple[Signing, ...]:
    """Return in which roles somebody signed the reports or their pictures, the commonest first; one query."""
    signed = Credit.objects.filter(contributor=contributor, article__in=articles.order_by()).order_by()
    grouped = signed.values_list("role").annotate(number=Count("article", distinct=True))
    return tuple(Signing(role, number) for role, number in sorted(grouped, key=lambda one: (-one[1], one[0] or "")))


def letters_of(names: Sequence[Named], per_page: int) -> tuple[Letter, ...]:
    """Return the letters of a list in order, with the page on which each begins."""
    initials = [letter(one.name) for one in names]
    counts = Counter(initials)
    return tuple(Letter(one, count, initials.index(one) // per_page + 1) for one, count in counts.items())


def _in_order(rows: QuerySet[Held]) -> list[Named]:
    found = [Named(pk, name) for pk, name in rows.order_by().values_list("pk", "name")]
    return sorted(found, key=lambda one: (sort_key(one.name), one.name, one.pk))


def _as_given(rows: QuerySet[Held], wanted: Iterable[Named]) -> list[Held]:
    numbers = [one.pk for one in wanted]
    found = {row.pk: row for row in rows.filter(pk__in=numbers)}
    return [found[number] for number in numbers if number in found]
