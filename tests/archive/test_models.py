"""The rules that the database itself holds, and the questions that chain."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from archive.models import Article, Capture, Contributor, Newspaper, Place
from archive.models.places import code_prefix
from archive.text.days import span_of
from tests.archive.factories import make_article

pytestmark = pytest.mark.django_db
DIGEST = "0" * 64
DAY = dt.date(2022, 6, 1)
WHOLE_DATE = {"date_published": "2022-06-01", "date_precision": "day", "date_from": DAY, "date_to": DAY}


@pytest.mark.parametrize(
    ("printed", "first", "last", "precision"),
    [
        ("2022", "2022-01-01", "2022-12-31", "year"),
        ("2020-02", "2020-02-01", "2020-02-29", "month"),
        ("2022-06-16", "2022-06-16", "2022-06-16", "day"),
    ],
)
def test_a_date_spans_the_days_that_it_may_mean(printed: str, first: str, last: str, precision: str) -> None:
    span = span_of(printed)
    assert (span.first.isoformat(), span.last.isoformat(), span.precision) == (first, last, precision)


@pytest.mark.parametrize(
    "printed",
    ["2022-13", "2022-00", "2022-02-30", "2022-02-00", "two", "2022-01-01-01", "0001", "3022-05", "２０２２", ""],
)
def test_what_is_no_date_raises_value_error(printed: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        span_of(printed)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "published", "headline": None},
        {"state": "published", "headline": "题"},
        {"state": "shown"},
        {"state": "withdrawn", "headline": "题", "withdrawal_reason": ""},
        {"date_published": "2022"},
        {**WHOLE_DATE, "date_basis": None},
        {**WHOLE_DATE, "date_basis": "inferred", "date_evidence": None},
        {**WHOLE_DATE, "date_basis": "stated", "date_to": dt.date(2022, 5, 1)},
        {"period_start": dt.date(2022, 2, 1), "period_end": dt.date(2022, 1, 1)},
    ],
    ids=lambda fields: "-".join(fields),
)
def test_the_database_refuses_a_broken_article(fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Article(**fields).save()


@pytest.mark.parametrize(
    "fields",
    [
        {"payload_digest": "no digest", "size": 1},
        {"payload_digest": DIGEST, "size": 1, "member": "1"},
    ],
    ids=["digest", "member without parent"],
)
def test_the_database_refuses_a_broken_capture(fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Capture.objects.create(file_name="a.txt", **fields)


def test_the_same_bytes_are_captured_once() -> None:
    Capture.objects.create(payload_digest=DIGEST, size=1, file_name="a.txt")
    with pytest.raises(IntegrityError), transaction.atomic():
        Capture.objects.create(payload_digest=DIGEST, size=1, file_name="b.txt")


def test_a_contributor_is_one_name_within_one_home() -> None:
    paper = Newspaper.objects.create(name="样例报")
    Contributor.objects.create(name="张三", newspaper=paper)
    Contributor.objects.create(name="张三", place_id="411300")
    for twice in ({"newspaper": paper}, {"place_id": "411300"}, {"newspaper": paper, "place_id": "411300"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Contributor.objects.create(name="张三", **twice)


@pytest.mark.parametrize(("code", "prefix"), [("410000", "41"), ("411300", "4113"), ("411003", "411003")])
def test_what_lies_within_a_place_shares_its_prefix(code: str, prefix: str) -> None:
    assert code_prefix(code) == prefix


def test_places_are_there_after_migrate_in_three_levels() -> None:
    chain = []
    place: Place | None = Place.objects.get(code="411003")
    while place:
        chain.append((place.name, place.level))
        place = place.parent
    assert chain == [("建安区", 3), ("许昌市", 2), ("河南省", 1)]


def test_reports_within_a_province_are_found_by_first_and_further_places() -> None:
    county = make_article("县", place="411003")
    visitor = make_article("外", place="610900")
    visitor.further_places.add("411003")
    make_article("别处", place="431300")
    assert set(Article.objects.published().in_place("410000")) == {county, visitor}


def test_reports_of_a_year_hold_every_precision() -> None:
    for date in ("2022", "2022-06", "2022-06-16", "2021-12-31"):
        make_article(date, date=date)
    assert Article.objects.in_year(2022).count() == 3


def test_newest_first_sorts_by_last_day_then_precision_and_leaves_undated_last() -> None:
    for date in ("2022", None, "2022-12-31", "2022-06", "2023-01-01"):
        make_article(date or "无日期", date=date)
    order = [article.headline for article in Article.objects.newest_first()]
    assert order == ["2023-01-01", "2022-12-31", "2022", "2022-06", "无日期"]
