"""Where on the page is the report? The lines of its body, between what stands above and below it.

In: the lines of a page. Out: a BodyRange. The element that holds most running text and least links is the
container; the report ends at the first line that says so (责任编辑, 相关阅读, 免责声明). Where nothing stands out,
trafilatura is asked: on pages like ours it finds the text nearly always, though with much around it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

import trafilatura
from lxml import html as lxml_html

from archive.ingest.html_leftovers import DESK_LABEL, ends_report, is_prose, is_sentence, leftover_reason
from archive.ingest.html_lines import HtmlLine, clean_spaces

CONTENT_HINTS: Final = re.compile(
    r"trs_|editor|endtext|end-text|artibody|art[-_]?(?:icle)?[-_]?(?:body|main|con|text|txt|detail|contextbox)|news[-_]?(?:txt|text|con|body|"
    r"detail)|main[-_]?(?:txt|text|con)|text[-_]?con|con[-_]?txt|zoom|zhengwen|content|post[-_]?text|rwb_zw|article|detail|bodytext|entity"
)
PASSAGES: Final = frozenset(("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "dt", "dd"))
HINT_FACTOR: Final = 1.2
LINK_COST: Final = 1.5  # a linked character outside of running text weighs against so many of running text
MIN_BODY: Final = 30  # characters of running text that make a report
EARLY_SHARE: Final = 0.3  # an end before so little of the text is a label above it
OVERLAP: Final = 10  # characters by which a line is known again in what trafilatura returns


class BodyRange(NamedTuple):
    """The lines of the container, as half-open bounds into the page's lines: text begins within them."""

    start: int
    first_prose: int
    stop: int
    end: int  # of the container; what stands between stop and end was said after the report


def find_body(lines: Sequence[HtmlLine], html: str, titles: Sequence[str] = ()) -> BodyRange | None:
    """Return where the report stands, or None for a page without one; `titles` are no running text."""
    prose = _weigh(lines, titles)
    marked = [index for index, line in enumerate(lines) if line.in_content and line.text]
    if sum(len(lines[index].text) for index in marked) >= MIN_BODY:
        return _range(lines, marked[0], marked[-1] + 1, prose)
    found = _by_container(lines, prose)
    if found is None:
        found = _by_trafilatura(lines, html, prose)
    return found


def _weigh(lines: Sequence[HtmlLine], titles: Sequence[str]) -> list[int]:
    """Return how many characters of running text each line holds."""
    folded = [clean_spaces(title) for title in titles]
    return [
        len(line.text) if is_prose(line) and not any(line.text in title for title in folded) else 0
        for line in lines
    ]


def _by_container(lines: Sequence[HtmlLine], prose: Sequence[int]) -> BodyRange | None:
    """Return the lines of the element with most running text for the links amid it."""
    inside: dict[lxml_html.HtmlElement, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        for element in (line.block, *line.block.iterancestors()):
            inside[element].append(index)
    best: tuple[float, int] | None = None
    found = None
    for element, indices in inside.items():
        if element.tag in PASSAGES or sum(prose[i] for i in indices) < MIN_BODY:
            continue
        within = _range(lines, indices[0], indices[-1] + 1, prose)
        worth = _worth(lines, within, prose) * _hint(element), _depth(element)
        if best is None or worth > best:
            best, found = worth, within
    return found


def _worth(lines: Sequence[HtmlLine], within: BodyRange, prose: Sequence[int]) -> float:
    """Return the running text of a range, less what links stand between its first and last line of text."""
    told = [i for i in range(within.first_prose, within.stop) if prose[i]]
    links = sum(lines[i].link_chars for i in range(told[0], told[-1]) if not prose[i]) if told else 0
    return sum(prose[i] for i in told) - LINK_COST * links


def _hint(element: lxml_html.HtmlElement) -> float:
    names = f"{element.get('id') or ''} {element.get('class') or ''}".lower()
    return HINT_FACTOR if CONTENT_HINTS.search(names) else 1.0


def _depth(element: lxml_html.HtmlElement) -> int:
    return sum(1 for _ in element.iterancestors())


def _by_trafilatura(lines: Sequence[HtmlLine], html: str, prose: Sequence[int]) -> BodyRange | None:
    """Return the lines from the first to the last that trafilatura takes for the text."""
    text = trafilatura.extract(html, include_comments=False) or ""
    found = clean_spaces(text.replace("\n", " "))
    inside = [i for i, line in enumerate(lines) if len(line.text) >= OVERLAP and line.text in found]
    return _range(lines, inside[0], inside[-1] + 1, prose) if inside else None


def _range(lines: Sequence[HtmlLine], start: int, stop: int, prose: Sequence[int]) -> BodyRange:
    """Return the range with its first line of text, cut where the report says that it is over."""
    begins = next((i for i in range(start, stop) if prose[i] or _is_text(lines[i])), start)
    total = sum(prose[begins:stop])
    read = 0
    for index in range(begins, stop):
        line = lines[index]
        late = read >= total * EARLY_SHARE or bool(DESK_LABEL.match(line.text))
        if read >= MIN_BODY and late and ends_report(line):
            return BodyRange(start, begins, index, stop)
        read += prose[index]
    return BodyRange(start, begins, stop, stop)


def _is_text(line: HtmlLine) -> bool:
    """Tell whether a report may begin here: running text, or a short sentence."""
    return is_prose(line) or (is_sentence(line.text) and leftover_reason(line) is None)
