"""No barrier that axe-core knows of, and nothing that jumps, in any state of the site.

`make test` looks at each state in one combination of language, theme and width, in rotation; `make soak` in all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.browser.conftest import PATIENCE_MS
from tests.browser.states import (
    COMBINATIONS,
    EMPTY,
    LOGIN,
    PUBLIC,
    STAFFS,
    STATES,
    WIDTHS,
    Combination,
    combination_of,
    make_archive,
)

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]

MOST_SHIFT: Final = 0.05  # of the layout while a page loads, as CLS counts it
# The rule for the size of targets is there and rests; WCAG 2.2 AA asks for it. Django's own desk has small boxes.
RUN: Final = """async (isPublic) => (await axe.run(document, {
    resultTypes: ['violations'], rules: {'target-size': {enabled: isPublic}},
})).violations.map(one => `${one.id}: ${one.help}: ${one.nodes.map(node => node.html).join(' | ')}`)"""
SHIFT: Final = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.hadRecentInput ? 0 : one.value; })
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => resolve(sum), 0));
})"""


def violations(page: Page, axe: str, is_public: bool = False) -> list[str]:
    page.evaluate(axe)
    found: list[str] = page.evaluate(RUN, is_public)
    return found


@contextmanager
def looking(browser: Browser, how: Combination) -> Iterator[BrowserContext]:
    """Give a browser that looks at pages in that way."""
    window: ViewportSize = {"width": how.width, "height": WIDTHS[how.width]}
    theme: Any = how.theme
    context = browser.new_context(locale=how.language, color_scheme=theme, viewport=window)
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


def log_in(context: BrowserContext, url: str, staff: object) -> None:
    """Give the browser a session of that member of staff."""
    client = Client()
    assert isinstance(staff, User)
    client.force_login(staff)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": url}])


def barriers(page: Page, url: str, name: str, gaps: dict[str, object], axe: str) -> list[str]:
    """Return what is wrong with a state."""
    state = STATES[name]
    response = page.goto(url + state.path.format(**gaps))
    assert response is not None
    assert response.status == state.status, name
    shift = page.evaluate(SHIFT)
    state.prepare(page)
    found = violations(page, axe, not state.is_staffs and name not in LOGIN)
    has_shifted = shift > MOST_SHIFT and not state.is_staffs  # Django folds the desk's navigation in while loading
    return found + ([f"the layout shifts by {shift}"] if has_shifted else [])


def walk(browser: Browser, url: str, names: Iterable[str], gaps: dict[str, object], axe: str, every: bool) -> None:
    """Assert that no state has a barrier, in its own combination or in every one that it has."""
    found: dict[str, list[str]] = {}
    for how in COMBINATIONS:
        here = [n for n in names if (how.width in STATES[n].widths if every else how == combination_of(n))]
        with looking(browser, how) as context:
            page = context.new_page()
            for name in here:
                if STATES[name].is_staffs:
                    log_in(context, url, gaps["staff"])
                found[f"{name}, {'-'.join(map(str, how))}"] = barriers(page, url, name, gaps, axe)
    assert {name: what for name, what in found.items() if what} == {}


def walk_all(browser: Browser, url: str, axe: str, every: bool) -> None:
    walk(browser, url, EMPTY, {}, axe, every)
    walk(browser, url, [*PUBLIC, *LOGIN, *STAFFS], make_archive(), axe, every)  # staff's last: one stays logged in


def test_no_state_has_a_barrier_in_its_combination(live_server: Any, browser: Browser, axe: str) -> None:
    walk_all(browser, live_server.url, axe, every=False)


@pytest.mark.soak
def test_no_state_has_a_barrier_in_any_combination(live_server: Any, browser: Browser, axe: str) -> None:
    walk_all(browser, live_server.url, axe, every=True)


def test_the_rotation_leaves_no_combination_out() -> None:
    assert {combination_of(name) for name in STATES} == set(COMBINATIONS)
