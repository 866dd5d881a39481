"""A page of a PDF is a page; one without text says so, and one with several headlines is cut at them."""

from __future__ import annotations

import pytest

from archive.ingest.extraction import extract
from archive.ingest.formats import FormatError, Page, pages_of
from archive.ingest.page import Wanted
from archive.ingest.pdf_file import FROM_PDF, MANY_ARTICLES, NO_TABLE, NO_TEXT, ONE_DOCUMENT
from archive.ingest.pdf_layout import TextRun, cut_articles
from archive.ingest.pdf_signs import close_gaps, mend_signs
from archive.text.gazetteer import load_gazetteer
from tests.archive.ingest.files import BODY, HEADLINE, Line, pdf_of

CHARS_A_LINE = 25
A4 = (595, 842)
TEXT: list[Line] = [(p[i : i + CHARS_A_LINE], 10) for p in BODY for i in range(0, len(p), CHARS_A_LINE)]
REPORT: list[Line] = [(HEADLINE, 22), *TEXT]
OTHER: list[Line] = [("样例镇修好了一座便桥", 20), *TEXT]


def pages(*of: list[Line], to_unicode: bool = True) -> list[Page]:
    return list(pages_of("样例.pdf", pdf_of(of, to_unicode)))


def test_a_pdf_of_one_page_is_one_page_with_its_text() -> None:
    (page,) = pages(REPORT)

    record = extract(page, load_gazetteer())

    assert (page.member, page.kind, page.warnings) == (None, "text", (FROM_PDF,))
    assert (record.headline, record.body_text) == (HEADLINE, "\n".join(BODY))


def test_each_page_of_a_paper_is_a_page() -> None:
    first, second = pages(REPORT, OTHER)

    assert [(p.member, p.text.split("\n")[0]) for p in (first, second)] == [
        ("第 1 页", f"# {HEADLINE}"),
        ("第 2 页", "# 样例镇修好了一座便桥"),
    ]
    assert first.payload == first.text.encode()


def test_the_sheets_of_a_document_are_one_article() -> None:
    half = len(REPORT) // 2
    (page,) = pages_of("样例.pdf", pdf_of([REPORT[:half], REPORT[half:]], sheet=A4))

    record = extract(page, load_gazetteer())

    assert (page.member, page.warnings, page.notes) == (None, (FROM_PDF,), (ONE_DOCUMENT.format(count=2),))
    assert (record.headline, record.body_text) == (HEADLINE, "\n".join(BODY))


def test_a_document_of_clippings_is_several() -> None:
    payload = pdf_of([REPORT, OTHER, []], sheet=A4)

    first, second = pages_of("样例.pdf", payload)

    assert [p.member for p in (first, second)] == ["第 1 篇", "第 2 篇"]
    assert first.warnings == (f"第 3 页：{NO_TEXT}", FROM_PDF, MANY_ARTICLES.format(count=2))


def test_a_scanned_document_is_one_blank() -> None:
    (page,) = pages_of("样例.pdf", pdf_of([[], []], sheet=A4))

    assert (page.member, page.blank) == (None, NO_TEXT)


def test_a_page_without_text_is_blank_and_the_others_go_on() -> None:
    first, second = pages([], REPORT)

    assert (first.blank, second.blank) == (NO_TEXT, None)
    assert first.payload


def test_a_font_without_a_table_gives_no_text() -> None:
    (page,) = pages(REPORT, to_unicode=False)

    assert (page.blank, page.text) == (NO_TABLE, "")


def test_several_headlines_with_text_are_several_reports_for_a_person_to_see() -> None:
    first, second = pages([*REPORT, *OTHER])

    assert [(p.member, p.text.split("\n")[0]) for p in (first, second)] == [
        ("第 1 篇", f"# {HEADLINE}"),
        ("第 2 篇", "# 样例镇修好了一座便桥"),
    ]
    assert first.warnings == (
        FROM_PDF,
        MANY_ARTICLES.format(count=2),
    )


def test_a_page_or_part_is_found_again_by_its_name() -> None:
    payload = pdf_of([REPORT, [*REPORT, *OTHER]])
    every = {page.member: page for page in pages_of("样例.pdf", payload)}

    found = [
        page
        for page in pages_of("样例.pdf", payload, Wanted("第 2 页 第 2 篇"))
        if page.member == "第 2 页 第 2 篇"
    ]

    assert found == [every["第 2 页 第 2 篇"]]


@pytest.mark.parametrize(
    "runs",
    [
        [TextRun("样例日报 第 3 版\n", 30), TextRun("样例标题一行\n", 22), TextRun("正文" * 80, 10)],
        [
            TextRun("样例标题一行\n", 22),
            TextRun("正文" * 80 + "\n", 10),
            TextRun("3\n", 30),
            TextRun("正文" * 80, 10),
        ],
        [
            TextRun("样例标题一行\n", 22),
            TextRun("正文" * 80 + "\n", 10),
            TextRun("小标题不够大\n", 13),
            TextRun("正文" * 80, 10),
        ],
        [
            TextRun("样例标题一行\n", 22),
            TextRun("正文" * 80 + "\n", 10),
            TextRun("大字引语一行\n", 22),
            TextRun("短", 10),
        ],
    ],
    ids=["a masthead", "a number", "a section heading", "a quotation at the end"],
)
def test_what_is_large_but_heads_no_text_cuts_nothing(runs: list[TextRun]) -> None:
    assert len(cut_articles(runs)) == 1


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b"plain text", "文件名以 .pdf 结尾，内容却不是 PDF。请重新保存再收入。"),
        (b"%PDF-1.5\nbroken", "这份 PDF 打不开，可能已损坏，或用了读不了的加密。请另存一份再收入。"),
    ],
)
def test_what_cannot_be_opened_says_so(payload: bytes, message: str) -> None:
    with pytest.raises(FormatError) as raised:
        list(pages_of("样例.pdf", payload))

    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("⽣活⻚⾯的⻓⻔", "生活页面的长门"),
        ("办 “ 实事 ” 的办法 ， 好", "办“实事”的办法，好"),
        ("本报记者 张三", "本报记者 张三"),
    ],
    ids=["radicals", "gaps", "a space of the writer's"],
)
def test_the_signs_of_a_text_layer_are_mended(printed: str, meant: str) -> None:
    assert close_gaps(mend_signs(printed)) == meant


def test_a_headline_of_two_lines_is_one_and_a_papers_name_is_none() -> None:
    runs = [
        TextRun("样例日报\n", 40),
        TextRun("样例村的一面\n", 22),
        TextRun("明账墙立了三年\n", 22),
        TextRun("正文" * 80, 10),
    ]

    (text,) = cut_articles(runs)

    assert text.split("\n")[:2] == ["样例日报", "# 样例村的一面明账墙立了三年"]
