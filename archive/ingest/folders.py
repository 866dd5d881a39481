"""Which files below the folders that somebody names are pages, and what lies beside each?

In: paths. Out: PageOnDisk, in the order of their names. Symbolic links are followed where a person names them or they
stand among the pages; none within the folder of a saved page, which a stranger's archive may have made.
"""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from archive.ingest.file_kinds import BESIDE_FOLDERS, MAX_BYTES
from archive.ingest.page_folder import MOST_BYTES_BESIDE, PageFile, folders_beside, sort_out

logger: Final = logging.getLogger(__name__)

NO_LINK: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class NotAFileError(OSError):
    """What stands under the name is a link, a device or too large to be a picture."""


@dataclass(frozen=True, slots=True)
class PageOnDisk:
    """A file to be read, the pictures beside it by their paths from there, and how many files there are none."""

    path: Path
    beside: dict[str, Path] = field(default_factory=dict)
    left_out: int = 0

    def read_beside(self) -> Iterator[tuple[str, bytes]]:
        """Yield the pictures by their paths, as far as they are files and within bounds; of others the log tells."""
        room = MOST_BYTES_BESIDE
        for name, path in self.beside.items():
            try:
                payload = read_regular(path)
            except OSError as error:
                logger.warning("%s: %s", path, error.strerror or error)
                continue
            room -= len(payload)
            if room < 0:
                logger.warning("%s: more than %d bytes beside the page", path, MOST_BYTES_BESIDE)
                return
            if payload:
                yield name, payload


def pages_below(paths: Sequence[Path]) -> Iterator[PageOnDisk]:
    """Yield the files named, and those below the folders named, each with what lies beside it.

    Hidden files are no pages, nor are those in the folders that browsers save beside a page (`…_files`), though such a
    folder be named beside its page, as a shell does for `*`.
    """
    homes = {path.with_name(name) for path in paths for name in folders_beside(path.name)}
    for path in paths:
        if path in homes:
            continue
        for page in _files_below(path) if path.is_dir() else (path,):
            yield _with_folder(page)


def read_regular(path: Path) -> bytes:
    """Return the bytes of a file that is one; NotAFileError for a link, a device, or more than a file may have."""
    opened = os.open(path, NO_LINK)
    with os.fdopen(opened, "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_BYTES:
            raise NotAFileError("not a file, or too large")
        return file.read(MAX_BYTES)


def _files_below(folder: Path) -> Iterator[Path]:
    for below in sorted(folder.rglob("*")):
        parts = below.relative_to(folder).parts
        if below.is_file() and not any(part.startswith(".") or part.endswith(BESIDE_FOLDERS) for part in parts):
            yield below


def _with_folder(page: Path) -> PageOnDisk:
    """Return a page with the files of its folder, as `sort_out` judges them."""
    folders = [page.with_name(name) for name in folders_beside(page.name)]
    files = [path for folder in folders if folder.is_dir() and not folder.is_symlink() for path in _walk(folder)]
    if not files:
        return PageOnDisk(page)
    names = [path.relative_to(page.parent).as_posix() for path in files]
    sorted_out = sort_out([page.name, *names])
    own: PageFile = sorted_out.pages[0]
    return PageOnDisk(page, {name: files[n - 1] for name, n in own.beside.items()}, sorted_out.left_out)


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and those below it; folders that are links are not entered."""
    for where, below, names in os.walk(folder):
        below.sort()
        yield from (Path(where) / name for name in sorted(names))
