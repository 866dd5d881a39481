"""Export and import: the same rows, numbers and bytes, on either database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection

from archive.changes import PUBLIC_KINDS
from archive.models import Article, AuditEntry, Capture, Change, Place, ReaderNotice, Term, Tombstone
from search.consistency import check
from tests.archive.factories import make_article
from tests.archive.keeping.comparing import NOT_TAKEN, everything, files_below, records_of, staff
from tests.archive.keeping.conftest import Exported
from tests.archive.keeping.filling import GONE_ACCOUNT
from tests.archive.keeping.places import EVERYTHING, SETUP, ArchivePlace

pytestmark = pytest.mark.django_db

# Columns that hold the number of an account.
USER_COLUMNS: Final = {
    "asked_by_id", "by_id", "captured_by_id", "created_by_id", "decided_by_id", "updated_by_id", "trashed_by_id",
    "user_id",
}  # fmt: skip
WRITER: Final = f"{SETUP}from tests.archive.factories import make_article; make_article('样例：中途')"
# Exports, and lets another process write between two tables.
EXPORT_WITH_A_WRITER: Final = f"""{SETUP}
import subprocess, sys
from pathlib import Path
from archive.keeping import exporting
write_rows = exporting.write_rows
def meanwhile(model, people):
    if model._meta.label == "archive.Credit":
        subprocess.run([sys.executable, "-c", {WRITER!r}], check=True)
    return write_rows(model, people)
exporting.write_rows = meanwhile
assert list(exporting.export(Path(sys.argv[1]))) == []
"""


def number_of(exported: Exported, name: str) -> int:
    return next(int(row["id"]) for row in exported.rows["auth.User"] if row["username"] == name)


def lines_of(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows that stand in an export, read without any of our code."""
    with ZipFile(path) as opened:
        names = [name for name in opened.namelist() if "/data/records/" in name]
        return {
            name.rpartition("/")[2].removesuffix(".jsonl"): [*map(json.loads, opened.read(name).splitlines())]
            for name in names
        }


def test_something_is_in_every_table(exported: Exported) -> None:
    empty = [label for label, rows in exported.rows.items() if not rows]
    assert set(empty) <= set(NOT_TAKEN), "a table that tests/archive/keeping/filling.py knows nothing of"


def whole_of(path: Path) -> bytes:
    """Return all bytes in a zip."""
    with ZipFile(path) as opened:
        return b"".join(opened.read(name) for name in opened.namelist())


def test_no_letter_goes_out(exported: Exported) -> None:
    assert len(exported.rows["archive.ReaderNotice"]) == 1
    assert b"letter@example.org" not in whole_of(exported.path)


def test_no_password_goes_out(exported: Exported) -> None:
    whole = whole_of(exported.path)
    hashes = [row["password"] for row in exported.rows["auth.User"]]
    assert len(hashes) == 2
    assert not any(kept.encode() in whole for kept in [*hashes, "样例密码"])


@pytest.mark.usefixtures("committed_db")
def test_what_goes_out_comes_in_and_goes_out_again(
    exported: Exported, state_dir: Path, tmp_path: Path
) -> None:
    """From SQLite into the database that these tests run on, row by row and byte by byte."""
    Term.objects.first().delete()  # type: ignore[union-attr]  # what migrate put in is replaced
    call_command("import", str(exported.path))
    assert records_of(everything()) == records_of(exported.rows)
    assert files_below(state_dir) == exported.files
    assert len(exported.files) == 4
    assert staff() == [
        tuple(row[name] for name in ("id", "username", "first_name", "last_name"))
        for row in exported.rows["auth.User"]
    ]
    again = tmp_path / "again.zip"
    call_command("export", str(again))
    first, second = lines_of(exported.path), lines_of(again)
    for change in (*first["archive.Change"], *second["archive.Change"]):
        del change["applied_at"]
    assert second == first


