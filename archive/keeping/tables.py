"""Tables: which rows are the archive, and so travel with an export?

Every table of ours, new ones too, and the log of Django's own admin. Not those that any archive has of itself
(roles and what they may do, kinds of rows), that are no record (sessions), that are made anew from others
(caches), or that people wrote to whoever keeps this archive and nobody else (letters).
"""

from __future__ import annotations

from typing import Final

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db.models import Model

from archive.models import (
    AuditEntry,
    DictionaryVersion,
    FormerName,
    Meaning,
    Place,
    ReaderNotice,
    Term,
    TextBand,
)

CACHES: Final[frozenset[type[Model]]] = frozenset({TextBand})
LETTERS: Final[frozenset[type[Model]]] = frozenset({ReaderNotice})
# What `migrate` fills; an import puts its own in their place.
SETTINGS: Final[tuple[type[Model], ...]] = (Place, FormerName, DictionaryVersion, Meaning, Term)
# What an archive has of its own staff, and keeps when it takes an export in; no row refers to a number of these.
LOGS: Final[tuple[type[Model], ...]] = (AuditEntry, LogEntry)


def tables() -> list[type[Model]]:
    """Return the models whose rows travel, those of many-to-many fields too."""
    ours = apps.get_app_config("archive").get_models(include_auto_created=True)
    return [*(model for model in ours if model not in CACHES | LETTERS and not model._meta.proxy), LogEntry]


def name_of(model: type[Model]) -> str:
    """Return what a table is called in an export: archive.Article."""
    return model._meta.label
