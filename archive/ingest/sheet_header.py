"""Which column is what? The headers of a spreadsheet, in the words that people use, and the keys they stand for.

In: a row of a table. Out: for each column the key of a record, or None. Headers are those of JSON Lines, or Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from archive.ingest.record import TEXT_KEYS

HEADERS: Final = {
    "headline": "标题 题目 题名 主标题 正题 主题 文章标题 新闻标题 篇名 title",
    "kicker": "引题 肩题 眉题",
    "subtitle": "副题 副标题",
    "body": "正文 内容 全文 文章内容 正文内容 文本 content text",
    "body_html": "正文html",
    "date_published": "日期 刊发日期 发表日期 出版日期 发布日期 见报日期 刊登日期 刊载日期 报道日期 报纸日期 刊发时间 "
    "见报时间 刊登时间 刊载时间 出版时间 报道时间 发布时间 发表时间 时间 date",
    "place": "地方 地区 地点 所在地 所在地区 行政区划 行政区划代码 地区代码 区划代码 市县 城市",
    "newspaper": "报纸 报刊 报名 报纸名称 报刊名称 媒体 媒体名称 刊物 paper",
    "authors": "作者 记者 撰稿 author",
    "byline": "署名",
    "issue_number": "期号 期 期数 总期号 刊期",
    "print_page": "版次 版面 版 版号 版面号 page",
    "column_name": "栏目 专栏 版名",
    "source_printed": "来源 稿源 出处 source",
    "source_url": "网址 链接 原网址 原文链接 文章链接 url link",
    "site": "网站 站点",
    "editors_note": "编者按",
    "identifier": "编号 外部编号 id 唯一标识 文章编号",
}  # fmt: skip
DROPPED: Final = re.compile(r"[\s_*＊:：（）()【】\[\]\-]+")
ROWS_ABOVE: Final = 10  # a table may have a title and a note above its header


def _folded(header: str) -> str:
    return DROPPED.sub("", header).lower()


KEYS: Final = {
    **{_folded(word): key for key, words in HEADERS.items() for word in words.split()},
    **{_folded(key): key for key in (*TEXT_KEYS, "place", "authors", "identifier")},
}


def keys_of(row: Sequence[str]) -> list[str | None]:
    """Return the key that each cell of a header row names; one that is named twice counts the first time."""
    keys: list[str | None] = []
    for cell in row:
        key = KEYS.get(_folded(cell))
        keys.append(None if key in keys else key)
    return keys


def is_header(row: Sequence[str]) -> bool:
    """Tell whether a row heads a table of reports: it names the title and at least one thing more."""
    keys = set(keys_of(row)) - {None}
    return "headline" in keys and len(keys) > 1
