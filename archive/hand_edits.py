"""Which fields of a report has a person settled? Whatever reads its page again leaves those alone.

In: a report. Out: the names of its fields, or EVERY_FIELD where a person edited it and which fields is not known (an
edit from before this was noted, or by another door); less those that were given back to the rules since
(`archive/releasing.py`). Known from the Changes, and from the mark that the form of the
review leaves on the evidence of a field, which stays when the account of whoever did it is gone.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from archive.models import Article, Change

# Kept with the report, so in one language; what the machine read stays beside what a person made of it.
EDITED_EVIDENCE: Final = "由编辑改定；此前所据：%s"
BY_MACHINE: Final = "extract"  # how the note of an edit by `manage.py extract` begins
# The form's fields by the one that stands for them.
STANDS_FOR: Final = {"date_basis": "date_published", "date_evidence": "date_published", "body_text": "body_html"}
FIELDS: Final = (
    "kicker", "headline", "subtitle", "column_name", "place", "newspaper", "source_printed", "site", "source_url",
    "issue_number", "print_page", "date_published", "period_start", "period_end", "byline", "editors_note",
    "body_html", "credits", "figures",
)  # fmt: skip
EVERY_FIELD: Final = frozenset(FIELDS)


def edited_fields(article: Article) -> frozenset[str]:
    """Return the fields that a person settled, of FIELDS."""
    settled: frozenset[str] = frozenset()
    edits = Change.objects.filter(article_id=article.pk, kind=Change.Kind.EDITED).order_by("pk")
    for by, note, fields, released in edits.values_list("by", "note", "fields_by_hand", "fields_released"):
        if fields is None and not (by is None and note.startswith(BY_MACHINE)):
            settled = EVERY_FIELD
        settled = (settled | fields_of(fields or ())) - fields_of(released or ())
    return settled | fields_of([name for name, words in article.evidence.items() if is_marked(words)])


def fields_of(names: Collection[str]) -> frozenset[str]:
    """Return the fields that a form's names stand for; what is no field of a report is left out."""
    return frozenset(STANDS_FOR.get(name, name) for name in names) & EVERY_FIELD


def mark(article: Article, names: Collection[str]) -> None:
    """Note on the evidence of each field that has some that a person has settled it; nothing is saved."""
    for name in fields_of(names) & set(article.evidence):
        article.evidence[name] = EDITED_EVIDENCE % article.evidence[name].removeprefix(EDITED_EVIDENCE % "")


def unmark(article: Article, names: Collection[str]) -> None:
    """Take the note off the evidence of each of those fields; nothing is saved."""
    for name, words in article.evidence.items():
        if is_marked(words) and fields_of([name]) & fields_of(names):
            article.evidence[name] = words.removeprefix(EDITED_EVIDENCE % "")


def is_marked(words: object) -> bool:
    """Tell whether the evidence of a field says that a person settled it."""
    return isinstance(words, str) and words.startswith(EDITED_EVIDENCE % "")
