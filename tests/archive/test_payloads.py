"""Bytes go in once, come out the same, and their loss is noticed."""

from __future__ import annotations

import pytest

from archive import payloads
from archive.payloads import PayloadError


def test_bytes_come_out_as_they_went_in() -> None:
    digest = payloads.keep("原件\r\n".encode("gb18030"))
    assert payloads.read(digest) == "原件\r\n".encode("gb18030")
    assert payloads.path_of(digest).name == digest


def test_keeping_again_does_not_touch_the_file() -> None:
    path = payloads.path_of(payloads.keep(b"once"))
    before = path.stat()
    payloads.keep(b"once")
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert path.stat().st_mode & 0o777 == 0o440
    assert list(path.parent.iterdir()) == [path]


def test_altered_bytes_are_noticed() -> None:
    path = payloads.path_of(payloads.keep(b"true"))
    path.chmod(0o640)
    path.write_bytes(b"false")
    with pytest.raises(PayloadError, match="no longer has its digest"):
        payloads.read(path.name)


def test_missing_bytes_are_noticed() -> None:
    with pytest.raises(PayloadError, match="missing"):
        payloads.read("0" * 64)