@pytest.mark.usefixtures("committed_db")
@pytest.mark.skipif(connection.vendor != "postgresql", reason="from PostgreSQL back to SQLite")
def test_what_is_in_postgresql_goes_back_into_sqlite(
    exported: Exported, fresh_sqlite: Callable[[], ArchivePlace], tmp_path: Path
) -> None:
    call_command("import", str(exported.path))
    call_command("export", str(tmp_path / "back.zip"))
    there = fresh_sqlite()
    there.manage("import", str(tmp_path / "back.zip"))
    assert records_of(json.loads(there.python(EVERYTHING))) == records_of(exported.rows)
    assert files_below(there.state) == exported.files


def test_staff_are_disabled_and_have_no_password(exported: Exported) -> None:
    call_command("import", str(exported.path))
    people = list(User.objects.all())
    assert {person.username for person in people} == {"编辑甲", "b.user"}
    assert not any(person.is_active or person.has_usable_password() for person in people)
    assert not any(person.is_staff or person.is_superuser for person in people)


def test_somebody_of_that_name_is_that_person_and_nobody_else_is(exported: Exported) -> None:
    """The account here has the number that the log gives somebody who left; another's is taken."""
    here = User.objects.create_user("编辑甲", password="样例密码", pk=GONE_ACCOUNT)
    User.objects.create_user("管理员", pk=number_of(exported, "b.user"))
    call_command("import", str(exported.path))
    here.refresh_from_db()
    assert here.is_active
    assert here.check_password("样例密码")
    entries = AuditEntry.objects.order_by("pk").values_list("by", "by_name")
    assert set(entries) - {(None, "")} == {(GONE_ACCOUNT, "编辑甲"), (None, "已离开")}
    assert User.objects.get(username="b.user").pk > GONE_ACCOUNT


def test_the_next_report_has_a_number_that_none_ever_had(exported: Exported) -> None:
    call_command("import", str(exported.path))
    gone = Tombstone.objects.get().article_number
    assert gone > Article.objects.latest("pk").pk
    article = make_article("样例新篇", newspaper="另一份样例报", authors=("样例丙",))
    article.further_places.add("411300")
    assert article.pk > gone
    assert User.objects.create_user("新来的").pk > number_of(exported, "b.user")


def test_addresses_answer_as_they_did(exported: Exported, client: Any) -> None:
    call_command("import", str(exported.path))
    answers = {}
    for row in exported.rows["archive.Article"]:
        answers[row["state"]] = client.get(f"/articles/{row['id']}/").status_code
    assert answers == {"published": 200, "withdrawn": 410, "in_review": 404, "draft": 404}
    assert client.get(f"/articles/{Tombstone.objects.get().article_number}/").status_code == 410


@pytest.mark.usefixtures("committed_db")
def test_search_has_followed_when_import_returns(exported: Exported) -> None:
    """Of samples that were there before, nothing is left, in the index neither."""
    call_command("load_samples")
    call_command("import", str(exported.path))
    assert Article.objects.published().exists()
    assert not Article.objects.filter(is_sample=True).exists()
    assert check().is_clean
    assert not Change.objects.filter(applied_at=None, kind__in=PUBLIC_KINDS).exists()


def test_an_export_is_of_one_moment(exported: Exported, filled_place: ArchivePlace, tmp_path: Path) -> None:
    """A report that comes in while the tables are being written is in none of them, and waits for nobody."""
    path = tmp_path / "a.zip"
    filled_place.python(EXPORT_WITH_A_WRITER, str(path))
    assert Counter({label: len(rows) for label, rows in lines_of(path).items()}) == Counter(
        {label: len(rows) for label, rows in exported.rows.items() if label not in NOT_TAKEN}
    )
    assert len(filled_place.tables()["archive_article"]) == len(exported.rows["archive.Article"]) + 1


def test_an_archive_that_is_not_empty_is_left_as_it_is(exported: Exported) -> None:
    make_article("样例：已有的")
    before = everything()
    with pytest.raises(CommandError, match="这个档案不是空的：已有报道。请用 ARCHIVE_STATE_DIR"):
        call_command("import", str(exported.path))
    assert everything() == before


