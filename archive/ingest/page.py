"""What an uploaded file gives: its pages, each with its bytes, its text and the pictures that came with it.

In: nothing. Out: the values that the readers of all kinds of file hand on, and the one error of this step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

PageKind = Literal["html", "text", "record"]


class FormatError(Exception):
    """A file that gives no page at all; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A picture of a page, decoded and written anew: nothing is left in it that is not a picture.

    `source` names it as the page does. `payload` is JPEG or PNG (`media_type`), `width` by `height` pixels;
    `source_digest` is the SHA-256 of the bytes as received.
    """

    source: str
    media_type: str
    width: int
    height: int
    source_digest: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a file: its bytes as they stood there, and the text they spell.

    `member` names the page within its file ("第 3 行"), None where the file is the page. `record` holds the
    object of a JSON line or of a row. `failure` says why nothing can be read from the page; `blank` why there is
    nothing to read on a page that is sound (a scanned one): a person has to look. A warning is a doubt about the
    whole page; a note is only told. `sheets` are the pages of a PDF that it stands on, from 1, and `entry` the name of
    that PDF within its zip.
    """

    member: str | None
    kind: PageKind
    payload: bytes
    text: str = ""
    encoding: str | None = None
    record: dict[str, Any] | None = None
    failure: str | None = None
    blank: str | None = None
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    pictures: tuple[PagePicture, ...] = ()
    sheets: tuple[int, ...] = ()
    entry: str = ""

    @property
    def identifier(self) -> str | None:
        """Return the identifier that a record was given by whoever made it."""
        identifier = (self.record or {}).get("identifier")
        return str(identifier) if identifier not in (None, "") else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a file: all its pages or the one called `member`; with their pictures or without."""

    member: str | None = None
    pictures: bool = True

    def takes(self, member: str) -> bool:
        """Tell whether the page or inner file called `member` is, or may hold, what is asked for."""
        return self.member is None or self.member == member or self.member.startswith(f"{member} ")
