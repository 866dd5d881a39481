"""Language, theme and keys: what a reader chooses stands in cookies, and nothing else changes them."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import Any, Final

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

HERE: Final = {"HTTP_ORIGIN": "http://testserver"}


def choose(client: Client, origin: dict[str, str] = HERE, **fields: str) -> Any:
    return client.post("/preferences/", fields, **origin)  # type: ignore[arg-type]


def kept(client: Client) -> dict[str, str]:
    return {name: one.value for name, one in client.cookies.items() if one.value}


@pytest.mark.parametrize(
    ("asked", "language"),
    [("en-GB,en;q=0.9", "en"), ("zh-CN", "zh-Hans"), ("zh-TW", "zh-Hans"), ("fr", "zh-Hans"), ("", "zh-Hans")],
)
def test_the_language_follows_the_browser_and_is_said(client: Client, asked: str, language: str) -> None:
    response = client.get("/about/", HTTP_ACCEPT_LANGUAGE=asked)
    assert f'<html lang="{language}">' in response.content.decode()
    assert response["Content-Language"] == language.lower()


def test_answers_say_that_they_differ_by_language_and_by_cookie(client: Client) -> None:
    for path in ("/", "/search.json", "/nowhere/"):
        assert {"Accept-Language", "Cookie"} <= {one.strip() for one in client.get(path)["Vary"].split(",")}, path


def test_a_choice_is_kept_overrules_the_browser_and_leads_back(client: Client) -> None:
    response = choose(client, language="en", next="/about/?x=1")
    assert (response.status_code, response["Location"]) == (302, "/about/?x=1")
    assert kept(client) == {"language": "en"}
    assert '<html lang="en">' in client.get("/about/", HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()


def test_a_theme_is_written_by_the_server_so_that_nothing_flashes(client: Client) -> None:
    choose(client, theme="dark")
    html = client.get("/").content.decode()
    assert '<html lang="zh-Hans" data-theme="dark">' in html
    assert '<meta name="color-scheme" content="dark">' in html
    assert '<button name="theme" value="dark" aria-current="true">' in html


def test_keys_are_off_once_they_are_turned_off(client: Client) -> None:
    choose(client, keys="off")
    assert '<html lang="zh-Hans" data-keys="off">' in client.get("/").content.decode()


def test_an_empty_value_forgets_and_the_other_choices_stay(client: Client) -> None:
    choose(client, theme="dark")
    choose(client, keys="off")
    choose(client, theme="")
    assert kept(client) == {"keys": "off"}


@pytest.mark.parametrize("fields", [{"language": "xx"}, {"theme": "pink"}, {"keys": "on"}, {"colour": "dark"}, {}])
def test_what_is_not_offered_changes_nothing(client: Client, fields: dict[str, str]) -> None:
    assert choose(client, **fields).status_code == 302
    assert kept(client) == {}


def test_a_cookie_of_another_making_says_nothing(client: Client) -> None:
    client.cookies = SimpleCookie({"theme": '"><script>', "keys": "x", "language": "xx"})
    assert '<html lang="zh-Hans">' in client.get("/").content.decode()


@pytest.mark.parametrize("where", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_the_way_back_never_leaves_the_site(client: Client, where: str) -> None:
    assert choose(client, theme="dark", next=where)["Location"] == "/"


@pytest.mark.parametrize(
    "origin",
    [{}, {"HTTP_ORIGIN": "http://elsewhere.example"}, {"HTTP_ORIGIN": "null"},
     {"HTTP_REFERER": "http://elsewhere.example/testserver"}],
)  # fmt: skip
def test_another_sites_form_is_refused(client: Client, origin: dict[str, str]) -> None:
    response = choose(client, origin, theme="dark")
    assert response.status_code == 403
    assert kept(client) == {}


def test_a_browser_that_sends_no_origin_is_known_by_its_referer(client: Client) -> None:
    choose(client, {"HTTP_REFERER": "http://testserver/about/"}, theme="light")
    assert kept(client) == {"theme": "light"}


def test_who_chooses_nothing_gets_no_cookie(client: Client) -> None:
    for path in ("/", "/search/?q=x", "/about/", "/nowhere/"):
        client.get(path)
    assert kept(client) == {}
