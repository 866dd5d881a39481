"""A line with what it is, and the questions that several steps ask of a row of them.

In: nothing. Out: the types `Labelled` and `Kind`, and where the first paragraph stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from archive.ingest.text_lines import Line, ends_sentence
from archive.ingest.text_titles import Titles

Kind = Literal["frame", "signature", "caption", "title", "heading", "note_label", "note", "prose", "short"]
PAPER_NAME: Final = "报名"  # why a line with nothing but the name of a paper or site is taken out
MAX_QUESTION: Final = 40  # characters of a title that asks or calls out
LONG: Final = 50  # characters that a menu or a slogan hardly has
SOLID: Final = 80  # characters from which a line is prose though no sentence ends it


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line and what it is; `reason` says in Chinese why a line of the frame is taken out."""

    line: Line
    kind: Kind
    reason: str | None = None

    @property
    def text(self) -> str:
        """Return the text of the line."""
        return self.line.text

    def with_text(self, text: str) -> Labelled:
        """Return the same line with other text."""
        return replace(self, line=replace(self.line, text=text))


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """Every line of a page with its kind, and the title lines among them."""

    lines: tuple[Labelled, ...]
    titles: Titles | None

    def texts(self, kind: Kind) -> list[str]:
        """Return the texts of all lines of one kind, in order."""
        return [labelled.text for labelled in self.lines if labelled.kind == kind]


def is_solid(labelled: Labelled) -> bool:
    """Return whether the line is prose beyond doubt, not a long title."""
    text = labelled.text
    asks = text.rstrip("”’\"'）)")[-1:] in ("？", "！", "?", "!") and len(text) <= MAX_QUESTION
    return labelled.kind == "prose" and ((ends_sentence(text) and not asks) or len(text) > SOLID)


def kind_at(page: Sequence[Labelled], index: int) -> str:
    """Return the kind of the line at `index`, `end` behind the last."""
    return page[index].kind if 0 <= index < len(page) else "end"


def first_of(page: Sequence[Labelled], kind: Kind, start: int = 0) -> int:
    """Return the index of the first line of `kind` from `start`, or the length of the page."""
    return next((i for i in range(start, len(page)) if page[i].kind == kind), len(page))


def first_solid(page: Sequence[Labelled]) -> int:
    """Return the index of the first paragraph: the first of some length, or, where none has it, of any."""
    solid = [i for i, labelled in enumerate(page) if is_solid(labelled)]
    long = [i for i in solid if len(page[i].text) >= LONG]
    return (long or solid or [len(page)])[0]
