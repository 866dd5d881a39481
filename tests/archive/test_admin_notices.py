"""The queue of what readers write: who sees it, how it is settled, and that what is cleared is gone everywhere."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest
from django.contrib.admin.models import LogEntry
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from archive import notices
from archive.desk import desk_of
from archive.models import AuditEntry, ReaderNotice
from archive.permissions import Role
from tests.archive.reports import published
from tests.archive.staff import desk_of as at_desk
from tests.archive.staff import member

pytestmark = pytest.mark.django_db

LIST: Final = "/admin/archive/readernotice/"
PERSONAL: Final = ("赵六家的事", "赵六", "zhao@example.org")


def notice(kind: str = "removal") -> ReaderNotice:
    """Return a letter about a published report."""
    return notices.receive(published(), kind, *PERSONAL, "192.0.2.1")


def press(client: Client, letter: ReaderNotice, button: str, note: str = "") -> Any:
    """Send the form of a letter by a button."""
    return client.post(f"{LIST}{letter.pk}/change/", {"note": note, button: "1"}, follow=True)


@pytest.mark.parametrize(("role", "status"), [(Role.EDITOR, 403), (Role.REVIEWER, 200), (Role.ADMINISTRATOR, 200)])
def test_letters_are_for_reviewers(client: Client, role: Role, status: int) -> None:
    letter = notice()
    desk = at_desk(client, member(role))
    assert desk.get(LIST).status_code == status
    assert desk.get(f"{LIST}{letter.pk}/change/").status_code == status
    waits = {str(queue.label): queue for queue in getattr(desk_of(member(role, "又一位")), "queues", [])}
    assert ("读者来信" in waits) == (status == 200)


def test_the_desk_says_how_many_wait_and_which_should_not() -> None:
    notice()
    notice("correction")
    queues = getattr(desk_of(member(Role.REVIEWER)), "queues", [])
    (queue,) = [one for one in queues if str(one.label) == "读者来信"]
    assert (queue.count, queue.note) == (2, "其中撤稿或隐私请求 1 封")
    assert queue.url == f"{LIST}?status__exact=open"


def test_a_letter_is_read_as_text_and_cannot_be_changed(client: Client) -> None:
    letter = notices.receive(published("<b>样例</b>"), "other", "<script>alert(1)</script>", "<i>", "", None)
    desk = at_desk(client, member(Role.REVIEWER))
    for url in (LIST, f"{LIST}{letter.pk}/change/"):
        html = desk.get(url).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html
        assert "<b>样例</b>" not in html
    desk.post(f"{LIST}{letter.pk}/change/", {"note": "看过", "message": "改了", "status": "done", "_continue": "1"})
    letter.refresh_from_db()
    assert (letter.message, letter.status, letter.note) == ("<script>alert(1)</script>", "open", "看过")


@pytest.mark.parametrize(("button", "status"), [("_done", "done"), ("_decline", "declined")])
def test_a_letter_is_settled_and_opened_again(client: Client, button: str, status: str) -> None:
    letter, who = notice(), member(Role.REVIEWER)
    desk = at_desk(client, who)
    page = press(desk, letter, button, "已改第二段")
    assert page.redirect_chain[-1][0] == f"{LIST}?status__exact=open"
    letter.refresh_from_db()
    assert (letter.status, letter.handled_by, letter.note) == (status, who, "已改第二段")
    assert letter.handled_at is not None
    press(desk, letter, "_reopen", "再看")
    letter.refresh_from_db()
    assert (letter.status, letter.handled_by, letter.handled_at) == ("open", None, None)


def test_what_is_open_is_not_cleared(client: Client) -> None:
    letter = notice()
    page = press(at_desk(client, member(Role.REVIEWER)), letter, "_clear")
    assert "先处理，再清除个人信息" in page.content.decode()
    letter.refresh_from_db()
    assert letter.name == "赵六"


def test_what_is_cleared_is_nowhere_any_more(client: Client) -> None:
    letter = notice()
    desk = at_desk(client, member(Role.REVIEWER))
    press(desk, letter, "_done", "已撤下")
    press(desk, letter, "_clear", "已撤下")
    letter.refresh_from_db()
    assert (letter.message, letter.name, letter.contact, letter.sender) == ("", "", "", "")
    assert (letter.status, letter.note) == ("done", "已撤下")
    rows = [list(model.objects.values()) for model in (ReaderNotice, AuditEntry, LogEntry)]
    kept = json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False)
    assert [word for word in PERSONAL if word in kept] == []
    acts = [(entry.action, entry.after) for entry in AuditEntry.objects.filter(action="changed").order_by("pk")]
    assert acts[0] == ("changed", {"status": "done", "note": "已撤下"})
    assert set(acts[1][1] or {}) == {"cleared_at"}
    assert "（已清除）" in desk.get(LIST).content.decode()


def test_letters_are_neither_written_nor_deleted_by_staff(client: Client) -> None:
    letter = notice()
    desk = at_desk(client, member(None))
    assert desk.get(f"{LIST}add/").status_code == 403
    assert desk.post(f"{LIST}{letter.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "delete_selected" not in desk.get(LIST).content.decode()


def test_a_letter_about_what_is_deleted_is_still_listed(client: Client) -> None:
    letter = notice()
    assert letter.article is not None
    number = letter.article_number
    letter.article.delete()
    html = at_desk(client, member(Role.REVIEWER)).get(LIST).content.decode()
    assert f"#{number}（已删除）" in html


def test_the_list_asks_no_query_more_for_each_letter(client: Client, django_assert_max_num_queries: Any) -> None:
    desk = at_desk(client, member(Role.REVIEWER))
    for number in range(12):
        notices.receive(published(f"样例{number}"), "other", "样例", "", "", None)
    with django_assert_max_num_queries(8):
        desk.get(LIST)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "praise"}, {"status": "lost"}, {"status": "done"}, {"handled_at": timezone.now()},
        {"cleared_at": timezone.now()},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_the_database(fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        ReaderNotice.objects.filter(pk=notice().pk).update(**fields)
