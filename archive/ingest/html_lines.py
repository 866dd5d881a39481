"""A saved HTML page as lines: what a reader sees, top to bottom, with what the markup says of each line.

In: the text of an HTML page. Out: HtmlLines in reading order. A line is what stands between two breaks (block
elements, <br>, a paragraph's indent), so that markup of 2003 (layout tables, <br>) and of 2022 read alike.
Scripts, forms' fields and what is hidden give no line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from lxml import etree
from lxml import html as lxml_html

from archive.ingest.html_depth import flatten


def _words(text: str) -> frozenset[str]:
    """Return the words of `text`, which white space divides."""
    return frozenset(text.split())


BLOCKS: Final = _words(
    "html body p div section article center table caption thead tbody tfoot tr td th ul ol li dl dt dd h1 h2 h3 "
    "h4 h5 h6 blockquote pre address header footer main aside nav figure figcaption form fieldset hr details "
    "summary founder-content"
)
UNREAD: Final = _words(
    "script style noscript template iframe object embed applet svg math select option button textarea map "
    "audio video canvas head title frameset"
)
HEADINGS: Final = _words("h1 h2 h3 h4 h5 h6")
STRONG: Final = _words("strong b") | HEADINGS
HIDDEN: Final = re.compile(r"(?i)display\s*:\s*none")
LARGE_FONT: Final = re.compile(r"\+?[5-7]|\+[2-4]")  # <font size>: 3 is a text's
LARGE_STYLE: Final = re.compile(r"(?i)font-size\s*:\s*(?:(?:2\d|3\d|4\d)\s*px|(?:1[6-9]|2\d)\s*pt|(?:x|xx)-large)")
CENTRED: Final = re.compile(r"(?i)text-align\s*:\s*center")
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
XML_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
UNSEEN: Final = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff\xad]")
WIDE: Final = "⺀-鿿豈-﫿＀-￯、-〿‘-”"
# A line feed in the source between two Chinese characters is the editor's, not the writer's.
SOURCE_BREAK: Final = re.compile(rf"(?<=[{WIDE}])[ \t]*[\r\n]+[ \t]*(?=[{WIDE}])")
SPACES: Final = re.compile(r"[ \t\r\n\f\v\xa0\u3000]+")
SPACED_LABEL: Final = re.compile(
    r"(?<![㐀-鿿])(?P<first>来|作|编|责|记|时|日|出|摄|校|审|稿) (?P<last>源|者|辑|编|间|期|处|影|对|核)(?= ?[:：])"
)
# Old systems part paragraphs by the next one's indent alone.
INDENT: Final = re.compile(r"(?<=[。！？…”’）：])\s*(?:\u3000{2,}|\xa0{4,}|(?:\xa0 ){2,}\xa0?)\s*")
CONTENT_MARK: Final = re.compile(r"^\s*(/?)enpcontent\s*$", re.IGNORECASE)
CONTENT_ELEMENT: Final = "founder-content"
HINT_LEVELS: Final = 4  # ancestors whose id and class may say what a line is


@dataclass(slots=True)
class HtmlLine:
    """One line of a page. `hints` are the ids and classes around it, nearest first, in lower case.

    `parted` is the text with two spaces where one element ends and the next begins: labels stand side by side.
    """

    text: str
    block: lxml_html.HtmlElement
    link_chars: int = 0
    strong_chars: int = 0
    large_chars: int = 0  # in letters that are larger than those of a text
    image: str | None = None
    in_content: bool = False  # between the marks that an e-paper system sets around its articles
    hints: str = ""
    tag: str = ""
    parted: str = ""
    follows_break: bool = False  # a <br> or an indent parts it from the line before

    @property
    def is_linked(self) -> bool:
        """Tell whether most of the line is a link."""
        return bool(self.text) and self.link_chars * 2 > len(self.text)

    @property
    def is_strong(self) -> bool:
        """Tell whether nearly all of the line is bold or a heading."""
        return bool(self.text) and self.strong_chars >= len(self.text.replace(" ", "")) * 0.9

    @property
    def is_large(self) -> bool:
        """Tell whether nearly all of the line is in large letters, as pages without headings set their titles."""
        return bool(self.text) and self.large_chars >= len(self.text.replace(" ", "")) * 0.9

    @property
    def is_centred(self) -> bool:
        """Tell whether the line is set in the middle."""
        near = [self.block, *islice(self.block.iterancestors(), 2)]
        return any(_is_centred(element) for element in near)


def parse_page(html: str) -> lxml_html.HtmlElement | None:
    """Return the document's root element, or None where no element is found."""
    text = XML_DECLARATION.sub("", CONTROL.sub("", html))
    if not text.strip():
        return None
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)  # without it text 256 deep is dropped
    try:
        root = lxml_html.document_fromstring(flatten(text).encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    return root if isinstance(root, lxml_html.HtmlElement) else None


def read_lines(root: lxml_html.HtmlElement) -> list[HtmlLine]:
    """Return the lines of a page in reading order; a picture is a line without text."""
    reader = _LineReader(root)
    reader.read()
    return reader.lines


@dataclass(slots=True)
class _LineReader:
    """Walks the tree once, without recursion, and cuts what it reads into lines."""

    root: lxml_html.HtmlElement
    lines: list[HtmlLine] = field(default_factory=list)
    _pieces: list[tuple[str, bool, bool, bool]] = field(default_factory=list)
    _blocks: list[lxml_html.HtmlElement] = field(default_factory=list)
    _links: int = 0
    _strong: int = 0
    _large: int = 0
    _in_content: bool = False
    _after_br: bool = False

    def read(self) -> None:
        """Fill `lines`."""
        self._blocks = [self.root]
        walker = etree.iterwalk(self.root, events=("start", "end", "comment"))
        for event, element in walker:
            if event == "comment":
                self._comment(element)
            elif event == "start" and self._is_unread(element):
                walker.skip_subtree()
                self._add(None)
            elif event == "start":
                self._start(element)
            else:
                self._end(element)
        self._break()

    def _is_unread(self, element: lxml_html.HtmlElement) -> bool:
        if not isinstance(element.tag, str):
            return True
        hidden = bool(HIDDEN.search(element.get("style") or "")) or element.get("hidden") is not None
        return element.tag in UNREAD or (hidden and element.tag not in ("html", "body"))

    def _comment(self, comment: lxml_html.HtmlElement) -> None:
        """Note the marks of an e-paper system; the text behind a comment is the page's."""
        mark = CONTENT_MARK.match(comment.text or "")
        if mark:
            self._break()
            self._in_content = not mark.group(1)
        self._add(comment.tail)

    def _start(self, element: lxml_html.HtmlElement) -> None:
        tag = str(element.tag)
        if tag in BLOCKS or tag == "br":
            self._break()
            self._after_br = tag == "br"
        if tag in BLOCKS:
            self._blocks.append(element)
        if tag == CONTENT_ELEMENT:
            self._in_content = True
        if tag == "img":
            self._picture(element)
        self._links += tag == "a" and bool(element.get("href"))  # <a name> is a mark, and often left open
        self._strong += tag in STRONG
        self._large += _is_large(element)
        self._add(element.text)

    def _end(self, element: lxml_html.HtmlElement) -> None:
        tag = element.tag
        if not isinstance(tag, str) or self._is_unread(element):
            if isinstance(tag, str):
                self._add(element.tail)
            return
        if tag in BLOCKS:
            self._break()
            self._blocks.pop()
        if tag == CONTENT_ELEMENT:
            self._in_content = False
        self._links -= tag == "a" and bool(element.get("href"))
        self._strong -= tag in STRONG
        self._large -= _is_large(element)
        self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self._pieces.append((text, self._links > 0, self._strong > 0, self._large > 0))

    def _picture(self, element: lxml_html.HtmlElement) -> None:
        """Note a picture where it stands; its line holds no text."""
        source = element.get("data-original") or element.get("data-src") or element.get("src")
        self._break()
        line = self._line("")
        line.image = source or element.get("alt")
        if line.image:
            self.lines.append(line)

    def _break(self) -> None:
        """End the line that is being read; one that holds several paragraphs becomes several lines."""
        raw = "".join(piece for piece, *_marks in self._pieces)
        if raw.strip():
            linked = sum(len(clean_spaces(p)) for p, link, *_marks in self._pieces if link)
            strong = sum(len(SPACES.sub("", p)) for p, _link, strong, _large in self._pieces if strong)
            large = sum(len(SPACES.sub("", p)) for p, _link, _strong, large in self._pieces if large)
            parted = "  ".join(filter(None, (clean_spaces(p) for p, *_marks in self._pieces)))
            parts = [text for part in INDENT.split(raw) if (text := clean_spaces(part))]
            for number, text in enumerate(parts):
                line = self._line(text)
                line.link_chars, line.strong_chars = min(linked, len(text)), min(strong, len(text))
                line.large_chars = min(large, len(text))
                line.parted = parted if len(parts) == 1 else text
                line.follows_break = number > 0 or self._after_br or raw[:1] == "\u3000"
                self.lines.append(line)
            self._after_br = False
        self._pieces.clear()

    def _line(self, text: str) -> HtmlLine:
        block = self._blocks[-1]
        return HtmlLine(text, block, in_content=self._in_content, hints=hints_of(block), tag=str(block.tag))


def hints_of(element: lxml_html.HtmlElement) -> str:
    """Return the ids and classes of an element and of those right around it, nearest first."""
    near = [element, *islice(element.iterancestors(), HINT_LEVELS - 1)]
    names = (f"{e.get('id') or ''} {e.get('class') or ''}".strip() for e in near if isinstance(e.tag, str))
    return " | ".join(name for name in names if name).lower()


def clean_spaces(text: str) -> str:
    """Return the text as read: one space where the page shows any, none where only its source breaks.

    Labels of two characters are spaced out to the width of longer ones (来　源：); read, they are words.
    """
    shown = SPACES.sub(" ", SOURCE_BREAK.sub("", UNSEEN.sub("", text))).strip()
    return SPACED_LABEL.sub(r"\g<first>\g<last>", shown)


def _is_large(element: lxml_html.HtmlElement) -> bool:
    """Tell whether an element sets its text in larger letters than those of a text."""
    size = (element.get("size") or "").strip() if element.tag == "font" else ""
    return bool(LARGE_FONT.fullmatch(size)) or bool(LARGE_STYLE.search(element.get("style") or ""))


def _is_centred(element: lxml_html.HtmlElement) -> bool:
    return (
        element.tag == "center"
        or (element.get("align") or "").lower() == "center"
        or bool(CENTRED.search(element.get("style") or ""))
    )
