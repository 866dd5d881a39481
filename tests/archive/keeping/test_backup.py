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
from django.db import connection

from archive import payloads
from tests.archive.keeping.comparing import Rows, files_below
from tests.archive.keeping.places import SETUP, ArchivePlace

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]

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
WRITTEN: Final = ("archive.Article", "archive.Change", "archive.Capture", "archive.Printing")
ADD_ONE: Final = f"{SETUP}from tests.archive.factories import make_article; make_article('样例：另一篇')"

only_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="of files of SQLite")
only_postgres = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="of the programs of PostgreSQL")


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


def assert_is_a_moment_of(whole: Rows, part: Rows) -> None:
    """Check that a part is the whole as it was at one moment: every table of the writer, as far as the same page."""
    pages = len(part["archive.Printing"])
    for label in WRITTEN:
        assert part[label] == whole[label][:pages], label
    unwritten = {label: rows for label, rows in whole.items() if label not in WRITTEN}
    assert {label: rows for label, rows in part.items() if label not in WRITTEN} == unwritten


def rounds_of_writing(rounds: int, fresh_place: Fresh, tmp_path: Path) -> None:
    """Back up while somebody writes; each backup is of one moment, and afterwards equal to the archive."""
    source = fresh_place()
    backups = [tmp_path / f"{number}.zip" for number in range(rounds)]
    with somebody_writing(source):
        for backup in backups:
            source.manage("backup", str(backup))
    whole, files = source.everything(), files_below(source.state)
    seen = []
    for backup in backups:
        place = restored(backup, fresh_place)
        part = place.everything()
        assert_is_a_moment_of(whole, part)
        named = {row["payload_digest"] for row in part["archive.Capture"]}
        assert files_below(place.state) == {path: file for path, file in files.items() if path[-64:] in named}
        seen.append(len(named))
    assert seen == sorted(set(seen)), "the writer did not write between two backups"


def test_a_backup_while_somebody_writes_is_of_one_moment(fresh_place: Fresh, tmp_path: Path) -> None:
    rounds_of_writing(2, fresh_place, tmp_path)


@pytest.mark.soak
def test_twenty_backups_while_somebody_writes_are_each_of_one_moment(fresh_place: Fresh, tmp_path: Path) -> None:
    rounds_of_writing(20, fresh_place, tmp_path)


def test_what_is_restored_is_what_was_backed_up(fresh_place: Fresh, tmp_path: Path) -> None:
    source = fresh_place()
    source.fill()
    backup = tmp_path / "备份.zip"
    assert source.manage("backup", str(backup)) == f"已备份到 {backup}。\n"
    place = fresh_place()
    assert place.manage("restore", str(backup)).startswith(f"已从 {backup} 恢复。\n")
    assert place.everything() == source.everything()
    assert files_below(place.state) == files_below(source.state)
    assert "索引与数据库一致" in place.manage("check_search", "--fix")
    assert "缺失 0，改变 0，读不出 0；无主文件 0" in place.manage("check_fixity")


def test_the_index_is_never_inside_and_the_bag_is_valid(fresh_place: Fresh, tmp_path: Path) -> None:
    source = fresh_place()
    source.fill()
    assert (source.state / "index").exists()
    source.manage("backup", str(tmp_path / "a.zip"))
    with ZipFile(tmp_path / "a.zip") as opened:
        names = opened.namelist()
        opened.extractall(tmp_path / "unpacked")
    assert {name.split("/")[2].split(".")[0] for name in names if "/data/" in name} == {
        "database", "captures", "pictures"
    }  # fmt: skip
    bagit.Bag(str(tmp_path / "unpacked" / "a")).validate()
    assert not [path for path in source.state.iterdir() if path.name.startswith(".")]


def test_an_archive_with_something_in_it_is_replaced_only_when_told(fresh_place: Fresh, tmp_path: Path) -> None:
    source, target = fresh_place(), fresh_place()
    source.fill()
    source.manage("backup", str(tmp_path / "a.zip"))
    target.python(ADD_ONE)
    before = target.everything()
    said = target.manage("restore", str(tmp_path / "a.zip"), expect=1)
    assert "这个档案不是空的：已有报道。确要用备份取代它，请加 --replace。" in said
    assert target.everything() == before
    assert not files_below(target.state)
    target.manage("restore", str(tmp_path / "a.zip"), "--replace")
    assert target.everything() == source.everything()


def test_a_damaged_backup_changes_nothing(fresh_place: Fresh, tmp_path: Path) -> None:
    source, target = fresh_place(), fresh_place()
    source.fill()
    path = tmp_path / "a.zip"
    source.manage("backup", str(path))
    with ZipFile(path) as opened:
        entry = max(opened.infolist(), key=lambda one: one.compress_size)
    altered = bytearray(path.read_bytes())
    altered[entry.header_offset + 1000] ^= 0xFF
    path.write_bytes(altered)
    before = target.everything()
    assert "已损坏，什么都没有写入" in target.manage("restore", str(path), expect=1)
    assert target.everything() == before
    assert not files_below(target.state)


