"""The manifest: which files a generation consists of, how long they are, when they were written, their checksums.

Whoosh never calls fsync and checks nothing: cut files raise at some later question, and flipped bytes may
silently find less. So each commit notes its files, and whoever opens the index compares.

The files of an index are never written again. At an opening lengths and times are looked at; bytes are read
where a file's time is not the noted one, once a process. Bytes that change without a trace in the file's
times, as on a failing disk, are seen by a `deep` comparison.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

MANIFEST: Final = "manifest.json"
CHUNK_BYTES: Final = 1 << 20
# Thirty segments of sixteen files each, of live and former generations.
PROVEN_AT_MOST: Final = 4096


class UnreadableIndexError(Exception):
    """The index is missing, damaged, or made by another version: no question can be answered from it."""


class FileNote(NamedTuple):
    """What is noted of a file: its length in bytes, the checksum of its bytes, and when it was written."""

    size: int
    checksum: int
    modified_ns: int


Notes = Mapping[str, FileNote]


class Signature(NamedTuple):
    """What a write to a file changes."""

    inode: int
    size: int
    modified_ns: int
    changed_ns: int


# The checksums of the files whose bytes this process has read, as they were then.
_proven: dict[str, tuple[Signature, int]] = {}


def note_of(file: Path) -> FileNote:
    """Return what is to be noted of a file."""
    found = file.stat()
    return FileNote(found.st_size, _checksum(file), found.st_mtime_ns)


def encode_manifest(notes: Notes) -> bytes:
    """Return the manifest that says this of all files."""
    return json.dumps(notes).encode("ascii")


def read_manifest(folder: Path) -> dict[str, FileNote]:
    """Return the notes by file name; UnreadableIndexError where there is no manifest that can be read."""
    try:
        notes = json.loads((folder / MANIFEST).read_bytes())
        return {name: FileNote(*note) for name, note in notes.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise UnreadableIndexError(f"damaged: {MANIFEST}") from error


def check_files(folder: Path, notes: Notes, names: Iterable[str], deep: bool = False) -> None:
    """Raise UnreadableIndexError where one of these files is not as noted; `deep` reads every byte again."""
    damaged = [name for name in sorted(names) if not _is_as_noted(folder / name, notes[name], deep)]
    if damaged:
        raise UnreadableIndexError(f"damaged: {', '.join(damaged)}")


def _is_as_noted(file: Path, note: FileNote, deep: bool) -> bool:
    """Tell whether a file is there as it was written."""
    try:
        found = file.stat()
        if found.st_size != note.size:
            return False
        if deep:
            return _checksum(file) == note.checksum
        return found.st_mtime_ns == note.modified_ns or _proven_checksum(file) == note.checksum
    except OSError:
        return False


def _proven_checksum(file: Path) -> int:
    """Return the checksum of a file; its bytes are read once a process, and when it was touched."""
    found = file.stat()
    signature = Signature(found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
    proven = _proven.get(str(file))
    if proven and proven[0] == signature:
        return proven[1]
    checksum = _checksum(file)
    if len(_proven) >= PROVEN_AT_MOST:
        _proven.clear()
    _proven[str(file)] = signature, checksum
    return checksum


def _checksum(file: Path) -> int:
    value = 0
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK_BYTES):
            value = zlib.crc32(chunk, value)
    return value
