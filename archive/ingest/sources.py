"""Which paper or site does a page say it is, and where does it say the report came from?

In: the lines of a page's frame (head, foot, labels). Out: the name as the page prints it, with the line it
was read from, or None. A paper named in the report (新华社、人民日报竞相报道) is never its paper.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from archive.ingest.media_names import has_name_shape, is_known_name, is_newspaper_name, is_site_name

__all__ = [
    "SourceReading", "can_be_name", "clean_source_name", "find_newspaper", "find_publisher", "find_site",
    "find_source_behind_date", "has_name_shape", "is_known_name", "is_newspaper_name", "is_site_name",
    "parse_source_label", "stands_as_name",
]  # fmt: skip


class SourceReading(NamedTuple):
    """The paper or site that a page names as its own, and the line that says so."""

    name: str
    evidence: str


MAX_LINE: Final = 300  # characters of a line that names a paper; a longer one is text
_SUFFIX: Final = re.compile(
    r"(?:智慧|全媒体|融媒体|多媒体)*(?:数字|电子|多媒体)(?:报刊?|版|报纸)(?:平台|系统|阅读)?$|电子版$|数字版$|官网$|官方网站$|PDF版$"
)
_COPYRIGHT: Final = re.compile(
    r"(?:Copyright|版权所有|©|\(c\)|版权归)[\s:：©,，\-–—~]*(?:(?:19|20)\d{2}[\s\-–—~]*)*"
    r"(?:by|of|All Rights Reserved)?[\s,.，]*"
    r"(?P<name>[㐀-鿿][㐀-鿿0-9A-Za-z·]{1,20})",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(
    r"^\s*(?P<name>[㐀-鿿0-9]{3,14})[\s:：]*(?:地址|社址|编辑部|电话|邮编|版权所有|网址)"
)
_HOST: Final = re.compile(r"(?P<name>[㐀-鿿]{2,14}?(?:日报|晚报|报)?社?)\s*(?:主办|主管主办|承办)")
_FOLLOW: Final = re.compile(
    r"^(?:关注|欢迎访问|欢迎来到|返回|扫码关注|下载)[\s:：]*"
    r"(?P<name>[㐀-鿿]{2,10}(?:网|客户端|在线|日报|晚报|报|融媒))$"
)
_CRUMB: Final = re.compile(
    r"^(?:(?:您|你)?(?:的|当前|所在|现在)*位置[\s:：]*)?(?:首页\s*[>＞»/]\s*)?(?P<name>[㐀-鿿]{2,12})\s*(?:首页)?\s*[>＞»/]"
)
_MASTHEAD: Final = re.compile(
    r"^\s*(?P<name>《?[㐀-鿿0-9]{2,12}》?)[\s|｜·]*"
    r"(?:(?:19|20)\d{2}|第?\s*[A-Z]?\d{1,3}\s*版|(?:多媒体)?数字报|电子报|电子版)"
)
_LINKS: Final = re.compile(r"友情链接|相关链接|合作媒体|媒体链接|兄弟媒体|网站导航")
_TYPED: Final = re.compile(r"^(?:报纸|报刊|报名|媒体|刊名)(?:名称)?\s*[:：]\s*(?P<name>[㐀-鿿《》·]{2,16})$")
_LABEL: Final = re.compile(
    r"(?:信息来源|文章来源|新闻来源|稿件来源|内容来源|消息来源|文章出处|来源|稿源|出处|转自|转载自|原载|摘自|来自|引自)"
    r"(?:\s*[:：丨|｜]\s*|(?=《)|(?<=[转摘]自)(?=[㐀-鿿]{2,10}(?:报|网|社|客户端|新闻)[\s）)】]*$))(?P<name>[^\n]{2,60})"
)
_BEHIND_DATE: Final = re.compile(
    r"(?:19|20)\d\d[年\-/.]\d{1,2}[月\-/.]\d{1,2}日?\s*(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?\s+(?P<name>[㐀-鿿《》]{2,14})"
)
_EDITION: Final = re.compile(r"版$|社$|网$|报$|台$")
_LABEL_END: Final = re.compile(
    r"\s{2,}|\s+[㐀-鿿]{2,5}\s?[:：]|\s*(?:作者|编辑|责编|责任编辑|记者|时间|日期|发布|发表|浏览|点击|阅读|字号|字体|打印|分享|评论|网友|论坛|点赞|更新|[|｜;；])|"
    r"\s*(?:19|20)\d{2}[年\-/.]|[)）\]】]?\s*$"
)


def clean_source_name(text: str) -> str:
    """Return a paper's name without what names its edition: 今日样例智慧全媒体数字报 -> 今日样例."""
    name = text.strip().strip("《》")
    name = _SUFFIX.sub("", name) or name
    return name[:-1] if name.endswith(("报社", "报网")) else name


