"""Reading a stranger's file in a process of its own, so that nothing it does to its reader is done to us.

In: a kind of file and its bytes. Out: its Pages, one at a time. The child (`reading_child.py`) has bounds on memory and
processor time and neither network nor files (`confinement.py`); here its time is bounded: a child that says nothing
for SILENT_SECONDS is ended. If it dies over one member of a zip, that member has failed and the next one goes on.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from archive.ingest.page import FormatError, Page, Wanted
from archive.ingest.reading_messages import Begun, MessageError, Refused, read_messages

CHILD: Final = Path(__file__).with_name("reading_child.py")
MEMORY: Final = 1_000_000_000  # bytes of the child's address space
CPU_SECONDS: Final = 30  # of the child, for one file or one member of a zip
SILENT_SECONDS: Final = 90.0  # between two messages, of which the time we take ourselves is no part
MAX_DEATHS: Final = 20  # over one zip
CHUNK: Final = 1 << 20  # bytes
# openpyxl reads XML through defusedxml where it does not find lxml.
ENVIRONMENT: Final = {"OPENPYXL_LXML": "False", "OPENPYXL_DEFUSEDXML": "True", "LC_ALL": "C.UTF-8"}

OVERTIME: Final = "读它花的时间超过上限，没有读完。请拆开，或另存一份再收入。"
DIED: Final = "读它的程序中断了，没有收入。文件可能已损坏；请打开它，另存一份再收入。"
TOO_MANY_DEATHS: Final = "压缩包里读不出来的文件太多，其余的没有读。请分成几包再收入。"


class ReadingStoppedError(Exception):
    """The child ended before it was done; the message says why."""


def read_apart(ending: str, payload: bytes, wanted: Wanted, beside: Mapping[str, bytes]) -> Iterator[Page]:
    """Yield the pages of a file, read in a child process; raises FormatError for one that gives none.

    `beside` are the files that came beside a saved page, by the names that it may call them.
    """
    start = 0
    for _death in range(MAX_DEATHS):
        begun = Begun(start, "")
        try:
            for message in _messages(ending, payload, wanted, beside, start):
                if isinstance(message, Begun):
                    begun = message
                else:
                    yield message
            return
        except ReadingStoppedError as stopped:
            if not begun.name:
                raise FormatError(str(stopped)) from stopped
            yield Page(begun.name, "text", b"", failure=str(stopped))
            start = begun.number + 1
    raise FormatError(TOO_MANY_DEATHS)


def _messages(
    ending: str, payload: bytes, wanted: Wanted, beside: Mapping[str, bytes], start: int
) -> Iterator[Begun | Page]:
    """Yield what a child tells from member `start` on; FormatError if it refuses, ReadingStoppedError if it dies."""
    asked = {"ending": ending, "length": len(payload), "member": wanted.member, "pictures": wanted.pictures}
    asked |= {"start": start, "cpu": CPU_SECONDS, "memory": MEMORY}
    asked |= {"beside": [(name, len(one)) for name, one in beside.items()]}
    with subprocess.Popen(
        [sys.executable, "-I", "-B", str(CHILD)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/", env=ENVIRONMENT,
    ) as child:  # fmt: skip
        try:
            _hand_over(child, json.dumps(asked).encode("ascii") + b"\n", payload, *beside.values())
            for message in read_messages(_Listener(child).read, payload):
                if isinstance(message, Refused):
                    raise FormatError(message.reason)
                if isinstance(message, (Begun, Page)):
                    yield message
        except (MessageError, ValueError, TypeError, KeyError) as error:
            raise ReadingStoppedError(DIED) from error
        finally:
            child.kill()


def _hand_over(child: subprocess.Popen[bytes], asked: bytes, *files: bytes) -> None:
    """Give the child its file, and what lay beside it; one that is dead already is noticed when it is listened to."""
    assert child.stdin is not None
    with suppress(BrokenPipeError):
        child.stdin.write(asked)
        child.stdin.writelines(files)
    with suppress(BrokenPipeError):
        child.stdin.close()


class _Listener:
    """Reads what the child says, and waits no longer than it may."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        assert child.stdout is not None
        self._child = child
        self._stream: IO[bytes] = child.stdout
        self._poll = select.poll()
        self._poll.register(self._stream, select.POLLIN | select.POLLHUP)
        self._left = SILENT_SECONDS

    def read(self, count: int) -> bytes:
        """Return exactly `count` bytes; raises ReadingStoppedError where they do not come."""
        read = bytearray()
        self._left = SILENT_SECONDS
        while len(read) < count:
            self._wait()
            piece = os.read(self._stream.fileno(), min(CHUNK, count - len(read)))
            if not piece:
                raise ReadingStoppedError(self._why_it_ended())
            read += piece
        return bytes(read)

    def _wait(self) -> None:
        """Wait until there is something to read, and count the time."""
        started = time.monotonic()
        ready = self._poll.poll(max(0.0, self._left) * 1000)
        self._left -= time.monotonic() - started
        if not ready:
            raise ReadingStoppedError(OVERTIME)

    def _why_it_ended(self) -> str:
        ended = self._child.wait()
        return OVERTIME if ended in (-signal.SIGXCPU, -signal.SIGKILL) else DIED
