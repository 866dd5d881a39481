"""Emptiness: is there anything in this archive that an import or a restore would bury?

In: the database. Out: what there is, in a sentence. What `migrate` puts in, and samples with all that hangs
on them, do not count: an import takes them away.
"""

from __future__ import annotations

from typing import Final

from django.db import connection
from django.db.models import Model

from archive.keeping.tables import LETTERS, SETTINGS, tables
from archive.models import (
    Article,
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


def what_is_there() -> str | None:
    """Return what of people's work is in the archive; None where it is empty."""
    if not _is_migrated():
        return None
    asked = [*(model for model in tables() if model not in (*SETTINGS, *OF_SAMPLES)), *LETTERS]
    found = {model: model._default_manager.exists() for model in asked}
    found[Article] = Article.objects.filter(is_sample=False).exists()
    found[Newspaper] = Newspaper.objects.filter(is_sample=False).exists()
    found[Contributor] = Contributor.objects.exclude(name=SAMPLE_BYLINE).exists()
    deleted = Change.objects.filter(kind=Change.Kind.DELETED).exclude(note="remove_samples")
    found[Change] = deleted.exists()
    found[Term] = bool(set(Term.objects.values_list("folded", flat=True)) - {fold(t.word) for t in read_terms()})
    names = [str(model._meta.verbose_name) for model, is_found in found.items() if is_found]
    return "、".join(names) or None


def clear() -> None:
    """Take away what does not count; the caller has made sure that there is nothing else."""
    for model in (*OF_SAMPLES, *SETTINGS):
        model._base_manager.all()._raw_delete(using=connection.alias)


def _is_migrated() -> bool:
    """Tell whether there are tables at all."""
    return Article._meta.db_table in connection.introspection.table_names()
