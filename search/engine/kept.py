"""What a process keeps: the snapshot of the last commit, and how it is known that it still is.

In: the files of a commit, as they were when it was opened. Out: whether nothing was committed, switched or touched
since. All threads of a process share one snapshot of an index: Haystack makes a backend for each of them.

A commit, a merge or a switch is seen by the next question. The files of segments, which no program writes again,
are looked at ten times a second: thirty segments have ninety of them, and a question is answered in less time
than that takes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Final, NamedTuple
from weakref import WeakValueDictionary

from search.engine.snapshot import Snapshot


class FileTimes(NamedTuple):
    """What a write to a file changes."""

    inode: int
    size: int
    modified_ns: int


# So long files of segments may go unlooked at.
SECONDS_BETWEEN_LOOKS: Final = 0.1


FilesSeen = Mapping[str, FileTimes | None]


class Kept:
    """A snapshot, and the files that must be as they were for it to be that of the last commit.

    `commit` are those that every commit and switch changes, `segments` those that questions go on reading; None
    stands for a file that was not there.
    """

    def __init__(self, snapshot: Snapshot, commit: FilesSeen, segments: FilesSeen) -> None:
        self.snapshot = snapshot
        self._commit = commit
        self._segments = segments
        self._looked_at = time.monotonic()

    def is_current(self) -> bool:
        """Tell whether nothing was committed or switched since, and nothing touched when it was last looked at."""
        return _are_as_seen(self._commit) and self._are_segments_as_seen()

    def _are_segments_as_seen(self) -> bool:
        now = time.monotonic()
        if now - self._looked_at < SECONDS_BETWEEN_LOOKS:
            return True
        # A difference is not noted as a look: whoever asks next must meet it too.
        are_as_seen = _are_as_seen(self._segments)
        if are_as_seen:
            self._looked_at = now
        return are_as_seen


def _are_as_seen(files: FilesSeen) -> bool:
    return all(times_of(file) == times for file, times in files.items())


class Holder:
    """The snapshot that all threads of a process share, and the lock of whoever opens the next."""

    def __init__(self) -> None:
        self.kept: Kept | None = None
        self.opening = Lock()


holders: Final[WeakValueDictionary[Path, Holder]] = WeakValueDictionary()
_holding: Final = Lock()


def holder_of(root: Path) -> Holder:
    """Return the holder of an index, as long as some store has it: Haystack makes a backend for each thread."""
    with _holding:
        holder = holders.get(root)
        if holder is None:
            holder = holders[root] = Holder()
        return holder


def times_of(file: str) -> FileTimes | None:
    """Return what a write to a file changes, None where it is not there."""
    try:
        found = os.stat(file)  # noqa: PTH116  (half the time of Path.stat)
    except OSError:
        return None
    return FileTimes(found.st_ino, found.st_size, found.st_mtime_ns)
