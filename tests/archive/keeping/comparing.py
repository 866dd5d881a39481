"""All rows of all tables, as values that can be compared across processes and databases.

Nothing here knows what the product takes along: every model of every app is read, and every column.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType

Rows = dict[str, list[dict[str, Any]]]

# What an export does not take along, and why. A model that stands neither here nor in an export fails the round trip.
NOT_TAKEN: Final = {
    "archive.TextBand": "made anew from the reports",
    "archive.ReaderNotice": "written to whoever keeps this archive, in confidence",
    "auth.Permission": "made by migrate",
    "auth.Group": "made by migrate",
    "auth.Group_permissions": "made by migrate",
    "auth.User": "travels as names: compared by itself",
    "auth.User_groups": "roles are given anew, by an administrator",
    "auth.User_user_permissions": "rights are given anew, by an administrator",
    "contenttypes.ContentType": "made by migrate",
    "sessions.Session": "nobody stays logged in",
    "axes.AccessAttempt": "of this site's logins alone",
    "axes.AccessAttemptExpiration": "of this site's logins alone",
    "axes.AccessFailureLog": "of this site's logins alone",
    "axes.AccessLog": "of this site's logins alone",
    "otp_static.StaticDevice": "a secret, as passwords are",
    "otp_static.StaticToken": "a secret, as passwords are",
    "otp_totp.TOTPDevice": "a secret, as passwords are",
}
# What the index has taken up; the index does not travel.
OF_THE_INDEX: Final = "applied_at"


def everything() -> Rows:
    """Return every row of every table, by key, in the form in which they come out of JSON."""
    kinds = {kind.pk: f"{kind.app_label}.{kind.model}" for kind in ContentType.objects.all()}
    rows: Rows = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy:
            continue
        columns = [field.attname for field in model._meta.concrete_fields]
        found = list(model._base_manager.order_by("pk").values(*columns))
        for row in found:
            if "content_type_id" in row:  # each database numbers these in its own way
                row["content_type_id"] = kinds[row["content_type_id"]]
        rows[model._meta.label] = found
    return json.loads(json.dumps(rows, default=str))


def records_of(rows: Rows) -> Rows:
    """Return what an export must take along."""
    taken = {label: list(map(dict, of_table)) for label, of_table in rows.items() if label not in NOT_TAKEN}
    for change in taken["archive.Change"]:
        del change[OF_THE_INDEX]
    return taken


def staff() -> list[tuple[Any, ...]]:
    """Return everybody who has an account, by number."""
    return list(User.objects.order_by("pk").values_list("pk", "username", "first_name", "last_name"))


def files_below(state: Path) -> dict[str, bytes]:
    """Return the captures and pictures of an archive, by path."""
    return {
        path.relative_to(state).as_posix(): path.read_bytes()
        for folder in ("captures", "pictures")
        for path in (state / folder).rglob("*")
        if path.is_file()
    }
