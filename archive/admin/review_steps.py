"""Where do the ways out of a review screen lead? Its own address, its neighbours', the next that waits, and the end.

In: the queue, which page of it is shown, and the outcome that is kept to. Out: addresses that keep to it, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from archive.admin.review_queue import OutcomeCount, Queue, outcomes_of
from archive.models import IngestBatch


class OutcomeChoice(NamedTuple):
    """One outcome to keep to: its name, how many pages have it, how many of them wait, and where it leads."""

    label: str
    total: int
    left: int
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Steps:
    """The ways out of one screen; `view` names the address of a single page, `key` is the one shown."""

    queue: Queue
    view: str
    key: int
    batch: IngestBatch | None = None
    outcome: str = ""

    @property
    def here(self) -> str:
        """Return the address of the page shown."""
        return self._url(self.key)

    @property
    def place(self) -> int | None:
        """Return its place in the queue, from 1; None where it is not part of it, as a draft that has gone its way."""
        return self.queue.place_of(self.key)

    @property
    def decided(self) -> int:
        """Return how many pages of the queue wait no more."""
        return self.queue.total - self.queue.left

    @property
    def next(self) -> str | None:
        """Return the address of the page behind it."""
        return self._url_or_none(self.queue.beside(self.key, 1))

    @property
    def previous(self) -> str | None:
        """Return the address of the page before it."""
        return self._url_or_none(self.queue.beside(self.key, -1))

    @cached_property
    def next_undecided(self) -> str | None:
        """Return the address of the next page that waits."""
        return self._url_or_none(self.queue.next_undecided(self.key))

    @property
    def end(self) -> str:
        """Return where to go when nothing waits: the batch's page, or the list of reports."""
        if self.batch is None:
            return reverse("admin:archive_article_changelist")
        try:
            return reverse("admin:archive_ingestbatch_change", args=[self.batch.pk])
        except NoReverseMatch:
            return self.here

    @cached_property
    def outcomes(self) -> list[OutcomeChoice]:
        """Return the outcomes of the batch to choose from, all of them first."""
        if self.batch is None:
            return []
        found = outcomes_of(self.batch)
        whole = OutcomeCount("", _("全部"), sum(one.total for one in found), sum(one.left for one in found))
        start = reverse("admin:archive_ingestbatch_review", args=[self.batch.pk])
        return [
            OutcomeChoice(one.label, one.total, one.left, f"{start}{_query(one.value)}", one.value == self.outcome)
            for one in (whole, *found)
        ]

    def _url(self, key: int) -> str:
        return reverse(self.view, args=[key]) + _query(self.outcome)

    def _url_or_none(self, key: int | None) -> str | None:
        return None if key is None else self._url(key)


def _query(outcome: str) -> str:
    return f"?{urlencode({'outcome': outcome})}" if outcome else ""
