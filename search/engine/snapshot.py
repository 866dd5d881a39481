"""The snapshot: all segments of one commit, seen as one space of documents.

In: the segments that a table of contents names. Out: arrays over all documents, numbered through the segments
(`bases`): what is live, lengths as norms, days, and the values of each filter as ordinals. A snapshot never
changes; a question holds on to the one it began with.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3Segment

from search.engine.arrays import Integers
from search.engine.columns import LENGTHS
from search.engine.docsets import DocSet
from search.engine.facets import FacetValues, joined
from search.engine.schema import RECORD, Zone
from search.engine.segments import Segment

DAY_BITS: Final = 22  # days up to the year 9999
LAST_DAY: Final = (1 << DAY_BITS) - 1


class Snapshot:
    """The index as of one commit."""

    def __init__(self, segments: Sequence[Segment], deleted: Sequence[Sequence[int]]) -> None:
        self.segments = tuple(segments)
        sizes = [segment.documents for segment in segments]
        self.bases = tuple(int(base) for base in np.concatenate(([0], np.cumsum(sizes, dtype=np.int64))))
        self.documents = self.bases[-1]
        self._has_deletions = any(deleted)
        self.live = np.ones(self.documents, np.bool_)
        for base, numbers in zip(self.bases, deleted, strict=False):
            self.live[[base + number for number in numbers]] = False
        self._facets: dict[str, FacetValues] = {}
        self.norms: dict[str, npt.NDArray[np.float32]] = {}  # of each zone, filled by scoring.py

    @classmethod
    def open(
        cls, folder: Path, toc_segments: Sequence[W3Segment], former: Snapshot | None = None
    ) -> Snapshot:
        """Return the snapshot of these segments; those that a former one has open are shared with it."""
        known = {segment.id: segment for segment in former.segments} if former else {}
        # Stock Whoosh leaves a segment without documents, and without columns, when it merges what is all deleted.
        filled = [one for one in toc_segments if one.doc_count_all()]
        opened = [known.get(one.segment_id()) or Segment(folder, one) for one in filled]
        return cls(opened, [list(one.deleted_docs()) for one in filled])

    @classmethod
    def empty(cls) -> Snapshot:
        """Return what an index without reports is."""
        return cls([], [])

    @cached_property
    def ids(self) -> Integers:
        """Return the id of each document's report."""
        return self._column("id")

    @cached_property
    def first_days(self) -> Integers:
        """Return the first day that each date may mean, as a proleptic ordinal; 0 where undated."""
        return self._column("first_day")

    @cached_property
    def last_days(self) -> Integers:
        """Return the last day that each date may mean, as a proleptic ordinal; 0 where undated."""
        return self._column("last_day")

    @cached_property
    def newest(self) -> Integers:
        """Return sort keys, the newest first: the latest last day, then the better known date; undated ones last."""
        last = LAST_DAY - self.last_days.astype(np.int64)
        keys: Integers = (last << DAY_BITS) + (LAST_DAY - self.first_days)
        return keys

    @cached_property
    def oldest(self) -> Integers:
        """Return sort keys, the oldest first: the earliest first day, then the better known date; undated last."""
        keys = (self.first_days.astype(np.int64) << DAY_BITS) + self.last_days
        return np.where(self.first_days > 0, keys, np.int64(1) << (2 * DAY_BITS))

    @cached_property
    def samples(self) -> DocSet:
        """Return the documents that are samples: readers find them, and nobody takes them away."""
        return DocSet(self.documents, numbers=np.flatnonzero(self._column("is_sample")))

    def facet(self, name: str) -> FacetValues:
        """Return the values of a filter."""
        if name not in self._facets:
            self._facets[name] = joined([segment.facet(name) for segment in self.segments])
        return self._facets[name]

    def stored(self, number: int) -> dict[str, Any]:
        """Return the stored fields of a document."""
        at = int(np.searchsorted(self.bases, number, "right")) - 1
        return self.segments[at].stored.row(number - self.bases[at])

    def visible(self, hidden: frozenset[int]) -> DocSet | None:
        """Return which documents may be seen: not deleted, their report not hidden; None for all of them."""
        if hidden:
            return DocSet(self.documents, mask=self.live & ~np.isin(self.ids, list(hidden)))
        return DocSet(self.documents, mask=self.live) if self._has_deletions else None

    def relative_lengths(self, zone: Zone) -> npt.NDArray[np.float64]:
        """Return the length of a zone in each document, as a part of the mean over all documents.

        The mean is that of exact lengths, as Whoosh has it; where it is 0, of 1.
        """
        total = sum(segment.total_length(zone) for segment in self.segments)
        lengths = [LENGTHS[segment.lengths(zone)] for segment in self.segments]
        relative: npt.NDArray[np.float64] = np.concatenate([*lengths, np.empty(0)])
        return relative / (total / max(self.documents, 1) or 1.0)

    def _column(self, name: str) -> Integers:
        columns = [segment.rows[name] for segment in self.segments]
        return np.concatenate(columns) if columns else np.empty(0, RECORD[name])
