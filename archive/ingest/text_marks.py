"""What a person marked on purpose: the signs of Markdown, and labels typed before the fields.

In: the lines of a pasted page or a .md file. Out: the same lines without those signs, each title line, heading and
picture with its `mark`: # 标题, ## 小标题, **词**, 标题：…, 副题：…, and the fields between two --- at the top.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from archive.ingest.sources import stands_as_name
from archive.ingest.text_lines import Line, Mark, is_prose

MAX_TYPED: Final = 30  # lines from the top among which a label names a field
MAX_TITLE: Final = 120  # characters
_HEADING: Final = re.compile(r"#{1,6}\s+(?P<text>\S.{0,200}?)\s*#{0,6}$")
_RULE: Final = re.compile(r"(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|={3,}")
_PICTURE: Final = re.compile(r"!\[(?P<text>[^\[\]]*)\]\([^()\s]*\)")
_LINK: Final = re.compile(r"\[(?P<text>[^\[\]]+)\]\([^()\s]*\)")
_STRESS: Final = re.compile(r"(\*\*|__|\*)(?=[^\s*_])(?P<text>[^*_\n]{1,400}?)(?<=[^\s*_])\1")
# An item of a list is text, however short, unless it is a link: those are the page's menus. So is the row of a table.
_ITEM: Final = re.compile(r"(?!.*\]\()(?:(?:[-*+]|\d{1,2}[.)])\s+\S.*|\|.*\|)")
_TABLE_RULE: Final = re.compile(r"\|[\s:|\-]+\|")
_LEAD: Final = re.compile(r"^(?:>\s*)+|^[-*+]\s+(?=\S)")
_TYPED: Final = re.compile(
    r"[【\[]?(?P<label>标题|主标题|大标题|题目|(?:文章|新闻|稿件)标题|引题|肩题|眉题|副题|副标题|正文|title|subtitle)[】\]]?"
    r"\s*[:：]\s*(?P<text>.*)$",
    re.IGNORECASE,
)
_MARKS: Final[dict[str, Mark]] = {
    "引题": "kicker", "肩题": "kicker", "眉题": "kicker", "副题": "subtitle", "副标题": "subtitle",
    "subtitle": "subtitle",
}  # fmt: skip
# Fields between two --- at the top of a .md file, under the names that writing tools give them.
_FIELD: Final = re.compile(r"(?P<key>[A-Za-z_]+)\s*[:：]\s*[\"']?(?P<value>.*?)[\"']?$")
_FIELDS: Final = {
    "title": "标题", "subtitle": "副题", "author": "作者", "authors": "作者", "date": "日期", "source": "来源",
    "newspaper": "报纸", "page": "版次", "url": "网址", "tags": "关键词", "categories": "栏目", "place": "地方",
}  # fmt: skip


def read_marks(lines: Sequence[Line]) -> list[Line]:
    """Return the lines without Markdown and typed labels, each with what it was marked as."""
    lines = _read_fields(lines)
    if is_markdown(lines):
        lines = list(_read_markdown(lines))
    return list(_read_labels(lines))


def is_markdown(lines: Iterable[Line]) -> bool:
    """Return whether a line is a Markdown heading, or words are stressed as only Markdown does."""
    return any(_HEADING.match(line.text) or re.search(r"\*\*[^*\s][^*]*\*\*", line.text) for line in lines)


def _read_fields(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with the fields at the top of a .md file as typed labels."""
    if not lines or not re.fullmatch("-{3,}", lines[0].text):
        return list(lines)
    end = next((i for i in range(1, min(len(lines), MAX_TYPED)) if re.fullmatch("-{3,}", lines[i].text)), 0)
    fields = (_FIELD.match(line.text) for line in lines[1:end])
    typed = [
        replace(line, text=f"{_FIELDS[field['key'].lower()]}：{field['value']}")
        for line, field in zip(lines[1:end], fields, strict=True)
        if field and field["value"] and field["key"].lower() in _FIELDS
    ]
    return [*typed, *lines[end + 1 :]] if end else list(lines)


def _read_markdown(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines without the signs of Markdown; the first heading that is no paper's name is the title."""
    titled = False
    for line in lines:
        if _RULE.fullmatch(line.text) or _TABLE_RULE.fullmatch(line.text):
            continue
        heading = _HEADING.match(line.text)
        picture = _PICTURE.fullmatch(line.text)
        text = _plain(
            picture["text"] if picture else heading["text"] if heading else _LEAD.sub("", line.text)
        )
        is_item = titled and _ITEM.fullmatch(line.text) is not None
        text = "|".join(cell.strip() for cell in text.strip("| ").split("|")) if is_item else text
        mark: Mark | None = "picture" if picture else "item" if is_item else None
        if heading and not stands_as_name(text):
            mark = "heading" if titled else "title"
            titled = True
        if text:
            yield replace(line, text=text, mark=mark)


def _plain(text: str) -> str:
    """Return a line's words without stress, links and pictures."""
    text = _LINK.sub(r"\g<text>", _PICTURE.sub("", text))
    return _STRESS.sub(r"\g<text>", _STRESS.sub(r"\g<text>", text)).strip()


def _read_labels(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines; of those at the top with a typed label, what stands behind it."""
    above = True  # the text has not begun
    for number, line in enumerate(lines):
        above = above and number < MAX_TYPED and not is_prose(lines[max(0, number - 1)].text)
        typed = _TYPED.match(line.text) if above else None
        if typed is None:
            yield line
        elif typed["label"] == "正文":
            if typed["text"]:
                yield replace(line, text=typed["text"])
        elif 0 < len(typed["text"]) <= MAX_TITLE:
            yield replace(line, text=typed["text"], mark=_MARKS.get(typed["label"].lower(), "title"))
        elif typed["text"]:
            yield line
