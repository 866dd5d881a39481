"""No barrier that axe-core knows of, on every kind of page, in light and dark."""

from __future__ import annotations

from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.archive.factories import make_article

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]

# Each kind of page, and the status that it answers with.
PAGES: Final = {
    "home": ("/", 200),
    "results": ("/search/?q=渠边&year=2022", 200),
    "few": ("/search/?q=渠边 修&place=411300", 200),
    "mended": ("/search/?q=党健", 200),
    "nothing": ("/search/?q=没有这样的字句&year=2022&-place=411300", 200),
    "refused": ("/search/?q=" + "廉" * 401, 400),
    "lost": ("/no-such-page/", 404),
    "article": ("{article}", 200),
    "letter": ("{article}report/", 200),
    "privacy": ("/privacy/", 200),
    "values": ("/search/values/?facet=place", 200),
    "help": ("/help/", 200),
}
RUN: Final = """async () => (await axe.run(document)).violations.map(
    one => `${one.id}: ${one.help}: ${one.nodes.map(node => node.html).join(' | ')}`)"""


@pytest.fixture
def article() -> str:
    """Publish what the pages show; return the path of a report."""
    body = "<h2>渠</h2><p>渠边修路，党建带着大家干。</p><p>修好了，人人走。</p>"
    for number in range(12):
        shown = make_article(f"渠边的事{number}", body, newspaper="样例日报", authors=("张三",), column_name="样例栏")
    return shown.get_absolute_url()


def violations(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    found: list[str] = page.evaluate(RUN)
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_have_no_violations(
    theme: Any, live_server: Any, article: str, axe: str, visitor: BrowserContext
) -> None:
    page = visitor.new_page()
    page.emulate_media(color_scheme=theme)
    found: dict[str, list[str]] = {}
    for name, (path, status) in PAGES.items():
        response = page.goto(live_server.url + path.format(article=article))
        assert response is not None
        assert response.status == status, name
        found[name] = violations(page, axe)
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_open_list_of_suggestions_has_no_violations(
    theme: Any, live_server: Any, article: str, axe: str, visitor: BrowserContext
) -> None:
    page = visitor.new_page()
    page.emulate_media(color_scheme=theme)
    page.goto(live_server.url)
    page.locator("[data-suggest]").first.fill("样例")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert violations(page, axe) == []
