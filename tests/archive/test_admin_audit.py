"""The page of the log: found by person, act, target and day, and taken away as a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import StreamingHttpResponse
from django.test import Client
from django.utils import timezone

from archive import auditing
from archive.models import AuditEntry
from archive.permissions import Role
from tests.archive.factories import make_article
from tests.archive.staff import desk_of, member

pytestmark = pytest.mark.django_db

LOG = "/admin/archive/auditentry/"
ATTACK = "<img src=x onerror=alert(1)>"


@pytest.fixture
def who(client: Client) -> User:
    user = member(Role.ADMINISTRATOR, "样例管理员")
    desk_of(client, user)
    return user


def at(day: str, **fields: Any) -> AuditEntry:
    """Write an entry as it would have been on another day."""
    moment = timezone.make_aware(dt.datetime.fromisoformat(day))
    field: Any = AuditEntry._meta.get_field("at")
    field.auto_now_add = False
    try:
        return AuditEntry.objects.create(at=moment, **{"action": "changed", **fields})
    finally:
        field.auto_now_add = True


def found(client: Client, **asked: str) -> list[int]:
    return [entry.pk for entry in client.get(LOG, asked).context["cl"].result_list]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"q": "李四"}, ["b"]),
        ({"q": "样例新题"}, ["a"]),
        ({"q": "#7"}, ["a"]),
        ({"q": "2022-06-16"}, ["a", "b"]),
        ({"q": "2022-06-16 李四"}, ["b"]),
        ({"q": "2022-13-45"}, []),
        ({"q": "发布"}, ["a"]),
        ({"q": "203.0.113.9"}, ["c"]),
        ({"q": "重复"}, ["c"]),
        ({"action": "published"}, ["a"]),
        ({"target": "newspaper"}, ["b"]),
    ],
)
def test_the_log_is_searched_by_person_act_target_and_day(
    client: Client, who: User, asked: dict[str, str], expected: list[str]
) -> None:
    of_article = {"target_type": "article", "target_id": "7", "target_name": "样例新题"}
    made = {
        "a": at("2022-06-16T00:00:00", by_name="张三", action="published", **of_article),
        "b": at("2022-06-16T23:59:59", by_name="李四", target_type="newspaper", target_id="8"),
        "c": at("2022-06-17T00:00:00", by_name="张三", note="重复收入", address="203.0.113.9"),
    }
    names = {entry.pk: name for name, entry in made.items()}
    assert sorted(names[pk] for pk in found(client, **asked) if pk in names) == expected


def test_an_entry_shows_before_and_after_and_nothing_becomes_markup(client: Client, who: User) -> None:
    entry = AuditEntry.objects.create(
        action="changed", by_name=ATTACK, target_type="article", target_name=ATTACK, note=ATTACK,
        before={"headline": ATTACK, "state": "draft"}, after={"headline": "样例", ATTACK: True},
    )  # fmt: skip
    for url in (LOG, f"{LOG}{entry.pk}/change/"):
        page = client.get(url).content.decode()
        assert ATTACK not in page
        assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<del>草稿</del>" in page
    assert "<ins>是</ins>" in page


def test_the_list_costs_the_same_however_long_the_log_is(
    client: Client, who: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        AuditEntry.objects.create(action="changed", by=who, by_name="样例", target_name=f"样例{number}")
    with django_assert_max_num_queries(13):
        client.get(LOG)


def taken(response: Any) -> str:
    assert isinstance(response, StreamingHttpResponse)
    return response.getvalue().decode()


def test_what_the_list_shows_is_taken_away_as_a_table(client: Client, who: User) -> None:
    formula = '=HYPERLINK("http://example.invalid")'
    AuditEntry.objects.create(
        action="changed", by_name="李四", target_name=formula, after={"headline": "样例"}
    )
    AuditEntry.objects.create(action="changed", by_name="张三")
    rows = list(
        csv.DictReader(io.StringIO(taken(client.post(f"{LOG}export/csv/?q=李四")).removeprefix("\ufeff")))
    )
    assert [row["by"] for row in rows] == ["李四"]
    assert rows[0]["target_name"] == f"'{formula}"
    assert rows[0]["after"] == '{"headline": "样例"}'


def test_and_for_programs_as_it_is(client: Client, who: User) -> None:
    make_article()
    kept = auditing.record(auditing.CHANGED, before={"headline": "=1"}, by=who)
    lines = [
        json.loads(line) for line in taken(client.post(f"{LOG}export/jsonl/?action=changed")).splitlines()
    ]
    assert [(line["id"], line["by"], line["before"]) for line in lines] == [
        (kept.pk, "样例管理员", {"headline": "=1"})
    ]


def test_that_it_was_taken_away_is_written_down(client: Client, who: User) -> None:
    taken(client.post(f"{LOG}export/csv/?q=样例"))
    entry = AuditEntry.objects.get(action="exported")
    assert (entry.by, entry.after) == (who, {"format": "csv", "rows": 1, "query": "q=%E6%A0%B7%E4%BE%8B"})


@pytest.mark.parametrize("path", ["export/exe/", "export/csv/?at__gte=nonsense"])
def test_a_file_that_cannot_be_had_leads_back_to_the_list(client: Client, who: User, path: str) -> None:
    response = client.post(LOG + path)
    assert (response.status_code, response["Location"]) == (302, LOG)
    assert not AuditEntry.objects.filter(action="exported").exists()


def test_a_link_takes_nothing_away(client: Client, who: User) -> None:
    assert client.get(f"{LOG}export/csv/").status_code == 405
    assert not AuditEntry.objects.filter(action="exported").exists()


def test_the_files_are_offered_with_what_the_list_is_narrowed_by(client: Client, who: User) -> None:
    page = client.get(LOG, {"q": "李四"}).content.decode()
    assert 'action="/admin/archive/auditentry/export/csv/?q=%E6%9D%8E%E5%9B%9B"' in page
