"""From a file to its pages: what an uploaded file holds, whatever its name says.

In: a file's name and bytes. Out: Pages, each with its own bytes and text. Saved HTML and pasted text are one
page; JSON Lines are one page a line. A page that cannot be read carries its `failure`, and the others go on;
a file that cannot be read at all is a FormatError that says what to do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final, Literal

from archive.ingest.encoding import Decoded, decode
from archive.ingest.record import RecordError, read_record

PageKind = Literal["html", "text", "record"]

MAX_BYTES: Final = 50_000_000  # of one file; a saved page with its pictures inlined stays far below
SNIFFED_CHARS: Final = 5_000
# A document says so at its top; a saved fragment by several block elements.
HTML_TOP: Final = re.compile(
    r"(?i)^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.DOTALL
)
HTML_ELEMENT: Final = re.compile(r"(?i)</?(?:html|head|body|meta|div|p|td|tr|table|h1|br|span|li)\b[^<>]*>")
MIN_HTML_ELEMENTS: Final = 4
BINARY_SIGNATURES: Final = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "Word、Excel 或 zip"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word 或 Excel"),
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"\x1f\x8b", "gzip"),
)


class FormatError(Exception):
    """A file that gives no page at all; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a file: its bytes as they stood there, and the text they spell.

    `member` names the page within its file ("第 3 行"), None where the file is the page. `record` holds the
    object of a JSON line. `failure` says why nothing can be read from the page.
    """

    member: str | None
    kind: PageKind
    payload: bytes
    text: str = ""
    encoding: str | None = None
    record: dict[str, Any] | None = None
    failure: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def identifier(self) -> str | None:
        """Return the identifier that a record was given by whoever made it."""
        identifier = (self.record or {}).get("identifier")
        return str(identifier) if identifier not in (None, "") else None


def pages_of(file_name: str, payload: bytes) -> Iterator[Page]:
    """Yield the pages of a file in order; raises FormatError for one that holds none that we can read."""
    ending = PurePath(file_name.replace("\\", "/")).suffix.lower()
    reader = READERS.get(ending)
    if reader is None:
        known = " ".join(sorted(READERS))
        raise FormatError(f"不认识“{ending or '无扩展名'}”这种文件。可收：{known}。请另存为其中一种。")
    if not payload.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise FormatError("文件是空的，没有任何内容。请重新保存原页面再收入。")
    if len(payload) > MAX_BYTES:
        raise FormatError(f"文件有 {len(payload):,} 字节，超过上限 {MAX_BYTES:,} 字节。请拆开再收入。")
    for signature, format_name in BINARY_SIGNATURES:
        if payload.startswith(signature):
            raise FormatError(f"文件名以 {ending} 结尾，内容却是{format_name}。请另存为网页或文本。")
    yield from reader(payload)


def is_html(text: str) -> bool:
    """Tell whether a text is HTML by what it holds, not by what it is called."""
    top = text[:SNIFFED_CHARS].lstrip("\ufeff")
    return bool(HTML_TOP.match(top)) or len(HTML_ELEMENT.findall(top)) >= MIN_HTML_ELEMENTS


def _read_document(payload: bytes) -> Iterator[Page]:
    """Yield the one page of a saved page or pasted text."""
    decoded = decode(payload)
    kind: PageKind = "html" if is_html(decoded.text) else "text"
    yield Page(None, kind, payload, _normal_lines(decoded.text), decoded.encoding, warnings=decoded.warnings)


def _read_json_lines(payload: bytes) -> Iterator[Page]:
    """Yield one page for each line that holds something; a bad line's page says what is wrong with it."""
    decoded = decode(payload)
    for number, line in enumerate(_normal_lines(decoded.text).split("\n"), start=1):
        if line.strip():
            yield _line_page(f"第 {number} 行", line, decoded)


def _line_page(member: str, line: str, decoded: Decoded) -> Page:
    """Return the page of one JSON line."""
    payload = line.encode("utf-8", errors="surrogatepass")
    warnings = decoded.warnings if "\ufffd" in line else ()
    try:
        record = read_record(json.loads(line))
    except json.JSONDecodeError as error:
        failure = f"{member}不是完整的 JSON：第 {error.colno} 个字符处出错（{error.msg}）。"
    except (RecordError, RecursionError) as error:
        failure = f"{member}：{error}"
    else:
        return Page(member, "record", payload, line, decoded.encoding, record=record, warnings=warnings)
    return Page(member, "record", payload, line, decoded.encoding, failure=failure, warnings=warnings)


def _normal_lines(text: str) -> str:
    """Return the text with line feeds for every line ending, and without NULs or a stray mark at its start."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").lstrip("\ufeff")


READERS: Final[dict[str, Callable[[bytes], Iterator[Page]]]] = {
    ".html": _read_document,
    ".htm": _read_document,
    ".txt": _read_document,
    ".md": _read_document,
    ".jsonl": _read_json_lines,
}