def test_an_archive_without_tables_says_to_migrate_first(exported: Exported, tmp_path: Path) -> None:
    place = ArchivePlace(tmp_path, f"sqlite:///{tmp_path / 'archive.sqlite3'}")
    said = place.manage("import", str(exported.path), expect=1)
    assert said == "CommandError: 这个档案还没有建表。请先运行 manage.py migrate，再导入。什么都没有写入。\n"


@pytest.mark.usefixtures("committed_db")
def test_an_archive_where_somebody_only_logged_in_takes_an_export_in(exported: Exported, client: Any) -> None:
    """As `make run` leaves it: samples taken away again, accounts, a log of logins. Nothing of that is lost."""
    call_command("load_samples")
    admin = User.objects.create_superuser("staff", password="样例密码")
    client.post("/admin/login/", {"username": "staff", "password": "不对"})
    client.post("/admin/login/", {"username": "staff", "password": "样例密码"})
    client.logout()
    call_command("remove_samples")
    here = list(AuditEntry.objects.order_by("pk").values())
    assert [entry["action"] for entry in here] == ["login_failed", "logged_in", "logged_out"]

    call_command("import", str(exported.path))

    admin.refresh_from_db()
    assert admin.is_superuser
    assert admin.check_password("样例密码")
    assert list(AuditEntry.objects.order_by("pk").values()[:3]) == here
    taken, there = records_of(everything()), records_of(exported.rows)
    logs = [taken.pop("archive.AuditEntry")[3:], there.pop("archive.AuditEntry")]
    came, sent = ([{k: v for k, v in row.items() if k not in ("id", "by_id")} for row in log] for log in logs)
    assert came == sent
    people = {row["id"]: row["username"] for row in exported.rows["auth.User"]}
    now = dict(User.objects.values_list("pk", "username"))
    assert [now.get(row["by_id"]) for row in logs[0]] == [people.get(row["by_id"]) for row in logs[1]]
    assert taken.keys() == there.keys()
    numbers = {number: User.objects.get(username=name).pk for number, name in people.items()}
    for rows in there.values():
        for row in rows:
            for column in USER_COLUMNS & row.keys():
                row[column] = numbers.get(row[column], row[column])
    assert taken == there


def test_what_staff_did_to_accounts_stays_and_what_they_did_to_reports_counts(exported: Exported) -> None:
    user = User.objects.create_superuser("staff", password="样例密码")
    AuditEntry.objects.create(action="changed", target_type="user", target_id=str(user.pk), by=user, by_name="staff")
    call_command("import", str(exported.path))
    assert AuditEntry.objects.order_by("pk")[0].target_type == "user"
    with pytest.raises(CommandError, match="这个档案不是空的：已有"):
        call_command("import", str(exported.path))


@pytest.mark.parametrize("made", ["capture", "paper", "audit", "term", "letter", "deleted"])
def test_work_of_any_kind_makes_an_archive_not_empty(exported: Exported, made: str) -> None:
    match made:
        case "capture":
            Capture.objects.create(payload_digest="a" * 64, size=1, file_name="a")
            said = "原件"
        case "paper":
            Place.objects.get(code="411300").newspapers.create(name="样例日报")
            said = "报纸"
        case "audit":
            AuditEntry.objects.create(action="样例")
            said = "操作记录"
        case "term":
            Term.objects.create(word="样例新词")
            said = "词语"
        case "letter":
            ReaderNotice.objects.create(article_number=7, kind="other", message="样例")
            said = "读者来信"
        case _:
            Change.objects.create(article_id=7, kind=Change.Kind.DELETED)
            said = "变更"
    with pytest.raises(CommandError, match=f"这个档案不是空的：已有{said}。"):
        call_command("import", str(exported.path))


def test_an_import_that_fails_at_its_end_takes_its_files_away(
    exported: Exported, state_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()

    def fail() -> None:
        raise OSError("样例：磁盘已满")

    monkeypatch.setattr(connection, "check_constraints", fail)
    with pytest.raises(CommandError, match="没有导入，什么都没有写入：样例：磁盘已满。"):
        call_command("import", str(exported.path))
    assert everything() == before
    assert not files_below(state_dir)
