"""Where on the page is the report? The lines of its body, between what stands above and below it.

In: the lines of a page. Out: a BodyRange. The element that holds most running text and least links is the
container; the report ends at the first line that says so (责任编辑, 相关阅读, 免责声明). On a page without running text
(a notice of one line, verse) any line that is no link and no label counts. Every question about a range of lines
is answered from sums taken once, so that a page's time grows with its lines and not with their nesting.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from lxml import html as lxml_html

from archive.ingest.dates import parse_printed_date
from archive.ingest.html_leftovers import (
    DESK_LABEL,
    LABELS,
    ends_report,
    is_prose,
    is_sentence,
    leftover_reason,
)
from archive.ingest.html_lines import HEADINGS, HtmlLine, clean_spaces

CONTENT_HINTS: Final = re.compile(
    r"trs_|editor|endtext|end-text|artibody|art[-_]?(?:icle)?[-_]?(?:body|main|con|text|txt|detail|contextbox)|news[-_]?(?:txt|text|con|body|"
    r"detail)|main[-_]?(?:txt|text|con)|text[-_]?con|con[-_]?txt|zoom|zhengwen|content|post[-_]?text|rwb_zw|article|detail|bodytext|entity"
)
PASSAGES: Final = frozenset(("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "dt", "dd"))
# What readers wrote below a report may be longer than the report.
COMMENT_HINTS: Final = re.compile(
    r"(?<![a-z])(?:comments?|cmts?|pinglun|pl(?:list|box)|reply|replies|gentie|huifu|liuyan|feedback|guestbook)(?![a-z])"
)
HINT_FACTOR: Final = 1.2
LINK_COST: Final = 1.5  # a linked character outside of running text weighs against so many of running text
MIN_BODY: Final = 30  # characters of running text that make a report
EARLY_SHARE: Final = 0.3  # an end before so little of the text is a label above it
MIN_PLAIN: Final = 10  # characters of a line that may be the text of a page without running text


class BodyRange(NamedTuple):
    """The lines of the container, as half-open bounds into the page's lines: text begins within them."""

    start: int
    first_prose: int
    stop: int
    end: int  # of the container; what stands between stop and end was said after the report


class _Element(NamedTuple):
    """An element of the page with the lines it holds, as half-open bounds, and how deep it stands."""

    element: lxml_html.HtmlElement
    start: int
    stop: int
    depth: int


def find_body(lines: Sequence[HtmlLine], titles: Sequence[str] = ()) -> BodyRange | None:
    """Return where the report stands, or None for a page without one; `titles` are no running text."""
    folded = [clean_spaces(title) for title in titles]
    heads = _heads_of_imprints(lines)
    prose = [
        len(line.text) if _may_be_told(line, folded) and index not in heads else 0
        for index, line in enumerate(lines)
    ]
    sums = _Sums(lines, prose)
    marked = [index for index, line in enumerate(lines) if line.in_content and line.text]
    if sum(len(lines[index].text) for index in marked) >= MIN_BODY:
        return sums.cut(marked[0], marked[-1] + 1)
    found = _by_container(lines, sums, MIN_BODY)
    if found is None:
        plain = [len(line.text) if _is_plain(line) and not _is_title(line, folded) else 0 for line in lines]
        found = _by_container(lines, _Sums(lines, plain), MIN_PLAIN)
    return found


def _may_be_told(line: HtmlLine, titles: Sequence[str]) -> bool:
    """Tell whether a line may be a report's running text."""
    return is_prose(line) and not _is_title(line, titles) and not COMMENT_HINTS.search(line.hints)


def _is_title(line: HtmlLine, titles: Sequence[str]) -> bool:
    return any(line.text in title for title in titles)


def _heads_of_imprints(lines: Sequence[HtmlLine]) -> set[int]:
    """Return the lines without a sentence that stand right above one of date and source: titles, commas or not."""
    texts = [index for index, line in enumerate(lines) if line.text]
    titled = {below for above, below in pairwise(texts) if lines[above].tag == "h1"}
    labels = [bool(line.text) and leftover_reason(line) == LABELS for line in lines]
    heads = set()
    for above, below, next_below in zip(texts, texts[1:], [*texts[2:], len(lines)], strict=False):
        told = [index for index in (below, next_below) if index < len(lines) and labels[index]]
        dated = any(parse_printed_date(lines[index].text) for index in told)
        if labels[below] and dated and (above in titled or not is_sentence(lines[above].text)):
            heads.add(above)
    return heads


