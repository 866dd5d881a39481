"""A page beside its record, as values: lines in segments, each with the fields that were read from it.

In: nothing. Out: frozen dataclasses, made by `page_marks.py` and shown to staff. No Django.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from archive.ingest.extracted import RemovedText

Kind = Literal["title", "report", "removed", "unused"]
OPENING: Final = 24  # characters of a folded run that are shown


@dataclass(frozen=True, slots=True)
class Reading:
    """A field, and the words it was read from; `label`, `target` and `family` are for whoever shows it."""

    field: str
    words: str
    label: str = ""
    target: str = ""
    family: str = "other"


class Begin(NamedTuple):
    """A field whose words begin here; `is_first` where they do so for the first time on the page."""

    reading: Reading
    is_first: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """Text within a line that one set of fields was read from; `is_removed` where it alone was cut from its line."""

    text: str
    readings: tuple[Reading, ...] = ()
    begins: tuple[Begin, ...] = ()
    is_removed: bool = False

    @property
    def names(self) -> str:
        """Return the names of the fields, parted by spaces."""
        return " ".join(reading.field for reading in self.readings)

    @property
    def family(self) -> str:
        """Return which family of fields it shows as: that of the last to begin."""
        return self.readings[-1].family if self.readings else ""


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """One line of the page. `reason` is why it, or a part of it, was removed."""

    number: int
    kind: Kind
    segments: tuple[Segment, ...]
    reason: str = ""
    is_picture: bool = False

    @property
    def is_marked(self) -> bool:
        """Tell whether a field was read from it."""
        return any(segment.readings for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring lines; a long run of what is no part of the report is folded away."""

    lines: tuple[MarkedLine, ...]
    is_folded: bool = False

    @property
    def kind(self) -> Kind:
        """Return what its lines are."""
        return self.lines[0].kind

    @property
    def opening(self) -> str:
        """Return how its text begins, to tell what is folded away."""
        texts = ("".join(segment.text for segment in line.segments) for line in self.lines)
        return "　".join(filter(None, texts))[:OPENING]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return why its lines were removed, each reason once."""
        return tuple(dict.fromkeys(line.reason for line in self.lines if line.reason))


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A page beside its record; what was not found on it stands in `not_found` and `removed_elsewhere`."""

    runs: tuple[Run, ...] = ()
    not_found: tuple[Reading, ...] = ()
    removed_elsewhere: tuple[RemovedText, ...] = ()

    @property
    def lines(self) -> tuple[MarkedLine, ...]:
        """Return every line in order."""
        return tuple(line for run in self.runs for line in run.lines)
