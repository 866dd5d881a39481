"""Papers and sites: what a page calls itself, and what it gives as its source."""

from __future__ import annotations

import pytest

from archive.ingest.sources import (
    SourceReading,
    find_newspaper,
    find_publisher,
    find_site,
    is_newspaper_name,
    parse_source_label,
)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("样例广播电视报 地址:样例市文化路1号 电子信箱: sample@example.com", "样例广播电视报"),
        ("Copyright © 2011 今日样例智慧全媒体数字报 Corporation, All Rights Reserved", "今日样例"),
        ("关注样例网", "样例网"),
        ("样例日报 2020年5月6日 星期三 第01版:要闻", "样例日报"),
        ("首页 > 样例日报 > 第01版", "样例日报"),
        ("版权所有 样例日报社", "样例日报"),
        ("今日样例数字报", "今日样例"),
        ("样例报网版权所有", "样例报"),
    ],
)
def test_page_names_its_paper(line: str, name: str) -> None:
    found = find_newspaper([line])
    assert found == SourceReading(name, line)


@pytest.mark.parametrize(
    "lines",
    [
        ["友情链接", "样例省报"],
        ["样例市委宣传部主管、样例日报社主办 电话:0000-1234567"],
        ["新华社、人民日报等媒体竞相报道。"],
        ["返回首页", "上一篇 下一篇", "工作汇报"],
        [],
    ],
)
def test_other_peoples_papers_are_not_the_pages(lines: list[str]) -> None:
    assert find_newspaper(lines) is None


def test_paper_goes_before_site_and_host_is_the_publisher() -> None:
    lines = [
        "Copyright 2020 样例新闻网 版权所有",
        "样例日报 2020年5月6日",
        "样例日报社主办 电话:0000-1234567",
    ]
    paper, site, publisher = find_newspaper(lines), find_site(lines), find_publisher(lines)
    assert [found.name for found in (paper, site, publisher) if found] == [
        "样例日报",
        "样例新闻网",
        "样例日报",
    ]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("来源：太原晚报", "太原晚报"),
        ("2022-01-02 10:22 来源: 样例网 浏览：33", "样例网"),
        ("来源：样例日报 作者：张三", "样例日报"),
        ("（来源：新华社）", "新华社"),
        ("来源丨样例县委组织部", "样例县委组织部"),
        ("来源： 样例日报 用手机看新闻", "样例日报"),
        ("来源：样例先锋 口述：张三 整理：李四", "样例先锋"),
        ("来源：样例日报 海外版", "样例日报 海外版"),
        ("收入来源于实践", None),
        ("来源：", None),
    ],
)
def test_source_label_is_read_as_printed(text: str, source: str | None) -> None:
    assert parse_source_label(text) == source


@pytest.mark.parametrize(
    ("name", "is_paper"),
    [
        ("样例日报", True),
        ("今日样例", True),
        ("《样例晚报》", True),
        ("工作汇报", False),
        ("本报", False),
        ("简报", False),
        ("样例网", False),
    ],
)
def test_name_of_a_paper_is_known_by_its_form(name: str, is_paper: bool) -> None:
    assert is_newspaper_name(name) is is_paper
