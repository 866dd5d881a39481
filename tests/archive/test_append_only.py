"""Append-only tables: the database itself refuses to change, delete or write over a row of the log."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from archive import append_only
from archive.models import AppendOnlyError, AuditEntry, Tombstone

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> tuple[AuditEntry, Tombstone]:
    entry = AuditEntry.objects.create(action="changed", by_name="样例编辑")
    return entry, Tombstone.objects.create(
        article_number=7, headline="样例", why="重复", by_name="样例管理员"
    )


def refused(sql: str) -> None:
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE archive_auditentry SET by_name = 'x'",
        "DELETE FROM archive_auditentry",
        "UPDATE archive_tombstone SET why = 'x'",
        "DELETE FROM archive_tombstone",
    ],
)
def test_no_row_is_changed_or_deleted(kept: tuple[AuditEntry, Tombstone], sql: str) -> None:
    refused(sql)
    assert AuditEntry.objects.get().by_name == "样例编辑"
    assert Tombstone.objects.get().why == "重复"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="INSERT OR REPLACE is SQLite's")
@pytest.mark.parametrize("column", ["id", "article_number"])
def test_no_row_is_written_over(kept: tuple[AuditEntry, Tombstone], column: str) -> None:
    other = {"id": kept[1].pk, "article_number": 99} if column == "id" else {"id": 99, "article_number": 7}
    columns = "(headline, text_digest, was_public, at, by_name, why, id, article_number)"
    values = f"('', '', 0, '2022-06-16', '', 'x', {other['id']}, {other['article_number']})"
    refused(f"INSERT OR REPLACE INTO archive_tombstone {columns} VALUES {values}")  # noqa: S608
    assert Tombstone.objects.get().why == "重复"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="TRUNCATE is PostgreSQL's")
def test_no_table_is_emptied(kept: tuple[AuditEntry, Tombstone]) -> None:
    refused("TRUNCATE archive_auditentry")


def test_nor_by_the_models(kept: tuple[AuditEntry, Tombstone]) -> None:
    for row in kept:
        with pytest.raises(AppendOnlyError):
            row.save()
        with pytest.raises(AppendOnlyError):
            row.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.update(note="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.all().delete()


def test_triggers_that_were_lost_are_laid_by_the_next_migration() -> None:
    append_only.lift(connection)
    assert not append_only.names(connection.vendor) & append_only.laid(connection)
    call_command("migrate", verbosity=0)
    assert append_only.names(connection.vendor) <= append_only.laid(connection)


def test_to_lay_them_again_changes_nothing() -> None:
    append_only.lay(connection)
    assert append_only.names(connection.vendor) <= append_only.laid(connection)


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_leaves_a_log_that_the_flush_takes_away() -> None:
    AuditEntry.objects.create(action="changed")


@pytest.mark.django_db(transaction=True)
def test_and_the_triggers_are_there_again_afterwards() -> None:
    assert not AuditEntry.objects.exists()
    assert append_only.names(connection.vendor) <= append_only.laid(connection)
