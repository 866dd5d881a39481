"""Suggestions while typing: by the keyboard alone, by the mouse, through an input method, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Locator, Page, Route, expect

from tests.archive.factories import make_article

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]

# The pause of static/js/suggest.js and more: what has not been asked by then is not asked.
LONGER_THAN_THE_PAUSE_MS: Final = 500


@pytest.fixture
def archive() -> None:
    for number in range(3):
        make_article(f"渠边的事{number}", place="411302", newspaper="样例南阳日报", authors=("倪小渔",))
    make_article("江边的事", place="610902", newspaper="样例安康日报", authors=("王五",))


@pytest.fixture
def page(live_server: Any, archive: None, visitor: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    """Open the home page; whatever its console complains of fails the test."""
    opened = visitor.new_page()
    opened.goto(live_server.url)
    yield opened
    assert complaints == []


def box_of(page: Page) -> Locator:
    return page.locator("[data-suggest]").first


def labels(page: Page) -> Locator:
    return page.locator("[role=option] .suggestion-label")


def asked(page: Page) -> list[str]:
    """Return the list that is filled with the URLs of suggestions from now on."""
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url) if "/suggest.json" in request.url else None)
    return urls


def test_a_place_is_chosen_by_the_keyboard_alone(page: Page) -> None:
    page.keyboard.press("/")
    box = box_of(page)
    expect(box).to_be_focused()
    expect(box).to_have_attribute("role", "combobox")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("nany")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(labels(page)).to_have_text(["南阳市"])
    assert page.get_by_role("listbox").get_attribute("id") == box.get_attribute("aria-controls")
    page.keyboard.press("ArrowDown")
    option = page.locator("[role=option]").first
    expect(option).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/places/411300/$"))


def test_arrows_go_round_by_way_of_the_box_and_escape_closes(page: Page) -> None:
    box = box_of(page)
    box.fill("样例")
    expect(labels(page)).to_have_text(["样例南阳日报", "样例安康日报"])
    chosen = page.locator("[aria-selected=true] .suggestion-label")
    for key, label in (("Down", "样例南阳日报"), ("Down", "样例安康日报"), ("Down", None), ("Up", "样例安康日报")):
        page.keyboard.press(f"Arrow{key}")
        expect(chosen).to_have_text([label] if label else [])
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    assert box.get_attribute("aria-activedescendant") is None
    expect(box).to_have_value("样例")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()


def test_enter_without_a_choice_searches_for_what_was_typed(page: Page) -> None:
    box_of(page).fill("渠边")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=%E6%B8%A0%E8%BE%B9$"))
    expect(page.locator(".hit")).to_have_count(3)


def test_the_mouse_chooses_and_a_filter_in_force_stays(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/search/?year=2022")
    box_of(page).fill("样例安")
    labels(page).first.click()
    expect(page).to_have_url(re.compile(r"/search/\?year=2022&newspaper=\d+$"))
    expect(page.locator(".hit")).to_have_count(1)


def test_a_click_elsewhere_and_tab_close_the_list(page: Page) -> None:
    box = box_of(page)
    for leave in (lambda: page.keyboard.press("Tab"), lambda: page.locator(".foot p").click()):
        box.fill("")
        box.fill("样例")
        expect(page.get_by_role("listbox")).to_be_visible()
        leave()
        expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_slash_in_a_box_is_a_slash(page: Page) -> None:
    box_of(page).focus()
    page.keyboard.type("1/2")
    expect(box_of(page)).to_have_value("1/2")


def test_one_question_is_asked_once_the_reader_pauses(page: Page) -> None:
    page.clock.install(time=0)
    page.reload()
    page.clock.pause_at(60_000)
    urls = asked(page)
    box_of(page).press_sequentially("nanyang")
    assert urls == []  # however long the keys took
    page.clock.run_for(LONGER_THAN_THE_PAUSE_MS)
    expect(labels(page)).to_have_text(["南阳市"])
    assert [url.rpartition("=")[2] for url in urls] == ["nanyang"]


def test_nothing_moves_when_the_list_opens(page: Page) -> None:
    before = page.locator(".hero .figures").bounding_box()
    box_of(page).fill("样例")
    expect(page.get_by_role("listbox")).to_be_visible()
    assert page.locator(".hero .figures").bounding_box() == before


def test_an_answer_to_what_stands_there_no_more_is_dropped(page: Page) -> None:
    """The first answer comes last: it must not take the place of the second."""
    late: list[Route] = []

    def delay(route: Route) -> None:
        if route.request.url.endswith("q=nixiaoyu"):
            late.append(route)
        else:
            route.continue_()

    page.route("**/suggest.json**", delay)
    with page.expect_request("**/suggest.json?q=nixiaoyu"):
        box_of(page).fill("nixiaoyu")
    box_of(page).fill("wangwu")
    expect(labels(page)).to_have_text(["王五"])
    stale = {"kind": "author", "kind_label": "作者", "label": "倪小渔", "count": 3, "url": "/"}
    assert len(late) == 1
    late[0].fulfill(json={"query": "nixiaoyu", "suggestions": [stale]})
    page.wait_for_timeout(LONGER_THAN_THE_PAUSE_MS)
    expect(labels(page)).to_have_text(["王五"])


def test_a_failing_server_leaves_the_form_as_it_is(page: Page, complaints: list[str]) -> None:
    page.route("**/suggest.json**", lambda route: route.fulfill(status=503, body="{}"))
    box_of(page).fill("渠边")
    page.wait_for_timeout(LONGER_THAN_THE_PAUSE_MS)
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator(".hit")).to_have_count(3)
    complaints.clear()  # the console names the 503


def compose(session: CDPSession, text: str) -> None:
    """Let an input method show what it has so far."""
    session.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})


def press_enter(session: CDPSession, key_code: int) -> None:
    """Press Enter as a browser reports it: with 229 where an input method takes the key."""
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": key_code, "text": "\r"}
    session.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": "Enter", "code": "Enter"})


@pytest.mark.parametrize("key_code", [13, 229])
def test_the_enter_that_ends_a_composition_neither_submits_nor_asks(page: Page, key_code: int) -> None:
    urls = asked(page)
    home = page.url
    box_of(page).focus()
    session = page.context.new_cdp_session(page)
    for text in ("n", "na", "nan yang"):
        compose(session, text)
    page.wait_for_timeout(LONGER_THAN_THE_PAUSE_MS)
    assert urls == []  # what an input method shows is no word yet
    press_enter(session, key_code)
    page.wait_for_timeout(100)
    assert page.url == home
    session.send("Input.insertText", {"text": "南阳"})
    expect(box_of(page)).to_have_value("南阳")
    expect(labels(page)).to_have_text(["南阳市", "样例南阳日报"])
    assert page.url == home
    page.keyboard.press("Enter")  # this one is the reader's
    expect(page).to_have_url(re.compile(r"/search/\?q=%E5%8D%97%E9%98%B3$"))


def test_enter_behind_a_composition_of_a_chosen_option_does_not_lead_there(page: Page) -> None:
    box_of(page).fill("样例")
    expect(labels(page)).to_have_count(2)
    page.keyboard.press("ArrowDown")
    session = page.context.new_cdp_session(page)
    compose(session, "an")
    expect(page.get_by_role("listbox")).to_be_hidden()
    home = page.url
    press_enter(session, 229)
    page.wait_for_timeout(100)
    assert page.url == home


def test_without_javascript_the_box_is_a_plain_form(live_server: Any, archive: None, browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    plain = context.new_page()
    plain.goto(live_server.url)
    box = plain.get_by_role("searchbox").first
    assert box.get_attribute("aria-expanded") is None
    box.fill("渠边")
    box.press("Enter")
    expect(plain).to_have_url(re.compile(r"/search/\?q="))
    expect(plain.locator(".hit")).to_have_count(3)
    plain.goto(f"{live_server.url}/search/?q=渠边 没有&year=2022")
    plain.get_by_role("link", name="去掉条件 没有 3 篇").click()
    expect(plain.locator(".hit")).to_have_count(3)
    context.close()
