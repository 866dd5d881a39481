"""Pictures of the pages of kept PDFs, for staff: drawn when first looked at, and kept as long as there is room.

In: the capture that is the file, which PDF in it, which page, how fine. Out: a JPEG, or a DrawingError with the reason.
They lie below the state folder as a cache: anybody may empty it, no row names them, and neither backup nor export holds
them. One page is drawn at a time on a machine, so that a folder of large papers takes no more than one processor.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from archive import payloads
from archive.ingest.drawing import Drawing, DrawingError, draw_page
from archive.locks import LockBusyError, held
from archive.models import Capture

VERSION: Final = 1  # raised where pages come to be drawn otherwise
ROOM: Final = 500_000_000  # bytes; beyond it those looked at longest ago go
ROOM_LEFT: Final = 0.8  # of it, once they have gone
FAULT_SECONDS: Final = 3600.0  # after which a page that could not be drawn is tried again
PATIENCE: Final = 20.0  # seconds that a picture waits for another to be drawn
PICTURE: Final = ".jpg"
FAULT: Final = ".txt"


class BusyError(Exception):
    """Others are being drawn; to be asked for again."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a kept PDF: the file, the PDF's name in it where it is a zip, and the page's number, from 1."""

    file: Capture
    entry: str
    number: int

    def key(self, drawing: Drawing) -> str:
        """Return what its picture is known by: as long as that stays, so does the picture."""
        named = (str(VERSION), drawing.name, self.file.payload_digest, str(self.number), self.entry)
        return hashlib.sha256("\n".join(named).encode()).hexdigest()


def picture_of(sheet: Sheet, drawing: Drawing) -> bytes:
    """Return the picture of a page, drawn if need be; raises DrawingError, BusyError, PayloadError."""
    path = _path(sheet.key(drawing), PICTURE)
    kept = _kept(path)
    if kept is not None:
        return kept
    try:
        with held(_folder() / "lock", PATIENCE):
            kept = _kept(path)
            return _draw(sheet, drawing) if kept is None else kept
    except LockBusyError as error:
        raise BusyError(_("正在画别的页，请过一会儿再看。")) from error


def fault_of(sheet: Sheet, drawing: Drawing) -> str:
    """Return why a page could not be drawn the last time; empty where it was, or was not tried of late."""
    path = _path(sheet.key(drawing), FAULT)
    try:
        is_old = time.time() - path.stat().st_mtime > FAULT_SECONDS
        return "" if is_old else path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def _draw(sheet: Sheet, drawing: Drawing) -> bytes:
    """Draw a page and keep its picture, or the reason why there is none, which is not found out anew at each look."""
    fault = fault_of(sheet, drawing)
    if fault:
        raise DrawingError(fault)
    key = sheet.key(drawing)
    payload = payloads.read(sheet.file.payload_digest)
    try:
        drawn = draw_page(payload, sheet.entry, sheet.number, drawing)
    except DrawingError as error:
        _keep(_path(key, FAULT), str(error).encode())
        raise
    _keep(_path(key, PICTURE), drawn.payload)
    _path(key, FAULT).unlink(missing_ok=True)
    _make_room()
    return drawn.payload


def _kept(path: Path) -> bytes | None:
    """Return a kept file, and note that it was looked at; None where there is none."""
    try:
        kept = path.read_bytes()
        os.utime(path)
    except FileNotFoundError:
        return None
    return kept


def _keep(path: Path, kept: bytes) -> None:
    """Write a file that is there whole or not at all; a disk that is full is no reason to show no picture."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as unnamed:
            unnamed.write(kept)
        Path(unnamed.name).replace(path)
    except OSError:
        return


def _make_room() -> None:
    """Take away what was looked at longest ago, where all together take more than their room."""
    files = [(path.stat(), path) for path in _folder().glob("??/*")]
    taken = sum(stat.st_size for stat, _path in files)
    if taken <= ROOM:
        return
    for stat, path in sorted(files, key=lambda file: file[0].st_mtime):
        path.unlink(missing_ok=True)
        taken -= stat.st_size
        if taken <= ROOM * ROOM_LEFT:
            return


def _folder() -> Path:
    return Path(settings.STATE_DIR) / "cache" / "pages"


def _path(key: str, ending: str) -> Path:
    return _folder() / key[:2] / f"{key}{ending}"
