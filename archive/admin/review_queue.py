"""What is looked at next, and how much is left? The order of the pages that wait for a person.

In: a batch, or none for every draft; an outcome to keep to. Out: a Queue of numbers, the least sure first, then in the
order in which the pages came. A queue is two queries, however long it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import F, Min

from archive.models import Article, BatchItem, IngestBatch, State


@dataclass(frozen=True)
class Queue:
    """The pages to be looked at: items of a batch, or drafts; `undecided` are those that wait."""

    keys: tuple[int, ...]
    undecided: frozenset[int]

    @cached_property
    def _places(self) -> dict[int, int]:
        return {key: place for place, key in enumerate(self.keys)}

    @property
    def total(self) -> int:
        """Return how many pages there are."""
        return len(self.keys)

    @property
    def left(self) -> int:
        """Return how many wait."""
        return len(self.undecided)

    def place_of(self, key: int) -> int | None:
        """Return the place of a page, from 1; None where it is not among them."""
        place = self._places.get(key)
        return None if place is None else place + 1

    def beside(self, key: int, step: int) -> int | None:
        """Return the page so many places on, or None beyond either end."""
        place = self._places.get(key)
        if place is None:
            return self.keys[0] if self.keys and step > 0 else None
        return self.keys[place + step] if 0 <= place + step < self.total else None

    def next_undecided(self, key: int | None = None) -> int | None:
        """Return the next page that waits, behind `key` first and then from the beginning; None where none does."""
        place = self._places.get(key, -1) if key is not None else -1
        ahead = (*self.keys[place + 1 :], *self.keys[: place + 1])
        return next((one for one in ahead if one in self.undecided and one != key), None)


class OutcomeCount(NamedTuple):
    """One outcome: its value and its name, how many pages have it, and how many of them wait."""

    value: str
    label: str
    total: int
    left: int


def queue_of_batch(batch: IngestBatch, outcome: str = "") -> Queue:
    """Return the pages of a batch, of one outcome alone where one is named."""
    items = BatchItem.objects.filter(batch=batch)
    items = items.filter(outcome=outcome) if outcome else items
    ordered = items.order_by(F("confidence").asc(nulls_last=True), "file__order", "order", "pk")
    rows = list(ordered.values_list("pk", "decision"))
    return Queue(tuple(pk for pk, _decision in rows), frozenset(pk for pk, decision in rows if not decision))


def queue_of_drafts() -> Queue:
    """Return every draft at hand, whichever way it came in."""
    drafts = Article.objects.at_hand().filter(state=State.DRAFT).annotate(sureness=Min("batch_items__confidence"))
    keys = tuple(drafts.order_by(F("sureness").asc(nulls_last=True), "pk").values_list("pk", flat=True))
    return Queue(keys, frozenset(keys))


def outcomes_of(batch: IngestBatch) -> list[OutcomeCount]:
    """Return each outcome that occurs in a batch."""
    rows = BatchItem.objects.filter(batch=batch).order_by().values_list("outcome", "decision")
    found: dict[str, list[bool]] = {}
    for outcome, decision in rows:
        found.setdefault(outcome, []).append(not decision)
    return [
        OutcomeCount(outcome.value, str(outcome.label), len(found[outcome]), sum(found[outcome]))
        for outcome in BatchItem.Outcome if outcome in found
    ]  # fmt: skip
