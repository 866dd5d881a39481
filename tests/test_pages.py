"""Every public page: its headers, its skeleton, its cost, and that reading it changes nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.views.csrf import csrf_failure

from archive import publishing
from tests.archive.reports import capture_of, illustrate, paper, published, sign
from tests.test_budgets import public_files

pytestmark = pytest.mark.django_db

MOST_QUERIES: Final = 9
# Asked only where there is no index, as in these tests.
WITHOUT_AN_INDEX: Final = 'SELECT 1 AS "a" FROM "archive_article" WHERE ("archive_article"."state" = '
WRITES: Final = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER)\b", re.IGNORECASE)
# Scripts and styles stand in files of our own; JSON-LD is data, which no browser runs.
SCRIPTS_WITHIN: Final = re.compile(
    r'<script(?! type="module"( blocking="render")? src="/static/js/[a-z-]+\.js"></script>|'
    r' type="application/ld\+json">)|<style|\sstyle=|\son[a-z]+=|javascript:'
)
PAGES: Final = (
    "/", "/places/", "/places/matrix/", "/places/matrix/410000/", "/places/411300/", "/places/411300/?scope=own",
    "/places/410000/", "/places/411300/2022/", "/places/411300/none/", "/places/none/", "/places/none/2022/",
    "/places/none/none/", "/years/", "/years/2022/", "/years/2022/?month=2022-06", "/years/none/", "/newspapers/",
    "/newspapers/{paper}/", "/newspapers/{paper}/?year=2022", "/newspapers/{paper}/2022-06-01/", "/authors/",
    "/authors/{author}/", "/articles/{article}/", "/articles/{gone}/", "/captures/{digest}/", "/help/", "/coverage/",
    "/about/", "/contact/", "/privacy/", "/articles/{article}/report/", "/nowhere/",
)  # fmt: skip
STYLES: Final = Path(settings.BASE_DIR) / "static" / "css"
TOKENS: Final = (STYLES / "tokens.css").read_text()


@pytest.fixture
def shelf() -> dict[str, object]:
    """Return the numbers that the URLs need, of an archive with some reports of everything."""
    title = paper()
    for number in range(12):
        article = published(
            f"第{number}篇", "2022-06-01" if number % 3 else "2022", place_id="411303", newspaper=title
        )
        article.further_places.add("420600")
        author = sign(article, f"作者{number}")
        sign(article, "李四", "编辑", 1, is_author=False)
        illustrate(article, "图注", "王五")
        published(f"无地{number}", "2022")
        published(f"无年{number}", place_id="411300")
        published(f"都无{number}")
    capture_of(article)
    gone = published()
    publishing.withdraw(gone, "核对中")
    return {
        "paper": title.pk, "author": author.pk, "article": article.pk, "gone": gone.pk, "digest": "a" * 64,
    }  # fmt: skip


@pytest.fixture
def urls(shelf: dict[str, object]) -> list[str]:
    """Return the URL of each page; one archive serves the looks at all of them."""
    return [url.format(**shelf) for url in PAGES]


def test_pages_are_cheap_and_reading_them_writes_nothing(client: Client, urls: list[str]) -> None:
    for url in urls:
        client.get(url)  # the dictionary is read once by each process
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        asked = [query["sql"] for query in queries if not query["sql"].startswith(WITHOUT_AN_INDEX)]
        assert len(asked) <= MOST_QUERIES, "\n".join([url, *asked])
        assert not [sql for sql in asked if WRITES.match(sql)], url


def test_pages_are_sent_under_a_strict_policy(client: Client, urls: list[str]) -> None:
    for url in urls:
        response = client.get(url)
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy, url
        assert "unsafe-inline" not in policy, url
        assert response["X-Content-Type-Options"] == "nosniff", url
        assert response["X-Frame-Options"] == "DENY", url
        assert response["Referrer-Policy"] == "same-origin", url


def test_pages_have_the_skeleton_that_readers_need(client: Client, urls: list[str]) -> None:
    for url in urls:
        html = client.get(url).content.decode()
        assert '<html lang="zh-Hans">' in html, url
        assert 'class="skip" href="#main"' in html, url
        for once in ("<main ", '<header class="masthead">', '<footer class="foot">', "<h1", 'role="search"'):
            assert html.count(once) == 1, (url, once)
        assert not SCRIPTS_WITHIN.search(html), url
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), url


def test_page_takes_no_other_method_than_get_and_head(client: Client) -> None:
    assert client.post("/").status_code == 405
    assert client.head("/").status_code == 200


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_page_is_rendered_without_a_request(name: str) -> None:
    html = render_to_string(name)
    assert '<html lang="zh-Hans">' in html
    assert "Traceback" not in html


def test_refused_form_says_so_in_chinese() -> None:
    response = csrf_failure(HttpRequest())
    assert response.status_code == 403
    assert "表单已失效" in response.content.decode()


def test_server_error_page_stands_by_itself() -> None:
    source = (Path(settings.BASE_DIR) / "templates" / "500.html").read_text()
    assert "{%" not in source
    assert "{{" not in source


def test_styles_keep_to_their_tokens() -> None:
    sheets = {path.name: path.read_text() for path in public_files() if path.suffix == ".css"}
    for name, sheet in sheets.items():
        assert "!important" not in sheet, name
        assert not re.search(r"@import|url\(", sheet), name
        if name != "tokens.css":
            bare = sheet.replace("color: #000", "")  # black on paper, in print
            assert not re.search(r"#[0-9a-f]{3,8}\b|rgb|hsl", bare), name


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast_is_enough_in_both_themes(theme: str) -> None:
    written = re.findall(r"--([a-z0-9-]+): var\(--day, (#[0-9a-f]{6})\) var\(--night, (#[0-9a-f]{6})\);", TOKENS)
    tokens = {name: day if theme == "light" else night for name, day, night in written}
    grounds = ("paper", "sheet")
    pairs = [(ink, ground) for ink in ("ink", "muted", "red") for ground in grounds]
    pairs += [("on-red", "red"), ("ink", "mark"), *(("ink", f"shade-{step}") for step in range(1, 5))]
    assert {
        pair: ratio for pair in pairs if (ratio := contrast(*(tokens[name] for name in pair))) < 4.5
    } == {}
    edges = {ground: contrast(tokens["field-edge"], tokens[ground]) for ground in grounds}
    assert min(edges.values()) >= 3


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2.2 defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
