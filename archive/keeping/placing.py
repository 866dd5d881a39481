"""Placing: the files of a bag go back to their shelves.

In: a verified bag. Out: its files where rows will look for them, each written beside its place and moved
there when it is on the disk. Those that were put by a job that fails are taken away again.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Self

from django.utils.translation import gettext as _

from archive.keeping.bag_reading import Bag
from archive.keeping.errors import KeepingError
from archive.keeping.fixity import examine
from archive.keeping.shelves import PLACE, Shelf, shelves


class Placing:
    """A job that puts files on shelves; without `keep` before its end, it takes them away again."""

    def __init__(self) -> None:
        self._put: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        for path in self._put:
            path.unlink(missing_ok=True)

    def keep(self) -> None:
        """Let what was put stay."""
        self._put.clear()

    def put(self, bag: Bag) -> None:
        """Put every file of a bag in its place; one that lies there already with the same bytes stays."""
        for shelf in shelves():
            for path in bag.paths(f"{shelf.name}/"):
                target = _target(shelf, path)
                if examine(target, bag.digest_of(path)).fault is not None:
                    _write(bag, path, target)
                    self._put.append(target)


def _target(shelf: Shelf, path: str) -> Path:
    below = path.removeprefix(f"{shelf.name}/")
    if not PLACE.fullmatch(below):
        raise KeepingError(_("文件里的 %(path)s 不是原件，也不是图像；整个文件都没有收。") % {"path": path})
    return shelf.folder / below


def _write(bag: Bag, path: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as unnamed:
        try:
            for block in bag.blocks(path):
                unnamed.write(block)
            unnamed.flush()
            os.fsync(unnamed.fileno())
        except BaseException:
            Path(unnamed.name).unlink()
            raise
    Path(unnamed.name).chmod(0o440)
    Path(unnamed.name).replace(target)
