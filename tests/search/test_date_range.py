"""The range of days: what people type into its two fields, and what they are told where it is no date."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from search.date_range import canonical_date, read_range
from tests.search.building import published


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2021", "2021"), ("2021年", "2021"), ("2021-05", "2021-05"), ("2021-5", "2021-05"), ("2021年5月", "2021-05"),
        ("2021.5.6", "2021-05-06"), ("2021/05/06", "2021-05-06"), ("2021年5月6日", "2021-05-06"),
        ("２０２１", "2021"), ("2021年5", "2021-05"), ("2021 年 5 月", "2021-05"),
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(written: str, meant: str) -> None:
    assert canonical_date(written) == meant


@pytest.mark.parametrize("written", ["昨天", "21", "20210506", "2021-", "2021-05-06-07", "5月", "2021-005"])
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=written):
        canonical_date(written)


def test_each_end_is_the_outermost_day_that_it_may_mean() -> None:
    dates = read_range({"from": "2020", "to": " 2021年2月 "})
    assert dates.since.day is not None
    assert dates.until.day is not None
    assert dates.since.day == ("2020", dt.date(2020, 1, 1).toordinal())
    assert dates.until.day == ("2021-02", dt.date(2021, 2, 28).toordinal())
    assert [field.error for field in dates.fields] == ["", ""]


def test_a_field_says_what_is_wrong_with_it_and_the_other_counts() -> None:
    dates = read_range({"from": "2021-13", "to": "2022"})
    assert (dates.since.day, dates.since.written) == (None, "2021-13")
    assert dates.since.error == "“2021-13”不是日期。可写作 2021、2021-05 或 2021-05-06。"
    assert dates.until.day is not None


def test_a_reversed_range_counts_at_neither_end_and_stays_in_the_fields() -> None:
    dates = read_range({"from": "2022", "to": "2021"})
    assert [(field.day, field.written) for field in dates.fields] == [(None, "2022"), (None, "2021")]
    assert (dates.is_reversed, dates.until.error) == (True, "截止日期早于起始日期。")


@pytest.mark.django_db
@pytest.mark.usefixtures("committed_db")
def test_the_page_shows_the_error_beside_its_field(client: Client) -> None:
    published(date="2021")
    html = client.get("/search/?from=2022&to=2021&place=none").content.decode()
    assert 'name="to" value="2021" maxlength="12" autocomplete="off" placeholder="2021-06" aria-invalid="true"' in html
    assert '<p class="field-error" id="until-error">截止日期早于起始日期。</p>' in html
    assert '<input type="hidden" name="place" value="none">' in html


@pytest.mark.django_db
@pytest.mark.usefixtures("committed_db")
def test_a_date_in_words_goes_on_in_digits(client: Client) -> None:
    published(date="2021-05-06")
    result = client.get("/search/?from=2021年5月").context["result"]
    assert (result.total, result.notes) == (1, ())
    assert [chip.label for chip in result.chips] == ["自 2021-05"]
