"""From the lines of a report to its blocks: paragraphs, headings, figures with captions, lists, tables.

In: the lines between the report's first and last word. Out: blocks in reading order, figures, and what was taken
out from between them. A table or list of the page becomes one block; a layout table of 2005 stays lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from lxml import html as lxml_html

from archive.ingest.bylines import is_photo_credit, parse_photo_credit
from archive.ingest.extracted import Block, FoundFigure, RemovedText
from archive.ingest.html_leftovers import BUTTON, JUNK_HINTS, MIN_PROSE, is_sentence, leftover_reason
from archive.ingest.html_lines import HEADINGS, HtmlLine, clean_spaces

MAX_HEADING: Final = 40  # characters
MAX_PLAIN_HEADING: Final = 28  # characters of a heading that nothing but its place shows
MAX_CAPTION: Final = 130
MAX_CELL: Final = 80  # characters that a data table's cell holds on average, at most
SMALL_PICTURE: Final = 60  # pixels; icons and spacers stay below
ICON: Final = re.compile(
    r"(?i)icon|logo|button|btn|arrow|qr_?code|erweima|ewm|weixin|wechat|share|avatar|blank|space|dot\.|line\.|end_news|/c\.gif"
)
CAPTION_HINTS: Final = re.compile(r"caption|tuzhu|photo|pic|img|image|tushuo|figure|note|desc")
CAPTION_LEAD: Final = re.compile(
    r"图为|图[一二三四五六七八九十\d]?[:：]|[左右上下]图|资料图|(?:截图|合影|示意图|图片|照片)[。.）)]*$"
)
CAPTION_WORDS: Final = re.compile(
    r"图为|图[一二三四五六七八九十\d]?[:：]|[左右上下]图|资料图|截图|图片|示意图|合影|现场"
)
LIST_ITEM_MIN: Final = 2
LONE_CLOSERS: Final = "）)”’】]》」』。，、；"


@dataclass(slots=True)
class BlockReading:
    """The blocks of a report as they are read, its figures, and what was left out on the way."""

    blocks: list[Block] = field(default_factory=list)
    figures: list[FoundFigure] = field(default_factory=list)
    removed: list[RemovedText] = field(default_factory=list)
    judged: dict[lxml_html.HtmlElement, bool] = field(
        default_factory=dict
    )  # tables and lists: do they hold data?


def read_blocks(lines: Sequence[HtmlLine], *, as_marked: bool = False) -> BlockReading:
    """Return the blocks of the lines between a report's first and last word.

    `as_marked` takes every line for the report's, and for a heading only what is marked as one.
    """
    lines = join_broken(lines)
    reading = BlockReading()
    index = 0
    while index < len(lines):
        line = lines[index]
        group = _group(line, reading)
        if line.image is not None:
            index += _read_figure(lines, index, reading)
        elif group is not None:
            index += _read_group(lines, index, group, reading)
        else:
            if as_marked:
                reading.blocks.append(Block("heading" if line.tag in HEADINGS else "paragraph", line.text))
            else:
                _read_line(lines, index, reading)
            index += 1
    return reading


def join_broken(lines: Sequence[HtmlLine]) -> list[HtmlLine]:
    """Return the lines with paragraphs made whole that a picture or an advertisement was put into.

    The portals of 2004 set a table between two characters of a paragraph, without a thought for either.
    """
    joined: list[HtmlLine] = []
    for line in lines:
        opener = next((other for other in reversed(joined) if other.text), None)
        if opener is not None and line.text and _continues(opener, line):
            opener.text += line.text
            opener.parted = opener.text
        else:
            joined.append(line)
    return joined


def _continues(opener: HtmlLine, line: HtmlLine) -> bool:
    """Tell whether a line goes on with a paragraph that broke off without an end."""
    if line.text[0] in LONE_CLOSERS and len(line.text) <= 2:
        return True
    near = line.block is opener.block or line.block is opener.block.getparent()
    open_ended = (
        len(opener.text) > MIN_PROSE and not is_sentence(opener.text) and opener.text[-1] not in "：:"
    )
    return near and open_ended and not line.follows_break and not (opener.is_strong or line.is_strong)


def _read_line(lines: Sequence[HtmlLine], index: int, reading: BlockReading) -> None:
    """Read one line as a paragraph or heading, or note why it is neither."""
    line = lines[index]
    reason = _inner_reason(line)
    if reason:
        reading.removed.append(RemovedText(line.text, reason))
    elif _is_heading(lines, index):
        reading.blocks.append(Block("heading", line.text))
    else:
        reading.blocks.append(Block("paragraph", line.text))


def _inner_reason(line: HtmlLine) -> str | None:
    """Return why a line amid the text is the site's; between paragraphs only sure signs count."""
    if line.is_linked and not is_sentence(line.text) and not line.text.startswith(("《", "“")):
        return "正文中间的链接"
    reason = leftover_reason(line)
    if reason in ("页码或结束符", "原标题", "网站部件"):
        return reason
    if reason and reason.startswith("分享") and len(line.text) <= MIN_PROSE and BUTTON.match(line.text):
        return reason
    return None


