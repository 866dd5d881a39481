"""Which paragraph of a Word document is its headline, where no style says so? Most writers only make it large.

In: the XML of the document's main part, without a document type. Out: the headline's text, or None. The paragraphs
before the text are looked at: the largest type wins, then what is set in the middle, then what is bold, then the first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import IO, Final, NamedTuple
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from archive.ingest.bylines import parse_signature
from archive.ingest.dates import is_date_line

WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAX_PARAGRAPHS: Final = 60  # that are looked at
MAX_HEADLINE: Final = 60  # characters
MIN_HEADLINE: Final = 4
DEFAULT_SIZE: Final = 21  # half points: what Chinese Word sets text in where nothing else is said
SENTENCE_END: Final = re.compile(r"[。；;，,：:]$")
SPACES: Final = re.compile(r"\s+")


class Paragraph(NamedTuple):
    """A paragraph as it is set: `size` in half points."""

    text: str
    size: int
    is_centred: bool
    is_bold: bool


def find_headline(document: IO[bytes]) -> str | None:
    """Return the text of the paragraph that is the headline, None where none looks like one."""
    paragraphs = list(islice(_paragraphs(document), MAX_PARAGRAPHS))
    titles = list(_before_text(paragraphs))
    if not titles:
        return None
    sizes: Counter[int] = Counter()
    for paragraph in paragraphs:
        sizes[paragraph.size] += len(paragraph.text)
    body = sizes.most_common(1)[0][0]
    best = max(titles, key=lambda p: (max(p.size, body), p.is_centred, p.is_bold))  # the first among equals
    return best.text


def promote(html: str, headline: str) -> str:
    """Return HTML whose paragraph with that text is a heading of the first rank."""
    for found in re.finditer(r"<p>(.*?)</p>", html, re.DOTALL):
        if SPACES.sub("", re.sub(r"<[^<>]*>", "", found[1])) == SPACES.sub("", _escaped(headline)):
            return f"{html[: found.start()]}<h1>{found[1]}</h1>{html[found.end() :]}"
    return html


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _before_text(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Yield what may be a headline: short lines above the first paragraph of text."""
    for paragraph in paragraphs:
        text = paragraph.text
        if len(text) > MAX_HEADLINE or text.endswith("。"):
            return
        is_frame = bool(parse_signature(text)) or is_date_line(text) or bool(SENTENCE_END.search(text))
        if len(text) >= MIN_HEADLINE and not is_frame:
            yield paragraph


def _paragraphs(document: IO[bytes]) -> Iterator[Paragraph]:
    """Yield the paragraphs that hold text, in order."""
    for _event, element in iterparse(document):
        if element.tag == f"{WORD}p":
            text = "".join(piece.text or "" for piece in element.iter(f"{WORD}t")).strip()
            if text:
                yield Paragraph(text, _size(element), _is_centred(element), _is_bold(element))
            element.clear()


def _size(paragraph: Element) -> int:
    """Return the largest type in a paragraph, in half points."""
    sizes = (value for mark in paragraph.iter(f"{WORD}sz") if (value := mark.get(f"{WORD}val", "")).isdigit())
    return max(map(int, sizes), default=DEFAULT_SIZE)


def _is_centred(paragraph: Element) -> bool:
    return any(mark.get(f"{WORD}val") == "center" for mark in paragraph.iter(f"{WORD}jc"))


def _is_bold(paragraph: Element) -> bool:
    return any(mark.get(f"{WORD}val", "1") not in ("0", "false") for mark in paragraph.iter(f"{WORD}b"))
