"""Importing: an export becomes an archive again, with the same numbers, addresses and bytes.

In: a bag, and an empty archive. Out: every row and file of it, or nothing: the bag is verified first, the
rows go in in one transaction, and files of a failed import are taken away again. Which changes search has
taken up is not taken over: the index of this archive has taken up none. Where somebody has logged in before, the
accounts and the log stay, and the log that comes is numbered on from there.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from archive import changes
from archive.keeping import emptiness
from archive.keeping.bag_reading import Bag, Progress
from archive.keeping.errors import KeepingError
from archive.keeping.exporting import NUMBERING, RECORDS, STAFF
from archive.keeping.numbering import go_on_from, highest_given, numbered
from archive.keeping.placing import Placing
from archive.keeping.rows import People, insert, read_rows
from archive.keeping.staff import admit, names_by_number
from archive.keeping.tables import LOGS, name_of, tables
from archive.models import Change


def import_archive(path: Path, progress: Progress | None = None) -> Counter[str]:
    """Fill this empty archive from an export, and let search follow; return how many rows of each table there are now.

    KeepingError where the file is damaged, foreign or newer than this program, or the archive not empty; nothing is
    written then.
    """
    with Bag(path, "export", Path(settings.STATE_DIR)) as bag:
        _refuse_without_tables()
        refuse_unless_empty()
        bag.verify(progress)
        with changes.held_back(can_wait=True):
            counts = _take_in(bag)
            drop_index()
    return counts


def refuse_unless_empty() -> None:
    """Raise KeepingError where this archive holds anything that people put in."""
    found = emptiness.what_is_there(log_stays=True)
    if found:
        message = _(
            "这个档案不是空的：已有%(found)s。请用 ARCHIVE_STATE_DIR（或 DATABASE_URL）另指一处空的，再试。"
            "（样例、账号和登录记录不算在内。）"
        )
        raise KeepingError(message % {"found": found})


def _refuse_without_tables() -> None:
    if not emptiness.is_migrated():
        raise KeepingError(_("这个档案还没有建表。请先运行 manage.py migrate，再导入。什么都没有写入。"))


def drop_index() -> None:
    """Remove the index: it says what the archive was before."""
    shutil.rmtree(settings.INDEX_DIR, ignore_errors=True)


def _take_in(bag: Bag) -> Counter[str]:
    models = _models_of(bag)
    with _spoken_faults(), Placing() as placing:
        with transaction.atomic(durable=True):
            refuse_unless_empty()
            placing.put(bag)
            emptiness.clear()
            counts = _write_rows(bag, models)
        placing.keep()
    return counts


def _models_of(bag: Bag) -> dict[str, type[Model]]:
    """Return the table of each file of records; KeepingError where one is of no table that we know."""
    known = {f"{RECORDS}{name_of(model)}.jsonl": model for model in tables()}
    unknown = sorted(set(bag.paths(RECORDS)) - set(known))
    if unknown or not {STAFF, NUMBERING} <= set(bag.paths()):
        message = _("文件里的表与本程序的不符（%(names)s）；它多半由较新的版本写成，请先升级本程序。什么都没有写入。")
        raise KeepingError(message % {"names": "、".join(unknown or (STAFF, NUMBERING))})
    return {path: known[path] for path in bag.paths(RECORDS)}


def _write_rows(bag: Bag, models: dict[str, type[Model]]) -> Counter[str]:
    numbers = {str(name): int(number) for name, number in json.loads(b"".join(bag.blocks(NUMBERING))).items()}
    by_name = admit(map(json.loads, bag.lines(STAFF)), numbers.get(name_of(User), 0))
    people = People(names_by_number(), by_name)
    counts: Counter[str] = Counter()
    for path, model in models.items():
        rows = _numbered_on(model, read_rows(model, bag.lines(path), people))
        counts[name_of(model)] = insert(model, _still_to_apply(rows))
    for model in numbered():
        go_on_from(model, numbers.get(name_of(model), 0))  # and beyond every row that is there
    connection.check_constraints()
    return counts


def _numbered_on(model: type[Model], rows: Iterator[Model]) -> Iterator[Model]:
    """Yield rows as they are, but those of a log that has some here numbered on from the highest that it gave out."""
    if model not in LOGS or not model._default_manager.exists():
        yield from rows
        return
    beyond = highest_given(model)
    for row in rows:
        row.pk += beyond
        yield row


def _still_to_apply(rows: Iterator[Model]) -> Iterator[Model]:
    """Yield rows as they are, but changes of what readers see as such that search has yet to take up."""
    for row in rows:
        if isinstance(row, Change) and (row.was_public or row.kind in changes.PUBLIC_KINDS):
            row.applied_at = None
        yield row


@contextmanager
def _spoken_faults() -> Iterator[None]:
    """Turn what the database or the disk refuses, or no export of ours has, into words."""
    try:
        yield
    except (DatabaseError, OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        message = _("没有导入，什么都没有写入：%(why)s。")
        raise KeepingError(message % {"why": str(error).strip()}) from error