def _is_heading(lines: Sequence[HtmlLine], index: int) -> bool:
    """Tell whether a line heads the text below it: short, no sentence, and set as one or standing alone."""
    line = lines[index]
    text = line.text
    if not 2 <= len(text) <= MAX_HEADING or (is_sentence(text) and text[-1] in "。；;"):
        return False
    below = next((other for other in lines[index + 1 :] if other.text), None)
    if below is None:
        return False
    if line.tag in HEADINGS or line.is_strong:
        return not text.endswith(("：“", "，")) and (line.tag in HEADINGS or text[-1] not in "。，；")
    alone = not re.search(r"[。，；：！？、]$|[。，；]", text) and len(text) <= MAX_PLAIN_HEADING
    return alone and not is_photo_credit(text) and _stands_between_sentences(lines, index)


def _stands_between_sentences(lines: Sequence[HtmlLine], index: int) -> bool:
    """Tell whether a plain line stands between paragraphs, and not among lines like itself (verse, names)."""
    above = [other for other in lines[:index] if other.text][-2:]
    below = [other for other in lines[index + 1 :] if other.text][:2]
    return any(_is_paragraph(line) for line in above) and any(_is_paragraph(line) for line in below)


def _is_paragraph(line: HtmlLine) -> bool:
    return len(line.text) > MAX_PLAIN_HEADING and is_sentence(line.text)


def _read_figure(lines: Sequence[HtmlLine], index: int, reading: BlockReading) -> int:
    """Read a picture and the caption below it; return how many lines that took."""
    line = lines[index]
    if not _is_figure(line):
        return 1
    caption, taken = None, 1
    opens = not any(block.kind == "paragraph" for block in reading.blocks)
    below = lines[index + 1] if index + 1 < len(lines) else None
    if below and (is_caption(below, line) or (opens and _is_bare_caption(lines, index + 1))):
        caption, taken = below.text, 2
    credit = parse_photo_credit(caption) if caption else None
    reading.figures.append(
        FoundFigure(credit.caption if credit else None, credit.credits if credit else (), line.image)
    )
    reading.blocks.append(Block("figure", caption or ""))
    return taken


def _is_figure(line: HtmlLine) -> bool:
    """Tell a picture of the report from the site's icons."""
    picture = next(
        (
            e
            for e in line.block.iter("img")
            if line.image in (e.get("src"), e.get("data-src"), e.get("data-original"))
        ),
        None,
    )
    if ICON.search(line.image or "") or JUNK_HINTS.search(line.hints.split(" | ")[0]):
        return False
    sizes = (picture.get("width"), picture.get("height")) if picture is not None else ()
    return not any(
        size and size.rstrip("px").isdigit() and int(size.rstrip("px")) <= SMALL_PICTURE for size in sizes
    )


def is_caption(line: HtmlLine, picture: HtmlLine) -> bool:
    """Tell whether the line below a picture speaks of it."""
    text = line.text
    if not 2 <= len(text) <= MAX_CAPTION or (line.is_strong and not is_photo_credit(text)):
        return False
    own = line.hints.split(" | ")[0]
    # A report goes on below its pictures: a sentence speaks of one only where it says so (图为, 左图).
    words = CAPTION_LEAD if is_sentence(text) else CAPTION_WORDS
    worded = bool(words.search(text)) and len(text) <= MAX_CAPTION * 0.6
    set_apart = line.is_centred or bool(CAPTION_HINTS.search(own)) or _share_frame(line, picture)
    return is_photo_credit(text) or set_apart or worded


