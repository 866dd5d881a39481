"""Rows: how is a row of a table written as a line, and how does it become a row again?

A row is an object with every column under its field's name. Numbers, texts, truth values and JSON stand as
they are, times in UTC with their microseconds, days and tokens as text. What a row refers to stands as the
key of that row (a place: its code); a person as the user name, or as the bare number of an account that is
gone.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.db.models import Field, ForeignKey, Model
from django.db.models.sql import InsertQuery
from django.utils.translation import gettext as _

from archive.keeping.errors import KeepingError

ROWS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class People:
    """Accounts by number, as rows are written; by user name, as they are read."""

    names: Mapping[int, str]
    numbers: Mapping[str, int]


class Kinds:
    """The kinds of rows that Django's log speaks of, archive.article; each database numbers them in its own way."""

    def __init__(self) -> None:
        kinds = ContentType.objects.values_list("pk", "app_label", "model")
        self._names = {number: f"{app}.{model}" for number, app, model in kinds}
        self._numbers = {name: number for number, name in self._names.items()}

    def name_of(self, number: int) -> str:
        """Return what that kind is called."""
        return self._names[number]

    def number_of(self, name: str) -> int:
        """Return the number of that kind here; one that this program no longer has is put down."""
        if name not in self._numbers:
            app, model = name.split(".")
            self._numbers[name] = ContentType.objects.get_or_create(app_label=app, model=model)[0].pk
        return self._numbers[name]


def write_rows(model: type[Model], people: People) -> Iterator[str]:
    """Yield each row as a line, by key, without its line feed."""
    fields = model._meta.local_concrete_fields
    kinds = Kinds()
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        record = {f.name: _spoken(f, value, people, kinds) for f, value in zip(fields, row, strict=True)}
        yield json.dumps(record, ensure_ascii=False, allow_nan=False, default=_plain)


def read_rows(model: type[Model], lines: Iterable[bytes], people: People) -> Iterator[Model]:
    """Yield an unsaved row for each line. KeepingError names the line that cannot be read.

    A column that a line lacks, as one of an older format does, has its default.
    """
    fields = {field.name: field for field in model._meta.local_concrete_fields}
    kinds = Kinds()
    for number, line in enumerate(lines, start=1):
        try:
            record = json.loads(line)
            yield model(**{fields[n].attname: _value(fields[n], v, people, kinds) for n, v in record.items()})
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, ValidationError) as error:
            spoken = {"table": model._meta.label, "line": number, "why": str(error)[:200]}
            message = _("%(table)s 第 %(line)d 行不合这个档案的格式（%(why)s）。什么都没有写入。")
            raise KeepingError(message % spoken) from error


def insert(model: type[Model], rows: Iterator[Model]) -> int:
    """Write rows as they are, no time or token of them made anew; return how many.

    KeepingError tells among which rows the database refuses one.
    """
    count = 0
    while some := list(islice(rows, ROWS_AT_ONCE)):
        try:
            _insert(model, some)
        except (DatabaseError, ValueError) as error:
            spoken = {"table": model._meta.label, "from": some[0].pk, "to": some[-1].pk, "why": str(error).strip()}
            message = _("没有导入，什么都没有写入：%(table)s 的 %(from)s 到 %(to)s 号中有一行数据库不收（%(why)s）。")
            raise KeepingError(message % spoken) from error
        count += len(some)
    return count


def _insert(model: type[Model], rows: list[Model]) -> None:
    fields = model._meta.local_concrete_fields
    step = max(1, connection.ops.bulk_batch_size([field.name for field in fields], rows))
    for begin in range(0, len(rows), step):
        query = InsertQuery(model)
        query.insert_values(fields, rows[begin : begin + step], raw=True)  # raw: auto_now does not touch it
        query.get_compiler(connection=connection).execute_sql()


def _plain(value: object) -> str:
    """Return what JSON has no form for as text."""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in an export")


def _spoken(field: Field[Any, Any], value: Any, people: People, kinds: Kinds) -> Any:
    if value is not None and isinstance(field, ForeignKey):
        if field.related_model is User:
            return people.names.get(value, value)
        if field.related_model is ContentType:
            return kinds.name_of(value)
    return value


def _value(field: Field[Any, Any], spoken: Any, people: People, kinds: Kinds) -> Any:
    if spoken is None:
        return None
    if not isinstance(field, ForeignKey):
        return field.to_python(spoken)
    if field.related_model is User:
        return _number_of(spoken, people)
    if field.related_model is ContentType:
        return kinds.number_of(spoken)
    return field.target_field.to_python(spoken)


def _number_of(spoken: str | int, people: People) -> int | None:
    """Return the number of an account; of one that is gone its own, unless somebody else has it here."""
    if isinstance(spoken, str):
        return people.numbers[spoken]
    return None if spoken in people.names else spoken
