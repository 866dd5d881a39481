"""Which lines of the page are its headline, the line above it and the one below?

In: the lines above the text and the page's metadata. Out: TitleLines. What the head of a page calls its title
is looked for among the printed lines, which may break it in two; where it is not there, the nearest heading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

from archive.ingest.dates import parse_printed_date
from archive.ingest.html_leftovers import BUTTON, BUTTONS, is_sentence, leftover_reason
from archive.ingest.html_lines import HEADINGS, HtmlLine
from archive.ingest.html_metadata import PageMetadata
from archive.ingest.signatures import parse_signature
from archive.ingest.sources import is_site_name, stands_as_name

TITLE_HINTS: Final = re.compile(
    r"tit(?:le|\d|\b)|(?:^|[-_ ])tit|headline|biaoti|(?:^|[-_ ])(?:bt|h1)(?:$|[-_ \d])|font01|f24|subject"
)
NOT_TITLE_HINTS: Final = re.compile(
    r"sub-?tit|column|channel|site|logo|nav|header|list|right|side|related|hot"
)
BODY_HINTS: Final = re.compile(r"content|text|body|article|detail|zw|nr(?![a-z])")
SITE_HINTS: Final = re.compile(r"logo|site-?(?:name|title)|masthead")
KICKER_HINTS: Final = re.compile(
    r"(?:^|[-_ ])pre(?:$|[-_ ])|intro-?tit|yinti|jianti|kicker|shoulder|uptitle|pretitle"
)
SUBTITLE_HINTS: Final = re.compile(
    r"sub-?(?:tit|head|$)|(?:^|[-_ ])sub(?:$|[-_ ])|futi|fubiaoti|downtitle|vice"
)
MIN_HEADLINE: Final = 5  # characters
MIN_HEADING: Final = 4  # of one that is marked as the page's first heading
MIN_PART: Final = 8  # of a line that says less of the head's title than that
MIN_TITLE_PART: Final = 3  # of the line above or below it
MAX_CHANNEL: Final = 8  # characters of a channel's name behind that of the site: 样例网---党建经纬
MAX_HEADLINE: Final = 120
MIN_COVERED: Final = 0.6  # of the head's title, for printed lines to be it
LINES_TO_IMPRINT: Final = 3  # from it up to the headline
MAX_JOINED: Final = 3  # lines that one headline is broken into
ADDRESS: Final = re.compile(r"(?:www\.|https?:)|\.(?:com|cn|net|org)\b", re.IGNORECASE)
SITE_TITLE: Final = re.compile(
    r"^(?:新闻|文章|信息|内容|详细|详情|正文|页面?|中心|动态|列表|浏览|阅读|查看|显示|最终|频道|栏目)+$|"
    r"欢迎|首页|门户网站|官方网站|无标题|(?:新闻网|政府网|信息网|党建网|论坛|博客|数字报|电子版)$"
)
DASH: Final = re.compile(r"^[\s]*[—―–\-]{1,4}\s*")
TRAILING_SIGNS: Final = re.compile(r"[\s\-–—_|·]+$")


@dataclass(frozen=True, slots=True)
class TitleLines:
    """The title lines of a report; `first` and `last` bound them among the page's lines, if printed there."""

    headline: str | None = None
    kicker: str | None = None
    subtitle: str | None = None
    evidence: str | None = None
    first: int | None = None
    last: int | None = None


def fold_title(text: str) -> str:
    """Return the letters, digits and Han characters of a title, as titles are compared."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def find_title(lines: Sequence[HtmlLine], text_start: int, metadata: PageMetadata) -> TitleLines:
    """Return the title lines that stand above the text, else what the page's head says."""
    claimed = [t for t in (metadata.stated_title, metadata.bare_title, metadata.title) if t]
    printed = (
        _printed_claim(lines, text_start, claimed)
        or _printed_part(lines, text_start, claimed)
        or _printed_heading(lines, text_start, claimed)
    )
    if printed is None:
        return _from_head(metadata)
    first, last = printed
    texts = [TRAILING_SIGNS.sub("", lines[i].text) for i in range(first, last + 1) if lines[i].text]
    evidence, subtitle = "页面标题行：" + " / ".join(texts), None
    if len(texts) > 1 and DASH.match(texts[-1]):
        subtitle = DASH.sub("", texts.pop())
    kicker_index, subtitle_index = _beside(lines, first, last, text_start)
    return TitleLines(
        headline=join_lines(texts),
        kicker=lines[kicker_index].text if kicker_index is not None else None,
        subtitle=subtitle
        or (DASH.sub("", lines[subtitle_index].text) if subtitle_index is not None else None),
        evidence=evidence,
        first=first if kicker_index is None else kicker_index,
        last=last if subtitle_index is None else subtitle_index,
    )


