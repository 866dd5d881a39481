"""Facets: how many documents have each value of a filter, and which documents have a chosen value.

In: documents, and for each the ordinal of its *set* of values. Few sets serve many documents: a county with the
prefecture and province above it is one set, counted once for all that report on it, and only then divided
into its values. So a facet of several values a document costs what a facet of one costs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from search.engine.arrays import Integers, Mask
from search.engine.columns import Dictionary
from search.engine.docsets import DocSet
from search.engine.schema import VALUE_END
from search.questions import NONE

# So many documents are counted one by one: an array operation costs what twenty of them do.
FEW: Final = 32


@dataclass(frozen=True)
class FacetValues:
    """The values of a filter by document: document d has the set s = `sets[d]`, of which the values are
    `labels[members[starts[s]:starts[s + 1]]]`. `none` is the only label of the set without any.
    """

    sets: npt.NDArray[np.intp]
    starts: Integers
    members: Integers
    labels: tuple[str, ...]

    @cached_property
    def sizes(self) -> Integers:
        """Return how many values each set has."""
        return np.diff(self.starts)

    @cached_property
    def is_plain(self) -> bool:
        """Tell whether each set has one value, and each value is in one set."""
        return len(self.members) == len(self.sizes) == len(self.labels)

    @cached_property
    def totals(self) -> Integers:
        """Return how many documents have each label, deleted ones among them: a statistic of the index."""
        each = np.repeat(np.bincount(self.sets, minlength=len(self.sizes)), self.sizes)
        summed: npt.NDArray[Any] = np.bincount(self.members, weights=each, minlength=len(self.labels))
        return summed.astype(np.int64)

    @cached_property
    def ordinals(self) -> dict[str, int]:
        """Return the ordinal of each label."""
        return {label: ordinal for ordinal, label in enumerate(self.labels)}

    def having(self, wanted: Mask) -> Mask:
        """Return which sets have at least one of the labels that a mask over them chooses."""
        if not len(self.members):
            return np.zeros(0, np.bool_)
        # Every set has a member: no two starts are equal, where reduceat would not mean a sum of none.
        found: Mask = np.logical_or.reduceat(wanted[self.members], self.starts[:-1])
        return found

    def having_any(self, values: Sequence[str]) -> Mask:
        """Return which sets have at least one of these values."""
        wanted = np.zeros(len(self.labels), np.bool_)
        wanted[[self.ordinals[value] for value in values if value in self.ordinals]] = True
        return self.having(wanted)


class FacetCounts(Mapping[str, int]):
    """How many documents have each value; values that none has are left out."""

    def __init__(self, labels: Sequence[str], counts: Integers | dict[int, int]) -> None:
        """Take the counts of all labels, or those of few by their ordinals."""
        self._labels = labels
        self._counts = counts

    @cached_property
    def _by_label(self) -> dict[str, int]:
        return {self._labels[at]: count for at, count in self._counted()}

    def __getitem__(self, label: str) -> int:
        """Return how many have a value; KeyError where none has."""
        return self._by_label[label]

    def __iter__(self) -> Iterator[str]:
        """Yield the values that some have."""
        return iter(self._by_label)

    def __len__(self) -> int:
        """Return how many values some have."""
        return len(self._counts) if isinstance(self._counts, dict) else int(np.count_nonzero(self._counts))

    def most_common(self, most: int | None = None) -> list[tuple[str, int]]:
        """Return the values with their counts, the largest first and equal ones by value; at most so many."""
        found = [(-count, self._labels[at]) for at, count in self._counted(most)]
        found.sort()
        return [(label, -count) for count, label in found[:most]]

    def _counted(self, most: int | None = None) -> Iterable[tuple[int, int]]:
        """Return ordinals and counts of the values that some have; the `most` largest are among them."""
        if isinstance(self._counts, dict):
            return self._counts.items()
        kept = np.flatnonzero(self._counts)
        counts = self._counts[kept]
        if most is not None and most < len(kept):
            large = counts >= np.partition(counts, len(kept) - most)[len(kept) - most]
            kept, counts = kept[large], counts[large]
        return zip(kept.tolist(), counts.tolist(), strict=True)


def count_values(values: FacetValues, documents: DocSet) -> FacetCounts:
    """Count these documents once for each of their values; of most documents, the others are counted instead."""
    if documents.size <= FEW:
        return FacetCounts(values.labels, _count_few(values, documents.numbers))
    if documents.size * 2 > documents.total:
        return FacetCounts(values.labels, values.totals - _count_labels(values, documents.others.numbers))
    return FacetCounts(values.labels, _count_labels(values, documents.numbers))


def _count_few(values: FacetValues, numbers: Integers) -> dict[int, int]:
    """Return how many of these documents have each label, by ordinal: one by one, without an array over all labels."""
    sets = values.sets[numbers]
    if values.is_plain:
        return Counter(values.members[sets].tolist())
    starts, ends = values.starts[sets].tolist(), values.starts[sets + 1].tolist()
    return Counter(at for start, end in zip(starts, ends, strict=True) for at in values.members[start:end].tolist())


def _count_labels(values: FacetValues, numbers: Integers) -> Integers:
    """Return how many of these documents have each label: document by document, or set by set if sets are fewer."""
    sets = values.sets[numbers]
    if len(sets) < len(values.sizes):
        return np.bincount(values.members[_members_of(values, sets)], minlength=len(values.labels))
    in_set = np.bincount(sets, minlength=len(values.sizes))
    if values.is_plain:
        counts = np.empty(len(values.labels), np.int64)
        counts[values.members] = in_set
        return counts
    each = np.repeat(in_set, values.sizes)
    summed: npt.NDArray[Any] = np.bincount(values.members, weights=each, minlength=len(values.labels))
    return summed.astype(np.int64)


def _members_of(values: FacetValues, sets: Integers) -> Integers:
    """Return where the members of these sets stand, one set after the other."""
    if values.is_plain:
        return sets
    sizes = values.sizes[sets]
    ends = np.cumsum(sizes)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(values.starts[sets] - ends + sizes, sizes)


def facet_values(column: Dictionary) -> FacetValues:
    """Return the values of a filter in one segment from its column."""
    ordinals: dict[str, int] = {}
    members: list[int] = []
    starts = [0]
    for written in column.values:
        labels = written.decode("utf-8").split(VALUE_END) if written else [NONE]
        members += [ordinals.setdefault(label, len(ordinals)) for label in dict.fromkeys(labels)]
        starts.append(len(members))
    return FacetValues(
        column.ordinals.astype(np.intp),
        np.array(starts, np.intp),
        np.array(members, np.intp),
        tuple(ordinals),
    )


def joined(segments: Sequence[FacetValues]) -> FacetValues:
    """Return the values of a filter in all segments; the sets stay those of each segment."""
    if len(segments) == 1:
        return segments[0]
    ordinals: dict[str, int] = {}
    sets = [np.empty(0, np.intp)]
    members: list[Integers] = [np.empty(0, np.intp)]
    sizes: list[Integers] = [np.zeros(1, np.intp)]
    count = 0
    for segment in segments:
        renumbered = np.array(
            [ordinals.setdefault(label, len(ordinals)) for label in segment.labels], np.intp
        )
        sets.append(segment.sets + count)
        members.append(renumbered[segment.members])
        sizes.append(segment.sizes)
        count += len(segment.sizes)
    starts = np.cumsum(np.concatenate(sizes))
    return FacetValues(np.concatenate(sets), starts, np.concatenate(members), tuple(ordinals))
