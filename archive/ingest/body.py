"""The body between its two forms: blocks as extracted, and the HTML that is kept and edited.

In: blocks, or clean HTML. Out: HTML, or the paragraphs and headings that stand in it. No Django.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Final, NamedTuple

from lxml import html as lxml_html

from archive.ingest.extracted import Block

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Elements that end a paragraph of plain text. Cells of one table row are one paragraph.
PASSAGES: Final = frozenset("p li ul ol table tr blockquote caption figcaption figure div".split())
CELLS: Final = frozenset({"td", "th"})
SPACES: Final = re.compile(r"[ \t\r\n\f\v\u00a0]+")


class BodyParts(NamedTuple):
    """What stands in a body: its paragraphs (list items and table rows too) and its section headings."""

    paragraphs: tuple[str, ...]
    headings: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the paragraphs joined by line feeds."""
        return "\n".join(self.paragraphs)


def render_blocks(blocks: Iterable[Block]) -> str:
    """Return the blocks as HTML, not yet cleaned; figures and the editor's note are kept elsewhere."""
    return "\n".join(_render(block) for block in blocks if block.kind not in ("figure", "note"))


def read_body(body_html: str) -> BodyParts:
    """Return the paragraphs and headings of a body, in order; white space is folded to one space."""
    if not body_html.strip():
        return BodyParts((), ())
    reader = _BodyReader()
    reader.read(lxml_html.fragment_fromstring(body_html, create_parent="div"))
    return BodyParts(tuple(reader.paragraphs), tuple(reader.headings))


def _render(block: Block) -> str:
    if block.kind in ("list", "table") and block.html:
        return block.html
    tag = "h2" if block.kind == "heading" else "p"
    return f"<{tag}>{escape(block.text, quote=False)}</{tag}>"


class _BodyReader:
    """Walks the elements once; each element that stands alone on the page ends the passage before it."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.headings: list[str] = []
        self._text: list[str] = []

    def read(self, element: lxml_html.HtmlElement) -> None:
        """Read the element and all it holds."""
        if not isinstance(element.tag, str):
            return
        stands_alone = element.tag in PASSAGES or element.tag in HEADINGS
        if stands_alone:
            self._end_passage(self.paragraphs)
        self._text.append("\n" if element.tag == "br" else element.text or "")
        for child in element:
            self.read(child)
            self._text.append(child.tail or "")
        if element.tag in CELLS:
            self._text.append(" ")
        if stands_alone:
            self._end_passage(self.headings if element.tag in HEADINGS else self.paragraphs)

    def _end_passage(self, passages: list[str]) -> None:
        text = SPACES.sub(" ", "".join(self._text)).strip(" \u3000")
        self._text.clear()
        if text:
            passages.append(text)
