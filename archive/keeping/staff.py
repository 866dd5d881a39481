"""Staff: how people travel with an export: as names, and nobody can log in with them.

Out of an archive: a number and a name each. Into another: an account of that name that is there already is
that person; a new one is disabled and has no password, until an administrator gives it both and a role.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.contrib.auth.models import User
from django.db.models import Max

from archive.keeping.numbering import highest_given

FIELDS: Final = ("id", "username", "first_name", "last_name")


def staff_records() -> Iterator[dict[str, Any]]:
    """Yield the number and the name of everybody who has an account."""
    yield from User.objects.order_by("pk").values(*FIELDS).iterator()


def names_by_number() -> dict[int, str]:
    """Return the user names of all accounts."""
    return dict(User.objects.values_list("pk", "username"))


def admit(records: Iterable[dict[str, Any]], numbers_given: int) -> dict[str, int]:
    """See to an account for everybody, under their old number where that is free; return the numbers by user name.

    No new number is one that was ever given in the other archive (up to `numbers_given`): rows of the log may name it.
    """
    known = {name: number for number, name in names_by_number().items()}
    taken = set(known.values())
    next_number = max(numbers_given, highest_given(User), User.objects.aggregate(top=Max("pk"))["top"] or 0) + 1
    for record in records:
        if record["username"] in known:
            continue
        number = int(record["id"])
        if number in taken:
            number, next_number = next_number, next_number + 1
        known[record["username"]] = number
        taken.add(number)
        _add(number, record)
    return known


def _add(number: int, record: dict[str, Any]) -> None:
    user = User(pk=number, is_active=False, **{name: record[name] for name in FIELDS[1:]})
    user.set_unusable_password()
    user.save(force_insert=True)
