"""Backup and restore, each in a process of its own, and with others who write meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import bagit
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from archive import payloads
from archive.keeping import database_copies
from archive.keeping.bag_writing import KIND_TAG, new_bag
from archive.keeping.errors import KeepingError
from tests.archive.factories import make_article
from tests.archive.keeping.comparing import files_below
from tests.archive.keeping.conftest import Exported
from tests.archive.keeping.filling import keep, keep_picture
from tests.archive.keeping.places import SETUP, ArchivePlace, Tables

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("transactional_db")]

Fresh = Callable[[], ArchivePlace]

# Takes in one draft after the other, each with a page of its own, until its input ends; says when it has begun.
WRITER: Final = f"""{SETUP}
import select, sys
from django.db import transaction
from archive import publishing
from archive.ingest.intake import keep_capture
from archive.models import Article, Printing
number = 0
while not select.select([sys.stdin], [], [], 0)[0]:
    number += 1
    with transaction.atomic():
        capture = keep_capture("样例.html", f"样例 {{number}} ".encode() * 500)
        article = Article(headline=f"样例 {{number}}", byline="甲" * 2000)
        publishing.record_created(article)
        Printing.objects.create(article=article, capture=capture)
    if number == 20:
        print("has begun", flush=True)
"""
WRITTEN: Final = ("archive_article", "archive_change", "archive_capture", "archive_printing", "archive_revision")
COUNTERS: Final = ("sqlite_sequence",)

only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="of files of SQLite")
only_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="of the programs of PostgreSQL")


@contextmanager
def somebody_writing(place: ArchivePlace) -> Iterator[None]:
    """Let another process write all the while."""
    writer = place.start(WRITER)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "has begun\n"
    try:
        yield
        assert writer.poll() is None, "the writer has ended"
    finally:
        writer.communicate("\n")
    assert writer.returncode == 0


def restored(backup: Path, fresh_place: Fresh) -> ArchivePlace:
    place = fresh_place()
    place.manage("restore", str(backup))
    return place


def column(tables: Tables, table: str, name: str, place: ArchivePlace) -> list[Any]:
    """Return a column of a table, in the order of its rows."""
    return [row[place.columns(table).index(name)] for row in tables[table]]


def rounds_of_writing(rounds: int, fresh_place: Fresh, tmp_path: Path) -> None:
    """Back up while somebody writes; each backup is the archive of one moment, and of a later one than the last."""
    source = fresh_place()
    backups = [tmp_path / f"{number}.zip" for number in range(rounds)]
    with somebody_writing(source):
        for backup in backups:
            source.manage("backup", str(backup))
    whole, files = source.tables(), files_below(source.state)
    pages = []
    for backup in backups:
        place = restored(backup, fresh_place)
        part = place.tables()
        pages.append(len(part["archive_printing"]))
        for table, rows in whole.items():
            # Each page that was written is one row in each of these, numbered alike; nothing else was written.
            expected = rows[: pages[-1]] if table in WRITTEN else rows
            assert part[table] == expected or table in COUNTERS, table
        named = set(column(part, "archive_capture", "payload_digest", place))
        assert files_below(place.state) == {path: file for path, file in files.items() if path[-64:] in named}
    assert pages == sorted(set(pages)), "the writer did not write between two backups"
    assert pages[0] >= 20
    assert pages[-1] < len(whole["archive_printing"])


def test_a_backup_while_somebody_writes_is_of_one_moment(fresh_place: Fresh, tmp_path: Path) -> None:
    rounds_of_writing(2, fresh_place, tmp_path)


@pytest.mark.soak
def test_twenty_backups_while_somebody_writes_are_each_of_one_moment(fresh_place: Fresh, tmp_path: Path) -> None:
    rounds_of_writing(20, fresh_place, tmp_path)


def test_what_is_restored_is_what_was_backed_up(
    filled_place: ArchivePlace, fresh_place: Fresh, tmp_path: Path
) -> None:
    backup = tmp_path / "备份.zip"
    assert filled_place.manage("backup", str(backup)) == f"已备份到 {backup}。\n"
    place = fresh_place()
    assert place.manage("restore", str(backup)) == (
        f"已从 {backup} 恢复。\n"
        + (f"原来的数据库移到了 {aside_of(place)}；确认无误后可以删除。\n" if connection.vendor == "sqlite" else "")
        + "检索的索引由 manage.py work 重建；要立刻重建：manage.py rebuild_search。\n"
    )
    assert place.tables() == filled_place.tables()
    assert files_below(place.state) == files_below(filled_place.state)
    assert not [path for path in filled_place.state.iterdir() if path.name.startswith(".")]
    assert "索引已重建：1 篇" in place.manage("rebuild_search")


def test_an_archive_with_something_in_it_is_replaced_only_when_told(
    filled_place: ArchivePlace, fresh_place: Fresh, tmp_path: Path
) -> None:
    path = tmp_path / "a.zip"
    fresh_place().manage("backup", str(path))
    before, files = filled_place.tables(), files_below(filled_place.state)
    said = filled_place.manage("restore", str(path), expect=1)
    assert "这个档案不是空的：已有" in said
    assert "确要用备份取代它，请加 --replace。" in said
    assert filled_place.tables() == before
    filled_place.manage("restore", str(path), "--replace")
    assert filled_place.tables()["archive_article"] == []
    assert files_below(filled_place.state) == files


@only_sqlite
@pytest.mark.parametrize("left", [None, b"no database at all" * 1000], ids=["nothing", "damaged"])
def test_a_database_that_is_lost_comes_back(
    filled_place: ArchivePlace, tmp_path: Path, left: bytes | None
) -> None:
    """What SQLite kept beside the lost one would damage the one that comes back, and is put aside with it."""
    before = filled_place.tables()
    filled_place.manage("backup", str(tmp_path / "a.zip"))
    database = filled_place.state / "archive.sqlite3"
    database.unlink()
    if left is not None:
        database.write_bytes(left)
    for ending in ("-wal", "-shm"):
        Path(f"{database}{ending}").write_bytes(b"stale" * 1000)
    filled_place.manage("restore", str(tmp_path / "a.zip"), *(["--replace"] if left else []))
    assert filled_place.tables() == before
    if left is not None:
        assert aside_of(filled_place).read_bytes() == left


@only_sqlite
def test_a_database_that_still_has_a_log_is_put_aside_with_it(filled_place: ArchivePlace) -> None:
    """What was not yet taken over from the log is not lost either."""
    database, copy = filled_place.state / "archive.sqlite3", filled_place.state / "copy"
    with closing(sqlite3.connect(database)) as opened:
        copy.write_bytes(database.read_bytes())
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("CREATE TABLE still_in_the_log (a)")
        aside = database_copies.swap_sqlite(copy, database)
        assert aside is not None
        with closing(sqlite3.connect(aside)) as former:
            former.execute("SELECT * FROM still_in_the_log")
    with closing(sqlite3.connect(database)) as opened, pytest.raises(sqlite3.OperationalError, match="no such table"):
        opened.execute("SELECT * FROM still_in_the_log")


@only_postgres
def test_a_program_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CommandError, match="没有找到 pg_dump。请安装 PostgreSQL 的客户端程序"):
        call_command("backup", str(tmp_path / "a.zip"))
    assert not list(tmp_path.glob("*a.zip*"))


@only_postgres
def test_what_a_program_of_postgresql_says_is_told(tmp_path: Path) -> None:
    (tmp_path / "copy").write_bytes(b"no dump at all")
    with pytest.raises(KeepingError, match=r"pg_restore 没有成功：.*does not appear to be a valid archive"):
        database_copies.put_back(tmp_path / "copy")


def test_the_index_is_never_inside_and_the_bag_is_valid(tmp_path: Path) -> None:
    article = make_article("样例", place=None)
    keep(b"1", "a.html")
    keep_picture(b"2")
    assert article.is_public
    call_command("backup", str(tmp_path / "a.zip"))
    with ZipFile(tmp_path / "a.zip") as opened:
        names = [name for name in opened.namelist() if "/data/" in name]
        opened.extractall(tmp_path / "unpacked")
    assert sorted(name.split("/")[2].split(".")[0] for name in names) == ["captures", "database", "pictures"]
    bagit.Bag(str(tmp_path / "unpacked" / "a")).validate()


def test_files_may_be_left_to_others(tmp_path: Path) -> None:
    keep(b"1", "a.html")
    call_command("backup", str(tmp_path / "a.zip"), "--database-only")
    with ZipFile(tmp_path / "a.zip") as opened:
        assert [name for name in opened.namelist() if "/data/" in name] == [
            f"a/data/{database_copies.FILE_NAMES[connection.vendor]}"
        ]


def test_a_missing_capture_is_told_and_the_rest_is_backed_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing, other = keep(b"1", "a.html"), keep(b"2", "b.html")
    payloads.path_of(missing.payload_digest).unlink()
    with pytest.raises(SystemExit) as raised:
        call_command("backup", str(tmp_path / "a.zip"))
    assert raised.value.code == 1
    assert f"captures/{missing.payload_digest}: 文件不在了。" in capsys.readouterr().err
    with ZipFile(tmp_path / "a.zip") as opened:
        assert [name[-64:] for name in opened.namelist() if "/captures/" in name] == [other.payload_digest]


def refusal(path: Path) -> str:
    """Restore what must be refused, and return what is said."""
    with pytest.raises(CommandError) as raised:
        call_command("restore", str(path))
    return str(raised.value)


def small_backup(path: Path, **tags: str) -> Path:
    """Write a backup whose database is none."""
    with new_bag(path, {KIND_TAG: "backup"} | {f"Archive-{name}": value for name, value in tags.items()}) as bag:
        for name in database_copies.FILE_NAMES.values():
            with bag.stream(name) as member:
                member.write(b"no database at all")
    return path


def test_a_damaged_backup_changes_nothing(tmp_path: Path, state_dir: Path) -> None:
    path = small_backup(tmp_path / "a.zip", Database=connection.vendor)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"1", b"2", 1))
    assert "什么都没有写入" in refusal(path)
    assert not files_below(state_dir)


def test_an_export_is_no_backup(exported: Exported) -> None:
    assert refusal(exported.path) == f"{exported.path} 是 export 写的，请用 manage.py import。"


def test_a_backup_of_the_other_database_says_what_to_do(tmp_path: Path) -> None:
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    path = small_backup(tmp_path / "a.zip", Database=other)
    said = f"{path} 备份的是 {other} 数据库，现在的是 {connection.vendor}。换数据库请用 export 和 import。"
    assert refusal(path) == said


def test_a_backup_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    path = small_backup(tmp_path / "a.zip", Database=connection.vendor, Schema="0001_initial 0999_later")
    assert refusal(path) == f"{path} 由较新的版本备份（0999_later）。请先升级本程序。"


def test_a_backup_without_a_database_is_refused(tmp_path: Path) -> None:
    with new_bag(tmp_path / "a.zip", {KIND_TAG: "backup", "Archive-Database": connection.vendor}):
        pass
    assert refusal(tmp_path / "a.zip") == f"{tmp_path / 'a.zip'} 里没有数据库。"


@only_sqlite
def test_a_database_with_a_fault_does_not_take_the_place(tmp_path: Path) -> None:
    (tmp_path / "copy").write_bytes(b"no database at all" * 1000)
    with pytest.raises(KeepingError, match="数据库的副本有错：file is not a database。"):
        database_copies.check_sqlite(tmp_path / "copy")


def aside_of(place: ArchivePlace) -> Path:
    """Return where the database lies that was there before."""
    (aside,) = [path for path in place.state.glob("archive.sqlite3.before-restore-*") if path.name.endswith("Z")]
    return aside
