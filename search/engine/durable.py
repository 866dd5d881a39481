"""Durable files: what is written here is on the disk when the call returns.

In: a path and bytes. Whoosh itself never calls fsync; after a power cut its files may be empty.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def write_durably(file: Path, pieces: Iterable[bytes]) -> None:
    """Write a file; FileExistsError where it is there: no file of an index is ever written again."""
    with file.open("xb") as opened:
        opened.writelines(pieces)
        opened.flush()
        os.fsync(opened.fileno())


def replace_durably(file: Path, written: bytes) -> None:
    """Write a file in place of one of that name; whoever reads sees the one or the other."""
    beside = file.with_name(f"{file.name}.new")
    beside.unlink(missing_ok=True)
    write_durably(beside, [written])
    beside.replace(file)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
