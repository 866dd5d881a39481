"""Which charset is a page written in? The grid of charsets and lengths, and what is said of what was lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.ingest.encoding import Decoded, decode

SIMPLIFIED = (
    "样例镇党委把支部建在产业链上，党员带头发展特色种植，群众的收入一年比一年高。"
    "记者在村口看到，新修的水渠通到了每一块地，老人们说这是几十年来办得最好的一件实事。"
)
TRADITIONAL = (
    "樣例鎮黨委把支部建在產業鏈上，黨員帶頭發展特色種植，群眾的收入一年比一年高。"
    "記者在村口看到，新修的水渠通到了每一塊地，老人們說這是幾十年來辦得最好的一件實事。"
)
LENGTHS = (4, 8, 16, 32, 80)  # two characters of UTF-16 may spell four letters of ASCII; nobody can tell


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("start", [0, 6, 17, 38])
@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "gbk", "utf-16-le", "utf-16-be"])
def test_simplified_text_of_any_length_is_read(codec: str, start: int, length: int) -> None:
    text = SIMPLIFIED[start : start + length]

    assert decode(text.encode(codec)).text == text


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("start", [0, 6, 17, 38])
@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5", "utf-16-le"])
def test_traditional_text_of_any_length_is_read(codec: str, start: int, length: int) -> None:
    text = TRADITIONAL[start : start + length]

    assert decode(text.encode(codec)).text == text


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "utf-8"),
        ("gbk", "gb18030"),
        ("big5", "big5"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_the_charset_is_named_as_scripts_know_it(codec: str, name: str) -> None:
    text = TRADITIONAL if codec == "big5" else SIMPLIFIED

    assert decode(text.encode(codec)).encoding == name


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_decides_and_is_no_text(codec: str) -> None:
    assert decode("样".encode(codec)) == Decoded("样", decode("样".encode(codec)).encoding, "certain")


@pytest.mark.parametrize("codec", ["utf-8", "gbk", "utf-16-le", "big5"])
def test_a_page_of_mostly_markup_is_read(codec: str) -> None:
    text = '<div class="a"><a href="http://example.cn/">党建</a></div>\n' * 20

    assert decode(text.encode(codec)).text == text


def test_a_page_that_declares_gb2312_and_is_utf8_is_read_as_utf8() -> None:
    page = f'<meta charset="gb2312"><p>{SIMPLIFIED}</p>'

    assert decode(page.encode()) == Decoded(page, "utf-8", "certain")


def test_gbk_that_passes_for_utf8_is_read_as_gbk() -> None:
    assert decode("联通".encode("gbk")).text == "联通"


def test_a_broken_byte_is_replaced_and_told() -> None:
    broken = SIMPLIFIED.encode()[:30] + b"\xff" + SIMPLIFIED.encode()[30:]

    decoded = decode(broken)

    assert decoded == Decoded(
        SIMPLIFIED[:10] + "\ufffd" + SIMPLIFIED[10:],
        "utf-8",
        "likely",
        ("按 utf-8 读时有 1 处字节无法识别，以“\ufffd”代替（起于第 30 字节）。",),
    )


def test_a_broken_byte_in_gbk_does_not_make_it_another_charset() -> None:
    decoded = decode(SIMPLIFIED.encode("gbk") + b"\xff")

    assert decoded.encoding == "gb18030"
    assert decoded.text.startswith(SIMPLIFIED)
    assert len(decoded.warnings) == 1


def test_a_replacement_character_that_the_page_holds_is_told() -> None:
    assert decode("样例\ufffd报".encode()).warnings == ("原件里已有 1 个“\ufffd”，是别处转码时丢失的字。",)


@given(st.binary(max_size=400))
def test_no_bytes_raise_and_no_loss_is_silent(payload: bytes) -> None:
    decoded = decode(payload)

    assert "\ufffd" not in decoded.text or decoded.warnings
