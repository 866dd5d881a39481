"""Pasted pages in our own words: each page in `tests/pages/text` holds one trap, its .json what it must give."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.ingest.extracted import ExtractedArticle
from archive.ingest.text_page import extract_text_page
from archive.text.gazetteer import load_gazetteer

PAGES: Final = Path(__file__).resolve().parents[2] / "pages" / "text"
PLAIN_FIELDS: Final = (
    "headline", "kicker", "subtitle", "newspaper", "site", "source_printed", "issue_number", "print_page", "byline",
    "editors_note",
)  # fmt: skip


def extracted(name: str) -> ExtractedArticle:
    """Return what is understood of one of our pages."""
    return extract_text_page((PAGES / f"{name}.txt").read_text("utf-8"), load_gazetteer())


def record(found: ExtractedArticle) -> dict[str, Any]:
    """Return the record in the shape of the .json files."""
    return {field: getattr(found, field) for field in PLAIN_FIELDS} | {
        "date": [found.date.value, found.date.basis] if found.date else None,
        "credits": [[c.name, c.role] for c in found.credits],
        "figures": [[f.caption, [c.name for c in f.credits]] for f in found.figures],
        "section_headings": list(found.section_headings),
    }


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.txt")))
def test_page_gives_the_record_that_stands_beside_it(name: str) -> None:
    expected = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    found = extracted(name)
    actual = record(found)
    assert {key: actual[key] for key in expected if key in actual} == {
        key: value for key, value in expected.items() if key in actual
    }
    paragraphs = found.body_text.split("\n")
    starts = expected["para_starts"]
    assert [p[: len(s)] for p, s in zip(paragraphs, starts, strict=False)] == starts
    assert len(paragraphs) == len(starts), paragraphs
    assert set(expected.get("warnings_include", [])) <= set(found.warnings)
    assert set(expected.get("removed_include", [])) <= {removed.text for removed in found.removed}
    assert all(removed.reason for removed in found.removed)


def test_the_last_word_of_a_printed_paragraph_is_no_button() -> None:
    page = """# 样例县召开会议
样例县委组织部近日召开会议，对今年的工作作出部署。
会议要求，各乡镇要把修水渠的事逐村记下来，写明由谁来做、什么时候做完，做完以后还要回头看一
看。
各村听了都说好，当天就有三个村的党员到渠边去量了尺寸，晚上又在村部坐到一起，把要用的砂石、水泥和人工一样一样算清楚，第二天一早就开了工。"""
    found = extract_text_page(page, load_gazetteer())
    assert "做完以后还要回头看一看。" in found.body_text.split("\n")[1]
    assert "看。" not in {removed.text for removed in found.removed}


MARKDOWN = """---
title: 样例县修水渠
place: 411300
---

# 样例县修水渠

样例县的党员们在村口开会，商量怎样把水渠修好，让大家都用上水。

