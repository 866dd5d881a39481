"""The manifest: which files a generation consists of, how long they are, and their checksums.

Whoosh never calls fsync and checks nothing: cut files raise at some later question, and flipped bytes may
silently find less. So each commit notes its files; whoever holds the writer lock can compare.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Final, NamedTuple

MANIFEST: Final = "manifest.json"
# Files that Whoosh writes for a segment or a commit; its lock file is not among them.
PATTERNS: Final = ("*.toc", "*.trm", "*.pst", "*.vps", "*.col", "*.seg")
CHUNK_BYTES: Final = 1 << 20


class FileNote(NamedTuple):
    """What is noted of a file."""

    size: int
    checksum: int


def note_files(folder: Path) -> None:
    """Write the manifest; a segment's files never change, so only new ones are read."""
    before = read_manifest(folder)
    notes = {
        file.name: before.get(file.name) or FileNote(file.stat().st_size, _checksum(file))
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


def damaged_files(folder: Path, deep: bool) -> list[str]:
    """Return the names of files that are gone or of another length; `deep` compares their bytes as well."""
    notes = read_manifest(folder)
    if not notes:
        return [MANIFEST]
    return sorted(name for name, note in notes.items() if not _is_as_noted(folder / name, note, deep))


def _is_as_noted(file: Path, note: FileNote, deep: bool) -> bool:
    try:
        return file.stat().st_size == note.size and (not deep or _checksum(file) == note.checksum)
    except OSError:
        return False


def _checksum(file: Path) -> int:
    value = 0
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK_BYTES):
            value = zlib.crc32(chunk, value)
    return value
