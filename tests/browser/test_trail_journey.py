"""From a hit into its report and on: why it was found, its matches one by one, the next hit, and back."""

from __future__ import annotations

import re
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.archive.factories import make_article

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]
LINE: Final = "<p>修渠的事放在一边。</p>"
# A key, the number of the match that it leads to, and the first element of that: one match has an element within.
STEPS: Final = (("n", 1, "议事会"), ("n", 2, "議事"), ("n", 3, "议事会"))


@pytest.fixture
def archive() -> None:
    for month in (3, 2, 1):
        body = f"<p>議事<strong>会</strong>开在田头。</p>{LINE * 30}<p>议事会散了。</p>"
        make_article(f"第{month}次议事会", body, date=f"2022-0{month}-01")


def current(page: Page) -> str:
    return str(page.evaluate("document.querySelector(':target').textContent"))


def test_a_reader_steps_through_matches_and_hits_and_back(
    live_server: Any, archive: None, visitor: BrowserContext, complaints: list[str]
) -> None:
    page = visitor.new_page()
    page.goto(f"{live_server.url}/search/?q=议事会&sort=newest")
    page.get_by_role("link", name="第3次议事会").click()
    bar = page.get_by_role("navigation", name="检索中的位置")
    where = bar.get_by_role("status")
    expect(where).to_have_text("标出 3 处")
    expect(bar.get_by_role("link", name="下一处")).to_be_visible()
    for key, shown, text in (*STEPS, ("n", 1, "议事会"), ("p", 3, "议事会")):
        page.keyboard.press(key)
        expect(where).to_have_text(f"第 {shown} / 3 处")
        assert current(page) == text
    expect(bar).to_be_in_viewport()
    expect(page.locator("#m3")).to_be_in_viewport()
    bar.get_by_role("link", name="上一处").click()
    expect(where).to_have_text("第 2 / 3 处")
    page.get_by_label("检索词").first.fill("")
    page.get_by_label("检索词").first.press_sequentially("np")
    expect(where).to_have_text("第 2 / 3 处")
    bar.get_by_role("link", name=re.compile("^下一篇")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("第2次议事会"))
    expect(bar).to_contain_text("第 2 / 3 篇")
    bar.get_by_role("button", name="收起").click()
    expect(bar).to_have_count(0)
    page.keyboard.press("n")
    assert "#" not in page.url
    page.go_back()
    bar.get_by_role("link", name="回到检索结果").click()
    expect(page).to_have_url(re.compile(r"/search/\?q=.*#hit-\d+$"))
    assert complaints == []


def test_a_reason_opens_in_place_once_it_is_asked_for(
    live_server: Any, archive: None, visitor: BrowserContext, complaints: list[str]
) -> None:
    page = visitor.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/search/?q=議事會&sort=newest")
    assert not [url for url in asked if "/search/why/" in url]
    reason = page.locator(".hit").first.get_by_text("为何命中")
    reason.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_contain_text("合计")
    expect(page.locator(".hit").first).to_contain_text("写作“议事会”1 次，检索的是“議事會”（繁简或异体）")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert len([url for url in asked if "/search/why/" in url]) == 1
    assert complaints == []


def test_without_javascript_all_of_it_is_links(live_server: Any, archive: None, browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/search/?q=议事会&sort=newest")
    page.get_by_role("link", name="为何命中").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("为何命中")
    page.get_by_role("link", name="第3次议事会").click()
    page.go_back()
    page.get_by_role("link", name=re.compile("回到")).click()
    page.get_by_role("link", name="第3次议事会").click()
    bar = page.get_by_role("navigation", name="检索中的位置")
    bar.get_by_role("link", name="3", exact=True).click()
    expect(page).to_have_url(re.compile("#m3$"))
    expect(page.locator("#m3")).to_be_in_viewport()
    expect(bar.get_by_role("link", name="下一处")).to_be_hidden()
    bar.get_by_role("link", name=re.compile("^下一篇")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("第2次议事会"))
    context.close()
