"""A line of JSON Lines is taken as given."""

from __future__ import annotations

from archive.ingest.extracted import Block, DateReading, SignedName
from archive.ingest.record import extract_record, read_record
from archive.text.gazetteer import load_gazetteer


def test_a_record_is_taken_as_given() -> None:
    record = read_record(
        {
            "headline": "样例标题", "body": "本报讯（记者 李四）第一段。\n\n一、小标题\n第二段。", "place": "411300",
            "newspaper": "样例日报", "authors": ["张三"], "credits": [{"name": "王五", "role": "摄影"}],
            "date_published": "2021-03", "issue_number": 12, "kicker": "",
        }
    )  # fmt: skip

    found = extract_record(record, load_gazetteer())

    assert (found.headline, found.kicker, found.issue_number, found.newspaper) == (
        "样例标题",
        None,
        "12",
        "样例日报",
    )
    assert found.blocks == (
        Block("paragraph", "本报讯（记者 李四）第一段。"),
        Block("paragraph", "一、小标题"),
        Block("paragraph", "第二段。"),
    )
    assert found.credits == (SignedName("张三", None), SignedName("王五", "摄影"))
    assert found.date == DateReading("2021-03", "stated", "随记录给出")
    assert found.place is not None
    assert (found.place.code, found.place.name) == ("411300", "南阳市")
    assert found.doubts == ()


def test_a_subtitle_carries_no_leading_dash_for_pages_write_it() -> None:
    for given, kept in (("——样例村见闻", "样例村见闻"), ("样例村——见闻", "样例村——见闻"), ("——", None)):
        found = extract_record({"headline": "甲", "body": "乙", "subtitle": given}, load_gazetteer())
        assert found.subtitle == kept


def test_an_ambiguous_place_stays_empty_with_a_doubt() -> None:
    found = extract_record({"headline": "甲", "body": "乙", "place": "朝阳"}, load_gazetteer())

    assert found.place is None
    assert len(found.doubts) == 1
    assert found.doubts[0].startswith("地名“朝阳”有多个：")


def test_an_unknown_place_stays_empty_with_a_doubt() -> None:
    found = extract_record({"headline": "甲", "body": "乙", "place": "样例州"}, load_gazetteer())

    assert found.doubts == ("不认识地名或代码“样例州”，地方留空。",)


def test_html_keeps_its_headings_lists_and_tables() -> None:
    html = "<h2>小标题</h2><p>第一段<br>第二段</p><p>（责任编辑：张三）</p><ul><li>甲</li><li>乙</li></ul>"

    found = extract_record({"headline": "甲", "body_html": html}, load_gazetteer())

    assert [(block.kind, block.text) for block in found.blocks] == [
        ("heading", "小标题"),
        ("paragraph", "第一段"),
        ("paragraph", "第二段"),
        ("paragraph", "（责任编辑：张三）"),
        ("list", "甲\n乙"),
    ]
