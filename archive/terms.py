"""The dictionary: which words it begins with, and how words come to mean the same.

In: fixtures/terms.csv (word, domain, the word it means the same as), read by migration and by tests; or what a
member of staff typed. Out: Terms and Meanings.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import Count, Model

from archive.models.terms import Meaning, Term
from archive.text.folding import fold

TERMS: Final = Path(__file__).resolve().parents[1] / "fixtures" / "terms.csv"


class TermFact(NamedTuple):
    """A line of the list; `same_as` is the word whose meaning it shares, empty where it stands for itself."""

    word: str
    domain: str
    same_as: str


def read_terms() -> list[TermFact]:
    """Return the words that an archive begins with."""
    with TERMS.open(encoding="utf-8", newline="") as lines:
        return [TermFact(**row) for row in csv.DictReader(lines)]


def load_terms(term_model: type[Model], meaning_model: type[Model], version_model: type[Model]) -> None:
    """Write these words into an empty dictionary, and give it its first version."""
    facts = read_terms()
    shared = {fact.same_as for fact in facts if fact.same_as}
    meanings = {word: meaning_model._default_manager.create() for word in sorted(shared)}
    term_model._default_manager.bulk_create(
        term_model(
            word=fact.word,
            folded=fold(fact.word),
            domain=fact.domain,
            meaning=meanings.get(fact.same_as or fact.word),
        )
        for fact in facts
    )
    version_model._default_manager.get_or_create(pk=1)


def set_equivalents(term: Term, words: Iterable[str]) -> None:
    """Let a saved term mean the same as these words and no others; a word that is no term yet becomes one.

    Those that it parts from go on to mean the same among themselves.
    """
    with transaction.atomic():
        others = [_term_of(word, term.domain) for word in words]
        meaning = Meaning.objects.create() if others else None
        Term.objects.filter(pk__in=[term.pk, *(other.pk for other in others)]).update(meaning=meaning)
        dissolve_meanings()
        term.refresh_from_db(fields=["meaning"])


def dissolve_meanings() -> None:
    """Take away the meanings that no two terms share."""
    with transaction.atomic():
        alone = list(Meaning.objects.annotate(held=Count("terms")).filter(held__lt=2))
        Term.objects.filter(meaning__in=alone).update(meaning=None)
        Meaning.objects.filter(pk__in=[one.pk for one in alone]).delete()


def _term_of(word: str, domain: str) -> Term:
    """Return the term that a word is, in whatever spelling, or a new one."""
    return Term.objects.get_or_create(folded=fold(word), defaults={"word": word, "domain": domain})[0]
