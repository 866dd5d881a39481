"""What does an uploaded file hold? By its content, whatever it is called."""

from __future__ import annotations

import json

import pytest

from archive.ingest.formats import FormatError, pages_of

HTML = "<!DOCTYPE html><html><body><p>样例正文，写在网页里。</p></body></html>"
KNOWN = ".csv .docx .htm .html .jsonl .md .mhtml .pdf .txt .xlsx .zip"
TEXT = "样例标题\n样例正文，贴成文本。\n"


@pytest.mark.parametrize("name", ["a.html", "a.HTM", "a.txt", "a.md"])
def test_html_is_html_whatever_it_is_called(name: str) -> None:
    (page,) = pages_of(name, HTML.encode())

    assert (page.kind, page.text, page.encoding) == ("html", HTML, "utf-8")


@pytest.mark.parametrize("name", ["a.html", "a.txt", "dir\\a.txt"])
def test_text_is_text_whatever_it_is_called(name: str) -> None:
    (page,) = pages_of(name, TEXT.encode("gbk"))

    assert (page.kind, page.text, page.encoding, page.member) == ("text", TEXT, "gb18030", None)


def test_a_text_that_speaks_of_a_tag_is_text() -> None:
    (page,) = pages_of("a.txt", "样例：用 <p> 标出段落，用 <br> 换行。".encode())

    assert page.kind == "text"


def test_line_endings_are_line_feeds() -> None:
    (page,) = pages_of("a.txt", "一\r\n二\r三".encode())

    assert page.text == "一\n二\n三"


@pytest.mark.parametrize(
    ("ending", "better"),
    [(".doc", "另存为 .docx "), (".wps", "另存为 .docx "), (".xls", "另存为 .xlsx "), (".rar", "重新打成 zip ")],
)
def test_an_old_format_says_how_to_save_it_anew(ending: str, better: str) -> None:
    with pytest.raises(FormatError, match=f"不能直接收。请.*{better}再收入。"):
        list(pages_of(f"样例{ending}", b"\xd0\xcf\x11\xe0"))


@pytest.mark.parametrize(
    ("name", "payload", "message"),
    [
        (
            "a.xyz",
            b"x",
            f"不认识“.xyz”这种文件。可收：{KNOWN}。请另存为其中一种。",
        ),
        (
            "a",
            b"x",
            f"不认识“无扩展名”这种文件。可收：{KNOWN}。请另存为其中一种。",
        ),
        ("a.zip", b"<html>", "文件名以 .zip 结尾，内容却不是 zip。请重新打成 zip 再收入。"),
        ("a.txt", b" \r\n", "文件是空的，没有任何内容。请重新保存原页面再收入。"),
        ("a.html", b"%PDF-1.4", "文件名以 .html 结尾，内容却是PDF。请另存为网页或文本。"),
    ],
)
def test_a_file_that_gives_no_page_says_why(name: str, payload: bytes, message: str) -> None:
    with pytest.raises(FormatError) as raised:
        list(pages_of(name, payload))

    assert str(raised.value) == message


def test_each_json_line_is_a_page() -> None:
    lines = [{"headline": "甲", "body": "样例。", "identifier": 7}, {"headline": "乙", "body": "样例。"}]

    pages = list(pages_of("a.jsonl", "\n\n".join(json.dumps(line) for line in lines).encode()))

    assert [(page.member, page.identifier, page.failure) for page in pages] == [
        ("第 1 行", "7", None),
        ("第 3 行", None, None),
    ]


@pytest.mark.parametrize(
    ("line", "failure"),
    [
        (
            "{",
            "第 1 行不是完整的 JSON：第 2 个字符处出错（Expecting property name enclosed in double quotes）。",
        ),
        ("[1]", "第 1 行：这一行不是一个 JSON 对象（{…}）。"),
        ('{"body": "样例"}', "第 1 行：缺少“headline”（标题）。"),
        ('{"headline": "甲"}', "第 1 行：缺少“body”或“body_html”（正文）。"),
        ('{"headline": ["甲"], "body": "样例"}', "第 1 行：“headline”应当是文字。"),
        (
            '{"headline": "甲", "body": "样例", "date_published": "2021-02-30"}',
            "第 1 行：“date_published”是“2021-02-30”，应当是 YYYY、YYYY-MM 或 YYYY-MM-DD 的真实日期。",
        ),
        ('{"headline": "甲", "body": "样例", "authors": "张三"}', "第 1 行：“authors”应当是姓名的列表。"),
    ],
)
def test_a_bad_json_line_says_what_is_wrong_and_the_others_go_on(line: str, failure: str) -> None:
    pages = list(pages_of("a.jsonl", f'{line}\n{{"headline": "乙", "body": "样例"}}'.encode()))

    assert [page.failure for page in pages] == [failure, None]
