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

    page.locator(".facets").get_by_role("link", name=re.compile("南阳市")).click()
    expect(page.locator(".hit")).to_have_count(3)
    page.locator(".facets").get_by_role("link", name=re.compile("2022")).click()
    expect(page.locator(".hit")).to_have_count(2)
    page.locator(".facets").get_by_role("link", name=re.compile("安康市")).click()
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
    page.get_by_role("link", name=re.compile("渠边的议事会")).click()
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
