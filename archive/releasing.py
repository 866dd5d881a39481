"""How does a person give a field of a report back to the rules, and what is kept of that?

In: a report's number and fields that somebody settled. Out: the fields that whatever reads the page again may write
from now on; their values stay as they are until it does. One Change with its Revision, as of any edit.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from archive import publishing
from archive.hand_edits import edited_fields, fields_of, unmark
from archive.models import Article
from archive.permissions import Actor


def release(number: int, names: Collection[str], by: Actor, note: str) -> frozenset[str]:
    """Let the rules read those fields of a report again, of those that are held; return them, none where none is held.

    PublishingError where somebody may not edit the report, or it lies in the trash.
    """
    with transaction.atomic():
        article = Article.objects.select_for_update().get(pk=number)
        freed = fields_of(names) & edited_fields(article)
        if freed:
            unmark(article, freed)
            publishing.record_edit(article, by, note, fields_by_hand=(), fields_released=freed)
    return freed
