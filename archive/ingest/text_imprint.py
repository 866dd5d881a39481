"""The imprint of a pasted page: issue, page, column, and who is named behind a label in its frame.

In: the lines of the frame (head, foot, label lines). Out: values as printed, or None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from archive.ingest.bylines import parse_signature
from archive.ingest.extracted import SignedName

_ISSUE: Final = re.compile(r"(?<![下上])(?:总第|第)\s*(\d{1,6})\s*期")
_PAGE: Final = re.compile(
    r"第\s*([A-Z]?\d{1,3})\s*版|版次\s*[:：]\s*第?([A-Z]?\d{1,3})|(?<![A-Z\d])([A-Z]\d{2})\s*版"
)
_COLUMN: Final = re.compile(
    r"(?:栏目|专栏|版名)\s*[:：]\s*([㐀-鿿·]{2,12})|第\s*[A-Z]?\d{1,3}\s*版\s*[:：]\s*([㐀-鿿·]{2,6})(?=$|\s)"
)
_LABELS: Final = (
    "(?:新闻|文章|本文)?作者|本报记者|记者|通讯员|撰稿|责任编辑|责编|编辑|校对|审核|终审|初审|复审"
)
_LABELLED: Final = re.compile(
    rf"(?:^|(?<=[\s|｜;；]))(?P<label>{_LABELS})(?:\s*[:：]\s*|(?<=记者)\s+|(?<=通讯员)\s+)(?P<names>[^:：]{{2,40}}?)"
    r"(?=\s*(?:[㐀-鿿]{2,6}\s*[:：]|(?:19|20)\d{2}[-年/.]|浏览|点击|查看|字号|放大|阅读|[|｜;；])|\s*$)"
)
_MANY: Final = 3  # pages named in a frame; from here on it is a table of contents


class Imprint(NamedTuple):
    """Issue, page and column as the frame prints them, and the lines they were read from."""

    issue_number: str | None
    print_page: str | None
    column_name: str | None
    evidence: dict[str, str]


def read_imprint(frame: Sequence[str]) -> Imprint:
    """Return issue, page and column; where the frame names several pages, that of the line with the issue."""
    issues = list(_matches(_ISSUE, frame))
    pages = list(_matches(_PAGE, frame))
    if len({value for value, _ in pages}) > 1:
        beside = [page for page in pages if page[1] in {line for _, line in issues}]
        pages = beside if len({value for value, _ in beside}) == 1 else []
    columns = list(_matches(_COLUMN, frame))
    found = {"issue_number": issues[:1], "print_page": pages[:1], "column_name": columns[:1]}
    evidence = {key: hits[0][1] for key, hits in found.items() if hits}
    values = [hits[0][0] if hits else None for hits in found.values()]
    return Imprint(values[0], values[1], values[2], evidence)


def _matches(pattern: re.Pattern[str], frame: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each value of `pattern` with the line it stands in."""
    for line in frame:
        for found in pattern.finditer(line):
            yield next(filter(None, found.groups())), line


def labelled_credits(frame: Sequence[str]) -> list[tuple[str, tuple[SignedName, ...]]]:
    """Return who stands behind labels in lines that hold more: 作者：张三 来源：… 发布时间：…"""
    credits = []
    for line in frame:
        for found in _LABELLED.finditer(line):
            label = re.sub(r"^(?:新闻|文章|本文)", "", found["label"])
            names = parse_signature(f"{label}:{found['names']}")
            if names:
                credits.append((found[0].strip(), names))
    return credits
