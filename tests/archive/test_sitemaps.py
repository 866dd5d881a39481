"""The map of the site for crawlers, and where they need not go."""

from __future__ import annotations

import datetime as dt
from typing import Final
from urllib.robotparser import RobotFileParser

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from archive import publishing, sitemaps
from archive.models import Change
from archive.samples import load_samples
from tests.archive.reports import draft, paper, published

pytestmark = pytest.mark.django_db

HOST: Final = "http://testserver"
NAMESPACE: Final = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def located(client: Client, path: str) -> dict[str, str | None]:
    """Return the addresses of a map, each with when it last changed."""
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml; charset=utf-8")
    root = etree.fromstring(response.content)
    inner = {"sitemapindex": "sitemap", "urlset": "url"}[root.tag.removeprefix(NAMESPACE)]
    assert {child.tag for child in root} == {NAMESPACE + inner}
    found = [(child.findtext(f"{NAMESPACE}loc") or "", child.findtext(f"{NAMESPACE}lastmod")) for child in root]
    assert len(dict(found)) == len(found)
    assert all(address.startswith(f"{HOST}/") for address, _ in found)
    return {address.removeprefix(HOST): changed for address, changed in found}


def test_the_map_has_every_published_report_and_no_other(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "MOST_URLS", 4)
    load_samples()
    draft("样例草稿")
    shelf = [published(f"样例{number}") for number in range(9)]
    publishing.withdraw(shelf[2], "核对中")
    publishing.delete(shelf[3])
    shelf[4].access = "staff"
    publishing.record_edit(shelf[4])
    Change.objects.update(at=dt.datetime(2022, 6, 1, 1, 2, 3, tzinfo=dt.UTC))
    index = located(client, "/sitemap.xml")
    parts = [path for path in index if path != "/sitemap-pages.xml"]
    mapped = {path: changed for part in parts for path, changed in located(client, part).items()}
    shown = [one for number, one in enumerate(shelf) if number not in (2, 3, 4)]
    assert mapped == {one.get_absolute_url(): "2022-06-01T01:02:03Z" for one in shown}
    assert {index[part] for part in parts} == {"2022-06-01T01:02:03Z"}
    assert all(len(located(client, part)) <= 4 for part in parts)
    assert {client.get(path).status_code for path in mapped} == {200}


def test_the_map_has_the_pages_on_which_there_is_something(client: Client) -> None:
    title = published("样例", "2022-06-01", place_id="411303", newspaper=paper()).newspaper_id
    draft("样例草稿", "1999", place_id="420600", newspaper=paper("样例晚报"))
    load_samples()
    mapped = located(client, "/sitemap-pages.xml")
    assert set(mapped) == {
        "/", "/places/", "/places/matrix/", "/years/", "/newspapers/", "/authors/", "/coverage/", "/about/", "/help/",
        "/places/410000/", "/places/411300/", "/places/411303/", "/years/2022/", f"/newspapers/{title}/",
    }  # fmt: skip
    assert {path: client.get(path).status_code for path in mapped if client.get(path).status_code != 200} == {}


def test_where_there_is_no_part_there_is_no_map(client: Client) -> None:
    assert located(client, "/sitemap.xml") == {"/sitemap-pages.xml": None}
    for path in ("/sitemap-articles-0.xml", "/sitemap-articles-999999999.xml", "/sitemap-articles-00.xml"):
        assert client.get(path).status_code == 404, path


def test_a_map_costs_few_queries_and_is_not_sent_twice(client: Client) -> None:
    for number in range(4):
        published(f"样例{number}", "2022", place_id="411303", newspaper=paper(f"样例{number}报"))
    for path, most in {"/sitemap.xml": 2, "/sitemap-articles-0.xml": 2, "/sitemap-pages.xml": 4}.items():
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path)
        assert len(captured) <= most, path
        again = client.get(path, headers={"if-none-match": response["ETag"]})
        assert again.status_code == 304, path


# What crawlers may ask for, by a reader of robots.txt that is not ours; it knows no wildcards.
ALLOWED: Final = {
    "/": True, "/articles/1/": True, "/places/410000/": True, "/search/": True, "/search/?q=x": True,
    "/sitemap.xml": True, "/feed.atom": True, "/admin/": False, "/search.csv": False, "/search.json": False,
    "/search/values/": False, "/search/why/": False, "/suggest.json": False, "/oai": False,
}  # fmt: skip


def test_crawlers_are_told_where_the_map_is_and_where_not_to_go(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    read = RobotFileParser()
    read.parse(response.content.decode().splitlines())
    assert {path: read.can_fetch("*", f"{HOST}{path}") for path in ALLOWED} == ALLOWED
    assert read.site_maps() == [f"{HOST}/sitemap.xml"]
