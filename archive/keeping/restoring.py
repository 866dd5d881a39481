"""Restoring: an archive becomes again what it was when the backup was made.

In: a bag. Out: database and files as they were, or nothing changed: the bag is verified first. What lay in
the place of an SQLite database is put aside, not deleted. The site must stand still meanwhile; the index is
built anew afterwards.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from archive.keeping import emptiness
from archive.keeping.backing_up import DATABASE_TAG, SCHEMA_TAG
from archive.keeping.bag_reading import Bag, Progress
from archive.keeping.database_copies import FILE_NAMES, folder_of_database, put_back
from archive.keeping.errors import KeepingError
from archive.keeping.importing import drop_index
from archive.keeping.placing import Placing


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: where the former database lies now, and whether the restored one has migrations before it."""

    aside: Path | None
    must_migrate: bool


def restore(path: Path, may_replace: bool = False, progress: Progress | None = None) -> Restored:
    """Put database and files back as a backup has them; KeepingError where it may not be done, and nothing changes.

    An archive that is not empty is replaced only where `may_replace` says so.
    """
    with Bag(path, "backup", Path(settings.STATE_DIR)) as bag:
        missing = _check_kind(path, bag)
        if not may_replace:
            _refuse_unless_empty()
        bag.verify(progress)
        aside = _put_back(bag)
    drop_index()
    return Restored(aside, missing)


def _check_kind(path: Path, bag: Bag) -> bool:
    """Refuse another kind of database and a newer program's; tell whether this program has migrations that it lacks."""
    theirs = bag.tags.get(DATABASE_TAG)
    if FILE_NAMES.get(theirs or "") not in bag.paths():
        raise KeepingError(_("%(path)s 里没有数据库。") % {"path": path})
    if theirs != connection.vendor:
        message = _("%(path)s 备份的是 %(theirs)s 数据库，现在的是 %(ours)s。换数据库请用 export 和 import。")
        raise KeepingError(message % {"path": path, "theirs": theirs, "ours": connection.vendor})
    known = {name for app, name in MigrationLoader(None).disk_migrations if app == "archive"}
    applied = set(bag.tags.get(SCHEMA_TAG, "").split())
    if applied - known:
        message = _("%(path)s 由较新的版本备份（%(names)s）。请先升级本程序。")
        raise KeepingError(message % {"path": path, "names": "、".join(sorted(applied - known))})
    return bool(known - applied)


def _refuse_unless_empty() -> None:
    try:
        found = emptiness.what_is_there(log_stays=False)
    except DatabaseError as error:
        found = _("读不出的内容（%(why)s）") % {"why": error}
    if found:
        message = _("这个档案不是空的：已有%(found)s。确要用备份取代它，请加 --replace。")
        raise KeepingError(message % {"found": found})


def _put_back(bag: Bag) -> Path | None:
    name = FILE_NAMES[connection.vendor]
    try:
        with tempfile.TemporaryDirectory(dir=folder_of_database(), prefix=".restore-") as below, Placing() as placing:
            placing.put(bag)
            copy = Path(below) / name
            with copy.open("wb") as file:
                file.writelines(bag.blocks(name))
                file.flush()
                os.fsync(file.fileno())
            aside = put_back(copy)
            placing.keep()
    except OSError as error:
        raise KeepingError(_("没有恢复：%(why)s。") % {"why": error.strerror or error}) from error
    return aside
