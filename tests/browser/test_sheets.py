"""The picture of a page beside its text, in a browser: chosen without JavaScript too, with a reason where it fails."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, BrowserContext, Page, expect

from archive import page_pictures
from archive.ingest.drawing import DIED, DrawingError
from archive.models import BatchItem
from tests.archive.ingest.files import pdf_of
from tests.archive.test_page_pictures import OTHER, REPORT, items_of
from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_review import PASSWORD, each_look, log_in, seen

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def items() -> dict[str, BatchItem]:
    """A paper of two pages with text and a scan."""
    User.objects.create_superuser("editor", password=PASSWORD)
    return items_of("样例.pdf", pdf_of([REPORT, OTHER, []]))


def review(item: BatchItem) -> str:
    return f"/admin/archive/batchitem/{item.pk}/review/"


def look(page: Page, what: str) -> None:
    page.locator(f"[name=sheet-mode][value={what}]").check()


def test_who_prefers_the_text_sees_it_from_page_to_page_but_a_scan_is_always_seen(
    live_server: Any, items: dict[str, BatchItem], desk: BrowserContext, complaints: list[str]
) -> None:
    screen = desk.new_page()
    log_in(screen, live_server.url, review(items["第 1 页"]))
    picture, text = screen.locator(".page-sheets img"), screen.locator("[data-page]")
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") == 1550
    expect(text).to_be_visible()

    fitted = picture.evaluate("image => image.clientWidth")
    screen.locator("[data-zoom]").check()
    assert picture.evaluate("image => image.clientWidth") > 1500 > fitted
    look(screen, "text")
    expect(picture).to_be_hidden()
    screen.goto(live_server.url + review(items["第 2 页"]))
    expect(picture).to_be_hidden()
    expect(text).to_be_visible()
    screen.goto(live_server.url + review(items["第 3 页"]))
    expect(picture).to_be_visible()
    assert complaints == []


def test_without_javascript_the_choice_is_there_too(
    live_server: Any, items: dict[str, BatchItem], browser: Browser
) -> None:
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    plain = context.new_page()
    log_in(plain, live_server.url, review(items["第 1 页"]))

    look(plain, "picture")
    expect(plain.locator("[data-page]")).to_be_hidden()
    look(plain, "text")
    expect(plain.locator(".page-sheets")).to_be_hidden()
    context.close()


def test_a_picture_that_does_not_come_says_why(
    live_server: Any, items: dict[str, BatchItem], desk: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*args: object) -> None:
        raise DrawingError(DIED)

    monkeypatch.setattr(page_pictures, "draw_page", die)
    screen = desk.new_page()
    log_in(screen, live_server.url, review(items["第 1 页"]))

    expect(screen.locator(".page-sheets .errornote")).to_have_text(DIED)


@each_look(("dark", 375))
def test_the_picture_is_no_barrier(
    theme: Any, width: int, live_server: Any, items: dict[str, BatchItem], axe: str, desk: BrowserContext
) -> None:
    screen = desk.new_page()
    screen.emulate_media(color_scheme=theme)
    screen.set_viewport_size({"width": width, "height": 800})
    log_in(screen, live_server.url, review(items["第 1 页"]))
    original = f"/admin/archive/capture/{items['第 1 页'].file.capture_id}/text/"
    found: dict[str, list[str]] = {}
    for path in (review(items["第 1 页"]), review(items["第 3 页"]), original):
        screen.goto(live_server.url + path)
        found[path] = seen(screen, axe)
    assert {name: what for name, what in found.items() if what} == {}
