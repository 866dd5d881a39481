"""Exporting: the whole archive as files that outlast this program.

    data/records/archive.Article.jsonl …   every table, a row a line
    data/staff.jsonl                       accounts: numbers and names
    data/numbering.json                    the highest number that each table ever gave out
    data/captures/ab/cd/abcd…              files as received
    data/pictures/…                        pictures

In: a path. Out: a bag there, of one moment; and of which files not all could be taken along, in sentences.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from archive.keeping.bag_writing import KIND_TAG, BagWriter, new_bag
from archive.keeping.fixity import examine
from archive.keeping.numbering import highest_given, numbered
from archive.keeping.rows import People, write_rows
from archive.keeping.shelves import Shelf, shelves
from archive.keeping.snapshot import snapshot
from archive.keeping.staff import names_by_number, staff_records
from archive.keeping.tables import name_of, tables

STAFF: Final = "staff.jsonl"
NUMBERING: Final = "numbering.json"
RECORDS: Final = "records/"
EXPORT_TAGS: Final = {
    KIND_TAG: "export",
    "External-Description": "Records as JSON Lines, captures as received, pictures; see docs/keeping.md.",
}


def export(path: Path) -> Iterator[str]:
    """Write the archive to a bag; yield what is wrong with files in it. It is complete when the last was yielded."""
    with new_bag(path, EXPORT_TAGS) as bag, snapshot():
        _write_tables(bag)
        for shelf in shelves():
            yield from put_files(bag, shelf)


def put_files(bag: BagWriter, shelf: Shelf) -> Iterator[str]:
    """Put the files of a shelf that rows name into a bag; yield what is wrong with those that are not as they were.

    An altered file goes along as it is: what is left of it may be all that there is.
    """
    for digest in shelf.digests():
        source = shelf.path_of(digest)
        put = bag.file(f"{shelf.name}/{source.relative_to(shelf.folder).as_posix()}", source, bool(source.suffix))
        if put != digest:
            yield f"{shelf.name}/{digest}: {examine(source, digest).sentence}"


def _write_tables(bag: BagWriter) -> None:
    people = People(names_by_number(), {})
    for model in tables():
        _write_lines(bag, f"{RECORDS}{name_of(model)}.jsonl", write_rows(model, people))
    _write_lines(bag, STAFF, (json.dumps(record, ensure_ascii=False) for record in staff_records()))
    numbers = {name_of(model): highest_given(model) for model in numbered()}
    _write_lines(bag, NUMBERING, [json.dumps(numbers)])


def _write_lines(bag: BagWriter, path: str, lines: Iterable[str]) -> None:
    with bag.stream(path) as member:
        for line in lines:
            member.write(f"{line}\n".encode())