def _is_plain(line: HtmlLine) -> bool:
    """Tell whether a line may be the text of a page that has no running text."""
    if len(line.text) < MIN_PLAIN or line.is_linked or line.tag in HEADINGS:
        return False
    return leftover_reason(line) is None


class _Sums:
    """What is asked of ranges of a page's lines, from sums over all lines up to each."""

    def __init__(self, lines: Sequence[HtmlLine], prose: Sequence[int]) -> None:
        links = (0 if prose[i] else line.link_chars for i, line in enumerate(lines))
        self._prose = [0, *accumulate(prose)]
        self._links = [0, *accumulate(links)]
        self._told = [i for i, weight in enumerate(prose) if weight]
        self._begins = [i for i, line in enumerate(lines) if prose[i] or _is_text(line)]
        self._ends = [i for i, line in enumerate(lines) if ends_report(line)]
        self._desk = {i for i in self._ends if DESK_LABEL.match(lines[i].text)}

    def prose(self, start: int, stop: int) -> int:
        """Return the characters of running text between two lines."""
        return self._prose[stop] - self._prose[start]

    def worth(self, within: BodyRange) -> float:
        """Return the running text of a range, less what links stand between its first and last line of text."""
        first = bisect_left(self._told, within.first_prose)
        last = bisect_left(self._told, within.stop) - 1
        if first > last:
            return 0.0
        links = self._links[self._told[last]] - self._links[self._told[first]]
        return self.prose(within.first_prose, within.stop) - LINK_COST * links

    def cut(self, start: int, stop: int) -> BodyRange:
        """Return the range with its first line of text, cut where the report says that it is over."""
        at = bisect_left(self._begins, start)
        begins = self._begins[at] if at < len(self._begins) and self._begins[at] < stop else start
        early = self.prose(begins, stop) * EARLY_SHARE
        for index in self._ends[bisect_left(self._ends, begins) :]:
            if index >= stop:
                break
            read = self.prose(begins, index)
            if read >= MIN_BODY and (read >= early or index in self._desk):
                return BodyRange(start, begins, index, stop)
        return BodyRange(start, begins, stop, stop)


def _by_container(lines: Sequence[HtmlLine], sums: _Sums, shortest: int) -> BodyRange | None:
    """Return the lines of the element with most running text for the links amid it."""
    best: tuple[float, int] | None = None
    found = None
    for element, start, stop, depth in _elements(lines):
        if element.tag in PASSAGES or sums.prose(start, stop) < shortest:
            continue
        within = sums.cut(start, stop)
        worth = sums.worth(within) * _hint(element), depth
        if best is None or worth > best:
            best, found = worth, within
    return found


def _elements(lines: Sequence[HtmlLine]) -> Iterator[_Element]:
    """Yield the elements that hold lines, in the order of the page."""
    if not lines:
        return
    elements = list(lines[0].block.getroottree().getroot().iter())
    bounds: dict[lxml_html.HtmlElement, tuple[int, int]] = {}
    for index, line in enumerate(lines):
        start, _ = bounds.get(line.block, (index, index))
        bounds[line.block] = start, index + 1
    depths: dict[lxml_html.HtmlElement | None, int] = {None: -1}
    for element in reversed(elements):  # what an element holds, its parent holds
        parent = element.getparent()
        if element in bounds and parent is not None:
            own, outer = bounds[element], bounds.get(parent, bounds[element])
            bounds[parent] = min(own[0], outer[0]), max(own[1], outer[1])
    for element in elements:
        depths[element] = depths[element.getparent()] + 1
        if element in bounds:
            yield _Element(element, *bounds[element], depths[element])


def _hint(element: lxml_html.HtmlElement) -> float:
    names = f"{element.get('id') or ''} {element.get('class') or ''}".lower()
    return HINT_FACTOR if CONTENT_HINTS.search(names) else 1.0


def _is_text(line: HtmlLine) -> bool:
    """Tell whether a report may begin here: running text, or a short sentence."""
    return is_prose(line) or (is_sentence(line.text) and leftover_reason(line) is None)
