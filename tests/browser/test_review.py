"""The review in a browser: its keys, the same without JavaScript, and no barrier on the way.

A batch is reviewed by keyboard alone in `test_batch.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any, Final

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, BrowserContext, Page, expect

from archive.models import BatchItem, IngestBatch, State
from tests.archive.batches import make_batch, page
from tests.archive.factories import make_article
from tests.browser.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]

PASSWORD: Final = "sample-only-password"
LOOKS: Final = tuple(product(("light", "dark"), (1280, 375)))  # themes and widths


def each_look(always: tuple[str, int]) -> pytest.MarkDecorator:
    """Let a test look in that way each time, and in the others in `make soak`."""
    ways = [pytest.param(*look, marks=() if look == always else pytest.mark.soak) for look in LOOKS]
    return pytest.mark.parametrize(("theme", "width"), ways)


@pytest.fixture
def batch() -> IngestBatch:
    """Three drafts and a broken line; b is the least sure, then c, then a."""
    User.objects.create_superuser("editor", password=PASSWORD)
    return make_batch(
        {"2022-06/a.html": page("样例甲：党员修水渠", "甲。"), "2022-06/b.html": page("样例乙：党员修路", "乙。"),
         "2022-06/c.html": page("样例丙：党员植树", "丙。"), "d.jsonl": b"{broken"},
        sureness=(90, 40, 60, None),
    )  # fmt: skip


def log_in(page: Page, base: str, path: str) -> None:
    page.goto(f"{base}/admin/login/?next={path}")
    page.get_by_label("用户名").fill("editor")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(re.compile("/review/"))


def press(page: Page, key: str, shown: str) -> None:
    """Press a key once the review of that page hears keys: before that they would be lost."""
    expect(page.locator("[data-review][data-keys] h1")).to_have_text(shown)
    page.keyboard.press(key)


def start(batch: IngestBatch) -> str:
    return f"/admin/archive/batchitem/batch/{batch.pk}/"


def heading(page: Page) -> Any:
    return page.get_by_role("heading", level=1)


def decisions() -> list[tuple[str, str, str]]:
    rows = BatchItem.objects.order_by("file__order").values_list("decision", "decision_note", "article__state")
    return [(decision, note, str(state)) for decision, note, state in rows]


def test_single_letters_are_switched_off_for_good(
    live_server: Any, batch: IngestBatch, desk: BrowserContext, complaints: list[str]
) -> None:
    screen = desk.new_page()
    log_in(screen, live_server.url, start(batch))
    press(screen, "?", "样例乙：党员修路")
    expect(screen.locator("[data-accept] kbd")).to_be_visible()
    screen.get_by_label("单个字母也作按键").uncheck()
    expect(screen.locator("[data-accept] kbd")).to_be_hidden()
    screen.reload()
    press(screen, "x", "样例乙：党员修路")
    screen.keyboard.press("a")
    expect(screen.get_by_label("退掉的原因")).to_be_hidden()
    expect(heading(screen)).to_have_text("样例乙：党员修路")
    assert {decision for decision, _note, _state in decisions()} == {""}
    screen.keyboard.press("Control+Enter")
    expect(heading(screen)).to_have_text("样例丙：党员植树")
    assert complaints == []


def test_going_on_with_something_unsaved_takes_a_second_press(
    live_server: Any, batch: IngestBatch, desk: BrowserContext
) -> None:
    screen = desk.new_page()
    log_in(screen, live_server.url, start(batch))
    expect(screen.locator("[data-review][data-keys]")).to_be_visible()
    screen.locator("#id_kicker").fill("没有保存的引题")
    screen.keyboard.press("Escape")
    screen.keyboard.press("j")
    expect(screen.get_by_role("status")).to_have_text("有改动没有保存。先保存（只保存），或再按一次离开。")
    expect(heading(screen)).to_have_text("样例乙：党员修路")
    screen.keyboard.press("j")
    expect(heading(screen)).to_have_text("样例丙：党员植树")


def test_words_lead_to_their_field_and_back(
    live_server: Any, batch: IngestBatch, desk: BrowserContext, complaints: list[str]
) -> None:
    screen = desk.new_page()
    log_in(screen, live_server.url, start(batch))
    expect(screen.locator("[data-review][data-keys]")).to_be_visible()
    screen.locator("#evidence-date_published").click()
    expect(screen.locator("#id_date_published")).to_be_focused()
    expect(screen.locator("mark.is-current").first).to_contain_text("2022年06月16日")
    screen.locator("#evidence-place").first.click()
    expect(screen.locator(".field-place .select2-selection")).to_be_focused()
    screen.locator(".field-headline .evidence-link").click()
    expect(screen.locator("mark.is-current")).to_have_text("样例乙：党员修路")
    assert complaints == []


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """Give a browser without JavaScript."""
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_without_javascript_the_review_is_plain_forms_and_links(
    live_server: Any, batch: IngestBatch, plain: Page
) -> None:
    log_in(plain, live_server.url, start(batch))
    expect(heading(plain)).to_have_text("样例乙：党员修路")
    plain.locator(".field-headline .evidence-link").click()
    expect(plain).to_have_url(re.compile("#evidence-headline$"))
    plain.locator("#id_kicker").fill("引题")
    plain.locator("#id_kicker").press("Enter")  # saves, and does no more
    expect(plain.locator(".messagelist")).to_contain_text("已保存。")
    plain.get_by_role("button", name="接受并送审").click()
    expect(heading(plain)).to_have_text("样例丙：党员植树")
    plain.locator("details.reject > summary").click()
    plain.get_by_label("退掉的原因").fill("重复")
    plain.get_by_role("button", name="退掉", exact=True).click()
    expect(heading(plain)).to_have_text("样例甲：党员修水渠")
    plain.get_by_role("link", name="看这一页，或撤回").click()
    plain.get_by_role("button", name="撤回这个处理").click()
    expect(plain.get_by_role("button", name="接受并发布")).to_be_visible()
    assert decisions()[1:3] == [("accepted", "", State.IN_REVIEW), ("", "", State.DRAFT)]


def seen(screen: Page, axe: str) -> list[str]:
    """Return the barriers of a screen, and whether it is wider than its window."""
    is_wide = screen.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return [*violations(screen, axe), *(["wider than its window"] if is_wide else [])]


@each_look(("light", 1280))
def test_the_screens_have_no_barriers_and_no_sideways_scroll(
    theme: Any, width: int, live_server: Any, batch: IngestBatch, axe: str, desk: BrowserContext
) -> None:
    screen = desk.new_page()
    screen.emulate_media(color_scheme=theme)
    screen.set_viewport_size({"width": width, "height": 800})
    log_in(screen, live_server.url, start(batch))
    failed, bare = BatchItem.objects.get(outcome="failed"), make_article(place=None, publish=False)
    paths = (start(batch), f"/admin/archive/batchitem/draft/{bare.pk}/",
             f"/admin/archive/batchitem/{failed.pk}/review/",
             f"{start(batch)}fill/?place=411300&newspaper=&date_rule=month&date=&overrides_page=on")  # fmt: skip
    found: dict[str, list[str]] = {}
    for path in paths:
        screen.goto(live_server.url + path)
        found[path] = seen(screen, axe)
        if path == start(batch):
            screen.locator("details.keys > summary").click()
            screen.locator("details.reject > summary").click()
            found[f"{path}, all unfolded"] = seen(screen, axe)
    assert {name: what for name, what in found.items() if what} == {}
