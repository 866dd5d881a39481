"""Headers of every class of URL, in one table: pages, staff, refusals, 404, 500, static, pictures, JSON, feeds, files.

Each is asked as production serves it, by HTTPS. A row names what its class has of its own; what every answer has
stands in ALWAYS. A new class of URL (a door in another format) gets a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import path
from whitenoise.middleware import WhiteNoiseMiddleware

from archive import pictures
from archive.ingest.page import PagePicture
from archive.models import Article, Picture
from archive.permissions import Role
from config.headers import HeadersAloneMiddleware
from config.urls import urlpatterns as of_the_site
from search.indexing import keep_up
from tests.archive.factories import make_article
from tests.archive.staff import desk_of, member

pytestmark = pytest.mark.django_db

YEAR: Final = 31_536_000
ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": f"max-age={YEAR}",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
OF_PAGES: Final = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
    "font-src": "'self'", "connect-src": "'self'", "form-action": "'self'", "base-uri": "'none'",
    "frame-ancestors": "'none'", "manifest-src": "'self'",
}  # fmt: skip
OF_FILES_OF_STRANGERS: Final = {"default-src": "'none'", "sandbox": ""}
NEVER: Final = "no-store"
FOR_EVER: Final = "immutable"
FREE: Final = ""  # as the browser likes


@dataclass(frozen=True, slots=True)
class Row:
    """What one class of URL answers."""

    url: Callable[[], str]
    status: int
    media_type: str
    kept: str = FREE  # a word of Cache-Control
    policy: tuple[tuple[str, str], ...] = tuple(OF_PAGES.items())
    by: Role | None = None
    posted: bool = False


def at(url: str) -> Callable[[], str]:
    return lambda: url


def report(ending: str) -> Callable[[], str]:
    return lambda: f"/articles/{Article.objects.earliest('pk').pk}{ending}"


def picture() -> str:
    return f"/pictures/{Picture.objects.latest('pk').digest}"


HTML: Final = "text/html; charset=utf-8"
CLASSES: Final = {
    "home": Row(at("/"), 200, HTML),
    "report": Row(report("/"), 200, HTML),
    "results": Row(at("/search/?q=样例"), 200, HTML),
    "not found": Row(at("/nothing-here/"), 404, HTML),
    "fault": Row(at("/fails/"), 500, HTML),
    "database away": Row(at("/away/"), 503, HTML),
    "database away, JSON": Row(at("/away.json"), 503, "application/json"),
    "refused form": Row(at("/preferences/"), 403, HTML, posted=True),
    "redirect": Row(at("/places"), 301, HTML),
    "JSON": Row(report(".json"), 200, "application/json"),
    "JSON of search": Row(at("/search.json?q=样例"), 200, "application/json"),
    "JSON not found": Row(at("/articles/999999.json"), 404, "application/json"),
    "feed": Row(at("/search.atom?q=样例"), 200, "application/atom+xml; charset=utf-8"),
    "file": Row(at("/search.csv?q=样例"), 200, "text/csv; charset=utf-8; header=present"),
    "citation": Row(report(".bib"), 200, "application/x-bibtex; charset=utf-8"),
    "picture": Row(picture, 200, "image/png", FOR_EVER, tuple(OF_FILES_OF_STRANGERS.items())),
    "static": Row(at("/static/css/base.css"), 200, 'text/css; charset="utf-8"'),
    "health": Row(at("/healthz"), 200, "application/json", NEVER),
    "readiness": Row(at("/readyz"), 200, "application/json", NEVER),
    "login": Row(at("/admin/login/"), 200, HTML, NEVER),
    "staff, not logged in": Row(at("/admin/"), 302, HTML, NEVER),
    "staff": Row(at("/admin/"), 200, HTML, NEVER, by=Role.EDITOR),
    "staff, list": Row(at("/admin/archive/article/"), 200, HTML, NEVER, by=Role.EDITOR),
    "staff, forbidden": Row(at("/admin/auth/user/"), 403, HTML, NEVER, by=Role.EDITOR),
    "staff, not found": Row(at("/admin/nothing-here/"), 404, HTML, NEVER, by=Role.EDITOR),
    "staff, catalogue": Row(
        at("/admin/jsi18n/"), 200, 'text/javascript; charset="utf-8"', NEVER, by=Role.EDITOR
    ),
    "second factor": Row(at("/admin/second-factor/"), 200, HTML, NEVER, by=Role.EDITOR),
}


def fails(request: HttpRequest) -> HttpResponse:
    raise ValueError("样例内情")


def is_away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("样例内情")


# What `fault` asks: the site, and pages that fail.
urlpatterns = [path("fails/", fails), path("away/", is_away), path("away.json", is_away), *of_the_site]
handler400 = "archive.views.errors.bad_request"
handler404 = "archive.views.errors.not_found"
handler500 = "archive.views.errors.fault"


@pytest.fixture(autouse=True)
def production(settings: Any) -> None:
    """Serve by HTTPS, as SECURE=1 has it."""
    settings.ROOT_URLCONF = __name__
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = YEAR


def policy_of(answer: Any) -> tuple[tuple[str, str], ...]:
    directives = [one.strip().partition(" ") for one in answer["Content-Security-Policy"].split(";")]
    return tuple(sorted((name, values) for name, _space, values in directives))


@pytest.mark.parametrize("name", CLASSES)
def test_each_class_of_url_has_its_headers(name: str) -> None:
    row = CLASSES[name]
    article = make_article("样例：党员修水渠")
    article.figures.create(
        order=0,
        picture=pictures.keep(
            PagePicture("样例.png", "image/png", 1, 1, "a" * 64, b"\x89PNG\r\n\x1a\n sample")
        ),
    )
    keep_up()
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    if row.by:
        desk_of(client, member(row.by))
    answer = (client.post if row.posted else client.get)(row.url(), secure=True)
    assert (answer.status_code, answer["Content-Type"]) == (row.status, row.media_type)
    assert {name: answer.get(name) for name in ALWAYS} == ALWAYS
    assert policy_of(answer) == tuple(sorted(row.policy))
    assert row.kept in answer.get("Cache-Control", "")
    assert re.fullmatch("[0-9a-f]{32}", answer["X-Request-ID"])
    assert not {"X-Powered-By", "Server"} & set(answer.headers)


def test_no_policy_lets_anything_be_written_inline(settings: Any) -> None:
    assert "unsafe" not in str(settings.CONTENT_SECURITY_POLICY)


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "theme"])
def test_cookies_are_for_this_site_over_https_and_for_no_script(name: str) -> None:
    member(Role.EDITOR, "li", password="样例-pass-9")
    client = Client()
    client.get("/admin/login/", secure=True)
    client.post("/admin/login/", {"username": "li", "password": "样例-pass-9"}, secure=True)
    origin = {"Origin": "https://testserver"}
    client.post("/preferences/", {"theme": "dark", "next": "/"}, secure=True, headers=origin)
    cookie = client.cookies[name]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")


@pytest.mark.parametrize(
    ("url", "status", "later"), [("/away/", 503, "10"), ("/away.json", 503, "10"), ("/fails/", 500, "")]
)
def test_while_the_database_is_away_programs_are_told_to_come_back(url: str, status: int, later: str) -> None:
    answer = Client(raise_request_exception=False).get(url, secure=True)
    assert (answer.status_code, answer.get("Retry-After", "")) == (status, later)
    assert "样例内情" not in answer.content.decode()


def test_a_fault_is_told_in_chinese_and_of_itself_alone() -> None:
    answer = Client(raise_request_exception=False).get("/fails/", secure=True)
    page = answer.content.decode()
    assert "网站出了差错" in page
    for inner in ("样例内情", "Traceback", "ValueError", "fails"):
        assert inner not in page


def test_an_answer_to_head_has_the_headers_and_makes_no_body() -> None:
    def refuse() -> Iterator[bytes]:
        raise AssertionError("made for nothing")
        yield b""

    def asked(method: str, answer: HttpResponseBase) -> HttpResponseBase:
        return HeadersAloneMiddleware(lambda request: answer)(RequestFactory().generic(method, "/"))

    page = asked("HEAD", HttpResponse("样例"))
    assert (list(page), page["Content-Length"]) == ([b""], "6")
    assert list(asked("HEAD", StreamingHttpResponse(refuse()))) == []
    assert list(asked("GET", HttpResponse("样例"))) == ["样例".encode()]


def test_a_page_without_https_leads_to_the_same_with_it() -> None:
    answer = Client().get("/search/?q=x")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/search/?q=x")
    assert Client().get("/healthz").status_code == 200


def test_collected_files_may_be_kept_for_ever_and_others_not(tmp_path: Path, settings: Any) -> None:
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.WHITENOISE_AUTOREFRESH = False
    settings.WHITENOISE_USE_FINDERS = False
    call_command("collectstatic", interactive=False, verbosity=0)
    hashed = next(Path(settings.STATIC_ROOT).glob("css/base.*.css"))
    served = WhiteNoiseMiddleware(lambda request: HttpResponse())

    def kept(name: str) -> str:
        return str(dict(served.files[f"/static/css/{name}"].get_response("GET", {}).headers)["Cache-Control"])

    assert kept(hashed.name) == "max-age=315360000, public, immutable"
    assert FOR_EVER not in kept("base.css")
