"""Every public state without JavaScript, on a screen of 320 px, by a reader who wants no motion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.states import EMPTY, PUBLIC, State, make_archive

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]

WIDTH: Final = 320
# What is too small to be hit, as WCAG 2.5.8 has it: below 24 by 24 px, not in a line of text, and so near another
# target that a circle of 24 px around it meets that target, or its circle where that is small too.
TOO_SMALL: Final = """() => {
  const LEAST = 24;
  const targets = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".unseen, .skip"))
    .map((one) => ({ one, box: one.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 1);
  const isSmall = ({ box }) => box.width < LEAST - 0.01 || box.height < LEAST - 0.01;
  const isInText = ({ one }) => getComputedStyle(one).display === "inline"
    && [...one.parentElement.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const middle = ({ box }) => [box.x + box.width / 2, box.y + box.height / 2];
  const distance = ([x, y], { box }) =>
    Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
  const meets = (small, other) => isSmall(other)
    ? Math.hypot(middle(small)[0] - middle(other)[0], middle(small)[1] - middle(other)[1]) < LEAST
    : distance(middle(small), other) < LEAST / 2;
  const isApart = (it, other) => other !== it && !it.one.contains(other.one) && !other.one.contains(it.one);
  return targets.filter((it) => isSmall(it) && !isInText(it))
    .filter((it) => targets.some((other) => isApart(it, other) && meets(it, other)))
    .map(({ one, box }) => `too small (${Math.round(box.width)} × ${Math.round(box.height)}): ${one.outerHTML}`);
}"""
MOVING: Final = """() => [...document.querySelectorAll("*")].filter((one) => {
  const style = getComputedStyle(one);
  return style.animationName !== "none" || style.transitionDuration.split(", ").some((time) => time !== "0s")
    || style.scrollBehavior === "smooth";
}).map((one) => `moves: ${one.outerHTML.slice(0, 80)}`)"""
# The spacing of text that a reader may set (WCAG 1.4.12).
SPACE_OUT: Final = """() => {
  for (const one of document.querySelectorAll("body, body *")) {
    const spacing = { "line-height": "1.5", "letter-spacing": "0.12em", "word-spacing": "0.16em" };
    for (const [name, value] of Object.entries(spacing)) one.style.setProperty(name, value, "important");
    if (one.matches("p")) one.style.setProperty("margin-bottom", "2em", "important");
  }
}"""
CUT: Final = """() => [...document.querySelectorAll("main *, .foot *, .masthead *")].filter((one) => {
  const style = getComputedStyle(one);
  return style.overflowY === "hidden" && one.scrollHeight > one.clientHeight + 1 && !one.closest(".unseen, svg");
}).map((one) => `cut off: ${one.outerHTML.slice(0, 120)}`)"""
TOO_WIDE: Final = """() => document.documentElement.scrollWidth <= innerWidth ? []
  : [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth && !one.closest(".scroller"))
  .slice(0, 3).map((one) => `too wide: ${one.outerHTML.slice(0, 120)}`)"""


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """Give a page of a browser without JavaScript, on a small screen, that wants nothing to move."""
    context = browser.new_context(
        locale="zh-CN", java_script_enabled=False, reduced_motion="reduce", viewport={"width": WIDTH, "height": 640}
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def faults(page: Page, state: State, response: Response | None) -> list[str]:
    """Return what is wrong with a state as it stands."""
    assert response is not None
    policy = response.header_value("content-security-policy") or ""
    found = [] if response.status == state.status else [f"answers {response.status}"]
    found += [] if "default-src 'none'" in policy and "unsafe-inline" not in policy else [f"has the policy {policy}"]
    found += [] if state.shown in (page.text_content("main") or "") else [f"does not show {state.shown}"]
    found += [one for script in (TOO_WIDE, TOO_SMALL, MOVING) for one in page.evaluate(script)]
    page.evaluate(SPACE_OUT)
    found += [f"spaced out, {one}" for script in (TOO_WIDE, CUT) for one in page.evaluate(script)]
    return found


def test_every_state_stands_without_scripts_on_a_small_screen(live_server: Any, reader: Page) -> None:
    asked: set[str] = set()
    reader.on("request", lambda request: asked.add(request.url))
    found: dict[str, list[str]] = {}

    def look(states: dict[str, State], gaps: dict[str, object]) -> None:
        for name, state in states.items():
            found[name] = faults(reader, state, reader.goto(live_server.url + state.path.format(**gaps)))

    look(EMPTY, {})
    look(PUBLIC, gaps := make_archive())
    reader.set_extra_http_headers({"Accept-Language": "en"})
    for name, state in PUBLIC.items():
        reader.goto(live_server.url + state.path.format(**gaps))
        found[f"{name} in English"] = reader.evaluate(TOO_WIDE)
        reader.evaluate(SPACE_OUT)
        found[f"{name} in English, spaced out"] = reader.evaluate(TOO_WIDE)
    assert {name: what for name, what in found.items() if what} == {}
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []


def test_language_and_theme_are_chosen_without_scripts(live_server: Any, reader: Page) -> None:
    reader.goto(f"{live_server.url}/help/?from=here")
    root = reader.locator("html")
    reader.get_by_role("button", name="深色").click()
    expect(root).to_have_attribute("data-theme", "dark")
    reader.get_by_role("button", name="English").click()
    expect(root).to_have_attribute("lang", "en")
    expect(root).to_have_attribute("data-theme", "dark")
    assert reader.url == f"{live_server.url}/help/?from=here"