def join_lines(texts: Sequence[str]) -> str:
    """Return a headline that the page breaks into lines as one, without a space between Chinese characters."""
    joined = ""
    for text in texts:
        glued = not joined or ord(joined[-1]) > 0x2E80 or ord(text[0]) > 0x2E80
        joined += text if glued else f" {text}"
    return joined


def _from_head(metadata: PageMetadata) -> TitleLines:
    """Return the title that a meta tag or <title> gives, unless that is the site's name."""
    for title, tag in ((metadata.stated_title, "meta"), (metadata.bare_title, "title")):
        if title and len(title) >= MIN_HEADLINE and not stands_as_name(title):
            return TitleLines(headline=title, evidence=f"{tag} 标签：{title}")
    return TitleLines()


def _printed_claim(lines: Sequence[HtmlLine], stop: int, claimed: Sequence[str]) -> tuple[int, int] | None:
    """Return the printed lines that say most of a title from the page's head, the nearest to the text first."""
    best: tuple[float, int, int] | None = None
    for claim in claimed:
        folded = fold_title(claim)
        for first in range(stop):
            last, covered = _covered(lines, first, stop, folded)
            share = covered / len(folded) if folded else 0.0
            if share >= MIN_COVERED and covered >= MIN_HEADLINE and (best is None or share >= best[0]):
                best = (share, first, last)
        if best:
            return best[1], best[2]
    return None


def _printed_part(lines: Sequence[HtmlLine], stop: int, claimed: Sequence[str]) -> tuple[int, int] | None:
    """Return the line set as a title, nearest to the text, that begins or ends a long title of the page's head."""
    claims = [fold_title(claim) for claim in claimed]
    for index in range(stop - 1, -1, -1):
        line = lines[index]
        said = fold_title(line.text)
        if len(said) < MIN_PART or not any(claim.startswith(said) or claim.endswith(said) for claim in claims):
            continue
        is_set = line.tag in HEADINGS or _stands_out(line) or _is_styled(line)
        if is_set and _may_be_title(line) and not _is_of_site(line.text):
            return index, index
    return None


def _covered(lines: Sequence[HtmlLine], first: int, stop: int, folded: str) -> tuple[int, int]:
    """Return the last of the lines from `first` on that continue a title, and how much of it they say."""
    said, last = "", first
    for index in range(first, min(first + MAX_JOINED, stop)):
        line = lines[index]
        more = said + fold_title(line.text)
        if not line.text or (line.is_linked and not line.is_strong) or more == said or more not in folded:
            break
        said, last = more, index
    return last, len(said)


def _printed_heading(lines: Sequence[HtmlLine], stop: int, claimed: Sequence[str]) -> tuple[int, int] | None:
    """Return the heading that stands nearest above the text: h1 first, then what is styled as a title."""
    titles = [i for i in range(stop) if _may_be_title(lines[i])]
    heads = [
        i for i in range(stop)
        if lines[i].tag == "h1" and _may_be_title(lines[i], MIN_HEADING) and not SITE_HINTS.search(_own_hints(lines[i]))
    ]  # fmt: skip
    styled = [i for i in titles if _is_styled(lines[i])]
    others = [i for i in titles if lines[i].tag in HEADINGS or (_stands_out(lines[i]) and lines[i].is_centred)]
    claims = any(len(fold_title(claim)) >= MIN_HEADLINE and not _is_of_site(claim) for claim in claimed)
    short = [i for i in range(stop) if lines[i].tag in HEADINGS and _may_be_title(lines[i], MIN_HEADING)]
    for found in (heads, styled, *(() if claims else (others, short))):
        if found:
            return _whole_heading(lines, found[-1], stop)
    return None if claims else _above_imprint(lines, stop)


def _whole_heading(lines: Sequence[HtmlLine], index: int, stop: int) -> tuple[int, int]:
    """Return the lines of a heading that <br> breaks, from any of them."""
    first = last = index
    while first > 0 and lines[first - 1].block is lines[index].block and _may_be_title(lines[first - 1]):
        first -= 1
    while last + 1 < stop and lines[last + 1].block is lines[index].block and _may_be_title(lines[last + 1]):
        last += 1
    return (first, last) if last - first < MAX_JOINED else (index, index)


