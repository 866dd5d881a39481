"""Two reports side by side for staff: what is marked, what each button does, and who may press it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from archive.admin.side_by_side import LONGEST, MOST_PARAGRAPHS, Row, side_by_side
from archive.models import Article, Resemblance
from tests.archive.factories import make_article
from tests.archive.reports import capture_of
from tests.archive.resembling import LIBRARY, ROAD, html, text

LIST = "/admin/archive/resemblance/"
ATTACK = "<img src=x onerror=alert(1)>"
ESCAPED = "&lt;img src=x onerror=alert(1)&gt;"


def marked(row: Row) -> tuple[str, str]:
    """Return both paragraphs with what differs in brackets."""
    return tuple(  # type: ignore[return-value]
        "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in side) for side in (row.left, row.right)
    )


def rows(left: str, right: str) -> list[tuple[str, str]]:
    return [marked(row) for row in side_by_side(left, right).rows]


# The texts


def test_the_same_paragraphs_stand_side_by_side_unmarked() -> None:
    found = side_by_side(text(*ROAD), text(*ROAD))
    assert [marked(row) for row in found.rows] == [(one, one) for one in ROAD]
    assert all(row.is_same for row in found.rows)
    assert not found.is_coarse


def test_characters_that_differ_are_marked_on_both_sides() -> None:
    assert rows("党员大会上周在村口召开。", "党员大会昨天在村口召开了。") == [
        ("党员大会[上周]在村口召开。", "党员大会[昨天]在村口召开[了]。")
    ]


def test_a_paragraph_that_one_side_lacks_has_nothing_beside_it() -> None:
    assert rows(text(*ROAD[:3]), text(ROAD[0], ROAD[2])) == [
        (ROAD[0], ROAD[0]), (f"[{ROAD[1]}]", ""), (ROAD[2], ROAD[2]),
    ]  # fmt: skip


def test_changed_paragraphs_find_each_other_across_an_added_one() -> None:
    changed = ROAD[1].replace("上个月", "本月")
    found = rows(text(ROAD[0], ROAD[1], ROAD[2]), text(ROAD[0], LIBRARY[0], changed, ROAD[2]))
    assert found[1] == ("", f"[{LIBRARY[0]}]")
    assert found[2][0].startswith("[上个]月")


def test_a_single_character_alike_by_accident_is_no_agreement() -> None:
    left, right = f"{ROAD[0]}甲乙中丙丁{ROAD[1]}", f"{ROAD[0]}戊己中庚辛{ROAD[1]}"
    assert rows(left, right) == [(f"{ROAD[0]}[甲乙中丙丁]{ROAD[1]}", f"{ROAD[0]}[戊己中庚辛]{ROAD[1]}")]


def test_empty_texts_have_no_rows() -> None:
    assert side_by_side("", "\n\n").rows == ()


def test_what_takes_too_long_is_marked_in_whole_and_said() -> None:
    found = side_by_side("啊" * 3_000, "啊" * 2_999 + "呀")
    assert found.is_coarse
    assert marked(found.rows[0]) == (f"[{'啊' * 3_000}]", f"[{'啊' * 2_999}呀]")


def test_very_many_paragraphs_go_side_by_side_in_order() -> None:
    many = text(*(f"第{number}段" for number in range(MOST_PARAGRAPHS + 1)))
    assert len(side_by_side(many, "第一段").rows) == MOST_PARAGRAPHS + 1


def test_a_text_is_cut_where_it_is_longer_than_a_page() -> None:
    found = side_by_side("甲" * (LONGEST + 1), "乙")
    assert found.is_cut
    assert found.rows[0].left[0].text == "甲" * LONGEST


PARAGRAPHS = st.lists(st.text("甲乙丙丁 ", max_size=12), max_size=8)


@given(PARAGRAPHS, PARAGRAPHS)
def test_each_side_reads_as_its_text_and_what_is_unmarked_is_on_both(left: list[str], right: list[str]) -> None:
    found = side_by_side("\n".join(left), "\n".join(right)).rows
    assert sides(found) == [[one.strip() for one in side if one.strip()] for side in (left, right)]
    for row in found:
        both = ["".join(piece.text for piece in side if not piece.differs) for side in (row.left, row.right)]
        assert both[0] == both[1]


def sides(found: tuple[Row, ...]) -> list[list[str]]:
    texts = [[("".join(piece.text for piece in side)) for side in (row.left, row.right)] for row in found]
    return [[pair[index] for pair in texts if pair[index]] for index in (0, 1)]


# The pages


@pytest.fixture
def editor(client: Client, db: None) -> User:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    user = User.objects.create_superuser("editor", password="sample-only")
    client.force_login(user)
    return user


def pair(second: Article | None = None, publish: bool = False, **fields: Any) -> Resemblance:
    first = make_article("先收的", html(*ROAD), publish=publish)
    if second is not None and second.pk < first.pk:
        first, second = second, first
    second = second or make_article("后收的", html(*ROAD[:7]), publish=publish, **fields)
    return Resemblance.objects.create(first=first, second=second, similarity=0.9372)


def url(of: Resemblance) -> str:
    return f"{LIST}{of.pk}/compare/"


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_shows_what_waits_unless_asked_for_more(client: Client, editor: User) -> None:
    waiting, decided = pair(), pair()
    Resemblance.objects.filter(pk=decided.pk).update(decision="both")
    listed = page(client, LIST)
    assert f"{LIST}{waiting.pk}/change/" in listed
    assert f"{LIST}{decided.pk}/change/" not in listed
    assert "93 %" in listed
    assert f"{LIST}{decided.pk}/change/" in page(client, f"{LIST}?decision=both")
    both = page(client, f"{LIST}?decision=all")
    assert all(f"{LIST}{one.pk}/change/" in both for one in (waiting, decided))


def test_the_list_costs_the_same_for_one_pair_and_for_many(
    client: Client, editor: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(6):
        pair()
    with django_assert_max_num_queries(8):
        page(client, LIST)


def test_a_line_of_the_list_leads_to_the_two_side_by_side(client: Client, editor: User) -> None:
    one = pair()
    assert client.get(f"{LIST}{one.pk}/change/").headers["Location"] == url(one)


def test_both_reports_stand_side_by_side_with_records_and_captures(client: Client, editor: User) -> None:
    one = pair(newspaper="样例晚报")
    capture = capture_of(one.second)
    found = page(client, url(one))
    assert f"<del>{ROAD[8]}</del>" in found
    assert "<del>先</del>收的" in found
    assert "<ins>样例晚报</ins>" in found
    assert f"/admin/archive/capture/{capture.pk}/download/" in found
    for number in (one.first_id, one.second_id):
        assert f"/admin/archive/article/{number}/change/" in found


def test_what_is_shown_is_escaped(client: Client, editor: User) -> None:
    second = make_article(ATTACK, f"<p>{ESCAPED}</p>{html(*ROAD)}", newspaper=ATTACK, publish=False)
    capture_of(second, file_name=ATTACK)
    one = pair(second)
    for path in (url(one), LIST):
        found = page(client, path)
        assert ATTACK not in found
        assert "&lt;img" in found


@pytest.mark.parametrize(
    ("button", "decision", "message"),
    [
        ("_skip", "skipped", "已略去，移入回收站。"),
        ("_attach", "printing", "已并为又一刊载。"),
        ("_keep_both", "both", "两篇都留，以后不再问。"),
    ],
)
def test_a_button_decides_and_leads_to_the_next_pair(
    client: Client, editor: User, button: str, decision: str, message: str
) -> None:
    one, following = pair(), pair()
    response = client.post(url(one), {button: "1"}, follow=True)
    assert response.redirect_chain == [(url(following), 302)]
    assert message in response.content.decode()
    one.refresh_from_db()
    assert (one.decision, one.decided_by) == (decision, editor)
    assert client.post(url(following), {button: "1"}).headers["Location"] == LIST


def test_a_decision_is_taken_back_on_the_same_page(client: Client, editor: User) -> None:
    one = pair()
    client.post(url(one), {"_skip": "1"})
    assert 'name="_reopen"' in page(client, url(one))
    assert client.post(url(one), {"_reopen": "1"}).headers["Location"] == url(one)
    one.refresh_from_db()
    assert one.decision == ""
    assert not Article.objects.in_trash().exists()


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "请选一种处理。"),
        ({"_skip": "1"}, "已发布，不能略去。请先撤下"),
        ({"_reopen": "1"}, "这两篇还没有处理过。"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    client: Client, editor: User, sent: dict[str, str], message: str
) -> None:
    one = pair(publish=True)
    assert message in client.post(url(one), sent, follow=True).content.decode()
    assert Resemblance.objects.undecided().get() == one


def test_a_published_report_that_would_go_cannot_be_skipped_but_attached(client: Client, editor: User) -> None:
    found = page(client, url(pair(publish=True)))
    assert re.search(r'name="_skip" disabled', found)
    assert "随即撤下，读者看到原因" in found


def test_a_pair_with_a_report_in_the_trash_has_no_buttons(client: Client, editor: User) -> None:
    one = pair()
    other = pair(one.second)
    client.post(url(one), {"_skip": "1"})
    found = page(client, url(other))
    assert f"#{one.second_id} 在回收站里。" in found
    assert 'class="choices"' not in found


def test_a_pair_that_is_not_there_is_not_found(client: Client, editor: User) -> None:
    assert client.get(f"{LIST}999/compare/").status_code == 404
    assert client.get(f"{LIST}x/change/", follow=True).status_code == 200


@pytest.fixture
def reader_of_pairs(client: Client, db: None) -> User:
    user = User.objects.create_user("onlooker", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_resemblance"]))
    client.force_login(user)
    return user


def test_whoever_may_only_look_sees_no_button_and_decides_nothing(client: Client, reader_of_pairs: User) -> None:
    one = pair()
    assert 'class="choices"' not in page(client, url(one))
    for button in ("_skip", "_attach", "_keep_both", "_reopen"):
        assert client.post(url(one), {button: "1"}).status_code == 403
    assert Resemblance.objects.undecided().get() == one


def test_whoever_may_not_look_is_refused(client: Client, reader_of_pairs: User) -> None:
    one = pair()
    reader_of_pairs.user_permissions.clear()
    assert client.get(url(one)).status_code == 403
    client.logout()
    assert client.get(url(one)).status_code == 302
