"""Logging in: who is locked out and who is not, which session lives, and what evades nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from archive import sessions
from archive.changes import work_round
from archive.models import AuditEntry
from archive.permissions import Role
from tests.archive.staff import member

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
RIGHT = "样例-pass-word-9"
LIMIT = 5


@pytest.fixture
def user() -> User:
    return member(Role.EDITOR, "li", password=RIGHT)


def try_to_log_in(client: Client, password: str, name: str = "li", **headers: str) -> Any:
    return client.post(LOGIN, {"username": name, "password": password}, **headers)  # type: ignore[arg-type]


def fail(times: int, name: str = "li", **headers: str) -> list[int]:
    return [
        try_to_log_in(Client(), f"wrong {number}", name, **headers).status_code for number in range(times)
    ]


def test_after_five_failures_the_right_password_is_not_looked_at(client: Client, user: User) -> None:
    assert fail(LIMIT) == [200] * (LIMIT - 1) + [429]
    answer = try_to_log_in(client, RIGHT)
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    page = answer.content.decode()
    assert "请等 15 分钟再试" in page
    assert "党建报道档案 · 编辑室" in page
    assert "axes_reset_username" in page
    assert client.get("/admin/").status_code == 302


def test_twenty_tries_open_nothing_and_stand_in_the_log(user: User) -> None:
    assert fail(20)[LIMIT:] == [429] * (20 - LIMIT)
    assert AuditEntry.objects.filter(action="login_failed", by_name="li").count() == 20


def test_a_lock_is_of_one_name_from_one_address(user: User) -> None:
    member(Role.EDITOR, "wang", password=RIGHT)
    fail(LIMIT)
    assert try_to_log_in(Client(), RIGHT, "wang").status_code == 302
    assert try_to_log_in(Client(), RIGHT, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_a_header_of_the_clients_evades_no_lock(user: User) -> None:
    for number in range(LIMIT):
        fail(1, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    assert try_to_log_in(Client(), RIGHT, HTTP_X_FORWARDED_FOR="192.0.2.99").status_code == 429


def test_behind_a_proxy_the_address_is_what_the_proxy_saw(user: User, settings: Any) -> None:
    settings.PROXIES = 1
    for number in range(LIMIT):
        fail(1, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}, 198.51.100.1")
    assert try_to_log_in(Client(), RIGHT, HTTP_X_FORWARDED_FOR="192.0.2.99, 198.51.100.1").status_code == 429
    assert try_to_log_in(Client(), RIGHT, HTTP_X_FORWARDED_FOR="192.0.2.1, 198.51.100.2").status_code == 302


def test_a_login_forgets_the_failures_before_it(user: User) -> None:
    for _round in range(3):
        fail(LIMIT - 1)
        assert try_to_log_in(Client(), RIGHT).status_code == 302


def test_a_command_unlocks(user: User) -> None:
    fail(LIMIT)
    call_command("axes_reset_username", "li")
    assert try_to_log_in(Client(), RIGHT).status_code == 302


def test_a_session_gets_another_key_with_the_login(client: Client, user: User) -> None:
    session = client.session
    session["planted"] = True
    session.save()
    planted = client.cookies["sessionid"].value
    try_to_log_in(client, RIGHT)
    assert client.cookies["sessionid"].value != planted
    stranger = Client()
    stranger.cookies["sessionid"] = planted
    assert stranger.get("/admin/").status_code == 302


def test_after_a_logout_the_session_opens_nothing(client: Client, user: User) -> None:
    try_to_log_in(client, RIGHT)
    kept = client.cookies["sessionid"].value
    assert client.get("/admin/").status_code == 200
    client.post("/admin/logout/")
    again = Client()
    again.cookies["sessionid"] = kept
    assert again.get("/admin/").status_code == 302


def test_the_session_of_who_is_disabled_is_dead_at_once(client: Client, user: User) -> None:
    try_to_log_in(client, RIGHT)
    assert client.get("/admin/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/admin/").status_code == 302
    assert try_to_log_in(Client(), RIGHT).status_code == 200  # the form again


def test_who_is_put_back_into_service_has_to_log_in_again(client: Client, user: User) -> None:
    try_to_log_in(client, RIGHT)
    head, other = Client(), Client()
    head.force_login(User.objects.create_superuser("head"))
    other.force_login(member(Role.EDITOR, "zhao"))
    form = {"username": "li", "first_name": "", "email": ""}
    head.post(f"/admin/auth/user/{user.pk}/change/", form)
    assert not User.objects.get(pk=user.pk).is_active
    head.post(f"/admin/auth/user/{user.pk}/change/", form | {"is_active": "on"})
    assert User.objects.get(pk=user.pk).is_active
    assert client.get("/admin/").status_code == 302
    assert other.get("/admin/").status_code == 200


def test_a_round_of_work_forgets_the_sessions_that_are_over(client: Client, user: User) -> None:
    over = Client()
    for one in (client, over):
        try_to_log_in(one, RIGHT)
    kept = Session.objects.filter(pk=over.cookies["sessionid"].value)
    kept.update(expire_date=timezone.now() - timedelta(seconds=1))
    counts = dict(work_round.send(sender=None, stop=lambda: False))
    assert counts[sessions.take_part] == 1
    assert not kept.exists()
    assert client.get("/admin/").status_code == 200
    assert sessions.take_part(lambda: True) == 0


@pytest.mark.parametrize("following", ["", "https://example.org/", "//example.org/"])
def test_a_login_leads_to_the_desk_where_it_names_no_page_of_ours(client: Client, user: User, following: str) -> None:
    answer = client.post("/admin/login/", {"username": "li", "password": RIGHT, "next": following})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short-9x", "太短"),
        ("password1234", "太常见"),
        ("1827364554637281", "全都是数字"),
        ("zhang.sanfeng", "相似"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(client: Client, password: str, why: str) -> None:
    user = member(Role.EDITOR, "zhang.sanfeng", password=RIGHT)
    client.force_login(user)
    sent = {"old_password": RIGHT, "new_password1": password, "new_password2": password}
    page = client.post(
        "/admin/password_change/", sent, headers={"Accept-Language": "zh-hans"}
    ).content.decode()
    assert why in page
    assert try_to_log_in(Client(), RIGHT, "zhang.sanfeng").status_code == 302
