"""Pages as pictures: what readers and staff meet, two widths by two themes.

In: the archive that ARCHIVE_STATE_DIR names, as it stands. Out: `screenshots/<page>-<width>-<theme>.png` in its
folder, or with `--readme` the pictures of the README. Exit 1 where a page is wider than its window or answers with
another status than it should, and where there is no Chromium or no report. `make screenshots` fills an archive first
(`bench.showcase`).
"""

from __future__ import annotations

import argparse
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
from PIL import Image
from playwright.sync_api import Browser, Playwright, sync_playwright

ROOT: Final = Path(__file__).resolve().parents[1]
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
# The pictures of the README: page, width and theme; of the window alone, in few colours.
IN_README: Final = (
    ("home", 1280, "light"), ("results", 1280, "light"), ("article", 1280, "dark"), ("article", 375, "light"),
    ("review", 1280, "light"),
)  # fmt: skip
COLOURS: Final = 64


class Shot(NamedTuple):
    """A page to take: its name in the file, its path, whether staff alone see it, its status, and its language."""

    name: str
    path: str
    is_staffs: bool = False
    status: int = 200
    language: str = "zh-CN"


def main() -> int:
    """Take every picture and print where it is."""
    is_for_readme = _arguments().readme
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    shots = pages()
    if not shots:
        print("还没有已发布的报道：先 make run 或 manage.py ingest。")
        return 1
    folder = Path(settings.STATE_DIR) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with staff_session() as cookie, site() as address, sync_playwright() as playwright:
        browser = chromium(playwright)
        if browser is None:
            return 1
        if is_for_readme:
            faults = list(take_for_readme(browser, address, {shot.name: shot for shot in shots}, cookie))
        else:
            faults = [fault for shot in shots for fault in take(browser, address, shot, folder, cookie)]
        browser.close()
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readme", action="store_true", help="take the pictures of the README, into docs/")
    return parser.parse_args()


def chromium(playwright: Playwright) -> Browser | None:
    """Start this machine's Chromium; None, said, where there is none."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        print("没有找到 Chromium。")
        return None
    return playwright.chromium.launch(executable_path=path, args=list(FLAGS))


def pages() -> list[Shot]:
    """Return what is taken: the newest dated report of a paper that has a place and the word, and what leads to it."""
    published = apps.get_model("archive", "Article").objects.published()
    asked = published.filter(body_text__contains=QUERY).exclude(place=None).exclude(newspaper=None)
    article = asked.exclude(date_from=None).newest_first().select_related("place", "newspaper").first()
    return [*_readers_pages(article), *_staffs_pages()] if article else []


def _readers_pages(article: Any) -> list[Shot]:
    year, query = article.date_published[:4], quote(QUERY)
    signer = article.credits.order_by("pk").first()
    return [
        Shot("home", "/"),
        Shot("home-english", "/", language="en-US"),
        Shot("results", f"/search/?q={query}"),
        Shot("nothing", f"/search/?q={quote(NOWHERE)}&place={article.place.pk}"),
        Shot("refused", f"/search/?q={quote(TOO_DEEP)}", status=400),
        Shot("values", f"/search/values/?q={query}&facet=place"),
        Shot("why", f"/search/why/?q={query}&id={article.pk}"),
        Shot("article", article.get_absolute_url()),
        Shot("article-english", article.get_absolute_url(), language="en-US"),
        Shot("trail", f"{article.get_absolute_url()}?q={query}&rank=1"),
        Shot("places", "/places/"),
        Shot("place", article.place.get_absolute_url()),
        Shot("place-year", f"{article.place.get_absolute_url()}{year}/"),
        Shot("year", f"/years/{year}/"),
        Shot("newspapers", "/newspapers/"),
        Shot("newspaper", article.newspaper.get_absolute_url()),
        Shot("issue", f"{article.newspaper.get_absolute_url()}{article.date_published}/"),
        Shot("authors", "/authors/"),
        *([Shot("author", signer.contributor.get_absolute_url())] if signer else []),
        Shot("coverage", "/coverage/"),
        Shot("help", "/help/"),
        Shot("api", "/api/v1/"),
        Shot("about", "/about/"),
        Shot("letter", f"{article.get_absolute_url()}report/"),
        Shot("contact", "/contact/"),
        Shot("privacy", "/privacy/"),
        Shot("404", "/no-such-page/", status=404),
    ]


def _staffs_pages() -> list[Shot]:
    batch = apps.get_model("archive", "IngestBatch").objects.order_by("pk").first()
    item = apps.get_model("archive", "BatchItem").objects.exclude(article=None).order_by("pk").first()
    return [
        Shot("login", "/admin/login/"),
        Shot("desk", "/admin/", is_staffs=True),
        Shot("upload", "/admin/archive/article/upload/", is_staffs=True),
        Shot("batches", "/admin/archive/ingestbatch/", is_staffs=True),
        *([Shot("batch", batch.get_absolute_url(), is_staffs=True)] if batch else []),
        *([Shot("review", f"/admin/archive/batchitem/{item.pk}/review/", is_staffs=True)] if item else []),
        Shot("letters", "/admin/archive/readernotice/", is_staffs=True),
        Shot("paper-rules", "/admin/archive/paperrules/add/", is_staffs=True),
    ]


def take(browser: Browser, address: str, shot: Shot, folder: Path, cookie: str | None) -> Iterator[str]:
    """Take a page in every width and theme, and yield what is wrong with them."""
    for width in WIDTHS:
        for theme in THEMES:
            path = folder / f"{shot.name}-{width}-{theme}.png"
            yield from _picture(browser, address, shot, (width, theme), path, cookie, is_whole=True)
            print(path)


def _picture(
    browser: Browser, address: str, shot: Shot, how: tuple[int, str], path: Path, cookie: str | None, is_whole: bool
) -> Iterator[str]:
    if shot.is_staffs and cookie is None:
        return
    width, theme = how
    window: Any = {"width": width, "height": WIDTHS[width]}
    scheme: Any = theme
    context = browser.new_context(viewport=window, color_scheme=scheme, locale=shot.language)
    if shot.is_staffs and cookie:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
    page = context.new_page()
    answer = page.goto(address + shot.path)
    page.screenshot(path=path, full_page=is_whole)
    if page.evaluate("document.documentElement.scrollWidth") > width:
        yield f"页面宽过窗口：{path}"
    if answer is None or answer.status != shot.status:
        yield f"状态不是 {shot.status}：{path}"
    context.close()


def take_for_readme(browser: Browser, address: str, shots: dict[str, Shot], cookie: str | None) -> Iterator[str]:
    """Take the pictures of the README, small, and yield what is wrong with them."""
    for name, width, theme in IN_README:
        path = ROOT / "docs" / f"{name}-{width}-{theme}.png"
        yield from _picture(browser, address, shots[name], (width, theme), path, cookie, is_whole=False)
        with Image.open(path) as picture:
            few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(path, optimize=True)
        print(path)


@contextmanager
def staff_session() -> Iterator[str | None]:
    """Give the key of a session of some member of staff, and end it afterwards; None where there is none."""
    member = auth.get_user_model().objects.filter(is_active=True, is_superuser=True).first()
    if member is None:
        yield None
        return
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[auth.SESSION_KEY] = str(member.pk)
    session[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
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
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--threads", "4", "config.wsgi"]
    environment = {**os.environ, "ARCHIVE_DEV": "1"}
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stderr=subprocess.DEVNULL)
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
