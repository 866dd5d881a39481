"""The log of requests: what stands in it, what never does, and the id that ties an answer to its lines."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from archive.permissions import Role
from config.logs import JsonLines
from tests.archive.factories import make_article
from tests.archive.staff import desk_of, member

pytestmark = pytest.mark.django_db

SECRET = "样例密语"


class Kept(logging.Handler):
    """Writes each record as production does, and keeps it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line."""
        self.lines.append(self.format(record))

    def last(self) -> dict[str, Any]:
        """Return what the last line says."""
        said: dict[str, Any] = json.loads(self.lines[-1])
        return said


@pytest.fixture
def log() -> Iterator[Kept]:
    """Keep what production would write."""
    kept, logger = Kept(), logging.getLogger("archive.requests")
    level = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(kept)
    yield kept
    logger.removeHandler(kept)
    logger.setLevel(level)


def test_a_request_is_one_object_with_the_time_in_utc(client: Client, log: Kept) -> None:
    answer = client.get("/help/")
    said = log.last()
    assert set(said) == {
        "ts", "level", "logger", "message", "request_id", "method", "path", "status", "ms", "user_id"
    }  # fmt: skip
    assert (said["method"], said["path"], said["status"], said["user_id"]) == ("GET", "/help/", 200, None)
    assert said["request_id"] == answer["X-Request-ID"]
    at = datetime.fromisoformat(said["ts"])
    assert at.utcoffset() == datetime.now(UTC).utcoffset()
    assert len(log.lines) == 1


def test_who_is_logged_in_is_a_number(client: Client, log: Kept) -> None:
    user = member(Role.EDITOR)
    desk_of(client, user).get("/admin/")
    assert log.last()["user_id"] == str(user.pk)
    assert user.get_username() not in log.lines[-1]


@pytest.mark.parametrize(
    "url", ["/search/?q={}", "/search.json?q={}", "/suggest.json?q={}", "/admin/archive/article/?q={}"]
)
def test_what_was_asked_for_is_written_nowhere(client: Client, log: Kept, url: str) -> None:
    desk_of(client, member(Role.EDITOR)).get(url.format(SECRET))
    assert log.lines
    assert SECRET not in "".join(log.lines).encode().decode("unicode_escape")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Invalid request from ip=::1: Invalid HTTP request line: 'GET /search/?q={} HTTP/1.1'",
         "Invalid request from ip=::1: Invalid HTTP request line: …"),
        ("Invalid request from ip=10.0.0.1: Invalid HTTP Header: 'Referer /search/?q={}'",
         "Invalid request from ip=10.0.0.1: Invalid HTTP Header: …"),
        ("Error handling request GET /search/?q={}", "Error handling request GET /search/? …"),
        ("Worker exiting (pid: 7)", "Worker exiting (pid: 7)"),
    ],
)  # fmt: skip
def test_the_server_does_not_repeat_what_was_asked_for(client: Client, log: Kept, said: str, written: str) -> None:
    client.get("/help/")
    logging.getLogger("gunicorn.error").addHandler(log)
    logging.getLogger("gunicorn.error").warning(said.format(SECRET))
    logging.getLogger("gunicorn.error").removeHandler(log)
    assert log.last()["message"] == written
    assert "request_id" not in log.last()  # that of the request before


def test_no_password_and_no_code_is_written(client: Client, log: Kept) -> None:
    User.objects.create_user("li", password=SECRET)
    client.post("/admin/login/", {"username": "li", "password": SECRET, "otp_token": "135790"})
    assert log.last()["path"] == "/admin/login/"
    assert not {SECRET, "135790"} & set(json.dumps(log.last(), ensure_ascii=False).split('"'))


def test_the_receipt_of_a_letter_is_left_out(client: Client, log: Kept) -> None:
    article = make_article()
    client.get(f"/articles/{article.pk}/report/{SECRET}/")
    assert log.last()["path"] == f"/articles/{article.pk}/report/…/"


def test_no_sign_of_a_path_ends_a_line(client: Client, log: Kept) -> None:
    client.get("/x%0D%0A%E2%80%A8INFO%20fake/")
    assert log.lines[-1].isascii()
    assert len(log.lines[-1].splitlines()) == 1
    assert log.last()["path"] == "/x\r\n\u2028INFO fake/"


def test_an_id_is_taken_over_from_a_proxy_of_ours_alone(client: Client, settings: Any) -> None:
    sent = {"X-Request-ID": "abcdef-12345"}
    assert client.get("/help/", headers=sent)["X-Request-ID"] != "abcdef-12345"
    settings.PROXIES = 1
    assert client.get("/help/", headers=sent)["X-Request-ID"] == "abcdef-12345"
    assert client.get("/help/", headers={"X-Request-ID": "a b<script>"})["X-Request-ID"].isalnum()