def find_newspaper(lines: Sequence[str], placed: Sequence[str] = ()) -> SourceReading | None:
    """Return the paper that the frame of a page names as its own, else its site, or None.

    `placed` are lines whose place on the page shows that they are names.
    """
    return _first(lines, placed, is_newspaper_name) or find_site(lines, placed)


def find_site(lines: Sequence[str], placed: Sequence[str] = ()) -> SourceReading | None:
    """Return the site that the frame of a page names as its own, or None."""
    return _first(lines, placed, is_site_name)


def _first(
    lines: Sequence[str], placed: Sequence[str], accepts: Callable[[str], bool]
) -> SourceReading | None:
    """Return the first name that `accepts` holds for, the surest kind of line first."""
    alone = (SourceReading(clean_source_name(line), line.strip()) for line in placed)
    return next((reading for reading in (*_read_frame(lines), *alone) if accepts(reading.name)), None)


def _read_frame(lines: Sequence[str]) -> Iterator[SourceReading]:
    """Yield each name that a line gives to the page, surest first: address, copyright, masthead, button.

    Crumbs and lines that stand alone hold columns and headlines too: there only a name beyond doubt counts.
    """
    lines = [line for line in lines if len(line) <= MAX_LINE]
    for pattern in (_TYPED, _ADDRESS, _COPYRIGHT, _MASTHEAD, _FOLLOW):
        for line in lines:
            found = pattern.search(line)
            if found:
                yield SourceReading(clean_source_name(found["name"]), line.strip())
    for line in lines:
        crumb = _CRUMB.search(line)
        if crumb and stands_as_name(crumb["name"]):
            yield SourceReading(clean_source_name(crumb["name"]), line.strip())
    for line in lines:
        if _LINKS.search(line):
            return  # what follows are other people's papers
        if stands_as_name(line):
            yield SourceReading(clean_source_name(line), line.strip())


def can_be_name(line: str) -> bool:
    """Return whether a line can be the name of a paper or site, where its place says so too."""
    return is_newspaper_name(clean_source_name(line)) or is_site_name(line)


def stands_as_name(line: str) -> bool:
    """Return whether a line alone is a name: known, of the shape of one, or with its edition (今日样例数字报)."""
    name = clean_source_name(line)
    has_edition = name != line.strip() and is_newspaper_name(name)
    return has_edition or is_known_name(name) or has_name_shape(name)


def find_publisher(lines: Sequence[str]) -> SourceReading | None:
    """Return the press that the frame says runs the page (样例日报社主办 -> 样例日报), or None."""
    for line in lines:
        for found in _HOST.finditer(line) if len(line) <= MAX_LINE else ():
            name = re.split(r"[、，,主管]", found["name"])[-1].removesuffix("社")
            if is_newspaper_name(name):
                return SourceReading(name, line.strip())
    return None


def find_source_behind_date(lines: Sequence[str]) -> str | None:
    """Return the paper or site that ends a line of day and hour, without a label: 2018年5月6日08:09 样例日报."""
    found = (_BEHIND_DATE.fullmatch(line.strip()) for line in lines if len(line) <= MAX_LINE)
    return next((m["name"] for m in found if m and can_be_name(m["name"])), None)


def _alone(name: str) -> str:
    """Return a paper's or site's name without what stands behind a space: 样例日报 张 三, 样例日报 手机看新闻."""
    first, _space, rest = name.partition(" ")
    is_name = is_newspaper_name(first) or is_site_name(first)
    return first if is_name and rest and not _EDITION.search(rest) and not can_be_name(rest) else name


def parse_source_label(text: str) -> str | None:
    """Return what stands behind 来源： in `text`, as printed, or None: 来源：太原晚报 -> 太原晚报."""
    found = _LABEL.search(text)
    if not found:
        return None
    name = found["name"].strip()
    end = _LABEL_END.search(name)
    name = _alone(name[: end.start()] if end else name)
    return name.strip(" \u3000\xa0：:()（）[]【】,，。") or None
