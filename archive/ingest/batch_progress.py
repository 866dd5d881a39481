"""How far is a batch? In: a batch. Out: what is in of what came, counted in the database, with four queries.

How many pages a file has is known only when it has been opened, so that the share that is done is one of bytes: it
never goes back, and is whole only when the batch is over.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Q, Sum

from archive.models import BatchItem, IngestBatch

Outcome = BatchItem.Outcome


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """What is in: `percent` 0 to 100 of the bytes; `counts` of pages by outcome, refused files among the failed."""

    percent: int
    pages: int
    files: int
    files_done: int
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Return how many rows the report has: pages, and files that gave none."""
        return sum(self.counts.values())


def progress_of(batch: IngestBatch) -> BatchProgress:
    """Return how far a batch is."""
    done = Q(is_done=True)
    files = batch.files.aggregate(
        files=Count("pk"), done=Count("pk", filter=done), refused=Count("pk", filter=~Q(failure="")),
        bytes=Sum("size"), bytes_done=Sum("size", filter=done),
    )  # fmt: skip
    counts = Counter(dict(batch.items.order_by().values_list("outcome").annotate(Count("pk"))))
    pages = counts.total()
    counts[Outcome.FAILED] += files["refused"]
    return BatchProgress(
        percent=_percent(batch, files["bytes"] or 0, (files["bytes_done"] or 0) + _bytes_of_open(batch)),
        pages=pages,
        files=files["files"],
        files_done=files["done"],
        counts={outcome.value: counts[outcome] for outcome in Outcome},
    )


def _bytes_of_open(batch: IngestBatch) -> float:
    """Return how many bytes are in of the files that are half way: as many as the share of their pages."""
    open_files = batch.files.filter(is_done=False, pages__gt=0).order_by()
    begun = open_files.annotate(items_in=Count("items")).filter(items_in__gt=0)
    rows = begun.values_list("size", "items_in", "pages")
    return sum((size * min(1.0, items / (pages or 1)) for size, items, pages in rows), 0.0)


def _percent(batch: IngestBatch, whole: int, done: float) -> int:
    """Return the share that is done; whole only where the batch is over, however little is left of it."""
    if batch.state == IngestBatch.State.DONE:
        return 100
    return min(99, int(100 * done / whole)) if whole else 0
