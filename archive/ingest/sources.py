"""Which paper or site does a page say it is, and where does it say the report came from?

In: the lines of a page's frame (head, foot, labels). Out: the name as the page prints it, with the line it
was read from, or None. A paper named in the report (新华社、人民日报竞相报道) is never its paper.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

MAX_NAME: Final = 16  # characters of a paper's name


class SourceReading(NamedTuple):
    """The paper or site that a page names as its own, and the line that says so."""

    name: str
    evidence: str


_PAPER_TAIL: Final = (
    "日报|晚报|早报|晨报|午报|时报|商报|快报|都市报|生活报|晚刊|导报|新报|画报|周报|电视报|广播报|农民报|工人报|青年报|法制报|"
    "法治报|政协报|经济报|消费报|文摘报|参考报|党报|报"
)
_SITE_TAIL: Final = (
    "新闻网|在线|客户端|融媒|融媒体中心|网|发布|云媒|电视台|广播电视台|新闻|周刊|杂志|党建|先锋"
)
_SUFFIX: Final = re.compile(
    r"(?:智慧)?(?:全媒体)?(?:数字|电子|多媒体)(?:报刊?|版|报纸)(?:平台|系统|阅读)?$|电子版$|数字版$|官网$|官方网站$|PDF版$"
)
_HAN: Final = r"[㐀-鿿0-9A-Za-z]"
_NAME: Final = rf"(?:《)?{_HAN}{{2,12}}(?:》)?"
_PAPER: Final = re.compile(rf"(?:今日{_HAN}{{2,5}}|{_HAN}{{2,12}}?(?:{_PAPER_TAIL}))")
_NOT_PAPERS: Final = re.compile(
    r"^(?:本|该|我|汇|通|申|简|快|举|预|警|战|捷|喜|海|墙|情|公|上|回|填|呈|数字|电子|时|周|日|晚|往期|历史|今日|旧|报)报$|"
    r"(?:数字|电子|黑板|手抄|大字|海|墙|情|工作|总结|简|通|喜|捷|汇|申|上|举|填|播|预|警|公|回|返回|阅|读|订)报$|^\d"
)
_SITE: Final = re.compile(rf"{_HAN}{{2,12}}?(?:{_SITE_TAIL})")
_NOT_SITES: Final = re.compile(
    r"(?:本|该|官|互联|上|联|入|电|公安|备案|主办|承办|主管|联系|全)网$|友情|最新新闻|国内新闻|新闻$"
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
_LABEL: Final = re.compile(
    r"(?:信息来源|文章来源|新闻来源|稿件来源|内容来源|消息来源|文章出处|来源|稿源|出处|转自|原载|摘自|来自)"
    r"(?:\s*[:：丨|｜]\s*|(?=《))(?P<name>[^\n]{2,60})"
)
_LABEL_END: Final = re.compile(
    r"\s{2,}|\s*(?:作者|编辑|责编|责任编辑|记者|时间|日期|发布|发表|浏览|点击|阅读|字号|字体|打印|分享|评论|点赞|更新|[|｜;；])|"
    r"\s*(?:19|20)\d{2}[年\-/.]|[)）\]】]?\s*$"
)


def is_newspaper_name(text: str) -> bool:
    """Return whether `text` is the name of a paper: 样例日报, 今日样例, 样例广播电视报."""
    name = text.strip().strip("《》")
    return len(name) <= MAX_NAME and bool(_PAPER.fullmatch(name)) and not _NOT_PAPERS.search(name)


def is_site_name(text: str) -> bool:
    """Return whether `text` is the name of a news site or channel: 样例网, 样例融媒."""
    name = text.strip()
    return len(name) <= MAX_NAME and bool(_SITE.fullmatch(name)) and not _NOT_SITES.search(name)


def clean_source_name(text: str) -> str:
    """Return a paper's name without what names its edition: 今日样例智慧全媒体数字报 -> 今日样例."""
    name = text.strip().strip("《》")
    name = _SUFFIX.sub("", name) or name
    return name.removesuffix("社") if name.endswith("报社") else name


def find_newspaper(lines: Sequence[str]) -> SourceReading | None:
    """Return the paper that the frame of a page names as its own, else its site, or None."""
    return _first(lines, is_newspaper_name) or find_site(lines)


def find_site(lines: Sequence[str]) -> SourceReading | None:
    """Return the site that the frame of a page names as its own, or None."""
    return _first(lines, is_site_name)


def _first(lines: Sequence[str], accepts: Callable[[str], bool]) -> SourceReading | None:
    """Return the first name in the frame that `accepts` holds for, the surest kind of line first."""
    return next((reading for reading in _read_frame(lines) if accepts(reading.name)), None)


def _read_frame(lines: Sequence[str]) -> Iterator[SourceReading]:
    """Yield each name that a line gives to the page, surest first: address, copyright, masthead, button."""
    for pattern in (_ADDRESS, _COPYRIGHT, _MASTHEAD, _FOLLOW, _CRUMB):
        for line in lines:
            found = pattern.search(line)
            if found:
                yield SourceReading(clean_source_name(found["name"]), line.strip())
    for line in lines:
        if _LINKS.search(line):
            return  # what follows are other people's papers
        yield SourceReading(clean_source_name(line), line.strip())


def find_publisher(lines: Sequence[str]) -> SourceReading | None:
    """Return the press that the frame says runs the page (样例日报社主办 -> 样例日报), or None."""
    for line in lines:
        for found in _HOST.finditer(line):
            name = re.split(r"[、，,主管]", found["name"])[-1].removesuffix("社")
            if is_newspaper_name(name):
                return SourceReading(name, line.strip())
    return None


def parse_source_label(text: str) -> str | None:
    """Return what stands behind 来源： in `text`, as printed, or None: 来源：太原晚报 -> 太原晚报."""
    found = _LABEL.search(text)
    if not found:
        return None
    name = found["name"].strip()
    end = _LABEL_END.search(name)
    name = name[: end.start()] if end else name
    return name.strip(" \u3000\xa0：:()（）[]【】,，。") or None
