"""Facets: every count is what SQL counts."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from django.db.models import QuerySet

from archive.models import Article
from archive.models.places import code_prefix
from search.backends import ReportQuerySet
from search.questions import FACETS, Question, Selection
from tests.search.building import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]

PLACES = ("410000", "411300", "411302", "411303", "410482", "610900", "610902", "110101", None)
DATES = ("2019", "2020-05", "2021-05-06", "2022-01-01", None)
PAPERS = ("样例日报", "样例晚报", None)
NAMES = ("张三", "李四", "王五", "赵六")


def selected(facet: str, values: list[str]) -> QuerySet[Article]:
    """Return the published reports with any of these values of a facet, by SQL alone."""
    kept = Article.objects.none().values("pk")
    reports = Article.objects.published()
    for value in values:
        match facet, value:
            case "place", "none":
                kept = kept | reports.filter(place=None).values("pk")
            case "place", code:
                kept = kept | reports.filter(place__code__startswith=code_prefix(code)).values("pk")
            case "year", "none":
                kept = kept | reports.filter(date_from=None).values("pk")
            case "year", year:
                kept = kept | reports.filter(date_from__year=int(year)).values("pk")
            case "newspaper", "none":
                kept = kept | reports.filter(newspaper=None).values("pk")
            case "newspaper", number:
                kept = kept | reports.filter(newspaper=int(number)).values("pk")
            case "author", "none":
                kept = kept | reports.exclude(credits__is_author=True).values("pk")
            case "author", number:
                kept = kept | reports.filter(credits__is_author=True, credits__contributor=int(number)).values("pk")
    return Article.objects.filter(pk__in={row["pk"] for row in kept})


def narrowed(selections: tuple[Selection, ...], but: str | None = None) -> set[int]:
    """Return the reports that pass every facet but one."""
    ids = set(Article.objects.published().values_list("pk", flat=True))
    for facet in FACETS:
        values = [chosen.value for chosen in selections if chosen.facet == facet]
        if values and facet != but:
            ids &= set(selected(facet, values).values_list("pk", flat=True))
    return ids


def test_counts_are_those_of_sql_for_random_filters() -> None:
    source = random.Random(3)
    for number in range(40):
        published(
            headline=f"样例{number}", date=source.choice(DATES), place=source.choice(PLACES),
            newspaper=source.choice(PAPERS), authors=source.sample(NAMES, source.randint(0, 2)),
        )
    every = ReportQuerySet().ask(Question()).answer.facets
    pool = [Selection(facet, value) for facet in FACETS for value in every[facet]]
    for _ in range(25):
        selections = tuple(source.sample(pool, source.randint(0, 4)))
        answer = ReportQuerySet().ask(Question(selections=selections)).answer
        assert answer.total == len(narrowed(selections)), selections
        for facet in FACETS:
            base = narrowed(selections, but=facet)
            expected = Counter({
                value: len(base & set(selected(facet, [value]).values_list("pk", flat=True))) for value in every[facet]
            })
            assert answer.facets[facet] == +expected, (facet, selections)
