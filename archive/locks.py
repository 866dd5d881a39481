"""Locks: one writer at a time, over all processes and threads of this machine.

In: a path below the state folder. Out: a context in which nobody else holds it. The kernel lets a lock go when
its process dies, so a lock is never left behind.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

POLL_SECONDS: Final = 0.02


class LockBusyError(Exception):
    """Somebody else holds the lock, and our patience is at its end."""


@contextmanager
def held(path: Path, patience: float | None) -> Iterator[None]:
    """Hold the lock; LockBusyError after `patience` seconds (0: at once, None: never)."""
    deadline = None if patience is None else time.monotonic() + patience
    with _acquired(path, deadline) as file:
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


def _acquired(path: Path, deadline: float | None) -> IO[str]:
    """Return the lock file, open and locked."""
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(file, path):
                return file
            file.close()
        except OSError as error:
            file.close()
            if deadline is not None and time.monotonic() >= deadline:
                raise LockBusyError(f"{path} is held by another process") from error
            time.sleep(POLL_SECONDS)


def _is_at(file: IO[str], path: Path) -> bool:
    """Tell whether the open file is still the one of that name: whoever clears a folder takes locks away."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
