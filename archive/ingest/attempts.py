"""Has this page ended the process before? One that does so again and again must not hold up the others for ever.

In: the path of a note beside the lock of a batch, and a name for what is tried. Out: whether to try it. Only a
process that died leaves its note behind: what ends, well or with an exception, takes it away.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

MOST_ATTEMPTS: Final = 5


class Attempts:
    """The note of what is tried now, and how often it was."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._left = path.read_text(encoding="utf-8") if path.exists() else ""

    @contextmanager
    def of(self, what: str) -> Iterator[bool]:
        """Note that this is tried; give False where the process has died of it often enough."""
        name, _, count = self._left.partition("\n")
        tried = int(count or 0) if name == what else 0
        self._path.write_text(f"{what}\n{tried + 1}", encoding="utf-8")
        try:
            yield tried < MOST_ATTEMPTS
        finally:
            self._left = ""
            self._path.write_text("", encoding="utf-8")

    def forget(self) -> None:
        """Take the note away."""
        self._path.unlink(missing_ok=True)
