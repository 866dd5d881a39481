"""The manifest: which files a generation consists of, how long they are, and their checksums.

Whoosh never calls fsync and checks nothing: cut files raise at some later question, and flipped bytes may
silently find less. So each commit notes its files, and whoever opens the index compares.

A checksum is reckoned once a process for each file, and again when the file is touched (a file of a
segment is never written again): at each opening only lengths and times are looked at. Bytes that change
without a trace in the file's times, as on a failing disk, are seen by a `deep` comparison.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

MANIFEST: Final = "manifest.json"
# Files that Whoosh writes for a segment or a commit; its lock file is not among them.
PATTERNS: Final = ("*.toc", "*.trm", "*.pst", "*.vps", "*.col", "*.seg")
CHUNK_BYTES: Final = 1 << 20
# About twenty segments of live and former generations, many times over.
PROVEN_AT_MOST: Final = 4096


class FileNote(NamedTuple):
    """What is noted of a file."""

    size: int
    checksum: int


Notes = Mapping[str, FileNote]


class Signature(NamedTuple):
    """What a write to a file changes."""

    inode: int
    size: int
    modified_ns: int
    changed_ns: int


# The files whose bytes this process has compared, as they were then, and the checksum that they had.
_proven: dict[str, tuple[Signature, int]] = {}


def note_files(folder: Path) -> None:
    """Write the manifest; a segment's files never change, so only new ones are read."""
    before = read_manifest(folder)
    notes = {
        file.name: before.get(file.name) or _note(file)
        for pattern in PATTERNS
        for file in folder.glob(pattern)
    }
    written = folder / f"{MANIFEST}.new"
    written.write_text(json.dumps(notes), encoding="utf-8")
    written.replace(folder / MANIFEST)


def read_manifest(folder: Path) -> dict[str, FileNote]:
    """Return the notes by file name; none where there is no manifest that can be read."""
    try:
        notes = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return {name: FileNote(*note) for name, note in notes.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def damaged_files(folder: Path, notes: Notes, deep: bool) -> list[str]:
    """Return the names of the files that are not as noted; `deep` reads every byte again."""
    return sorted(name for name, note in notes.items() if not _is_as_noted(folder / name, note, deep))


def _is_as_noted(file: Path, note: FileNote, deep: bool) -> bool:
    """Tell whether a file is there as it was written; its bytes are read where that is not known, or `deep`."""
    try:
        signature = _signature(file)
        if signature.size != note.size:
            return False
        if not deep and _proven.get(str(file)) == (signature, note.checksum):
            return True
        if _checksum(file) != note.checksum:
            return False
    except OSError:
        return False
    _remember(file, signature, note.checksum)
    return True


def _note(file: Path) -> FileNote:
    signature, checksum = _signature(file), _checksum(file)
    _remember(file, signature, checksum)
    return FileNote(signature.size, checksum)


def _remember(file: Path, signature: Signature, checksum: int) -> None:
    if len(_proven) >= PROVEN_AT_MOST:
        _proven.clear()
    _proven[str(file)] = signature, checksum


def _signature(file: Path) -> Signature:
    found = file.stat()
    return Signature(found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _checksum(file: Path) -> int:
    value = 0
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK_BYTES):
            value = zlib.crc32(chunk, value)
    return value
