"""Reading a stranger's file in a process of its own, so that nothing it does to its reader is done to us.

In: a kind of file and its bytes. Out: its Pages, one at a time. The child (`reading_child.py`) has bounds on memory and
processor time and neither network nor files (`confinement.py`), and its silence is bounded, too (`child.py`). If it
dies over one member of a zip, that member has failed and the next one goes on.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from archive.ingest.child import ChildStoppedError, running
from archive.ingest.page import FormatError, Page, Wanted
from archive.ingest.reading_messages import Begun, MessageError, Refused, read_messages

CHILD: Final = Path(__file__).with_name("reading_child.py")
MEMORY: Final = 1_000_000_000  # bytes of the child's address space
CPU_SECONDS: Final = 30  # of the child, for one file or one member of a zip
SILENT_SECONDS: Final = 90.0  # between two messages, of which the time we take ourselves is no part
MAX_DEATHS: Final = 20  # over one zip

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
    given = (json.dumps(asked).encode("ascii") + b"\n", payload, *beside.values())
    try:
        with running([sys.executable, "-I", "-B", str(CHILD)], given, SILENT_SECONDS) as child:
            for message in read_messages(child.read, payload):
                if isinstance(message, Refused):
                    raise FormatError(message.reason)
                if isinstance(message, (Begun, Page)):
                    yield message
    except ChildStoppedError as stopped:
        raise ReadingStoppedError(OVERTIME if stopped.is_overtime else DIED) from stopped
    except (MessageError, ValueError, TypeError, KeyError) as error:
        raise ReadingStoppedError(DIED) from error
