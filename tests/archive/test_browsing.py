"""Counting: each number against the reports it stands for."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.browsing import PlaceCount, ancestors, count_by_place, holdings, shelves
from archive.matrix import place_year_matrix
from archive.models import Article, ArticleQuerySet, Place
from tests.archive.reports import draft, paper, published

pytestmark = pytest.mark.django_db

HENAN, NANYANG, WOLONG, WANCHENG, JIYUAN = "410000", "411300", "411303", "411302", "419001"
BEIJING, DONGCHENG, XIANGYANG = "110000", "110101", "420600"


def reports() -> ArticleQuerySet:
    return Article.objects.published()


def place(code: str) -> Place:
    return Place.objects.select_related("parent__parent").get(code=code)


def test_unpublished_reports_count_nowhere() -> None:
    draft(place_id=NANYANG, date="2022").further_places.add(XIANGYANG)
    assert count_by_place(reports()) == Counter()
    assert holdings(reports()).total == 0


def test_count_of_a_place_takes_in_what_lies_below() -> None:
    published(place_id=WOLONG)
    published(place_id=NANYANG)
    assert count_by_place(reports())[NANYANG] == 2
    assert count_by_place(reports())[HENAN] == 2
    assert count_by_place(reports())[WOLONG] == 1


def test_report_on_several_places_counts_once_in_each() -> None:
    article = published(place_id=WOLONG)
    article.further_places.set([WANCHENG, XIANGYANG])
    counts = count_by_place(reports())
    assert {code: counts[code] for code in (WOLONG, WANCHENG, NANYANG, HENAN, XIANGYANG)} == {
        WOLONG: 1, WANCHENG: 1, NANYANG: 1, HENAN: 1, XIANGYANG: 1,
    }  # fmt: skip


def test_further_place_of_a_report_without_a_first_one_counts() -> None:
    published().further_places.add(NANYANG)
    assert count_by_place(reports())[HENAN] == 1


def test_counts_agree_with_the_lists_they_lead_to() -> None:
    for code in (WOLONG, NANYANG, HENAN, JIYUAN, DONGCHENG, XIANGYANG):
        published(place_id=code).further_places.add(WANCHENG)
    counts = count_by_place(reports())
    listed = {code: Article.objects.published().in_place(code).count() for code in counts if counts[code]}
    existing = set(Place.objects.values_list("code", flat=True))
    assert {code: n for code, n in counts.items() if code in existing} == {
        code: n for code, n in listed.items() if code in existing
    }


def test_ancestors_begin_with_the_province() -> None:
    assert [upper.code for upper in ancestors(place(WOLONG))] == [HENAN, NANYANG]


def test_shelves_hold_what_lies_below_a_province_and_its_parts() -> None:
    for code in (WOLONG, NANYANG, JIYUAN, DONGCHENG):
        published(place_id=code)
    held = [
        (shelf.province.code, shelf.count, [flat(below) for below in shelf.held])
        for shelf in shelves(count_by_place(reports()))
    ]
    assert held == [
        (BEIJING, 1, [(DONGCHENG, 1, [])]),
        (HENAN, 3, [(NANYANG, 2, [(WOLONG, 1, [])]), (JIYUAN, 1, [])]),
    ]


def flat(held: PlaceCount) -> tuple[str, int, list[object]]:
    return held.place.code, held.count, [flat(part) for part in held.parts]


def test_holdings_name_years_and_papers() -> None:
    published(date="2022-06-01", newspaper=paper())
    published(date="2022", newspaper=paper())
    published(date="2020")
    published()
    held = holdings(reports())
    assert held.total == 4
    assert [(year.year, year.count, year.share) for year in held.years] == [
        (2022, 2, 100), (2020, 1, 50), (None, 1, 50),
    ]  # fmt: skip
    assert [(one.name, one.count) for one in held.papers] == [("样例日报", 2)]




def test_number_of_queries_does_not_grow_with_the_reports() -> None:
    def ask() -> int:
        with CaptureQueriesContext(connection) as queries:
            shelves(count_by_place(reports()))
            place_year_matrix(reports())
            holdings(reports())
        return len(queries)

    published(place_id=NANYANG, date="2022", newspaper=paper())
    few = ask()
    for code in (WOLONG, XIANGYANG, JIYUAN, DONGCHENG):
        published(place_id=code, date="2020").further_places.add(WANCHENG)
    assert ask() == few == 6
