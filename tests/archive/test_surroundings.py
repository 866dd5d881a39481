"""Surroundings: above, beside and below a place."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import Article, Place
from archive.surroundings import Surroundings, surroundings
from tests.archive.reports import draft, published

pytestmark = pytest.mark.django_db

HENAN, NANYANG, WOLONG, WANCHENG = "410000", "411300", "411303", "411302"
XIANGYANG, LUOYANG, HUBEI = "420600", "410300", "420000"


def around(code: str) -> Surroundings:
    return surroundings(Place.objects.select_related("parent__parent").get(code=code), Article.objects.published())


def test_around_a_prefecture_are_its_province_its_peers_and_its_counties() -> None:
    for code in (NANYANG, WOLONG, WOLONG, LUOYANG, XIANGYANG):
        published(place_id=code)
    draft(place_id=WANCHENG)
    found = around(NANYANG)
    assert [one.code for one in found.above] == [HENAN]
    assert [(one.place.code, one.count) for one in found.beside] == [(LUOYANG, 1)]
    assert [(one.place.code, one.count) for one in found.below] == [(WOLONG, 2)]
    assert WANCHENG in [one.code for one in found.empty_below]
    assert WOLONG not in [one.code for one in found.empty_below]


def test_beside_a_province_are_other_provinces() -> None:
    published(place_id=XIANGYANG).further_places.add(WOLONG)
    found = around(HENAN)
    assert found.above == ()
    assert [(one.place.code, one.count) for one in found.beside] == [(HUBEI, 1)]
    assert [(one.place.code, one.count) for one in found.below] == [(NANYANG, 1)]
    assert found.first_here == 0
    assert around(HUBEI).first_here == 1


def test_around_a_county_are_its_peers_and_nothing_below() -> None:
    published(place_id=WANCHENG)
    found = around(WOLONG)
    assert [one.code for one in found.above] == [HENAN, NANYANG]
    assert [one.place.code for one in found.beside] == [WANCHENG]
    assert (found.below, found.empty_below) == ((), ())


def test_it_takes_three_queries() -> None:
    published(place_id=WOLONG)
    place = Place.objects.select_related("parent__parent").get(code=NANYANG)
    with CaptureQueriesContext(connection) as queries:
        surroundings(place, Article.objects.published())
    assert len(queries) == 3
