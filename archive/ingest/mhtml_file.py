"""A web page saved as one file (MHTML) -> its page, with the pictures saved beside it.

In: the bytes of an .mhtml. Out: one Page. The first HTML part is the page; the others are what it shows. Some systems
write plain HTML under this ending: that is read as what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from typing import Final
from urllib.parse import unquote, urljoin

from archive.ingest.document_file import document_page
from archive.ingest.page import FormatError, Page, Wanted

MAX_PARTS: Final = 5_000
ADDRESS_HEADER: Final = "Snapshot-Content-Location"  # Chrome's, for the page as a whole


def read_mhtml(payload: bytes, wanted: Wanted) -> Iterator[Page]:
    """Yield the one page that was saved."""
    message = message_from_bytes(payload)
    if not message.is_multipart() and "MIME-Version" not in message:
        yield document_page(payload, wanted)
        return
    parts = [part for part in message.walk() if not part.is_multipart()]
    if len(parts) > MAX_PARTS:
        raise FormatError(f"里面的部件超过 {MAX_PARTS:,} 个，没有收入。")
    page = next(
        (part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")), None
    )
    if page is None:
        raise FormatError("里面没有网页。请在浏览器里重新“另存为”再收入。")
    beside = _beside(parts)
    address = _location(page) or str(message.get(ADDRESS_HEADER, "")).strip()

    def find(source: str) -> bytes | None:
        part = beside.get(source) or beside.get(urljoin(address, source)) or beside.get(unquote(source))
        return _bytes_of(part) if part is not None else None

    read = document_page(_bytes_of(page), wanted, declared=page.get_content_charset(), find=find)
    yield Page(
        None, read.kind, payload, read.text, read.encoding,
        warnings=read.warnings, notes=read.notes, pictures=read.pictures,
    )  # fmt: skip


def _beside(parts: list[Message]) -> dict[str, Message]:
    """Return the parts by every name that the page may call them."""
    named: dict[str, Message] = {}
    for part in parts:
        label = str(part.get("Content-ID", "")).strip().strip("<>")
        for name in filter(None, (_location(part), f"cid:{label}" if label else "")):
            named.setdefault(name, part)
    return named


def _location(part: Message) -> str:
    return str(part.get("Content-Location", "")).strip()


def _bytes_of(part: Message) -> bytes:
    decoded = part.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) else b""