def _above_imprint(lines: Sequence[HtmlLine], stop: int) -> tuple[int, int] | None:
    """Return what stands above the line of date and source: a page that marks no title has it there."""
    dated = [i for i in range(stop) if not lines[i].is_linked and parse_printed_date(lines[i].text)]
    told = [i for i in range(dated[-1] if dated else 0) if lines[i].text and not lines[i].is_linked]
    above = reversed(told[-LINES_TO_IMPRINT:])
    last = next((i for i in above if _may_be_title(lines[i]) and not ADDRESS.search(lines[i].text)), None)
    if last is None:
        return None
    is_second = DASH.match(lines[last].text) and last > 0 and _may_be_title(lines[last - 1])
    return (last - 1 if is_second else last), last


def _may_be_title(line: HtmlLine, shortest: int = MIN_HEADLINE) -> bool:
    text = line.text
    return (
        shortest <= len(text) <= MAX_HEADLINE
        and not line.is_linked
        and (leftover_reason(line) is None or _names_a_button(line))
        and not (stands_as_name(text) or parse_printed_date(text))
    )


def _names_a_button(line: HtmlLine) -> bool:
    """Tell whether a line set as a title holds a button's word among others: 评论：阵地不是展览室."""
    is_set = line.tag in HEADINGS or bool(TITLE_HINTS.search(_own_hints(line)))
    return is_set and len(BUTTON.sub("", line.text)) >= MIN_PART and leftover_reason(line) == BUTTONS


def _stands_out(line: HtmlLine) -> bool:
    return line.is_strong or line.is_large


def _is_of_site(claim: str) -> bool:
    """Tell whether what the head calls the page's title is the site's, the same on all of its pages."""
    site, _sign, channel = re.sub(r"\s*(?:[-_|｜—>]|--+)+\s*", "\n", claim, count=1).partition("\n")
    is_channel = is_site_name(site) and len(channel) <= MAX_CHANNEL
    return stands_as_name(claim) or is_channel or bool(SITE_TITLE.search(claim))


def _own_hints(line: HtmlLine) -> str:
    return line.hints.split(" | ")[0]


def _is_styled(line: HtmlLine) -> bool:
    own = line.hints.split(" | ")[0]
    if not TITLE_HINTS.search(own) or NOT_TITLE_HINTS.search(own):
        return False
    return "tit" in own or not (BODY_HINTS.search(own) or is_sentence(line.text))


def _beside(lines: Sequence[HtmlLine], first: int, last: int, stop: int) -> tuple[int | None, int | None]:
    """Return the lines above and below a headline that are its kicker and its subtitle."""
    above, below = first - 1, last + 1
    kicker = None
    if above >= 0 and (
        _is_title_part(lines[above], KICKER_HINTS, lines[first]) or _is_row_above(lines[above], lines[first])
    ):
        kicker = above
    subtitle = below if below < stop and _is_title_part(lines[below], SUBTITLE_HINTS, lines[first]) else None
    return kicker, subtitle


def _is_title_part(line: HtmlLine, hints: re.Pattern[str], headline: HtmlLine) -> bool:
    """Tell whether a line beside a headline belongs to it: by its class, as a heading, or by a dash."""
    if not _may_be_title(line, MIN_TITLE_PART) or parse_signature(line.text):
        return False
    own = line.hints.split(" | ")[0]
    if hints.search(own) and not NOT_TITLE_HINTS.search(own.replace("subtit", "")):
        return True
    same = _frame(line) is _frame(headline) and line.block is not headline.block
    return same and (line.tag in HEADINGS - {"h1"} or bool(DASH.match(line.text)))


def _is_row_above(line: HtmlLine, headline: HtmlLine) -> bool:
    """Tell whether a line is the row above the headline in a table of title lines, as e-papers of 2010 set them."""
    if line.tag != "td" or headline.tag != "td" or _frame(line) is not _frame(headline):
        return False
    return _may_be_title(line) and line.is_centred and headline.is_centred and not parse_signature(line.text)


def _frame(line: HtmlLine) -> HtmlElement | None:
    """Return what holds the block of a line; of a cell the table, for e-papers give each title line a row."""
    if line.tag == "td":
        return next(line.block.iterancestors("table"), None)
    return line.block.getparent()
