"""Has this page ended the process before? One that does so again and again must not hold up the others for ever.

In: the path of a note beside the lock of a batch, and a name for what is tried. Out: whether to try it. Only what a
process died of stays on the note: what ends, well or with an exception, is taken off it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

MOST_ATTEMPTS: Final = 5


class Attempts:
    """The note of what is tried now, and of what processes died of: how often each was tried."""

    def __init__(self, path: Path) -> None:
        path.touch()
        self._path = path
        self._tried = _read(path)
        self._length = path.stat().st_size

    @contextmanager
    def of(self, what: str) -> Iterator[bool]:
        """Note that this is tried; give False where processes have died of it often enough."""
        before = self._tried.get(what, 0)
        self._tried[what] = before + 1
        self._write()
        try:
            yield before < MOST_ATTEMPTS
        finally:
            del self._tried[what]
            self._write()

    def forget(self) -> None:
        """Take the note away."""
        self._path.unlink(missing_ok=True)

    def _write(self) -> None:
        """Write the note over the one before, never cutting the file: ext4 flushes what was cut when it is closed."""
        note = json.dumps(self._tried).encode()
        self._length = max(self._length, len(note))
        with self._path.open("r+b", buffering=0) as file:
            file.write(note.ljust(self._length))


def _read(path: Path) -> dict[str, int]:
    """Return what is on the note; nothing where it is new, or where a process died while it wrote."""
    try:
        tried: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError:
        return {}
    return tried
