"""Roles in the database: which groups are there, and what may each do?

In: a database that has just been migrated. Out: the groups of `archive/permissions.py` with exactly the permissions
named there: whoever changes a role changes the code, and every archive has it after its next migration.
"""

from __future__ import annotations

from typing import Final

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

from archive.permissions import MAY

APPS: Final = ("archive", "auth")  # whose models the permissions are about


def keep_roles(using: str) -> None:
    """Make the groups that are missing, and let each role do what it may and nothing else.

    Django makes the permissions of an app only after this app's turn; so those that the roles need are made first.
    """
    for label in APPS:
        create_permissions(apps.get_app_config(label), verbosity=0, interactive=False, using=using)
    found = Permission.objects.using(using).filter(content_type__app_label__in=APPS)
    by_name = {
        f"{label}.{codename}": number
        for number, label, codename in found.values_list("pk", "content_type__app_label", "codename")
    }
    for role, names in MAY.items():
        group = Group.objects.using(using).get_or_create(name=str(role))[0]
        group.permissions.set([by_name[name] for name in names])
