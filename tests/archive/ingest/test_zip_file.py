"""A zip is what its files are; each has a name that stays, and a fault in one is that one's."""

from __future__ import annotations

import pytest

from archive.ingest.extraction import extract
from archive.ingest.formats import FormatError, Page, pages_of
from archive.ingest.page import Wanted
from archive.ingest.zip_entries import MAX_NAME_BYTES, clean_name
from archive.text.gazetteer import load_gazetteer
from tests.archive.ingest.files import (
    HEADLINE,
    html_of,
    mhtml_of,
    pdf_of,
    picture_of,
    text_of,
    word_of,
    workbook_of,
    zip_of,
)
from tests.archive.ingest.test_formats import KNOWN
from tests.archive.ingest.test_pdf_file import REPORT


def pages(entries: dict[str, bytes | str]) -> list[Page]:
    return list(pages_of("一年.zip", zip_of(entries)))


def test_every_kind_of_file_is_read_in_its_place() -> None:
    found = pages(
        {
            "a.html": html_of(),
            "b/c.txt": text_of(),
            "d.docx": word_of(),
            "e.pdf": pdf_of([REPORT, REPORT]),
            "f.xlsx": workbook_of([("标题", "正文"), ("甲", "样例。")]),
            "g.csv": "标题,正文\n甲,样例。\n",
            "h.jsonl": '{"headline": "甲", "body": "样例。"}',
            "i.mhtml": mhtml_of(html_of(), {}),
        }
    )

    assert [(page.member, page.kind, page.failure) for page in found] == [
        ("a.html", "html", None),
        ("b/c.txt", "text", None),
        ("d.docx", "html", None),
        ("e.pdf 第 1 页", "text", None),
        ("e.pdf 第 2 页", "text", None),
        ("f.xlsx Sheet1 第 2 行", "record", None),
        ("g.csv 第 2 行", "record", None),
        ("h.jsonl 第 1 行", "record", None),
        ("i.mhtml", "html", None),
    ]


def test_a_page_is_found_again_by_its_name_alone() -> None:
    payload = zip_of({"a.pdf": pdf_of([REPORT, REPORT]), "b.txt": text_of(), "c.txt": text_of("样例另题")})
    every = {page.member: page for page in pages_of("一年.zip", payload)}

    for name, page in every.items():
        assert list(pages_of("一年.zip", payload, Wanted(name))) == [page]


def test_what_lies_beside_pages_is_passed_over() -> None:
    found = pages(
        {
            "a.html": html_of(),
            "a_files/frame.html": html_of(),
            "a.files/frame.html": html_of(),
            "a_files/1.png": picture_of(),
            "b.css": "p {}",
            "__MACOSX/._a.html": "x",
            ".hidden.txt": "x",
            "~$b.docx": "x",
        }
    )

    assert [page.member for page in found] == ["a.html"]


def test_a_fault_is_that_files_alone() -> None:
    found = pages(
        {
            "a.docx": b"PK\x03\x04",
            "b.zip": zip_of({"c.txt": "x"}),
            "d.doc": "x",
            "e.xyz": "x",
            "f.txt": "",
            "g.txt": text_of(),
        }
    )

    assert [(page.member, page.failure) for page in found] == [
        ("a.docx", "压缩包打不开，可能没有下载完整，或不是 zip。请重新打包再收入。"),
        ("b.zip", "压缩包里还有压缩包，里面的没有收入。请把它解开，单独收入。"),
        ("d.doc", "旧版 Word 文件（.doc）不能直接收。请用 Word 或 WPS 打开，另存为 .docx 再收入。"),
        (
            "e.xyz",
            f"不认识“.xyz”这种文件。可收：{KNOWN}。请另存为其中一种。",
        ),
        ("f.txt", "文件是空的，没有任何内容。请重新保存原页面再收入。"),
        ("g.txt", None),
    ]


@pytest.mark.parametrize(
    ("page", "source", "picture"),
    [
        ("页/一.html", "一_files/1.png", "页/一_files/1.png"),
        ("页/一.html", "./一_files/a%201.png", "页/一_files/a 1.png"),
        ("页/一.html", "../图/1.png?v=2", "图/1.png"),
        ("一.html", "图\\1.png", "图/1.png"),
    ],
    ids=["beside", "escaped", "above", "backslash"],
)
def test_a_saved_page_finds_its_pictures(page: str, source: str, picture: str) -> None:
    (found,) = pages({page: html_of(picture=source), picture: picture_of()})

    (figure,) = extract(found, load_gazetteer()).figures

    assert figure.picture is not None


def test_a_picture_elsewhere_is_not_taken_for_one_beside() -> None:
    (found,) = pages({"a.html": html_of(picture="http://sample.invalid/1.png"), "1.png": picture_of()})

    assert found.pictures == ()


def test_a_name_in_gbk_is_read() -> None:
    name = "样例日报三.txt".encode("gbk")
    placeholder = "x" * len(name)
    payload = zip_of({placeholder: text_of()}).replace(placeholder.encode(), name)

    (page,) = pages_of("a.zip", payload)

    assert page.member == "样例日报三.txt"


def test_a_zip_without_pages_says_so() -> None:
    with pytest.raises(FormatError) as raised:
        pages({"a.png": picture_of()})

    assert str(raised.value) == "压缩包里没有可收的文件。"


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("/etc/passwd.txt", "etc/passwd.txt"),
        ("C:\\页\\一.txt", "页/一.txt"),
        ("a\x00b\n.txt", "ab.txt"),
        ("\u202etxt.exe.html", "txt.exe.html"),
        ("./a//b/ c.txt", "a/b/c.txt"),
        ("..", "无名"),
    ],
)
def test_a_name_leads_nowhere_and_hides_nothing(written: str, clean: str) -> None:
    assert clean_name(written) == clean


def test_a_long_name_keeps_its_beginning_and_its_ending() -> None:
    name = clean_name("样例" * 200 + "末尾.html")

    assert name.startswith("样例样例")
    assert name.endswith("末尾.html")
    assert len(name.encode()) <= MAX_NAME_BYTES


def test_two_files_of_one_name_have_two_names() -> None:
    found = pages({"a.txt": text_of(), "./a.txt": text_of("样例另题"), HEADLINE: ""})

    assert [page.member for page in found][:2] == ["a.txt", "a（2）.txt"]