def _is_bare_caption(lines: Sequence[HtmlLine], index: int) -> bool:
    """Tell whether a short line without a sentence stands between the report's first picture and its text."""
    below = next((other for other in lines[index + 1 :] if other.text), None)
    short = 2 <= len(lines[index].text) <= MAX_PLAIN_HEADING and not is_sentence(lines[index].text)
    return short and not lines[index].is_strong and below is not None and _is_paragraph(below)


def _share_frame(line: HtmlLine, picture: HtmlLine) -> bool:
    """Tell whether picture and line stand in a table or figure that holds nothing else."""
    for element in picture.block.iterancestors():
        if element.tag in ("table", "figure"):
            return (
                line.block in set(element.iter())
                and len(clean_spaces(element.text_content())) <= len(line.text) + 2
            )
    return False


def caption_figures(lines: Sequence[HtmlLine]) -> BlockReading:
    """Return only the figures among lines that stand above the text, with their captions."""
    reading = BlockReading()
    index = 0
    while index < len(lines):
        index += _read_figure(lines, index, reading) if lines[index].image is not None else 1
    return reading


def _group(line: HtmlLine, reading: BlockReading) -> lxml_html.HtmlElement | None:
    """Return the table or list that a line stands in, if it holds data and nothing but lines of the text."""
    around = line.block.iterancestors("table", "ul", "ol")
    element = line.block if line.block.tag in ("table", "ul", "ol") else next(around, None)
    if element is None:
        return None
    if element not in reading.judged:
        holds = _is_data_table(element) if element.tag == "table" else _is_list(element)
        reading.judged[element] = holds
    return element if reading.judged[element] else None


def _is_data_table(table: lxml_html.HtmlElement) -> bool:
    """Tell a table of figures from one that only lays the page out."""
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    cells = [cell for row in rows for cell in row]
    if (
        any(element is not table for element in table.iter("table"))
        or len(rows) < 2
        or max(map(len, rows)) < 2
    ):
        return False
    lengths = [len(clean_spaces(cell.text_content())) for cell in cells]
    longest = max(cells, key=lambda cell: len(cell.text_content()))
    if max(lengths) * 2 > sum(lengths) and len(list(longest.iter("p", "br"))) > 1:
        return False  # one cell holds the report
    linked = sum(len(clean_spaces(link.text_content())) for link in table.iter("a"))
    return (
        0 < sum(lengths) <= MAX_CELL * len(cells)
        and linked * 2 < sum(lengths)
        and next(table.iter("img"), None) is None
    )


def _is_list(element: lxml_html.HtmlElement) -> bool:
    items = [clean_spaces(item.text_content()) for item in element if item.tag == "li"]
    return (
        len([item for item in items if item]) >= LIST_ITEM_MIN
        and not next(element.iter("a", "img", "p"), None) is not None
    )


def _read_group(
    lines: Sequence[HtmlLine], index: int, element: lxml_html.HtmlElement, reading: BlockReading
) -> int:
    """Read a table or list as one block; return how many lines that took."""
    within = set(element.iter())
    taken = 0
    while index + taken < len(lines) and lines[index + taken].block in within:
        taken += 1
    if element.tag == "table":
        rows = list(_rows(element))
        text = "\n".join(" ".join(cell for cell, _span in row if cell) for row in rows)
        reading.blocks.append(Block("table", text, "<table>" + "".join(map(_row_html, rows)) + "</table>"))
    else:
        items = [clean_spaces(item.text_content()) for item in element if item.tag == "li"]
        inner = "".join(f"<li>{escape(item, quote=False)}</li>" for item in items if item)
        reading.blocks.append(
            Block("list", "\n".join(filter(None, items)), f"<{element.tag}>{inner}</{element.tag}>")
        )
    return max(taken, 1)


def _rows(table: lxml_html.HtmlElement) -> Iterator[list[tuple[str, str]]]:
    """Yield each row that holds something: its cells' text and their spans."""
    for row in table.iter("tr"):
        cells = [
            (
                clean_spaces(cell.text_content()),
                "".join(
                    f' {name}="{cell.get(name)}"'
                    for name in ("colspan", "rowspan")
                    if (cell.get(name) or "").isdigit()
                ),
            )
            for cell in row
            if cell.tag in ("td", "th")
        ]
        if any(text for text, _span in cells):
            yield cells


def _row_html(cells: Sequence[tuple[str, str]]) -> str:
    inner = "".join(f"<td{span}>{escape(text, quote=False)}</td>" for text, span in cells)
    return f"<tr>{inner}</tr>"
