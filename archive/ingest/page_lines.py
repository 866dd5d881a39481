"""A page as plain lines, to be read beside its record: what would somebody who opens the page see, top to bottom?

In: a Page of `formats.py`. Out: PageLines, the same that the readers of `extraction.py` go by; a record gives a line
for each key and each paragraph. Nothing of the page's markup is left. No Django.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from archive.ingest.formats import Page
from archive.ingest.html_lines import clean_spaces, parse_page, read_lines
from archive.ingest.text_lines import split_lines

MAX_LINES: Final = 3_000  # lines of one page; a longer one is for the download
MAX_CHARS: Final = 2_000  # of one line


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line: `is_title` is what a browser shows in its tab, `is_picture` a picture, which has no text."""

    text: str
    is_title: bool = False
    is_picture: bool = False


def lines_of(page: Page, most: int = MAX_LINES) -> list[PageLine]:
    """Return the lines of a page, at most so many."""
    lines: Iterator[PageLine]
    if page.kind == "html":
        lines = _html_lines(page.text)
    elif page.record is not None:
        lines = _record_lines(page.record)
    else:
        lines = (PageLine(line.text) for line in split_lines(page.text))
    return list(islice((_cut(line) for line in lines), most))


def text_lines(text: str, most: int = MAX_LINES) -> list[PageLine]:
    """Return a text that no reader took, as lines that hold anything."""
    return list(islice((_cut(PageLine(line.strip())) for line in text.splitlines() if line.strip()), most))


def _html_lines(html: str) -> Iterator[PageLine]:
    root = parse_page(html)
    if root is None:
        return
    title = clean_spaces(root.findtext(".//title") or "")
    if title:
        yield PageLine(title, is_title=True)
    for line in read_lines(root):
        if line.text:
            yield PageLine(line.text)
        elif line.image is not None:
            yield PageLine("", is_picture=True)


def _record_lines(record: Mapping[str, object]) -> Iterator[PageLine]:
    for key, value in record.items():
        first, *rest = str(value).splitlines() or [""]
        yield PageLine(f"{key}：{first}")
        yield from (PageLine(line.strip()) for line in rest if line.strip())


def _cut(line: PageLine) -> PageLine:
    if len(line.text) <= MAX_CHARS:
        return line
    return PageLine(f"{line.text[:MAX_CHARS]}……", line.is_title, line.is_picture)
