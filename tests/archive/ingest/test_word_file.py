"""A Word document is one page of HTML: headline, paragraphs, tables and pictures stay what they are."""

from __future__ import annotations

import pytest

from archive.ingest.extracted import ExtractedArticle
from archive.ingest.extraction import extract
from archive.ingest.formats import FormatError, Page, pages_of
from archive.text.gazetteer import load_gazetteer
from tests.archive.ingest.files import (
    BODY,
    HEADLINE,
    picture_of,
    word_of,
    word_paragraph,
    word_picture,
    zip_of,
)


def page_of(payload: bytes) -> Page:
    (page,) = pages_of("样例.docx", payload)
    return page


def read(payload: bytes) -> ExtractedArticle:
    return extract(page_of(payload), load_gazetteer())


def sized(text: str, size: int, extra: str = "") -> str:
    """Return a paragraph in a type of that many half points."""
    return (
        f'<w:p><w:pPr>{extra}</w:pPr><w:r><w:rPr><w:sz w:val="{size}"/></w:rPr><w:t>{text}</w:t></w:r></w:p>'
    )


def test_a_document_is_one_page_and_its_bytes_are_the_file() -> None:
    payload = word_of()

    page = page_of(payload)

    assert (page.member, page.kind, page.failure, page.payload) == (None, "html", None, payload)


def test_the_title_style_is_the_headline() -> None:
    record = read(word_of())

    assert (record.headline, record.body_text) == (HEADLINE, "\n".join(BODY))


@pytest.mark.parametrize(
    "headline",
    [sized(HEADLINE, 44), sized(HEADLINE, 21, '<w:jc w:val="center"/>'), word_paragraph(HEADLINE)],
    ids=["larger", "centred", "first"],
)
def test_without_a_style_the_type_tells_the_headline(headline: str) -> None:
    signed = word_paragraph("本报记者 张三")
    record = read(word_of(headline + signed + "".join(map(word_paragraph, BODY))))

    assert (record.headline, record.body_text) == (HEADLINE, "\n".join(BODY))
    assert [credit.name for credit in record.credits] == ["张三"]


def test_the_larger_of_two_lines_is_the_headline() -> None:
    lines = sized("基层党建新事", 28) + sized(HEADLINE, 44)

    assert read(word_of(lines + "".join(map(word_paragraph, BODY)))).headline == HEADLINE


def test_a_table_stays_a_table() -> None:
    cells = "".join(
        f"<w:tr>{''.join(f'<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>' for cell in row)}</w:tr>"
        for row in (("村", "件"), ("甲村", "12"), ("乙村", "30"))
    )
    title, *body = (word_paragraph(HEADLINE, "a1"), *map(word_paragraph, BODY))

    record = read(word_of(f"{title}{''.join(body[:2])}<w:tbl>{cells}</w:tbl>{body[2]}"))

    assert [block.text for block in record.blocks if block.kind == "table"] == ["村 件\n甲村 12\n乙村 30"]


def test_a_picture_stands_with_its_caption() -> None:
    body = [word_paragraph(paragraph) for paragraph in BODY]
    caption = word_paragraph("图为明账墙。赵六 摄")
    payload = word_of(
        "".join([word_paragraph(HEADLINE, "a1"), *body[:2], word_picture(), caption, body[2]]),
        picture_of(320, 200),
    )

    (figure,) = read(payload).figures

    assert (figure.caption, [credit.name for credit in figure.credits]) == ("图为明账墙。", ["赵六"])
    assert figure.picture is not None
    assert (figure.picture.width, figure.picture.height, figure.picture.media_type) == (
        320,
        200,
        "image/jpeg",
    )


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b"\xd0\xcf\x11\xe0old", "是旧版Word 文件，或加了密码的文件。请打开它，去掉密码，另存为 .docx。"),
        (b"plain text", "文件名以 .docx 结尾，内容却不是Word 文件。请打开它，另存为 .docx。"),
        (zip_of({"a.txt": "x"}), "文件名以 .docx 结尾，里面却没有Word 文件的正文。请打开它，另存为 .docx。"),
        (b"PK\x03\x04broken", "压缩包打不开，可能没有下载完整，或不是 zip。请重新打包再收入。"),
    ],
    ids=["old or locked", "text", "another zip", "cut off"],
)
def test_what_is_no_document_says_so(payload: bytes, message: str) -> None:
    with pytest.raises(FormatError) as raised:
        page_of(payload)

    assert str(raised.value) == message
