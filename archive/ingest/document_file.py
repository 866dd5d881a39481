"""Saved pages and pasted text: one file, one page.

In: the bytes of an .html, .htm, .txt or .md file. Out: one Page, HTML or text by what it holds. A picture written
into the page itself (`data:`) is taken out of the text, which names it instead, and goes with the page.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import unquote_to_bytes

from archive.ingest.encoding import decode
from archive.ingest.page import FormatError, Page, PageKind, PagePicture, Wanted
from archive.ingest.picture_file import read_pictures

MAX_PAGE_CHARS: Final = 5_000_000  # of one page without its inlined pictures; a long one has a hundredth
SNIFFED_CHARS: Final = 5_000
# A document says so at its top; a saved fragment by several block elements.
HTML_TOP: Final = re.compile(
    r"(?i)^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.DOTALL
)
HTML_ELEMENT: Final = re.compile(r"(?i)</?(?:html|head|body|meta|div|p|td|tr|table|h1|br|span|li)\b[^<>]*>")
MIN_HTML_ELEMENTS: Final = 4
INLINED: Final = re.compile(
    r"data:image/([\w.+-]{1,20})((?:;[\w=-]{1,30}){0,4}),([^\"'<>()\s]{100,})", re.IGNORECASE
)
INLINED_NAME: Final = "inlined-picture-{number}"
INLINED_MARK: Final = b"data:image/"


def is_html(text: str) -> bool:
    """Tell whether a text is HTML by what it holds, not by what it is called."""
    top = text[:SNIFFED_CHARS].lstrip("\ufeff")
    return bool(HTML_TOP.match(top)) or len(HTML_ELEMENT.findall(top)) >= MIN_HTML_ELEMENTS


def normal_lines(text: str) -> str:
    """Return the text with line feeds for every line ending, and without NULs or a stray mark at its start."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").lstrip("\ufeff")


def read_document(payload: bytes, wanted: Wanted) -> Iterator[Page]:
    """Yield the one page of a saved page or pasted text."""
    yield document_page(payload, wanted)


def document_page(
    payload: bytes,
    wanted: Wanted,
    *,
    declared: str | None = None,
    find: Callable[[str], bytes | None] = lambda source: None,
) -> Page:
    """Return the page that the bytes are; `find` gives the bytes of a picture that came beside it."""
    decoded = decode(payload, declared=declared)
    text, inlined = lift_pictures(normal_lines(decoded.text))
    if len(text) > MAX_PAGE_CHARS:
        raise FormatError(f"这一页有 {len(text):,} 个字符，超过上限 {MAX_PAGE_CHARS:,} 个。请拆开再收入。")
    kind: PageKind = "html" if is_html(text) else "text"
    pictures: tuple[PagePicture, ...] = ()
    notes: tuple[str, ...] = ()
    if wanted.pictures and kind == "html":
        pictures, notes = read_pictures(text, lambda source: inlined.get(source) or find(source))
    return Page(
        None, kind, payload, text, decoded.encoding, warnings=decoded.warnings, notes=notes, pictures=pictures
    )


def lift_pictures(text: str) -> tuple[str, dict[str, bytes]]:
    """Return the text with names for the pictures written into it, and their bytes by those names."""
    lifted: dict[str, bytes] = {}

    def name_of(found: re.Match[str]) -> str:
        name = INLINED_NAME.format(number=len(lifted) + 1)
        lifted[name] = _bytes_of(found[3], is_base64=";base64" in found[2].lower())
        return name

    return INLINED.sub(name_of, text), lifted


def _bytes_of(written: str, *, is_base64: bool) -> bytes:
    raw = unquote_to_bytes(written)
    if not is_base64:
        return raw
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except binascii.Error:
        return b""
