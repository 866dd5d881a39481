"""Pages as pictures: what readers and staff meet, two widths by two themes.

In: the current state folder, as it stands. Out: `var/screenshots/<page>-<width>-<theme>.png`; exit 1
where a page is wider than its window or answers with another status than it should, and where there is no
Chromium or no report. `make screenshots` runs it.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote

import django
from django.apps import apps
from django.conf import settings
from django.contrib import auth
from playwright.sync_api import Browser, sync_playwright

WIDTHS: Final = {1280: 900, 375: 760}  # window in CSS pixels, by its width
THEMES: Final = ("light", "dark")
CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome")
FLAGS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
START_TIMEOUT: Final = 60.0  # seconds
QUERY: Final = "党建"
NOWHERE: Final = "党健 阙如之词"
TOO_DEEP: Final = "(" * 60 + "党建" + ")" * 60


class Shot(NamedTuple):
    """A page to take: its name in the file, its path, whether staff alone see it, and its status."""

    name: str
    path: str
    is_staffs: bool = False
    status: int = 200


def main() -> int:
    """Take every picture and print where it is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    shots = pages()
    if chromium is None or not shots:
        print(
            "没有找到 Chromium。"
            if chromium is None
            else "还没有已发布的报道：先 make run 或 manage.py ingest。"
        )
        return 1
    folder = Path(settings.STATE_DIR) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with staff_session() as cookie, site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        faults = [fault for shot in shots for fault in take(browser, address, shot, folder, cookie)]
        browser.close()
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def pages() -> list[Shot]:
    """Return what is taken: the newest report that has a place and the word, and what leads to it; empty without it."""
    published = apps.get_model("archive", "Article").objects.published().exclude(place=None)
    asked = published.filter(body_text__contains=QUERY)
    article = asked.newest_first().select_related("place").first()
    if article is None or article.place is None:
        return []
    batches = apps.get_model("archive", "IngestBatch").objects.all()[:1]
    return [
        Shot("home", "/"),
        Shot("results", f"/search/?q={quote(QUERY)}"),
        Shot("nothing", f"/search/?q={quote(NOWHERE)}&place={article.place.pk}"),
        Shot("refused", f"/search/?q={quote(TOO_DEEP)}", status=400),
        Shot("values", f"/search/values/?q={quote(QUERY)}&facet=place"),
        Shot("why", f"/search/why/?q={quote(QUERY)}&id={article.pk}"),
        Shot("trail", f"{article.get_absolute_url()}?q={quote(QUERY)}&rank=1"),
        Shot("help", "/help/"),
        Shot("place", article.place.get_absolute_url()),
        Shot("article", article.get_absolute_url()),
        Shot("letter", f"{article.get_absolute_url()}report/"),
        Shot("contact", "/contact/"),
        Shot("privacy", "/privacy/"),
        Shot("404", "/no-such-page/", status=404),
        Shot("upload", "/admin/archive/article/upload/", is_staffs=True),
        Shot("batches", "/admin/archive/ingestbatch/", is_staffs=True),
        *(Shot("batch", batch.get_absolute_url(), is_staffs=True) for batch in batches),
        Shot("letters", "/admin/archive/readernotice/", is_staffs=True),
        Shot("paper-rules", "/admin/archive/paperrules/add/", is_staffs=True),
    ]


def take(browser: Browser, address: str, shot: Shot, folder: Path, cookie: str | None) -> Iterator[str]:
    """Take a page in every width and theme, and yield what is wrong with them."""
    if shot.is_staffs and cookie is None:
        return
    for width, height in WIDTHS.items():
        for theme in THEMES:
            path = folder / f"{shot.name}-{width}-{theme}.png"
            window: Any = {"width": width, "height": height}
            context = browser.new_context(viewport=window, color_scheme=theme, locale="zh-CN")
            if shot.is_staffs and cookie:
                context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
            page = context.new_page()
            answer = page.goto(address + shot.path)
            page.screenshot(path=path, full_page=True)
            print(path)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                yield f"页面宽过窗口：{path}"
            if answer is None or answer.status != shot.status:
                yield f"状态不是 {shot.status}：{path}"
            context.close()


@contextmanager
def staff_session() -> Iterator[str | None]:
    """Give the key of a session of some member of staff, and end it afterwards; None where there is none."""
    member = auth.get_user_model().objects.filter(is_active=True, is_superuser=True).first()
    if member is None:
        yield None
        return
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[auth.SESSION_KEY] = str(member.pk)
    session[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[auth.HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.create()
    try:
        yield session.session_key
    finally:
        session.delete()


@contextmanager
def site() -> Iterator[str]:
    """Serve the site on a free port of this machine, and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "config.wsgi"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait()


def _wait_for(address: str) -> None:
    """Return when the site answers; TimeoutError where it does not in time."""
    until = time.monotonic() + START_TIMEOUT
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address):
                return
        except urllib.error.URLError:
            time.sleep(0.2)
    raise TimeoutError(address)


if __name__ == "__main__":
    sys.exit(main())
