"""What the child that reads a file tells its parent: the messages, and how they stand in a stream of bytes.

In: messages, or a stream. Out: the stream, or messages again. A message is a JSON object with the length of each of its
parts, and then the parts; the lengths are bounded, since a child that went astray may claim anything.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, BinaryIO, Final

from archive.ingest.file_kinds import MAX_BYTES
from archive.ingest.page import Page, PagePicture

MAX_HEAD: Final = 16_000_000  # bytes; it holds the record of a row, whose cells are bounded
MAX_PART: Final = MAX_BYTES  # of a page's payload, text or picture
LENGTH: Final = struct.Struct(">I")
UNSENT: Final = {"payload", "text", "pictures"}


class MessageError(Exception):
    """A stream that is no message."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A member is being read: its number in the file and its name; "" where the file is no zip."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The file gives no page."""

    reason: str


@dataclass(frozen=True, slots=True)
class Finished:
    """All pages have been sent."""


Message = Begun | Refused | Finished | Page


def write_message(stream: BinaryIO, message: Message, whole: bytes = b"") -> None:
    """Write a message; the bytes of a page that is the `whole` file are not sent back."""
    if isinstance(message, Page):
        head, parts = _page_head(message, whole)
    else:
        head, parts = {"message": type(message).__name__, **asdict(message), "lengths": []}, []
    encoded = json.dumps(head).encode("ascii")
    stream.write(LENGTH.pack(len(encoded)) + encoded)
    for part in parts:
        stream.write(part)
    stream.flush()


def read_messages(read: Callable[[int], bytes], whole: bytes) -> Iterator[Message]:
    """Yield the messages of a stream up to the last, by `read`, which returns exactly as many bytes as asked for."""
    while True:
        length = LENGTH.unpack(read(LENGTH.size))[0]
        if length > MAX_HEAD:
            raise MessageError("head too long")
        head = json.loads(read(length))
        parts = [read(_bounded(size)) for size in head.pop("lengths")]
        kind = head.pop("message")
        if kind == Begun.__name__:
            yield Begun(**head)
        elif kind == Refused.__name__:
            yield Refused(**head)
        elif kind == Finished.__name__:
            return
        else:
            yield _page(head, parts, whole)


def _bounded(size: object) -> int:
    if not isinstance(size, int) or not 0 <= size <= MAX_PART:
        raise MessageError("part too long")
    return size


def _page_head(page: Page, whole: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Return the head of a page's message and its parts: bytes, text, pictures."""
    is_whole = page.payload is whole
    bare = replace(page, payload=b"", text="", pictures=())
    fields = {name: value for name, value in asdict(bare).items() if name not in UNSENT}
    pictures = [{k: v for k, v in asdict(picture).items() if k != "payload"} for picture in page.pictures]
    parts = [b"" if is_whole else page.payload, page.text.encode("utf-8", errors="surrogatepass")]
    parts += [picture.payload for picture in page.pictures]
    head = {"message": Page.__name__, "page": fields, "is_whole": is_whole, "pictures": pictures}
    return head | {"lengths": [len(part) for part in parts]}, parts


def _page(head: dict[str, Any], parts: list[bytes], whole: bytes) -> Page:
    payload, text, *drawn = parts
    pictures = tuple(
        PagePicture(**told, payload=part) for told, part in zip(head["pictures"], drawn, strict=True)
    )
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in head["page"].items()
    }
    return Page(
        payload=whole if head["is_whole"] else payload,
        text=text.decode("utf-8", errors="surrogatepass"),
        pictures=pictures,
        **fields,
    )
