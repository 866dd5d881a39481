"""The second factor: set up, asked for, used once, switched off; optional, or required of everybody."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from archive.models import AuditEntry
from archive.permissions import Role
from config import second_factor
from tests.archive.staff import desk_of, member

pytestmark = pytest.mark.django_db

PAGE = "/admin/second-factor/"
PASSWORD = "样例-pass-word-9"


@pytest.fixture
def user(settings: Any) -> User:
    settings.OTP_STATIC_THROTTLE_FACTOR = settings.OTP_TOTP_THROTTLE_FACTOR = (
        0  # of seconds after a wrong code
    )
    return member(Role.EDITOR, "li", password=PASSWORD)


def code_of(user: User, ahead: int = 0) -> str:
    """Return what the telephone shows; a code ahead is that of the next half minute, which is taken, too."""
    clock = TOTP(TOTPDevice.objects.get(user=user).bin_key)
    clock.time = time.time() + 30 * ahead
    return f"{clock.token():06}"


def set_up(client: Client, user: User) -> list[str]:
    """Set a second factor up as a browser does, and return the recovery codes."""
    desk_of(client, user)
    client.post(PAGE, {"act": "begin"})
    page = client.post(PAGE, {"act": "confirm", "code": code_of(user)}).content.decode()
    return re.findall(r"<li><code>(\w+)</code>", page)


def log_in(code: str = "", **more: str) -> Any:
    sent = {"username": "li", "password": PASSWORD, "otp_token": code, **more}
    return Client().post("/admin/login/", sent, headers={"Accept-Language": "zh-hans"})


def test_without_one_the_password_is_enough(user: User) -> None:
    assert log_in().status_code == 302


def test_it_is_shown_as_a_picture_and_as_text_and_counts_once_a_code_was_right(
    client: Client, user: User
) -> None:
    desk_of(client, user)
    assert client.get(PAGE).status_code == 200
    assert not TOTPDevice.objects.exists()  # looking makes nothing
    client.post(PAGE, {"act": "begin"})
    page = client.get(PAGE).content.decode()
    assert second_factor.secret_of(TOTPDevice.objects.get()) in page
    assert "<svg" in page
    assert "style=" not in page[page.index("<svg") : page.index("</svg>")]
    wrong = client.post(PAGE, {"act": "confirm", "code": "00000x"}).content.decode()
    assert "验证码不对" in wrong
    assert log_in().status_code == 302
    assert AuditEntry.objects.filter(note="开启两步验证").count() == 0


def test_once_set_up_a_login_needs_its_code(client: Client, user: User) -> None:
    codes = set_up(client, user)
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert AuditEntry.objects.get(note="开启两步验证").by == user
    assert codes[0] not in client.get(PAGE).content.decode()
    assert "请连同密码" in log_in().content.decode()
    assert "验证码不对" in log_in("not-one").content.decode()
    TOTPDevice.objects.update(last_t=-1)
    assert log_in(code_of(user)).status_code == 302


def test_a_code_is_good_once(client: Client, user: User) -> None:
    codes = set_up(client, user)
    code = code_of(user, ahead=1)
    assert (log_in(code).status_code, log_in(code).status_code) == (302, 200)
    assert (log_in(codes[0]).status_code, log_in(codes[0]).status_code) == (302, 200)
    assert log_in(f" {codes[1].upper()} ").status_code == 302


def test_wrong_codes_lock_as_wrong_passwords_do(client: Client, user: User) -> None:
    codes = set_up(client, user)
    assert [log_in("not-one").status_code for _number in range(5)] == [200] * 4 + [429]
    assert log_in(codes[0]).status_code == 429


def test_after_a_wrong_code_the_next_is_looked_at_later_alone(
    client: Client, user: User, settings: Any
) -> None:
    codes = set_up(client, user)
    settings.OTP_STATIC_THROTTLE_FACTOR = 1000
    assert (log_in("not-one").status_code, log_in(codes[0]).status_code) == (200, 200)
    StaticDevice.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(seconds=1001))
    assert log_in(codes[0]).status_code == 302


def test_a_code_does_not_replace_the_password(client: Client, user: User) -> None:
    codes = set_up(client, user)
    assert log_in(codes[0], password="wrong").status_code == 200


def test_a_code_of_somebody_else_opens_nothing(client: Client, user: User) -> None:
    set_up(client, user)
    others = set_up(Client(), member(Role.ADMINISTRATOR, "wang"))
    assert log_in(others[0]).status_code == 200


def test_it_is_switched_off_and_codes_are_renewed_with_a_code_alone(client: Client, user: User) -> None:
    codes = set_up(client, user)
    for act in ("off", "codes"):
        assert "验证码不对" in client.post(PAGE, {"act": act, "code": "nothing"}).content.decode()
    renewed = client.post(PAGE, {"act": "codes", "code": codes[0]}).content.decode()
    new = re.findall(r"<li><code>(\w+)</code>", renewed)
    assert not set(new) & set(codes)
    assert log_in(codes[1]).status_code == 200
    client.post(PAGE, {"act": "off", "code": new[0]})
    assert log_in().status_code == 302


def test_who_lost_the_telephone_is_helped_by_a_command(client: Client, user: User, capsys: Any) -> None:
    set_up(client, user)
    call_command("addstatictoken", "li")
    assert log_in(capsys.readouterr().out.strip()).status_code == 302


def test_where_it_is_required_who_has_none_sees_its_page_alone(
    client: Client, user: User, settings: Any
) -> None:
    settings.IS_SECOND_FACTOR_REQUIRED = True
    client.post("/admin/login/", {"username": "li", "password": PASSWORD})
    for url in ("/admin/", "/admin/archive/article/"):
        assert client.get(url, follow=True).redirect_chain[-1][0] == PAGE
    client.post(PAGE, {"act": "begin"})
    client.post(PAGE, {"act": "confirm", "code": code_of(user)})
    assert client.get("/admin/").status_code == 200


def test_where_it_is_required_a_session_without_it_opens_nothing(user: User, settings: Any) -> None:
    before = desk_of(Client(), user)
    set_up(Client(), user)
    assert before.get("/admin/").status_code == 200
    settings.IS_SECOND_FACTOR_REQUIRED = True
    for url in ("/admin/", PAGE):
        assert before.get(url)["Location"].startswith("/admin/login/")
    assert before.get("/admin/login/").status_code == 200
    assert before.post(PAGE, {"act": "off"}).status_code == 302
