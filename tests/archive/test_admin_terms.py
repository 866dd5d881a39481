"""The dictionary for staff: what the form says, what it saves, and how a word is found again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from archive.models import Meaning, Term
from archive.terms import set_equivalents

pytestmark = pytest.mark.django_db

LIST = "/admin/archive/term/"


@pytest.fixture(autouse=True)
def _editor(client: Client) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    client.force_login(User.objects.create_superuser("editor", password="sample-only"))


def add(client: Client, word: str, equivalents: str = "") -> Any:
    return client.post(f"{LIST}add/", {"word": word, "domain": "other", "equivalents": equivalents})


def change(client: Client, word: str, equivalents: str, **fields: str) -> Any:
    term = Term.objects.get(word=word)
    typed = {"word": word, "domain": term.domain, "equivalents": equivalents, **fields}
    return client.post(f"{LIST}{term.pk}/change/", typed)


@pytest.mark.parametrize(
    ("word", "equivalents", "error"),
    [
        ("", "", "请填写词语。"),
        ("——", "", "“——”里没有可检索的字：只有标点或空白。"),
        ("样" * 41, "", "“样样样样样样样样样样…”太长：最多 40 字，这里有 41 字。"),
        ("㎡" * 21, "", "“㎡㎡㎡㎡㎡㎡㎡㎡㎡㎡…”太长：最多 40 字，这里有 42 字。"),
        ("黨課", "", "“黨課”与词典里已有的“党课”相同（繁简、大小写、全半角和标点不计）。"),
        ("样例词", "樣例詞", "“樣例詞”就是这个词本身，不必写作同义。"),
        ("样例词", "——", "“——”里没有可检索的字：只有标点或空白。"),
        ("样例词", "样" * 41, "“样样样样样样样样样样…”太长：最多 40 字，这里有 41 字。"),
        ("样例词", "\n".join(f"样例{number}" for number in range(9)), "同义的说法最多 8 个，这里有 9 个。"),
        (
            "样例词",
            "黨代會",
            "“党代会”已与“党的代表大会、党员代表大会”同义：请一并写上，或先到“党代会”那里去掉。",
        ),
    ],
)
def test_what_cannot_be_kept_is_said(client: Client, word: str, equivalents: str, error: str) -> None:
    before = Term.objects.count()
    response = add(client, word, equivalents)
    assert response.status_code == 200
    assert response.context["errors"] == [[error]]
    assert Term.objects.count() == before


def test_a_word_is_taken_in_with_what_means_the_same(client: Client) -> None:
    add(client, " 样例词 ", "样例语\r\n樣例語\r\n\r\n样例话；党课")
    term = Term.objects.get(word="样例词")
    assert set(term.equivalents()) == {"样例语", "样例话", "党课"}
    assert Term.objects.get(word="样例话").domain == term.domain


def test_the_form_shows_what_means_the_same_and_saves_it_unchanged(client: Client) -> None:
    term, before = Term.objects.get(word="党代会"), set(Meaning.objects.values_list("pk", flat=True))
    page = client.get(f"{LIST}{term.pk}/change/").content.decode()
    assert "党的代表大会\n党员代表大会</textarea>" in page
    change(client, "党代会", "党的代表大会\r\n党员代表大会", domain="other")
    term.refresh_from_db()
    assert (term.domain, set(Meaning.objects.values_list("pk", flat=True))) == ("other", before)


def test_what_is_taken_away_stays_a_word(client: Client) -> None:
    change(client, "党代会", "党的代表大会")
    assert Term.objects.get(word="党代会").equivalents() == ["党的代表大会"]
    assert Term.objects.get(word="党员代表大会").meaning is None


def test_all_that_means_the_same_may_be_joined_by_naming_it(client: Client) -> None:
    add(client, "样例词", "党代会\n党的代表大会\n党员代表大会")
    assert Term.objects.get(word="样例词").equivalents() == ["党代会", "党的代表大会", "党员代表大会"]


def test_a_deleted_word_leaves_nobody_alone(client: Client) -> None:
    term = Term.objects.create(word="样例词")
    set_equivalents(term, ["样例语"])
    client.post(f"{LIST}{term.pk}/delete/", {"post": "yes"})
    assert Term.objects.get(word="样例语").meaning is None
    chosen = {"action": "delete_selected", "_selected_action": [Term.objects.get(word="两新组织").pk], "post": "yes"}
    client.post(LIST, chosen)
    assert Term.objects.get(word="新经济组织和新社会组织").meaning is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=黨代會", {"党代会", "党的代表大会", "党员代表大会"}),
        ("?q=两新", {"两新组织", "新经济组织和新社会组织"}),
        ("?q=——", set()),
        ("?domain__exact=conduct&equivalents=some", {"纪委", "纪律检查委员会"}),
        ("?q=党课&equivalents=none", {"党课"}),
        ("?q=党课&equivalents=some", set()),
        ("?q=党课&equivalents=best", {"党课"}),
    ],
)
def test_the_list_is_narrowed(client: Client, query: str, found: set[str]) -> None:
    response = client.get(LIST + query)
    assert {term.word for term in response.context["cl"].result_list} == found


def test_the_list_costs_the_same_however_many_words_there_are(
    client: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_max_num_queries(9):
        page = client.get(f"{LIST}?q=大会").content.decode()
    assert "党的代表大会、党员代表大会" in page


def test_who_may_only_look_sees_the_words(client: Client) -> None:
    reader = User.objects.create_user("reader", password="sample-only", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_term"))
    client.force_login(reader)
    term = Term.objects.get(word="党代会")
    page = client.get(f"{LIST}{term.pk}/change/").content.decode()
    assert "党的代表大会" in page
    assert change(client, "党代会", "").status_code == 403
    assert term.equivalents() == ["党的代表大会", "党员代表大会"]


def test_staff_without_permission_see_nothing(client: Client) -> None:
    client.force_login(User.objects.create_user("visitor", password="sample-only", is_staff=True))
    assert client.get(LIST).status_code == 403
