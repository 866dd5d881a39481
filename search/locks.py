"""Locks: one writer at a time, over all processes and threads of this machine.

In: a path beside the index. Out: a context in which nobody else holds it. The kernel lets a lock go when
its process dies, so a lock is never left behind.
"""

from __future__ import annotations

import fcntl
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
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        _acquire(file, path, patience)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


def _acquire(file: IO[str], path: Path, patience: float | None) -> None:
    deadline = None if patience is None else time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if deadline is not None and time.monotonic() >= deadline:
                raise LockBusyError(f"{path} is held by another process") from error
            time.sleep(POLL_SECONDS)
        else:
            return
