"""A browser for the journeys: Debian's Chromium, driven by playwright, with an ear on its console."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.conftest import in_ci

# Playwright's loop runs in the thread of the test, where Django would then refuse to use the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING: Final = "no Chromium found; install it with: apt-get install chromium"
AXE_MISSING: Final = "no axe-core found; install it with: pip install axe-playwright-python"
PATIENCE_MS: Final = 30_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once; skip where there is none, and fail where there must be one."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail(MISSING) if in_ci() else pytest.skip(MISSING)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS), headless=True)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the source of axe-core; skip where it is not installed, and fail where it must be."""
    found = find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.fail(AXE_MISSING) if in_ci() else pytest.skip(AXE_MISSING)
    return Path(found.origin).with_name("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def complaints() -> list[str]:
    """Collect what any page's console complains of; a test ends by looking here."""
    return []


@pytest.fixture
def visitor(browser: Browser, complaints: list[str]) -> Iterator[BrowserContext]:
    """Give a reader's browser, in Chinese, with nothing remembered."""
    yield from _context(browser, complaints)


@pytest.fixture
def desk(browser: Browser, complaints: list[str]) -> Iterator[BrowserContext]:
    """Give a staff member's browser, with nothing remembered."""
    yield from _context(browser, complaints)


@pytest.fixture
def other_desk(browser: Browser, complaints: list[str]) -> Iterator[BrowserContext]:
    """Give the browser of another member of staff."""
    yield from _context(browser, complaints)


def sit_down(context: BrowserContext, base: str, user: User) -> Page:
    """Return a page of somebody who has logged in."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base}])
    return context.new_page()


def _context(browser: Browser, complaints: list[str]) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(PATIENCE_MS)

    def listen(page: Page) -> None:
        def hear(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                complaints.append(f"{page.url}: {message.text}")

        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))

    context.on("page", listen)
    yield context
    context.close()
