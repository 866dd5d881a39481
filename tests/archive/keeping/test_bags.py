"""Bags: valid by another program's judgement, whole or not there; what is damaged or hostile is refused unread."""

from __future__ import annotations

import hashlib
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import bagit
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from archive import payloads
from archive.keeping import bag_reading, exporting
from archive.keeping.bag_writing import KIND_TAG, new_bag
from archive.keeping.errors import KeepingError
from archive.models import Article, Capture
from tests.archive.keeping.comparing import everything, files_below
from tests.archive.keeping.filling import keep

pytestmark = pytest.mark.django_db

LINK: Final = (stat.S_IFLNK | 0o777) << 16


@pytest.fixture
def nothing_changes(state_dir: Path) -> Iterator[None]:
    """See to it that a test leaves the archive as it was."""
    before, files = everything(), files_below(state_dir)
    yield
    assert everything() == before
    assert files_below(state_dir) == files


def refusal(path: Path) -> str:
    """Import what must be refused, and return what is said."""
    with pytest.raises(CommandError) as raised:
        call_command("import", str(path))
    return str(raised.value)


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Write a bag anew next to itself, each file as `change` gives it; None leaves it out."""
    target = path.with_name("changed.zip")
    with ZipFile(path) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            payload = change(entry.filename.partition("/")[2], old.read(entry))
            if payload is not None:
                new.writestr(entry.filename, payload)
    return target


def resealed(path: Path, changed: dict[str, bytes]) -> Path:
    """Write a bag anew with other files, and with manifests that fit them: damage does not do that, a person does."""
    old_manifest: dict[str, str] = {}
    with ZipFile(path) as opened:
        files = {name.partition("/")[2]: opened.read(name) for name in opened.namelist()} | changed
    for name in [*files]:
        if name.startswith("data/"):
            old_manifest[name] = hashlib.sha256(files[name]).hexdigest()
    files["manifest-sha256.txt"] = "".join(f"{digest}  {name}\n" for name, digest in old_manifest.items()).encode()
    size = sum(len(files[name]) for name in old_manifest)
    tags = [line for line in files["bag-info.txt"].decode().splitlines() if not line.startswith("Payload-Oxum")]
    files["bag-info.txt"] = "\n".join([*tags, f"Payload-Oxum: {size}.{len(old_manifest)}", ""]).encode()
    sealed = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")
    files["tagmanifest-sha256.txt"] = "".join(
        f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sealed
    ).encode()
    target = path.with_name("resealed.zip")
    with ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name, payload in files.items():
            new.writestr(f"bag/{name}", payload)
    return target


def test_the_library_of_congress_finds_it_valid(bag: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(bag, tmp_path / "unpacked")
    (only,) = (tmp_path / "unpacked").iterdir()
    assert only.name == "bag"
    opened = bagit.Bag(str(only))
    opened.validate()
    assert opened.version_info == (1, 0)
    assert opened.info["Archive-Kind"] == "export"
    assert len(opened.payload_entries()) == sum(path.is_file() for path in (only / "data").rglob("*"))


def test_a_resealed_bag_that_nobody_changed_goes_in(bag: Path) -> None:
    """Or the tests below would prove nothing."""
    call_command("import", str(resealed(bag, {})))
    assert Article.objects.exists()


@pytest.mark.usefixtures("nothing_changes")
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("data/records/archive.Article.jsonl", "校验不符 1 处：不符 data/records/archive.Article.jsonl"),
        ("data/staff.jsonl", "不符 data/staff.jsonl"),
        ("bag-info.txt", "不符 bag-info.txt"),
        ("manifest-sha256.txt", "不符 manifest-sha256.txt"),
    ],
)
def test_a_file_with_another_byte_is_refused(bag: Path, name: str, said: str) -> None:
    def flip(path: str, payload: bytes) -> bytes:
        return payload.replace(b"1", b"7", 1) if path == name else payload

    assert said in refusal(rewritten(bag, flip))


@pytest.mark.usefixtures("nothing_changes")
def test_a_capture_with_another_byte_is_refused(bag: Path) -> None:
    digest = hashlib.sha256(bytes(range(256)) * 300).hexdigest()

    def flip(path: str, payload: bytes) -> bytes:
        return b"\xff" + payload[1:] if path.endswith(digest) else payload

    assert f"不符 data/captures/{digest[:2]}/{digest[2:4]}/{digest}" in refusal(rewritten(bag, flip))


@pytest.mark.usefixtures("nothing_changes")
@pytest.mark.parametrize("name", ["data/records/archive.Article.jsonl", "data/numbering.json"])
def test_a_file_that_is_gone_is_refused(bag: Path, name: str) -> None:
    said = refusal(rewritten(bag, lambda path, payload: None if path == name else payload))
    assert f"缺 {name}" in said or "与本程序的不符" in said


@pytest.mark.usefixtures("nothing_changes")
@pytest.mark.parametrize("name", ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"])
def test_a_bag_without_its_lists_is_none(bag: Path, name: str) -> None:
    said = refusal(rewritten(bag, lambda path, payload: None if path == name else payload))
    assert said.endswith("不是本程序导出或备份的文件。")


@pytest.mark.usefixtures("nothing_changes")
def test_a_file_too_many_is_refused(bag: Path) -> None:
    with ZipFile(bag, "a") as opened:
        opened.writestr("bag/data/captures/extra", b"1")
    assert "多出 data/captures/extra" in refusal(bag)


@pytest.mark.usefixtures("nothing_changes")
@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_bag_that_was_cut_is_refused(bag: Path, share: float) -> None:
    whole = bag.read_bytes()
    bag.write_bytes(whole[: int(len(whole) * share)])
    assert "不是 zip 文件，或已残缺" in refusal(bag)


@pytest.mark.usefixtures("nothing_changes")
def test_any_byte_that_is_flipped_is_noticed(bag: Path) -> None:
    """Sixty places over the whole file; where the zip itself does not mind, as in a date, nothing is lost."""
    whole = bag.read_bytes()
    with ZipFile(bag) as opened:
        ends = [entry.header_offset + 30 + len(entry.filename) + 20 for entry in opened.infolist()]
    places = [end + 5 for end in ends if end + 5 < len(whole)][:60]
    for place in places:
        altered = bytearray(whole)
        altered[place] ^= 0xFF
        bag.write_bytes(altered)
        assert "什么都没有写入" in refusal(bag), place


HOSTILE: Final = {
    "a path upwards": ("bag/data/captures/../../../outside", 0, ZIP_DEFLATED),
    "a path upwards at the top": ("../outside", 0, ZIP_DEFLATED),
    "an absolute path": ("/tmp/outside", 0, ZIP_DEFLATED),
    "a path of Windows": ("bag/data\\..\\outside", 0, ZIP_DEFLATED),
    "a drive": ("bag/C:/outside", 0, ZIP_DEFLATED),
    "a link": ("bag/data/captures/link", LINK, ZIP_DEFLATED),
    "a second bag": ("other/bagit.txt", 0, ZIP_DEFLATED),
    "a file twice": ("bag/data/staff.jsonl", 0, ZIP_DEFLATED),
    "a control character": ("bag/data/captures/\x1b[2J", 0, ZIP_DEFLATED),
    "a name that turns around": ("bag/data/captures/\u202egnp", 0, ZIP_DEFLATED),
    "a name in other letters": ("bag/data/记录", 0, ZIP_DEFLATED),
    "another compression": ("bag/data/captures/a", 0, ZIP_BZIP2),
}


@pytest.mark.usefixtures("nothing_changes")
@pytest.mark.parametrize("danger", HOSTILE)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_hostile_entry_is_refused(bag: Path, danger: str, tmp_path: Path) -> None:
    name, attributes, compression = HOSTILE[danger]
    entry = ZipInfo(name)
    entry.external_attr, entry.compress_type = attributes, compression
    with ZipFile(bag, "a") as opened:
        opened.writestr(entry, b"/etc/passwd")
    said = refusal(bag)
    assert "不该出现在档案里" in said
    assert said.isprintable()
    assert not list(tmp_path.rglob("outside"))


@pytest.mark.usefixtures("nothing_changes")
def test_what_unpacks_to_a_thousand_times_its_size_is_refused_unread(
    bag: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ZipFile(bag, "a", ZIP_DEFLATED) as opened, opened.open("bag/data/captures/bomb", "w") as bomb:
        for _ in range(80):
            bomb.write(bytes(1 << 20))
    read: list[Any] = []
    monkeypatch.setattr(ZipFile, "open", lambda *arguments: read.append(arguments))
    assert refusal(bag) == f"{bag} 解开后大得不合常理，没有收。"
    assert not read


@pytest.mark.usefixtures("nothing_changes")
def test_what_the_disk_has_no_room_for_is_refused(bag: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil.disk_usage("/")._replace(free=10)
    monkeypatch.setattr(bag_reading.shutil, "disk_usage", lambda path: full)
    assert "只剩 10 字节。请先腾出空间。" in refusal(bag)


@pytest.mark.usefixtures("nothing_changes")
@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (b"{", "archive.Article 第 1 行不合这个档案的格式"),
        (b"[]", "archive.Article 第 1 行"),
        (b'{"no_such_field": 1}', "no_such_field"),
        (b'{"id": "x"}', "archive.Article 第 1 行"),
        (b'{"id": 1, "headline": "\xff"}', "archive.Article 第 1 行"),
        (b"[" * 100_000, "archive.Article 第 1 行"),
        (b'{"id": 1, "place": "999999", "body_html": "", "state": "draft"}', "没有导入，什么都没有写入"),
        (b'{"id": 1, "state": "published"}', "没有导入，什么都没有写入"),
    ],
    ids=["half a line", "no object", "no column", "no number", "no UTF-8", "depth", "no such place", "no headline"],
)
def test_a_line_that_is_no_row_changes_nothing(bag: Path, lines: bytes, why: str) -> None:
    assert why in refusal(resealed(bag, {"data/records/archive.Article.jsonl": lines}))


@pytest.mark.usefixtures("nothing_changes")
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite holds a NUL in a text")
def test_what_postgresql_cannot_hold_is_said_with_its_table(bag: Path) -> None:
    line = b'{"id": 7, "name": "\\u0000"}'
    said = refusal(resealed(bag, {"data/records/archive.Newspaper.jsonl": line}))
    assert "archive.Newspaper 的 7 到 7 号中有一行数据库不收" in said


@pytest.mark.usefixtures("nothing_changes")
def test_a_line_without_end_is_refused(bag: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bag_reading, "LINE_BYTES_AT_MOST", 1000)
    assert "里有一行过长" in refusal(bag)


@pytest.mark.usefixtures("nothing_changes")
def test_a_table_that_we_do_not_know_is_refused(bag: Path) -> None:
    said = refusal(resealed(bag, {"data/records/auth.User.jsonl": b'{"username": "x", "is_superuser": true}\n'}))
    assert "auth.User" in said
    assert "请先升级本程序" in said


@pytest.mark.usefixtures("nothing_changes")
@pytest.mark.parametrize("name", ["data/captures/ab/cd/run.py", "data/captures/index", "data/pictures/AB/x"])
def test_a_file_that_is_no_capture_is_not_put_there(bag: Path, name: str) -> None:
    assert "不是原件，也不是图像" in refusal(resealed(bag, {name: b"1"}))


@pytest.mark.usefixtures("nothing_changes")
def test_a_newer_format_is_refused_with_the_way_out(bag: Path) -> None:
    def newer(path: str, payload: bytes) -> bytes:
        return payload.replace(b"Archive-Format-Version: 1", b"Archive-Format-Version: 2")

    path = rewritten(bag, newer)
    assert refusal(path) == f"{path} 由较新的版本写成（格式 2，本程序只认到 1）。请先升级本程序。"


@pytest.mark.usefixtures("nothing_changes")
def test_what_is_no_bag_is_said_to_be_none(tmp_path: Path) -> None:
    assert refusal(tmp_path / "absent.zip") == f"没有 {tmp_path / 'absent.zip'} 这个文件。"
    other = tmp_path / "other.zip"
    with ZipFile(other, "w") as opened:
        opened.writestr("word/document.xml", b"<x/>")
    assert refusal(other) == f"{other} 不是本程序导出或备份的文件。"


def test_a_bag_is_there_when_it_is_whole(tmp_path: Path) -> None:
    with new_bag(tmp_path / "a.zip", {}) as bag, bag.stream("a") as member:
        member.write(b"1")
        assert [path.suffix for path in tmp_path.glob(".a.zip*")] == [".partial"]
        assert not (tmp_path / "a.zip").exists()
    assert [path.name for path in tmp_path.iterdir() if "a.zip" in path.name] == ["a.zip"]


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize("failure", [KeyboardInterrupt, RuntimeError, OSError(28, "No space left on device")])
def test_nothing_is_left_of_a_bag_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Any
) -> None:
    def fail(*arguments: Any) -> Iterator[str]:
        raise failure
        yield

    keep(b"1", "a.html")
    monkeypatch.setattr(exporting, "put_files", fail)
    with pytest.raises((KeyboardInterrupt, RuntimeError, KeepingError)):
        list(exporting.export(tmp_path / "a.zip"))
    assert not [path for path in tmp_path.iterdir() if "a.zip" in path.name]


@pytest.mark.usefixtures("transactional_db")
def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: Any) -> Iterator[str]:
        raise OSError(28, "No space left on device")
        yield

    monkeypatch.setattr(exporting, "put_files", fail)
    with pytest.raises(CommandError, match=r"写不成 .*a\.zip：No space left on device。没有留下半个文件。"):
        call_command("export", str(tmp_path / "a.zip"))


def test_what_has_the_name_already_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"1")
    with pytest.raises(CommandError, match="已经存在，没有改动它。请换一个文件名。"):
        call_command("export", str(tmp_path / "a.zip"))
    assert (tmp_path / "a.zip").read_bytes() == b"1"


@pytest.mark.usefixtures("transactional_db")
def test_a_missing_and_an_altered_capture_are_told_and_the_rest_goes_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing, altered = keep(b"1", "a.html"), keep(b"2", "b.html")
    payloads.path_of(missing.payload_digest).unlink()
    path = payloads.path_of(altered.payload_digest)
    path.chmod(0o640)
    path.write_bytes(b"3")
    with pytest.raises(SystemExit) as raised:
        call_command("export", str(tmp_path / "a.zip"))
    assert raised.value.code == 1
    told = capsys.readouterr().err
    assert f"captures/{missing.payload_digest}: 文件不在了。" in told
    assert f"captures/{altered.payload_digest}: 内容已变" in told
    with ZipFile(tmp_path / "a.zip") as opened:
        below = f"a/data/captures/{altered.payload_digest[:2]}/{altered.payload_digest[2:4]}"
        assert opened.read(f"{below}/{altered.payload_digest}") == b"3"


def test_the_kind_of_a_bag_says_which_command_reads_it(tmp_path: Path) -> None:
    with new_bag(tmp_path / "a.zip", {KIND_TAG: "backup"}):
        pass
    assert refusal(tmp_path / "a.zip") == f"{tmp_path / 'a.zip'} 是 backup 写的，请用 manage.py restore。"
    assert not Capture.objects.exists()
