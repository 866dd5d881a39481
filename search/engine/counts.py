"""Counts: how often a leaf stands in each document, sparse where few have it and dense where many do.

In: postings. Out: LeafCounts. A dense array over all documents takes a byte for each, and adding it up needs no
look-up at all: beyond an eighth of the documents it is the quicker form.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.engine.arrays import Integers
from search.engine.docsets import DocSet, find
from search.engine.postings import NO_POSTINGS, Postings


class LeafCounts:
    """How often something stands in each of `total` documents: as postings, or as an array over all of them."""

    __slots__ = ("_documents", "_postings", "array", "total")

    def __init__(self, total: int, postings: Postings | None = None, array: Integers | None = None) -> None:
        self.total = total
        self.array = array
        self._postings = postings
        self._documents: DocSet | None = None

    @property
    def postings(self) -> Postings:
        """Return the documents that have any, and how often."""
        if self._postings is None:
            assert self.array is not None
            numbers = np.flatnonzero(self.array).astype(np.int32)
            self._postings = Postings(numbers, self.array[numbers])
        return self._postings

    @property
    def documents(self) -> DocSet:
        """Return the documents that have any."""
        if self._documents is None:
            self._documents = (
                DocSet(self.total, numbers=self.postings.documents)
                if self.array is None
                else DocSet(self.total, mask=self.array != 0)
            )
        return self._documents

    @property
    def frequency(self) -> int:
        """Return in how many documents it stands."""
        return self.documents.size

    def of(self, documents: Integers) -> Postings:
        """Return the postings of these documents, which ascend."""
        if self.array is not None:
            counts = self.array[documents]
            stand = counts != 0
            return Postings(documents[stand], counts[stand])
        stand, at = find(documents, self.postings.documents)
        return Postings(documents[stand], self.postings.counts[at])


def sparse(total: int, postings: Postings) -> LeafCounts:
    """Return counts as postings."""
    return LeafCounts(total, postings)


def in_snapshot(each: Sequence[LeafCounts], bases: Sequence[int]) -> LeafCounts:
    """Return the counts of all segments, numbered through them; `bases` says where each begins, and the end."""
    total = bases[-1]
    if len(each) == 1:
        return each[0]
    if any(one.array is not None for one in each):
        arrays = [one.array if one.array is not None else spread(one.total, one.postings) for one in each]
        return LeafCounts(total, array=np.concatenate(arrays))
    kept = [
        (one.postings, base) for one, base in zip(each, bases, strict=False) if len(one.postings.documents)
    ]
    if not kept:
        return LeafCounts(total, NO_POSTINGS)
    return LeafCounts(
        total,
        Postings(
            np.concatenate([one.documents + np.int32(base) for one, base in kept]),
            np.concatenate([one.counts for one, _ in kept]),
        ),
    )


def added(each: Sequence[LeafCounts], total: int) -> LeafCounts:
    """Return the sum of several counts of the same documents."""
    kept = [one for one in each if one.array is not None or len(one.postings.documents)]
    if len(kept) <= 1:
        return kept[0] if kept else LeafCounts(total, NO_POSTINGS)
    summed = np.zeros(total, np.int64)
    for one in kept:
        summed[one.postings.documents] += one.postings.counts
    numbers = np.flatnonzero(summed).astype(np.int32)
    return LeafCounts(total, Postings(numbers, summed[numbers]))


def spread(total: int, postings: Postings) -> Integers:
    """Return counts as an array over all documents, of the type that they have."""
    array: Integers = np.zeros(total, postings.counts.dtype)
    array[postings.documents] = postings.counts
    return array
