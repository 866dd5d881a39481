"""`manage.py ingest`, as people script against it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from archive.models import Article, Capture

pytestmark = pytest.mark.django_db
PAGE = "样例：村里建起党员议事点\n\n记者 张三\n\n{body}\n"
BODY = "样例村的党员每月初五聚到老槐树下，谁家有难处就在这里说，能办的当场定下来，不能办的写在墙上，下个月再看。"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(PAGE.format(body=BODY), encoding="utf-8")
    return path


def run(*arguments: str | Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    call_command("ingest", *map(str, arguments))
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_a_dry_run_prints_one_object_a_page_and_writes_nothing(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, _err = run("--dry-run", "--json", page, capsys=capsys)
    record = json.loads(out)
    assert (record["file"], record["encoding"], record["status"]) == ("page.txt", "utf-8", "new")
    assert record["headline"] == "样例：村里建起党员议事点"
    assert record["credits"] == [{"name": "张三", "role": "记者"}]
    assert record["body_text"] == BODY
    assert record["kicker"] is None
    assert not Capture.objects.exists()


def test_publishing_twice_creates_then_finds_unchanged(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, _err = run("--publish", page, capsys=capsys)
    assert out.splitlines()[-1] == "新收 1  未变 0  相近 0  待看 0  失败 0"
    out, _err = run("--publish", page, capsys=capsys)
    assert out.splitlines()[-1] == "新收 0  未变 1  相近 0  待看 0  失败 0"
    assert Article.objects.published().count() == 1


def test_a_file_that_cannot_be_read_is_named_and_the_others_go_on(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.html").write_bytes(b"")
    with pytest.raises(SystemExit) as stop:
        call_command("ingest", str(tmp_path / "missing.txt"), str(tmp_path / "empty.html"), str(page))
    captured = capsys.readouterr()
    assert stop.value.code == 1
    assert "missing.txt" in captured.err
    assert "empty.html" in captured.err
    assert captured.out.splitlines()[-1] == "新收 1  未变 0  相近 0  待看 0  失败 2"


def test_a_folder_is_walked_without_hidden_files_and_picture_folders(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (".hidden/a.txt", "page_files/b.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("甲", encoding="utf-8")
    out, _err = run(tmp_path, capsys=capsys)
    assert out.splitlines()[-1] == "新收 1  未变 0  相近 0  待看 0  失败 0"


def test_a_place_that_is_not_known_stops_before_anything_is_written(page: Path) -> None:
    with pytest.raises(CommandError, match="不认得地方“朝阳”"):
        call_command("ingest", "--place", "朝阳", str(page))
    assert not Capture.objects.exists()


def test_a_place_and_a_paper_given_fill_what_the_page_does_not_say(page: Path) -> None:
    call_command("ingest", "--place", "南阳市", "--newspaper", "样例日报", str(page))
    article = Article.objects.get()
    assert (article.place_id, article.newspaper.name) == ("411300", "样例日报")


def test_the_five_seed_pages_go_in_once_and_stand_where_they_belong(
    shared: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    pages = sorted(shared("seeds").glob("*.txt"))
    out, _err = run("--publish", *pages, capsys=capsys)
    assert out.splitlines()[-1] == "新收 5  未变 0  相近 0  待看 0  失败 0"
    out, _err = run("--publish", *pages, capsys=capsys)
    assert out.splitlines()[-1] == "新收 0  未变 5  相近 0  待看 0  失败 0"
    for code, count in {"411300": 1, "610900": 1, "410482": 1, "411003": 1, "431300": 1, "410000": 3}.items():
        assert Article.objects.published().in_place(code).count() == count
