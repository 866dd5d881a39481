"""A reader's way through search: query, facets, chips, back, a report and the next one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.archive.factories import make_article

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]
REPORTS = (
    ("巷口的议事会", "411300", "2021-05-01"),
    ("渠边的议事会", "411300", "2022-05-01"),
    ("田头的议事会", "411300", "2022-06-01"),
    ("江边的议事会", "610900", "2022-05-01"),
    ("山里的议事会", "431300", "2021-05-01"),
)


@pytest.fixture
def archive() -> None:
    for headline, place, date in REPORTS:
        make_article(headline, "<p>党员议事会每月开一次，说的是党建，办的是小事。</p>", place=place, date=date)
    make_article("修渠记", "<p>修渠的事与会议无关。</p>", place="411300", date="2022-07-01")



def test_a_reader_narrows_widens_goes_back_and_reads_on(
    live_server: Any, archive: None, visitor: BrowserContext, complaints: list[str]
) -> None:
    page = visitor.new_page()
    page.goto(live_server.url)
    page.get_by_label("检索词").first.fill("党建")
    page.get_by_label("检索词").first.press("Enter")
    expect(page.locator(".hit")).to_have_count(5)

    page.locator(".facets").get_by_role("link", name=re.compile("^南阳市")).click()
    expect(page.locator(".hit")).to_have_count(3)
    page.locator(".facets").get_by_role("link", name=re.compile("^2022")).click()
    expect(page.locator(".hit")).to_have_count(2)
    page.locator(".facets").get_by_role("link", name=re.compile("^安康市")).click()
    expect(page.locator(".hit")).to_have_count(3)  # two places: either; and the year still holds

    chips = page.locator(".chips a")
    page.locator(".chips").get_by_role("link", name=re.compile("2022")).click()
    expect(page.locator(".hit")).to_have_count(4)
    page.locator(".chips").get_by_role("link", name="清除全部").click()
    expect(page.locator(".hit")).to_have_count(5)
    expect(chips).to_have_count(0)
    page.go_back()
    expect(page.locator(".hit")).to_have_count(4)
    expect(page.get_by_label("检索词").first).to_have_value("党建")

    page.goto(f"{live_server.url}/search/?q=党建&place=411300&sort=oldest")
    page.get_by_role("link", name="巷口的议事会").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("巷口的议事会")
    page.locator(".around").get_by_role("link", name=re.compile("渠边的议事会")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("渠边的议事会")
    assert complaints == []


def test_nothing_found_keeps_the_query_and_leads_on(
    live_server: Any, archive: None, visitor: BrowserContext, complaints: list[str]
) -> None:
    page = visitor.new_page()
    page.goto(f"{live_server.url}/search/?q=没有这样的字句&year=2022")
    expect(page.locator(".hit")).to_have_count(0)
    expect(page.get_by_label("检索词").first).to_have_value("没有这样的字句")
    page.goto(f"{live_server.url}/search/?q=议事会&year=2022&place=431300")
    expect(page.locator(".hit")).to_have_count(0)
    page.locator(".chips").get_by_role("link", name=re.compile("2022")).click()
    expect(page.locator(".hit")).to_have_count(1)
    assert complaints == []


def test_a_value_is_left_out_and_years_are_chosen_by_keyboard(
    live_server: Any, archive: None, visitor: BrowserContext, complaints: list[str]
) -> None:
    make_article("旧时的议事会", "<p>也说党建。</p>", place="411300", date="2017-05-01")
    page = visitor.new_page()
    page.goto(f"{live_server.url}/search/?q=党建")
    expect(page.locator(".hit")).to_have_count(6)
    page.get_by_role("link", name="排除 南阳市").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".hit")).to_have_count(2)
    page.locator(".chips").get_by_role("link", name=re.compile("不含 南阳市")).click()
    page.get_by_role("link", name="2022年：3 篇").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".hit")).to_have_count(3)
    expect(page.locator(".years-drawn [aria-current]")).to_have_count(1)
    page.get_by_label("结果中检索", exact=True).last.fill("江边")
    page.keyboard.press("Enter")
    expect(page.locator(".hit")).to_have_count(1)
    assert complaints == []


def test_on_a_phone_the_filters_lead_on_to_the_results_and_nothing_is_too_wide(
    live_server: Any, archive: None, visitor: BrowserContext, complaints: list[str]
) -> None:
    page = visitor.new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{live_server.url}/search/?q=党建&year=2022&-place=431300&from=2021")
    page.locator(".facets > summary", has_text="已选 3 项").click()
    expect(page.get_by_role("link", name="排除 南阳市")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.get_by_role("link", name="查看 3 条结果").click()
    expect(page.locator("#results")).to_be_in_viewport()
    assert complaints == []
