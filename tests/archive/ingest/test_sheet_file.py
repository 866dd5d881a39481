"""A row is a record: columns by their headers, Chinese or those of JSON Lines."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest

from archive.ingest import merged_cells as merging
from archive.ingest.extraction import extract
from archive.ingest.formats import FormatError, Page, pages_of
from archive.ingest.intake import doubts_of
from archive.ingest.page import Wanted
from archive.ingest.sheet_header import keys_of
from archive.text.gazetteer import load_gazetteer
from tests.archive.ingest.files import workbook_of

HEADER = ("标题", "正文", "刊发日期", "地方", "报纸", "作者", "版次")
ROW = ("样例标题", "样例正文。", "2021年3月5日", "南阳市", "样例日报", "张三、李四", 3)
RECORD = {
    "headline": "样例标题",
    "body": "样例正文。",
    "date_published": "2021-03-05",
    "place": "南阳市",
    "newspaper": "样例日报",
    "authors": ["张三", "李四"],
    "print_page": "3",
}


def workbook_pages(*rows: tuple[Any, ...]) -> list[Page]:
    return list(pages_of("表.xlsx", workbook_of(rows)))


def csv_pages(text: str, charset: str = "utf-8") -> list[Page]:
    return list(pages_of("表.csv", text.encode(charset)))


def test_a_row_of_a_workbook_is_a_record() -> None:
    (page,) = workbook_pages(HEADER, ROW)

    assert (page.member, page.kind, page.record, page.failure) == ("Sheet1 第 2 行", "record", RECORD, None)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_row_of_a_csv_is_a_record(charset: str, delimiter: str) -> None:
    (page,) = csv_pages("\r\n".join(delimiter.join(map(str, row)) for row in (HEADER, ROW)), charset)

    assert (page.member, page.record) == ("第 2 行", RECORD)


def test_a_cell_of_several_lines_is_one_body() -> None:
    (page,) = csv_pages('标题,正文\n甲,"一段。\n二段。"\n')

    assert page.record == {"headline": "甲", "body": "一段。\n二段。"}


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        (dt.datetime(2021, 3, 5), "2021-03-05"),
        ("2021/3/5", "2021-03-05"),
        ("2021.03", "2021-03"),
        ("2021年3月", "2021-03"),
        (2021, "2021"),
        ("2021年", "2021"),
        (44260, "2021-03-05"),  # a day as spreadsheets count it
        (44260.5, "2021-03-05"),
    ],
)
def test_a_date_is_read_as_far_as_it_goes(cell: object, date: str) -> None:
    (page,) = workbook_pages(("标题", "正文", "日期"), ("甲", "样例。", cell))

    assert page.record is not None
    assert page.record["date_published"] == date


@pytest.mark.parametrize(
    ("cell", "signed"),
    [
        ("王　丽 陈刚", {"authors": ["王丽", "陈刚"]}),
        ("本报评论员", {"authors": ["本报评论员"]}),
        (
            "本报记者 李小明 通讯员 王丽",
            {
                "byline": "本报记者 李小明 通讯员 王丽",
                "credits": [{"name": "李小明", "role": "记者"}, {"name": "王丽", "role": "通讯员"}],
            },
        ),
    ],
)
def test_a_column_of_authors_is_read_as_a_byline(cell: str, signed: dict[str, Any]) -> None:
    (page,) = csv_pages(f"标题,正文,作者\n甲,样例。,{cell}\n")

    assert page.record == {"headline": "甲", "body": "样例。", **signed}


def test_a_merged_cell_counts_for_every_row_that_it_reaches_down_to() -> None:
    rows = [
        ("样例日报目录", None, None),
        ("日期", "标题", "正文"), (None, None, None),
        ("2021-03-05", "甲", "样例。"), (None, "乙", "样例。"), (None, "丙", "样例。"),
    ]  # fmt: skip
    pages = pages_of("表.xlsx", workbook_of(rows, merged=["A1:C1", "A2:A3", "B2:B3", "A4:A5"]))

    found = [(page.record or {}).get("date_published") for page in pages]
    assert found == ["2021-03-05", "2021-03-05", None]


def test_merged_titles_and_texts_are_not_repeated() -> None:
    rows = [("标题", "正文", "日期"), ("甲", "样例。", "2021"), (None, None, "2022")]
    pages = list(pages_of("表.xlsx", workbook_of(rows, merged=["A2:A3", "B2:B3"])))

    assert pages[1].failure == "Sheet1 第 3 行：缺少“headline”（标题）。"


def test_merged_cells_are_found_across_the_chunks_in_which_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "CHUNK", 7)
    sheet = io.BytesIO(b'<x:mergeCells><x:mergeCell ref="A1:C1"/><mergeCell ref="AB2:AB9"/><mergeCell ref="A4:A5"/>')

    assert list(merging.merged_cells(sheet)) == [(27, 2, 9), (0, 4, 5)]


def test_a_counted_day_says_how_it_was_read() -> None:
    (page,) = csv_pages("标题,正文,日期\n甲,样例。,44260\n")

    assert page.notes == ("日期格里是表格的日期序号 44260，读作 2021-03-05。",)


def test_a_month_that_a_number_cut_off_is_left_open_and_doubted() -> None:
    (page,) = workbook_pages(("标题", "正文", "日期"), ("甲", "样例。", 2014.10))

    assert page.record is not None
    assert page.record["date_published"] == "2014"
    assert page.warnings == (
        "日期“2014.1”分不清是 1 月还是 10 月（表格把 2014.10 存成 2014.1），只取到年。",
    )


def test_a_row_without_a_text_is_a_record_to_be_completed() -> None:
    (page,) = csv_pages("标题,日期,版次\n甲,2021-03-05,A2\n")

    assert (page.failure, page.record) == (
        None, {"headline": "甲", "date_published": "2021-03-05", "print_page": "A2"}
    )  # fmt: skip
    assert doubts_of(page, extract(page, load_gazetteer())) == ["没有读出正文。"]


def test_a_row_that_is_no_record_says_why_and_the_others_go_on() -> None:
    pages = workbook_pages(
        ("标题", "正文", "日期"), ("", "样例。"), ("乙", "样例。", "明年"), (), ("丙", "样例。")
    )

    assert [(page.member, page.failure) for page in pages] == [
        ("Sheet1 第 2 行", "Sheet1 第 2 行：缺少“headline”（标题）。"),
        (
            "Sheet1 第 3 行",
            "Sheet1 第 3 行：“日期”是“明年”，应当是 YYYY、YYYY-MM 或 YYYY-MM-DD 的真实日期。",
        ),
        ("Sheet1 第 5 行", None),
    ]


def test_lines_above_the_header_are_passed_over() -> None:
    (page,) = workbook_pages(("二〇二一年样例汇总表",), (), HEADER, ROW)

    assert (page.member, page.record) == ("Sheet1 第 4 行", RECORD)


def test_a_column_that_says_nothing_to_us_is_noted_and_no_doubt() -> None:
    (page,) = workbook_pages((*HEADER, "备注"), (*ROW, "待核"))

    assert (page.notes, page.warnings) == (("表中这些列没有采用：备注。",), ())


def test_a_sheet_may_have_any_name() -> None:
    (page,) = pages_of("表.xlsx", workbook_of([HEADER, ROW], title="{样例}\u202e表"))

    assert page.member == "{样例}表 第 2 行"


def test_the_headers_of_json_lines_are_known() -> None:
    assert keys_of(["headline", "Body", "date_published", "headline", "？"]) == [
        "headline", "body", "date_published", None, None
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "payload"), [("a.csv", b"a,b\n1,2\n"), ("a.xlsx", workbook_of([("a", "b")]))]
)
def test_a_table_without_a_header_says_what_is_wanted(name: str, payload: bytes) -> None:
    with pytest.raises(FormatError) as raised:
        list(pages_of(name, payload))

    assert str(raised.value) == "没有找到表头。第一行应写明各列：标题、正文，以及日期、地方、报纸、作者等。"


def test_one_row_is_found_again_by_its_place() -> None:
    payload = workbook_of([HEADER, *([f"标题{n}", "样例。"] for n in range(5))])
    every = {page.member: page for page in pages_of("表.xlsx", payload)}

    (page,) = pages_of("表.xlsx", payload, Wanted("Sheet1 第 4 行"))

    assert page == every["Sheet1 第 4 行"]
