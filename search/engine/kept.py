"""What a process keeps: the snapshot of the last commit, and how it is known that it still is.

In: the files of a commit, as they were when it was opened. Out: whether nothing was committed, switched or touched
since. All threads of a process share one snapshot of an index: Haystack makes a backend for each of them.
"""

from __future__ import annotations

import os
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


class Kept(NamedTuple):
    """A snapshot, and the files that must be as they were for it to be that of the last commit.

    None stands for a file that was not there.
    """

    snapshot: Snapshot
    files: dict[str, FileTimes | None]

    def is_current(self) -> bool:
        """Tell whether nothing was committed, switched or touched since."""
        return all(times_of(file) == times for file, times in self.files.items())


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
        found = os.stat(file)  # noqa: PTH116  (half the time of Path.stat, for some fifty files a question)
    except OSError:
        return None
    return FileTimes(found.st_ino, found.st_size, found.st_mtime_ns)
