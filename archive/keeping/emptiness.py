"""Emptiness: is there anything in this archive that an import or a restore would bury?

In: the database. Out: what there is, in a sentence. What `migrate` puts in, and samples with all that hangs on them,
do not count: an import takes them away. Accounts, and what the log says of accounts and of who logged in, do not
count for an import either, because it leaves them where they are; a restore puts another database in their place.
"""

from __future__ import annotations

from typing import Final

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model, Q

from archive.auditing import LOGGED_IN, LOGGED_OUT, LOGIN_FAILED
from archive.keeping.tables import LETTERS, SETTINGS, tables
from archive.models import (
    Article,
    AuditEntry,
    Change,
    Contributor,
    Credit,
    Figure,
    Newspaper,
    Resemblance,
    Revision,
    Term,
    TextBand,
)
from archive.samples import SAMPLE_BYLINE
from archive.terms import read_terms
from archive.text.folding import fold

# What samples have rows in; `what_is_there` tells whether those are of samples alone.
OF_SAMPLES: Final[tuple[type[Model], ...]] = (
    Article, Article.further_places.through, Change, Contributor, Credit, Figure, Newspaper, Resemblance, Revision,
    TextBand,
)  # fmt: skip


# What the log says of nobody's work upon the archive.
OF_ACCOUNTS: Final = Q(action__in=(LOGGED_IN, LOGGED_OUT, LOGIN_FAILED)) | Q(target_type=User._meta.model_name)


def what_is_there(*, log_stays: bool) -> str | None:
    """Return what of people's work is in the archive; None where it is empty.

    `log_stays` says that what the log has of accounts is kept, and need not be counted.
    """
    if not is_migrated():
        return None
    asked = [*(model for model in tables() if model not in (*SETTINGS, *OF_SAMPLES)), *LETTERS]
    found = {model: model._default_manager.exists() for model in asked}
    found[Article] = Article.objects.filter(is_sample=False).exists()
    found[Newspaper] = Newspaper.objects.filter(is_sample=False).exists()
    found[Contributor] = Contributor.objects.exclude(name=SAMPLE_BYLINE).exists()
    deleted = Change.objects.filter(kind=Change.Kind.DELETED).exclude(note="remove_samples")
    found[Change] = deleted.exists()
    if log_stays:
        found[AuditEntry] = AuditEntry.objects.exclude(OF_ACCOUNTS).exists()
        found[LogEntry] = LogEntry.objects.exclude(content_type__model=User._meta.model_name).exists()
    found[Term] = bool(set(Term.objects.values_list("folded", flat=True)) - {fold(t.word) for t in read_terms()})
    names = [str(model._meta.verbose_name) for model, is_found in found.items() if is_found]
    return "、".join(names) or None


def clear() -> None:
    """Take away what does not count; the caller has made sure that there is nothing else."""
    for model in (*OF_SAMPLES, *SETTINGS):
        model._base_manager.all()._raw_delete(using=connection.alias)


def is_migrated() -> bool:
    """Tell whether there are tables at all."""
    return Article._meta.db_table in connection.introspection.table_names()
