"""Founder's e-paper markup: the comment in which the system wrote down what it knows of an article.

In: the text or the lines of a page. Out: EpaperRecord, or None for a page of another make. Founder writes the
headline, the lines above and below it, the day, the page and the paper into a comment: `enpproperty` with plain
element names (<introtitle>), `mpproperty` with names of its own (<founder-introtitle>).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import Final

from archive.ingest.dates import parse_printed_date
from archive.ingest.html_lines import HtmlLine, clean_spaces

COMMENT: Final = re.compile(
    r"<!--\s*(enpproperty|mpproperty)\b(.{0,8000}?)/\s*\1\s*-->", re.IGNORECASE | re.DOTALL
)
FIELD: Final = re.compile(r"<(?:founder-)?([a-z]+)\s*>(.*?)</(?:founder-)?\1\s*>", re.IGNORECASE | re.DOTALL)
PAGE_NUMBER: Final = re.compile(r"第\s*([A-Z]?\d{1,3})\s*版|\b([A-Z]\d{2})\s*版")
MARKUP: Final = re.compile(r"<[^<>]*>")
MAX_PAGE_LINE: Final = 60  # characters


@dataclass(frozen=True, slots=True)
class EpaperRecord:
    """What the e-paper system wrote of an article; None for what it left empty."""

    headline: str | None = None
    kicker: str | None = None
    subtitle: str | None = None
    author: str | None = None
    date: str | None = None
    newspaper: str | None = None
    print_page: str | None = None
    column_name: str | None = None


def read_epaper(html: str) -> EpaperRecord | None:
    """Return the record in a page's Founder comment, or None where it has none."""
    found = COMMENT.search(html)
    if not found:
        return None
    values: dict[str, str] = {}
    for name, value in FIELD.findall(found.group(2)):
        text = clean_spaces(unescape(MARKUP.sub("", value)))
        if text:
            values.setdefault(name.lower(), text)
    return EpaperRecord(
        headline=values.get("title"),
        kicker=values.get("introtitle"),
        subtitle=values.get("subtitle"),
        author=values.get("author"),
        date=parse_printed_date(values.get("date", "")),
        newspaper=values.get("papername"),
        print_page=values.get("pagenum") or values.get("page"),
        column_name=values.get("nodename") if found.group(1).lower() == "mpproperty" else None,
    )


def find_print_page(lines: Sequence[HtmlLine]) -> str | None:
    """Return the page of the paper that lines outside of links name, if they name but one (第03版：要闻)."""
    found = {
        match.group(1) or match.group(2)
        for line in lines
        if not line.is_linked and len(line.text) <= MAX_PAGE_LINE
        for match in PAGE_NUMBER.finditer(line.text)
    }
    return found.pop() if len(found) == 1 else None
