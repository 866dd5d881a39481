"""The log as a file: CSV for a spreadsheet, JSON Lines for programs.

In: entries, as they come. Out: the file in blocks, never held as a whole. A cell that a spreadsheet might take for a
formula has an apostrophe before it; so has one that begins with an apostrophe, so that it can be taken away again.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.utils import timezone

from archive.models import AuditEntry
from archive.text.table_files import defused

BLOCK: Final = 500  # entries written at a time
BOM: Final = "\ufeff"  # by which spreadsheets know UTF-8
COLUMNS: Final = (
    "id", "at", "by", "address", "action", "target_type", "target_id", "target_name", "before", "after", "note"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LogFormat:
    """A format: its type for the browser, and how entries are written."""

    content_type: str
    stream: Callable[[Iterable[AuditEntry]], Iterator[bytes]]


def _as_csv(entries: Iterable[AuditEntry]) -> Iterator[bytes]:
    yield (BOM + _lines([list(COLUMNS)])).encode()
    for block in _blocks(entries):
        yield _lines([[defused(_cell(value)) for value in _values(entry)] for entry in block]).encode()


def _as_jsonl(entries: Iterable[AuditEntry]) -> Iterator[bytes]:
    for block in _blocks(entries):
        rows = (dict(zip(COLUMNS, _values(entry), strict=True)) for entry in block)
        yield "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


FORMATS: Final = {
    "csv": LogFormat("text/csv; charset=utf-8", _as_csv),
    "jsonl": LogFormat("application/x-ndjson; charset=utf-8", _as_jsonl),
}


def _values(entry: AuditEntry) -> tuple[Any, ...]:
    """Return an entry in the order of the columns."""
    return (
        entry.pk, timezone.localtime(entry.at).isoformat(timespec="seconds"), entry.by_name, entry.address,
        entry.action, entry.target_type, entry.target_id, entry.target_name, entry.before, entry.after, entry.note,
    )  # fmt: skip


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _lines(rows: Iterable[list[str]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()


def _blocks(entries: Iterable[AuditEntry]) -> Iterator[list[AuditEntry]]:
    found = iter(entries)
    while block := list(islice(found, BLOCK)):
        yield block
