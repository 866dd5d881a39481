"""All by keyboard: where the focus goes it is seen, nothing is left out, and every part can be worked."""

from __future__ import annotations

from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.states import make_archive

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]

MOST_STOPS: Final = 200
WALKED: Final = (
    "/", "/search/?q=渠边&year=2022&size=10", "/articles/{article}/?q=渠边&rank=1", "/places/411300/", "/coverage/",
)  # fmt: skip
# What is wrong with the way the focus is shown; hidden is what is hidden at both ends and in the middle (WCAG 2.4.11).
STOP: Final = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one.dataset.walked) return null;
  one.dataset.walked = "yes";
  const style = getComputedStyle(one);
  const box = one.getClientRects()[0] ?? one.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const above = (part) => document.elementFromPoint(box.x + box.width * part, y);
  const hides = (top) => !top || !(one.contains(top) || top.contains(one));
  const faults = [];
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) faults.push("no outline");
  if (!(x >= 0 && x <= innerWidth && y >= 0 && y <= innerHeight)) faults.push("out of sight");
  else if ([0.1, 0.5, 0.9].map(above).every(hides)) faults.push(`behind ${above(0.5)?.outerHTML.slice(0, 60)}`);
  return faults.map((fault) => `${fault}: ${one.outerHTML.slice(0, 120)}`);
}"""
# What can be worked and was not come to.
LEFT_OUT: Final = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.dataset.walked && !one.disabled)
  .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def gaps() -> dict[str, object]:
    return make_archive()


def test_every_stop_of_the_focus_is_seen_and_none_is_left_out(
    live_server: Any, gaps: dict[str, object], visitor: BrowserContext
) -> None:
    page = visitor.new_page()
    found: dict[str, list[str]] = {}
    for path in WALKED:
        page.goto(live_server.url + path.format(**gaps))
        page.keyboard.press("Tab")
        expect(page.locator(".skip").first).to_be_focused()
        faults: list[str] = []
        for _stop in range(MOST_STOPS):
            stop = page.evaluate(STOP)
            if stop is None:
                break
            faults += stop
            page.keyboard.press("Tab")
        found[path] = faults + page.evaluate(LEFT_OUT)
    assert {path: what for path, what in found.items() if what} == {}


def test_a_reader_searches_narrows_and_reads_by_keyboard_alone(
    live_server: Any, gaps: dict[str, object], visitor: BrowserContext, complaints: list[str]
) -> None:
    page = visitor.new_page()
    keys = page.keyboard
    page.goto(live_server.url)
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator("main")).to_be_focused()
    keys.press("/")
    keys.type("渠边")
    keys.press("Enter")
    expect(page.locator(".hit").first).to_be_visible()
    for part in ("main", "#results"):  # each by the link before it
        keys.press("Tab")
        keys.press("Enter")
        expect(page.locator(part)).to_be_focused()
    folded = page.locator(".years-listed > summary")
    folded.focus()
    keys.press("Enter")
    expect(page.locator(".years-listed")).to_have_attribute("open", "")
    page.locator(".hit h3 a").first.focus()
    keys.press("Enter")
    expect(page.get_by_role("navigation", name="检索中的位置")).to_be_visible()
    assert complaints == []


def test_the_matrix_scrolls_by_arrow_keys(live_server: Any, gaps: dict[str, object], visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{live_server.url}/coverage/")
    matrix = page.locator(".scroller").first
    matrix.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.scroller').scrollLeft > 0")  # a string would be evaluated


def test_theme_and_keys_are_chosen_by_keyboard(live_server: Any, visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.goto(f"{live_server.url}/about/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="深色").focus()
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    page.emulate_media(media="screen", color_scheme="dark")
    page.get_by_role("button", name="浅色").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light
    page.get_by_role("button", name="关", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-keys", "off")
    page.keyboard.press("/")
    expect(page.locator("[data-suggest]").first).not_to_be_focused()
