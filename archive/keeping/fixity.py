"""Fixity: are the bytes of every capture and picture still those that were kept?

In: rows. Out: for each a Finding, read from the file block by block; of captures it is also written to their
rows. What may be wrong is told apart, for each has another remedy: missing (look for it in a backup), altered
(likewise, and look at the disk), unreadable (rights, or the disk).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.keeping.shelves import Shelf, captures, file_of, pictures
from archive.models import Capture, Picture

Row = Capture | Picture

BLOCK_BYTES: Final = 1 << 20
ROWS_AT_ONCE: Final = 200
# So many findings are remembered, because many captures may stand in one file.
REMEMBERED: Final = 64


class Fault(StrEnum):
    """What is wrong with a file."""

    MISSING = "missing"
    ALTERED = "altered"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Finding:
    """One file, read again: its size in bytes as read, and what is wrong with it; None where nothing is."""

    digest: str
    size: int
    fault: Fault | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """One row and what was found of its file."""

    row: Row
    finding: Finding


def examine(path: Path, digest: str) -> Finding:
    """Read a file through, and tell whether its bytes have that SHA-256."""
    counted, size = hashlib.sha256(), 0
    try:
        with path.open("rb", buffering=0) as file:
            while block := file.read(BLOCK_BYTES):
                counted.update(block)
                size += len(block)
    except FileNotFoundError:
        return Finding(digest, 0, Fault.MISSING, _("文件不在了。"))
    except OSError as error:
        why = error.strerror or str(error)
        return Finding(digest, size, Fault.UNREADABLE, _("读不出文件：%(why)s。") % {"why": why})
    if counted.hexdigest() == digest:
        return Finding(digest, size)
    spoken = {"size": size, "digest": counted.hexdigest()}
    return Finding(
        digest, size, Fault.ALTERED, _("内容已变：现在是 %(size)d 字节，SHA-256 %(digest)s。") % spoken
    )


class Examiner:
    """Reads files again, each once for all the captures that stand in it.

    `bytes_at_once` bounds what is read at one go; one file at the least is.
    """

    def __init__(self, bytes_at_once: float = math.inf) -> None:
        self._bytes_at_once = bytes_at_once
        self._recent: OrderedDict[tuple[str, str], Finding] = OrderedDict()
        self._bytes_read = 0

    def some_of(self, files: Iterable[tuple[Row, Shelf, str]]) -> Iterator[Checked]:
        """Yield what is to be said of rows and their files, until enough was read."""
        self._bytes_read = 0
        for row, shelf, digest in files:
            yield Checked(row, self._finding_of(shelf, digest))
            if self._bytes_read >= self._bytes_at_once:
                return

    def _finding_of(self, shelf: Shelf, digest: str) -> Finding:
        key = shelf.name, digest
        if key not in self._recent:
            self._recent[key] = examine(shelf.path_of(digest), digest)
            self._bytes_read += self._recent[key].size
            if len(self._recent) > REMEMBERED:
                self._recent.popitem(last=False)
        return self._recent[key]


def check_captures(after: int, examiner: Examiner, due: dt.datetime | None = None) -> list[Checked]:
    """Check the next captures by number, write what was found, and return it; nothing where none is left.

    `due` leaves out those that were checked since then.
    """
    waiting = Capture.objects.filter(pk__gt=after)
    if due is not None:
        waiting = waiting.filter(Q(fixity_checked_at=None) | Q(fixity_checked_at__lt=due))
    some = waiting.select_related("parent__parent").order_by("pk")[:ROWS_AT_ONCE]
    checked = list(examiner.some_of((capture, captures(), file_of(capture)) for capture in some))
    _write(checked)
    return checked


def check_pictures(after: int, examiner: Examiner) -> list[Checked]:
    """Check the next pictures by number and return what was found; nothing where none is left."""
    some = Picture.objects.filter(pk__gt=after).order_by("pk")[:ROWS_AT_ONCE]
    return list(examiner.some_of((picture, pictures(), picture.digest) for picture in some))


def check_all() -> Iterator[Checked]:
    """Check every capture, then every picture."""
    examiner, after = Examiner(), 0
    while checked := check_captures(after, examiner):
        yield from checked
        after = checked[-1].row.pk
    after = 0
    while checked := check_pictures(after, examiner):
        yield from checked
        after = checked[-1].row.pk


def _write(checked: Sequence[Checked]) -> None:
    """Note on captures when they were checked and what was found; those that are whole in one go."""
    now = timezone.now()
    whole = [one.row.pk for one in checked if one.finding.fault is None]
    if whole:
        Capture.objects.filter(pk__in=whole).update(fixity_checked_at=now, fixity_fault="")
    for one in checked:
        if one.finding.fault is not None:
            Capture.objects.filter(pk=one.row.pk).update(
                fixity_checked_at=now, fixity_fault=one.finding.sentence
            )