- 一是抓班子
- 二是带队伍
- [首页](https://a.example/)

| 村 | 党员 |
|---|---|
| 样例村 | 36 |
"""


def test_lists_and_tables_of_markdown_are_text_and_menus_are_not() -> None:
    found = extract_text_page(MARKDOWN, load_gazetteer())
    assert found.body_text.split("\n")[1:] == ["一是抓班子", "二是带队伍", "村|党员", "样例村|36"]


@pytest.mark.parametrize(
    ("typed", "place"), [("411300", "411300"), ("南阳市", "411300"), ("朝阳", None), ("村部", None)]
)
def test_a_place_that_somebody_typed_is_the_place(typed: str, place: str | None) -> None:
    found = extract_text_page(MARKDOWN.replace("411300", typed), load_gazetteer())
    assert (found.place.code if found.place else None) == place


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff", "上一篇 下一篇", "\x00\x01"])
def test_text_without_a_report_gives_no_field_and_says_so(text: str) -> None:
    found = extract_text_page(text, load_gazetteer())
    assert record(found) == dict.fromkeys(record(found)) | {
        "credits": [],
        "figures": [],
        "section_headings": [],
    }
    assert (found.blocks, found.place) == ((), None)
    assert found.warnings == (
        "没有认出标题", "没有认出正文", "页面没有写明刊发日期", "没有认出报道所在地", "页面没有写明报纸",
    )  # fmt: skip


BODY: Final = (
    "样例镇的党员们在村口开会，商量怎样把水渠修好，让大家都用上水，镇里也派来了技术员。\n"
    "水渠修好以后，地里的庄稼长得比往年都好，大家心里高兴，都说支部办了件实事。"
)


@pytest.mark.parametrize("imprint", ["洛阳日报 2023年5月6日 记者 张三\n", ""])
@pytest.mark.parametrize(
    "headline",
    [
        "抓实非公党建",  # a tail of sites, and of headlines about Party building
        "争当改革先锋",
        "书记在线",  # four characters, the shortest headline
        "支部建在网",
        "一份民情日报",  # the tail of a paper behind a count
        "大力推进党建",
    ],
)
def test_a_headline_that_ends_like_a_name_is_none(headline: str, imprint: str) -> None:
    found = extract_text_page(f"{headline}\n{imprint}{BODY}", load_gazetteer())
    assert (found.headline, found.newspaper, found.site) == (headline, "洛阳日报" if imprint else None, None)
    assert [credit.name for credit in found.credits] == (["张三"] if imprint else [])


@pytest.mark.parametrize(
    ("above", "newspaper", "site"),
    [
        ("洛阳日报", "洛阳日报", None),  # a place makes the name
        ("样例日报", "样例日报", None),  # the shape does, beside another headline
        ("人民网", "人民网", "人民网"),  # a title that is known
        ("洛阳党建", "洛阳党建", "洛阳党建"),
        ("一份民情日报", None, None),
    ],
)
def test_a_line_above_the_headline_is_a_name_only_beyond_doubt(
    above: str, newspaper: str | None, site: str | None
) -> None:
    found = extract_text_page(f"{above}\n大力推进基层党建\n2023年5月6日\n{BODY}", load_gazetteer())
    assert (found.headline, found.newspaper, found.site) == ("大力推进基层党建", newspaper, site)


def test_the_evidence_of_a_headline_tells_where_it_stands() -> None:
    found = extract_text_page(f"洛阳日报\n大力推进党建\n{BODY}", load_gazetteer())
    assert found.evidence["headline"] == "大力推进党建（页面上最先像标题的一行）"
    alone = extract_text_page(f"大力推进党建\n{BODY}", load_gazetteer())
    assert alone.evidence["headline"] == "大力推进党建（页面的第一行）"


def test_a_very_long_page_of_cut_lines_is_read_in_one_go() -> None:
    """Joining piece by piece took minutes for 5,000 lines; the whole is put together once."""
    piece = "党建引领基层治理，样例市把支部建在网格上，把服务送到家门口，群众的事情有人问、有人管、有人办、有人盯到"
    found = extract_text_page("\n".join([piece] * 4000), load_gazetteer())
    assert len(found.body_text) == 4000 * len(piece)


LINES: Final = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "编者按",
            "本报记者 张三",
            "（张三）",
            "/ 甲乙 / 丙丁",
            "2019年1月1日",
            "张三 摄",
            "——副题",
            "作者:",
            "来源：",
            "第1版",
        ]
    ),
    st.text(alphabet="党建引领，。；：“”（）/　 \n王摄讯年月日第期版0123456789", max_size=60),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=14))
def test_no_text_raises_and_nothing_empty_is_recorded(lines: list[str]) -> None:
    found = extract_text_page("\n".join(lines), load_gazetteer())
    for field in PLAIN_FIELDS:
        assert getattr(found, field) is None or getattr(found, field).strip(), field
    assert all(block.text.strip() for block in found.blocks)
    assert all(credit.name for credit in found.credits)
