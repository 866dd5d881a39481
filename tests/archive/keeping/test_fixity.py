"""check_fixity: what is missing, altered and unreadable is told apart, and strays are listed."""

from __future__ import annotations

import json
import tracemalloc
from io import StringIO
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from django.core.management import call_command

from archive import payloads
from archive.keeping import fixity
from archive.keeping.fixity import Finding, examine
from archive.models import Capture
from tests.archive.keeping.filling import keep, keep_picture

pytestmark = pytest.mark.django_db

WHOLE: Final = "核对 {} 项：缺失 0，改变 0，读不出 0；无主文件 0。\n"


def check(*arguments: str) -> tuple[str, int]:
    """Run the command; return what it printed, and its exit code."""
    out = StringIO()
    try:
        call_command("check_fixity", *arguments, stdout=out)
    except SystemExit as error:
        return out.getvalue(), int(str(error.code))
    return out.getvalue(), 0


def file_of(capture: Capture) -> Path:
    return payloads.path_of(capture.payload_digest)


def alter(capture: Capture, payload: bytes) -> None:
    path = file_of(capture)
    path.chmod(0o640)
    path.write_bytes(payload)


def member_of(capture: Capture, payload: bytes, number: int) -> Capture:
    return Capture.objects.create(
        payload_digest=payloads.digest_of(payload), size=len(payload), parent=capture, member=f"第 {number} 行"
    )


def test_what_is_whole_is_said_to_be_and_when() -> None:
    capture = keep(b"1", "a.html")
    keep(b"", "empty.txt")
    keep_picture(b"2")
    assert check() == (WHOLE.format(3), 0)
    capture.refresh_from_db()
    assert capture.fixity_checked_at is not None
    assert capture.fixity_fault == ""


@pytest.fixture
def unreadable(monkeypatch: pytest.MonkeyPatch) -> set[Path]:
    """Give a set of files that the disk refuses to read; permissions do not bind root."""
    refused: set[Path] = set()
    real = Path.open

    def open_or_refuse(path: Path, *args: Any, **options: Any) -> Any:
        if path in refused:
            raise OSError(5, "Input/output error")
        return real(path, *args, **options)

    monkeypatch.setattr(Path, "open", open_or_refuse)
    return refused


def test_faults_are_told_apart_and_noted(unreadable: set[Path]) -> None:
    missing, altered, cut, refused = (keep(name.encode(), f"{name}.html") for name in "abcd")
    file_of(missing).unlink()
    alter(altered, b"A")
    alter(cut, b"")
    unreadable.add(file_of(refused))
    printed, code = check("--json")
    assert code == 1
    *faults, summary = map(json.loads, printed.splitlines())
    assert {fault["capture"]: fault["fault"] for fault in faults} == {
        missing.pk: "missing", altered.pk: "altered", cut.pk: "altered", refused.pk: "unreadable"
    }  # fmt: skip
    assert summary == {"checked": 4, "missing": 1, "altered": 2, "unreadable": 1, "stray": 0}
    assert list(Capture.objects.order_by("pk").values_list("fixity_fault", flat=True)) == [
        "文件不在了。",
        f"内容已变：现在是 1 字节，SHA-256 {payloads.digest_of(b'A')}。",
        f"内容已变：现在是 0 字节，SHA-256 {payloads.digest_of(b'')}。",
        "读不出文件：Input/output error。",
    ]


def test_what_is_mended_is_no_longer_at_fault() -> None:
    capture = keep(b"1", "a.html")
    alter(capture, b"2")
    assert check()[1] == 1
    alter(capture, b"1")
    assert check() == (WHOLE.format(1), 0)
    capture.refresh_from_db()
    assert capture.fixity_fault == ""


def test_a_line_stands_and_falls_with_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the file is read once, however many lines it has."""
    file = keep(b"{}\n[]\n", "a.jsonl")
    for number, line in enumerate((b"{}", b"[]"), start=1):
        member_of(file, line, number)
    read: list[str] = []

    def counted(path: Path, digest: str) -> Finding:
        read.append(digest)
        return examine(path, digest)

    monkeypatch.setattr(fixity, "examine", counted)
    assert check() == (WHOLE.format(3), 0)
    assert read == [file.payload_digest]
    alter(file, b"{}\n")
    assert check()[0].endswith("核对 3 项：缺失 0，改变 3，读不出 0；无主文件 0。\n")


def test_a_member_with_a_file_of_its_own_is_judged_by_that() -> None:
    file = keep(b"zip", "a.zip")
    member_of(file, b"page", 1)
    payloads.keep(b"page")
    payloads.path_of(payloads.digest_of(b"page")).unlink()
    assert check() == (WHOLE.format(2), 0)
    payloads.keep(b"page")
    path = payloads.path_of(payloads.digest_of(b"page"))
    path.chmod(0o640)
    path.write_bytes(b"PAGE")
    assert "改变 1" in check()[0]


def test_a_picture_at_fault_is_told() -> None:
    picture = keep_picture(b"1")
    (Path(settings.STATE_DIR) / "pictures" / picture.digest[:2] / picture.digest[2:4] / picture.digest).unlink()
    printed, code = check("--json")
    assert code == 1
    assert json.loads(printed.splitlines()[0])["picture"] == picture.pk


def test_strays_are_listed_and_left() -> None:
    keep(b"1", "a.html")
    payloads.keep(b"2")
    stray, unnamed = payloads.path_of(payloads.digest_of(b"2")), Path(settings.CAPTURES_DIR) / "aa" / "tmp1"
    unnamed.parent.mkdir(exist_ok=True)
    unnamed.write_bytes(b"3")
    printed, code = check()
    assert code == 0
    assert {line.split("  ")[0] for line in printed.splitlines()[:-1]} == {str(stray), str(unnamed)}
    assert printed.endswith("核对 1 项：缺失 0，改变 0，读不出 0；无主文件 2。\n")
    assert stray.exists()
    assert unnamed.exists()


def test_a_large_file_is_read_in_blocks(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(64 << 20)
    tracemalloc.start()
    finding = examine(path, "0" * 64)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert finding.size == 64 << 20
    assert peak < 4 * fixity.BLOCK_BYTES


def test_queries_do_not_grow_with_the_captures(django_assert_max_num_queries: Any) -> None:
    for number in range(50):
        keep(str(number).encode(), "a.html")
    with django_assert_max_num_queries(10):
        check()
