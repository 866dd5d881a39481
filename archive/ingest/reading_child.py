"""The child process that reads one file of a stranger: bytes on standard input, messages on standard output.

Run by `reading.py` as a script of its own, without Django, settings or database: it knows the file and nothing else.
The first line of the input is a JSON object (ending, length, member, pictures, start, cpu, memory, beside), the file
follows, then the files that lay beside it.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from archive.ingest.confinement import allow_cpu, confine
from archive.ingest.document_file import document_page
from archive.ingest.page import FormatError, Page, Wanted
from archive.ingest.page_folder import picture_beside
from archive.ingest.readers import reader_of
from archive.ingest.reading_messages import Begun, Finished, Refused, write_message
from archive.ingest.zip_file import Member, members_of


def main() -> None:
    """Read the file, tell its pages one by one, and say that they were all."""
    source, out = sys.stdin.buffer, sys.stdout.buffer
    asked = json.loads(source.readline())
    confine(asked["memory"])
    allow_cpu(asked["cpu"])
    payload = source.read(asked["length"])
    beside = {name: source.read(length) for name, length in asked["beside"]}
    wanted = Wanted(asked["member"], asked["pictures"])
    try:
        members = _members(asked["ending"], payload, beside)
    except Exception as error:  # noqa: BLE001 - a zip may be broken in any way
        write_message(out, Refused(_reason(error)))
        return
    for number, member in enumerate(members):
        if number >= asked["start"] and (not member.name or wanted.takes(member.name)):
            allow_cpu(asked["cpu"])
            _tell_member(out, number, member, payload, wanted)
    write_message(out, Finished())


def _members(ending: str, payload: bytes, beside: dict[str, bytes]) -> list[Member]:
    """Return what the file consists of: the files of a zip, or the file itself."""
    if ending == ".zip":
        return members_of(payload)
    if beside:
        return [Member("", lambda wanted: _read_with(payload, wanted, beside))]
    return [Member("", lambda wanted: _read_whole(ending, payload, wanted))]


def _read_whole(ending: str, payload: bytes, wanted: Wanted) -> Iterator[Page]:
    yield from reader_of(ending)(payload, wanted)


def _read_with(payload: bytes, wanted: Wanted, beside: dict[str, bytes]) -> Iterator[Page]:
    """Yield a saved page with the pictures that lay beside it."""
    yield document_page(payload, wanted, find=partial(picture_beside, beside))


def _tell_member(out: BinaryIO, number: int, member: Member, whole: bytes, wanted: Wanted) -> None:
    """Tell the pages of one member, and of a member that cannot be read why not."""
    write_message(out, Begun(number, member.name))
    try:
        for page in member.read(wanted):
            write_message(out, page, whole)
        return
    except Exception as error:  # noqa: BLE001 - parsers raise whatever they stumble on
        reason = _reason(error)
    gc.collect()  # only now is what the parser held let go: there may be no memory left to say so
    if member.name:
        write_message(out, Page(member.name, "text", b"", failure=reason))
    else:
        write_message(out, Refused(reason))


def _reason(error: BaseException) -> str:
    """Return in words why a file could not be read."""
    if isinstance(error, FormatError):
        return str(error)
    if isinstance(error, MemoryError):
        return "读它要的内存超过上限，没有收入。请拆开，或另存一份再收入。"
    if isinstance(error, RecursionError):
        return "里面嵌套过深，读不出来。请打开它，另存一份再收入。"
    return f"读不出来，可能已损坏（{type(error).__name__}）。请打开它，另存一份再收入。"


if __name__ == "__main__":
    main()
