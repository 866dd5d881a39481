"""Backing up: everything as it is now, in one bag, for the same kind of database.

    data/database.sqlite3 or .dump     the database, by its own means
    data/captures/…  data/pictures/…   files as kept

In: a path. Out: a bag there, of one moment; and what is wrong with files, in sentences. The index is never
inside: it is a cache, and holds pickles that must not come from a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from archive.keeping.bag_writing import KIND_TAG, new_bag
from archive.keeping.database_copies import FILE_NAMES, copy_of_database
from archive.keeping.exporting import put_files
from archive.keeping.shelves import shelves
from archive.keeping.snapshot import snapshot

DATABASE_TAG: Final = "Archive-Database"
SCHEMA_TAG: Final = "Archive-Schema"


def back_up(path: Path, with_files: bool = True) -> Iterator[str]:
    """Write a backup; yield what is wrong with files in it. It is complete when the last was yielded.

    Without files it is for those who copy the shelves, where nothing ever changes, by other means, and afterwards.
    """
    tags = {KIND_TAG: "backup", DATABASE_TAG: connection.vendor, SCHEMA_TAG: " ".join(applied_migrations())}
    with new_bag(path, tags) as bag, snapshot():
        with copy_of_database(path.parent) as copy:
            bag.file(FILE_NAMES[connection.vendor], copy)
        for shelf in shelves() if with_files else ():
            yield from put_files(bag, shelf)


def applied_migrations() -> list[str]:
    """Return the names of our migrations that the database has been through."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(name for app, name in applied if app == "archive")
