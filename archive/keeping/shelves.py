"""Shelves: which files does the archive keep beside its database, and where does each lie?

A shelf is a folder whose files are named by the SHA-256 of what they hold: `ab/cd/abcd…`, with or without an
ending. In: the rows that name such files. Out: the files; and those on the disk that no row names.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import Count, Q

from archive.models import Capture, Picture

DIGEST: Final = re.compile(r"[0-9a-f]{64}")
# Where a file may lie below its shelf.
PLACE: Final = re.compile(r"(?:[0-9a-f]{2}/){0,2}[0-9a-f]{64}(?:\.[a-z0-9]{1,5})?")
DIGESTS_PER_QUERY: Final = 500


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of kept files: the digests that rows name, and of some digests those that are named."""

    name: str
    folder: Path
    digests: Callable[[], Iterator[str]]
    named: Callable[[Collection[str]], set[str]]

    def path_of(self, digest: str) -> Path:
        """Return where the file of that digest lies, or would."""
        plain = self.folder / digest[:2] / digest[2:4] / digest
        if is_there(plain):
            return plain
        return next(iter(sorted(plain.parent.glob(f"{digest}.*"))), plain)


def is_there(path: Path) -> bool:
    """Tell whether a file is there; in a folder that may not be looked into, none is."""
    try:
        path.stat()
    except OSError:
        return False
    return True


def captures() -> Shelf:
    """Return the shelf of pages as received."""
    return Shelf("captures", Path(settings.CAPTURES_DIR), _capture_digests, _named_captures)


def pictures() -> Shelf:
    """Return the shelf of pictures as readers are given them."""
    return Shelf("pictures", Path(settings.STATE_DIR) / "pictures", _picture_digests, _named_pictures)


def shelves() -> list[Shelf]:
    """Return every shelf."""
    return [captures(), pictures()]


def file_of(capture: Capture) -> str:
    """Return the digest of the file that a capture's bytes stand in.

    A line of JSON Lines is not written twice: it stands in the file that it came in.
    """
    shelf, holder = captures(), capture
    while holder.parent is not None and not is_there(shelf.path_of(holder.payload_digest)):
        holder = holder.parent
    return holder.payload_digest


def strays(shelf: Shelf) -> Iterator[Path]:
    """Yield the files on a shelf that no row names."""
    files = _files_below(shelf.folder)
    while some := list(islice(files, DIGESTS_PER_QUERY)):
        named = shelf.named({path.stem for path in some if DIGEST.fullmatch(path.stem)})
        yield from (path for path in some if path.stem not in named)


def _files_below(folder: Path) -> Iterator[Path]:
    for below, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(below) / name for name in sorted(names))


def _capture_digests() -> Iterator[str]:
    """Yield the digests of captures that are files; of those that stand in another, there is none."""
    shelf = captures()
    counted = Capture.objects.order_by("payload_digest").values("payload_digest")
    files = counted.annotate(files=Count("pk", filter=Q(parent=None))).values_list("payload_digest", "files")
    for digest, is_file in files.iterator():
        if is_file or is_there(shelf.path_of(digest)):
            yield digest


def _named_captures(digests: Collection[str]) -> set[str]:
    found = Capture.objects.filter(payload_digest__in=digests).order_by()
    return set(found.values_list("payload_digest", flat=True))


def _picture_digests() -> Iterator[str]:
    yield from Picture.objects.order_by("digest").values_list("digest", flat=True).iterator()


def _named_pictures(digests: Collection[str]) -> set[str]:
    return set(Picture.objects.filter(digest__in=digests).order_by().values_list("digest", flat=True))
