"""Is this line one of those that staff named? A pattern is the whole line, with * for any run of characters.

In: patterns as staff typed them, and a line. Out: the pattern that the line is, or None. Width and white space make no
difference. The time is linear in the line, whatever was typed: each piece is looked for once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_SPACES = re.compile(r"\s+")


def matching_pattern(line: str, patterns: Sequence[str]) -> str | None:
    """Return the first pattern that the whole line is, as it was typed."""
    folded = fold_line(line)
    return next((pattern for pattern in patterns if folded and _matches(folded, fold_line(pattern))), None)


def fold_line(line: str) -> str:
    """Return the line with narrow signs and without white space, as lines are compared here."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", line)).casefold()


def _matches(line: str, pattern: str) -> bool:
    first, *rest = pattern.split("*")
    if not rest:
        return line == pattern
    if not line.startswith(first):
        return False
    at, *middle, last = len(first), *rest
    for piece in middle:
        found = line.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return len(line) >= at + len(last) and line.endswith(last)
