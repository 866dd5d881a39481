"""A child process that works on a stranger's file: started, given what it needs, listened to, ended.

In: a command, and the bytes to hand over, or a file that is its standard input. Out: what it says on its standard
output, in as many bytes as asked for. A child that says nothing for so many seconds is ended, and so is one whose
listener has gone; what it may not do, it sees to itself (`confinement.py`).
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Final

CHUNK: Final = 1 << 20  # bytes
POLL_SECONDS: Final = 0.5  # between two looks at whether to stop
END_SECONDS: Final = 5.0  # from a child's last word to its end
# openpyxl reads XML through defusedxml where it does not find lxml; tesseract would start a thread a core.
ENVIRONMENT: Final = {
    "OPENPYXL_LXML": "False", "OPENPYXL_DEFUSEDXML": "True", "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"
}  # fmt: skip

Stop = Callable[[], bool]


class ChildStoppedError(Exception):
    """The child ended, or was ended, before it was done."""

    def __init__(self, *, is_overtime: bool) -> None:
        super().__init__("overtime" if is_overtime else "died")
        self.is_overtime = is_overtime


class StopAskedError(Exception):
    """Whoever asked for the work wants to end; it is to be done another time."""


def _never() -> bool:
    return False


@contextmanager
def running(
    command: Sequence[str], given: Sequence[bytes], seconds: float, stop: Stop = _never, source: IO[bytes] | None = None
) -> Iterator[Listener]:
    """Start a child, give it what it is given, and let it be listened to; it is ended with the context."""
    with subprocess.Popen(
        command, stdin=source or subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/",
        env=ENVIRONMENT,
    ) as child:  # fmt: skip
        try:
            if child.stdin is not None:
                _hand_over(child.stdin, given)
            yield Listener(child, seconds, stop)
        finally:
            child.kill()


def _hand_over(stream: IO[bytes], given: Sequence[bytes]) -> None:
    """Give the child its file; one that is dead already is noticed when it is listened to."""
    with suppress(BrokenPipeError):
        for part in given:
            stream.write(part)
    with suppress(BrokenPipeError):
        stream.close()


class Listener:
    """Reads what the child says, and waits no longer than it may: the time that we take ourselves is no part of it."""

    def __init__(self, child: subprocess.Popen[bytes], seconds: float, stop: Stop = _never) -> None:
        assert child.stdout is not None
        self._child = child
        self._stream: IO[bytes] = child.stdout
        self._poll = select.poll()
        self._poll.register(self._stream, select.POLLIN | select.POLLHUP)
        self._seconds = self._left = seconds
        self._stop = stop

    def read(self, count: int) -> bytes:
        """Return exactly `count` bytes; raises ChildStoppedError where they do not come."""
        read = bytearray()
        self._left = self._seconds
        while len(read) < count:
            piece = self._piece(count - len(read))
            if not piece:
                raise ChildStoppedError(is_overtime=self._was_killed())
            read += piece
        return bytes(read)

    def rest(self, most: int) -> bytes:
        """Return all that is left, where the child ends well and says at most so many bytes; else ChildStoppedError."""
        read = bytearray()
        self._left = self._seconds
        while piece := self._piece(CHUNK):
            read += piece
            if len(read) > most:
                raise ChildStoppedError(is_overtime=False)
        if self._end() != 0:
            raise ChildStoppedError(is_overtime=self._was_killed())
        return bytes(read)

    def _piece(self, most: int) -> bytes:
        self._wait()
        return os.read(self._stream.fileno(), min(CHUNK, most))

    def _wait(self) -> None:
        """Wait until there is something to read, and count the time."""
        while True:
            started = time.monotonic()
            ready = self._poll.poll(max(0.0, min(POLL_SECONDS, self._left)) * 1000)
            self._left -= time.monotonic() - started
            if ready:
                return
            if self._stop():
                raise StopAskedError
            if self._left <= 0:
                raise ChildStoppedError(is_overtime=True)

    def _was_killed(self) -> bool:
        return self._end() in (-signal.SIGXCPU, -signal.SIGKILL)

    def _end(self) -> int:
        """Return how the child ended; one that says no more and does not end is ended."""
        with suppress(subprocess.TimeoutExpired):
            return self._child.wait(END_SECONDS)
        self._child.kill()
        return self._child.wait()
