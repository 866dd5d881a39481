"""What a page says, as values: the record that extraction hands to cleaning and intake.

In: nothing. Out: frozen dataclasses, free of Django, that every step of `archive/ingest/` speaks.
An unknown field is None, never an empty string; a guess is marked as inferred and carries the words
it was read from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from archive.ingest.page import PagePicture

Precision = Literal["day", "month", "year"]
Basis = Literal["stated", "inferred"]
BlockKind = Literal["paragraph", "heading", "figure", "list", "table", "note"]


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date of publication: `value` is YYYY, YYYY-MM or YYYY-MM-DD, `evidence` the words it was read from."""

    value: str
    basis: Basis
    evidence: str

    @property
    def precision(self) -> Precision:
        """Return how much of the date is known, from the length of its value."""
        return {4: "year", 7: "month", 10: "day"}[len(self.value)]  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """A place reported on: its GB/T 2260 code, current full name, and the words that named it."""

    code: str
    name: str
    evidence: str


@dataclass(frozen=True, slots=True)
class SignedName:
    """One name of a signature; `role` as printed or in its normal form, None where none is printed."""

    name: str
    role: str | None


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A picture of the page: its caption without the photographer, who signed it, where it was linked, and itself."""

    caption: str | None
    credits: tuple[SignedName, ...] = ()
    source_url: str | None = None
    picture: PagePicture | None = None


@dataclass(frozen=True, slots=True)
class RemovedText:
    """Text of the page that is not part of the report, and why it was taken out (in Chinese, for staff)."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Block:
    """One passage of the body in reading order; `text` is plain, `html` the markup of a list, table or figure."""

    kind: BlockKind
    text: str
    html: str | None = None


@dataclass(frozen=True, slots=True)
class ExtractedArticle:
    """Everything that was understood of one page, each field with its evidence in `evidence[field]`."""

    headline: str | None = None
    kicker: str | None = None
    subtitle: str | None = None
    column_name: str | None = None
    newspaper: str | None = None
    site: str | None = None
    source_printed: str | None = None
    source_url: str | None = None
    place: PlaceReading | None = None
    issue_number: str | None = None
    print_page: str | None = None
    date: DateReading | None = None
    period_start: str | None = None
    period_end: str | None = None
    byline: str | None = None
    credits: tuple[SignedName, ...] = ()
    figures: tuple[FoundFigure, ...] = ()
    editors_note: str | None = None
    blocks: tuple[Block, ...] = ()
    removed: tuple[RemovedText, ...] = ()
    evidence: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()  # why a person should look before it is published; each is a warning too
    losses: tuple[str, ...] = ()  # what did not fit and is in the capture alone; each is a doubt and a warning too

    @property
    def body_text(self) -> str:
        """Return the paragraphs (lists and tables too) joined by line feeds, without headings and captions."""
        return "\n".join(b.text for b in self.blocks if b.kind in ("paragraph", "list", "table"))

    @property
    def section_headings(self) -> tuple[str, ...]:
        """Return the headings between the paragraphs, in order."""
        return tuple(b.text for b in self.blocks if b.kind == "heading")
