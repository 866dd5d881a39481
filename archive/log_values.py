"""Values in the log: how is a field written down, briefly and without secrets?

In: a row, and how its fields were. Out: those that differ, before and after, as JSON can hold them: of a long text the
part that differs, of another row its name, of a password only that there is one.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any, Final

from django.db.models import ForeignKey, Model

LONG: Final = 200  # characters of a value that are written down
AROUND: Final = 20  # characters shown before and behind what differs
SECRETS: Final = ("password",)
HIDDEN: Final = "……"
NOTHING: Final = (None, "")
Values = dict[str, Any]


def picture_of(model: type[Model], pk: Any, fields: Sequence[str]) -> Values:
    """Return how the fields of a row stand in the database, foreign keys as they are; {} where it is not there."""
    found = model._default_manager.filter(pk=pk).values(*fields).first() if fields else None
    return found or {}


def changed_values(row: Model, was: Values) -> tuple[Values, Values]:
    """Return the fields of `was` that the row has otherwise now: as they were, and as they are, if not empty."""
    before: Values = {}
    after: Values = {}
    for name, old in was.items():
        new = getattr(row, str(getattr(row._meta.get_field(name), "attname", name)))
        if _plain(old) == _plain(new) or (old in NOTHING and new in NOTHING):
            continue
        old_shown, new_shown = _shortened(_shown(row, name, old), _shown(row, name, new))
        if old_shown not in NOTHING:
            before[name] = old_shown
        if new_shown not in NOTHING:
            after[name] = new_shown
    return before, after


def line_of(row: Model, values: Values) -> str:
    """Return some fields of a row in one line: what they say, and not what is only yes or no."""
    shown = (_shown(row, name, value) for name, value in values.items() if not isinstance(value, bool))
    return " ".join(str(value) for value in shown if value not in NOTHING)[:LONG]


def kept(text: str) -> str:
    """Return text as every database holds it."""
    return text.replace("\x00", "")


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, list | dict):
        return kept(json.dumps(value, ensure_ascii=False, sort_keys=True))
    return value if value is None or isinstance(value, bool | int | float) else kept(str(value))


def _shown(row: Model, name: str, value: Any) -> Any:
    """Return a value as it is written down: of a foreign key, what the row that it means is called."""
    if name in SECRETS and value not in NOTHING:
        return HIDDEN
    field = row._meta.get_field(name)
    if not isinstance(field, ForeignKey) or value is None or isinstance(value, Model):
        return _plain(value)
    meant = field.related_model._default_manager.filter(pk=value).first()
    return kept(str(meant)) if meant else str(value)


def _shortened(old: Any, new: Any) -> tuple[Any, Any]:
    """Return two values cut to where they differ, if either is long."""
    if not any(isinstance(value, str) and len(value) > LONG for value in (old, new)):
        return old, new
    first, second = str(old or ""), str(new or "")
    start = max(0, _alike(first, second) - AROUND)
    left = max(0, _alike(first[start:][::-1], second[start:][::-1]) - AROUND)
    return _cut(first, start, left), _cut(second, start, left)


def _alike(first: str, second: str) -> int:
    """Return how many characters two texts begin with in common."""
    pairs = zip(first, second, strict=False)
    return next((n for n, (one, other) in enumerate(pairs) if one != other), min(len(first), len(second)))


def _cut(text: str, start: int, left: int) -> str:
    """Return the text without what stands before `start` and without its last `left` characters."""
    part = text[start : len(text) - left]
    return ("…" if start else "") + part[:LONG] + ("…" if left or len(part) > LONG else "")
