"""Removed: what of the page was left out of the report, line by line, and why?

In: what extraction kept of it with a report. Out: its lines in their order, those next to each other that have one
reason put together; of very many the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple

from archive.models import Article

# The menus and lists of a whole site that was saved with its page; all of them stand in the record of the report.
MOST_LINES: Final = 300
MOST_CHARS: Final = 300  # of a line


class RemovedRun(NamedTuple):
    """Lines that followed each other and were left out for one reason."""

    reason: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """What was left out: so many lines, of which `runs` shows the first; `unshown` are more."""

    count: int
    runs: tuple[RemovedRun, ...]
    unshown: int


def removed_of(article: Article) -> Removed | None:
    """Return what was left out of a report; None for nothing."""
    lines = [
        (str(one.get("reason", "")), _cut(line))
        for one in article.removed
        for line in map(str.strip, str(one.get("text", "")).splitlines())
        if line
    ]
    if not lines:
        return None
    runs = groupby(lines[:MOST_LINES], key=lambda line: line[0])
    return Removed(
        count=len(lines),
        runs=tuple(RemovedRun(reason, tuple(text for _, text in group)) for reason, group in runs),
        unshown=max(0, len(lines) - MOST_LINES),
    )


def _cut(line: str) -> str:
    return line if len(line) <= MOST_CHARS else f"{line[:MOST_CHARS]}……"