def test_an_export_is_no_backup(fresh_place: Fresh, tmp_path: Path) -> None:
    place = fresh_place()
    place.manage("export", str(tmp_path / "a.zip"))
    said = place.manage("restore", str(tmp_path / "a.zip"), expect=1)
    assert "是 export 写的，请用 manage.py import。" in said


def test_a_backup_of_the_other_database_says_what_to_do(
    fresh_place: Fresh, sqlite_place: Fresh, tmp_path: Path
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("needs both databases: run on PostgreSQL")
    sqlite_place().manage("backup", str(tmp_path / "a.zip"))
    said = fresh_place().manage("restore", str(tmp_path / "a.zip"), expect=1)
    assert "备份的是 sqlite 数据库，现在的是 postgresql。换数据库请用 export 和 import。" in said


@only_sqlite
def test_the_former_database_is_put_aside_and_its_side_files_with_it(fresh_place: Fresh, tmp_path: Path) -> None:
    source, target = fresh_place(), fresh_place()
    source.fill()
    source.manage("backup", str(tmp_path / "a.zip"))
    target.python(ADD_ONE)
    database = target.state / "archive.sqlite3"
    with closing(sqlite3.connect(database)) as opened:
        opened.execute("PRAGMA wal_autocheckpoint=0")
        opened.execute("CREATE TABLE still_in_the_log (a)")
        side_files = {name: Path(f"{database}{name}").read_bytes() for name in ("-wal", "-shm")}
    for name, left in side_files.items():
        Path(f"{database}{name}").write_bytes(left)
    said = target.manage("restore", str(tmp_path / "a.zip"), "--replace")
    assert target.everything() == source.everything()
    (aside,) = [path for path in target.state.glob("archive.sqlite3.before-restore-*") if path.name.endswith("Z")]
    assert f"原来的数据库移到了 {aside}；确认无误后可以删除。" in said
    with closing(sqlite3.connect(aside)) as opened:
        assert opened.execute("SELECT count(*) FROM archive_article").fetchone() == (1,)
        opened.execute("SELECT * FROM still_in_the_log")


@only_sqlite
@pytest.mark.parametrize("left", [None, b"", b"no database at all" * 1000], ids=["nothing", "empty", "damaged"])
def test_a_database_that_is_lost_comes_back(
    fresh_place: Fresh, tmp_path: Path, left: bytes | None
) -> None:
    source = fresh_place()
    source.fill()
    before = source.everything()
    source.manage("backup", str(tmp_path / "a.zip"))
    database = source.state / "archive.sqlite3"
    for path in source.state.glob("archive.sqlite3*"):
        path.unlink()
    if left is not None:
        database.write_bytes(left)
    Path(f"{database}-wal").write_bytes(b"stale" * 1000)
    source.manage("restore", str(tmp_path / "a.zip"), *(["--replace"] if left else []))
    assert source.everything() == before


@only_sqlite
def test_a_backup_of_a_newer_program_is_refused(fresh_place: Fresh, tmp_path: Path) -> None:
    source, target = fresh_place(), fresh_place()
    with closing(sqlite3.connect(source.state / "archive.sqlite3")) as opened:
        opened.execute("UPDATE django_migrations SET name = '0999_later' WHERE name = '0005_desk'")
        opened.commit()
    source.manage("backup", str(tmp_path / "a.zip"))
    said = target.manage("restore", str(tmp_path / "a.zip"), expect=1)
    assert "由较新的版本备份（0999_later）。请先升级本程序。" in said


@only_sqlite
def test_a_backup_of_an_older_program_says_what_to_do(fresh_place: Fresh, tmp_path: Path) -> None:
    source, target = fresh_place(), fresh_place()
    with closing(sqlite3.connect(source.state / "archive.sqlite3")) as opened:
        opened.execute("DELETE FROM django_migrations WHERE app = 'archive' AND name = '0005_desk'")
        opened.commit()
    source.manage("backup", str(tmp_path / "a.zip"))
    assert "请运行 manage.py migrate。" in target.manage("restore", str(tmp_path / "a.zip"))


@only_postgres
def test_a_program_that_is_not_there_is_named(fresh_place: Fresh, tmp_path: Path) -> None:
    place = fresh_place()
    code = f"{SETUP}import os, sys; os.environ['PATH'] = ''\nfrom django.core.management import call_command\n"
    code += "from django.core.management import CommandError\n"
    code += "try: call_command('backup', sys.argv[1])\nexcept CommandError as error: print(error)"
    said = place.python(code, str(tmp_path / "a.zip"))
    assert said.startswith("没有找到 pg_dump。请安装 PostgreSQL 的客户端程序")
    assert not list(tmp_path.glob("*a.zip*"))


def test_a_missing_capture_is_told_and_the_rest_is_backed_up(fresh_place: Fresh, tmp_path: Path) -> None:
    source = fresh_place()
    source.fill()
    rows: Any = source.everything()["archive.Capture"]
    digest = payloads.digest_of(b"")
    assert digest in {row["payload_digest"] for row in rows}
    (source.state / "captures" / digest[:2] / digest[2:4] / digest).unlink()
    said = source.manage("backup", str(tmp_path / "a.zip"), expect=1)
    assert f"captures/{digest}: 文件不在了。" in said
    place = restored(tmp_path / "a.zip", fresh_place)
    assert place.everything() == source.everything()
