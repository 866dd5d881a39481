"""Merging: many segments become few, so that a question asks few and deleted documents cost nothing.

In: the segments of a commit. Out: those to merge (`chosen`), and one segment with their live documents.

Segments are read as they are, while questions and commits go on: their files never change. What is deleted
meanwhile is carried over when the merged segment takes their place (`commits.py`).

Which: while the small ones are few, none but those with many deleted documents. Else the smallest, up to the
largest one that is at most twice as large as all before it together: so a document is written anew each time
that its segment has grown threefold, and not oftener.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.fields import Schema

from search.engine.columns import read_dictionary
from search.engine.inversion import ends_after_nothing
from search.engine.merged_terms import MergedTerms, Pause
from search.engine.schema import FACET_COLUMNS, ZONES
from search.engine.segment_files import CHARACTERS_AT_MOST, Columns, write_segment
from search.engine.segments import Segment

# So many small segments are left alone;
FEW_SEGMENTS: Final = 10
# one in which a larger part of the documents is deleted is written anew.
DELETED_AT_MOST: Final = 0.1
GROWTH: Final = 2
# A commit that leaves more segments than these merges the smallest, until so many are left, at the cost of so
# many documents at most: where nobody merges, a publish costs no more as the archive grows.
SEGMENTS_AT_MOST: Final = 30
SEGMENTS_LEFT: Final = 25
DOCUMENTS_AT_MOST: Final = 3_000
# Each character is a unit and begins a pair.
TERMS_AT_MOST: Final = 2 * CHARACTERS_AT_MOST


class MergePlan(NamedTuple):
    """Segments of a generation that are to become one, as they were then."""

    folder: Path
    segments: tuple[W3Segment, ...]


class Merged(NamedTuple):
    """A segment made of others; `numbers` are those of its documents by their former ones, -1 for deleted."""

    segment: W3Segment
    numbers: tuple[npt.NDArray[np.int64], ...]


def chosen(segments: Sequence[W3Segment]) -> list[W3Segment]:
    """Return the segments to merge into one, none where all is well."""
    worn = [one for one in segments if one.deleted_count() > DELETED_AT_MOST * one.doc_count_all()]
    small = sorted((one for one in segments if size_of(one) <= TERMS_AT_MOST / 2), key=size_of)
    if len(small) <= FEW_SEGMENTS:
        return _within_bounds(worn) or worn[:1]
    sizes = list(map(size_of, small))
    before = list(accumulate(sizes, initial=0))
    tier = max(at for at in range(len(small)) if at == 0 or sizes[at] <= GROWTH * before[at])
    return _within_bounds(small[: max(tier + 1, len(small) - FEW_SEGMENTS + 1)])


def smallest(segments: Sequence[W3Segment]) -> list[W3Segment]:
    """Return the segments that a commit merges itself so that never too many stand, none where it need not."""
    if len(segments) <= SEGMENTS_AT_MOST:
        return []
    ascending = sorted(segments, key=W3Segment.doc_count)[: len(segments) - SEGMENTS_LEFT + 1]
    sums = accumulate(map(W3Segment.doc_count, ascending))
    found = [one for one, total in zip(ascending, sums, strict=True) if total <= DOCUMENTS_AT_MOST]
    return found if len(found) > 1 else []


def size_of(segment: W3Segment) -> float:
    """Return about how many terms the live documents of a segment have."""
    terms = sum(segment._fieldlengths.get(zone.name, 0) for zone in ZONES)
    return float(terms * segment.doc_count() / max(segment.doc_count_all(), 1))


def merge_segments(
    folder: Path, schema: Schema, segments: Sequence[W3Segment], target: Path, pause: Pause
) -> Merged:
    """Write one segment into the target folder, made of the live documents of several.

    `pause` is called again and again, after some 0.1 seconds each.
    """
    opened = [Segment(folder, segment) for segment in segments]
    live = [_live(segment) for segment in segments]
    ends = ends_after_nothing(np.array([one.sum() for one in live]))
    numbers = tuple(
        np.where(one, np.cumsum(one) - 1 + start, -1) for one, start in zip(live, ends[:-1], strict=True)
    )
    terms = MergedTerms(opened, np.concatenate(numbers), pause)
    columns = _merged_columns(folder, segments, opened, live, terms.totals)
    return Merged(write_segment(target, columns, terms.fields(schema)), numbers)


def _within_bounds(segments: Sequence[W3Segment]) -> list[W3Segment]:
    """Return as many of the segments as fit into one."""
    sums = accumulate(map(size_of, segments))
    return [one for one, total in zip(segments, sums, strict=True) if total <= TERMS_AT_MOST]


def _live(segment: W3Segment) -> npt.NDArray[np.bool_]:
    live = np.ones(segment.doc_count_all(), np.bool_)
    live[list(segment.deleted_docs())] = False
    return live


def _merged_columns(
    folder: Path,
    segments: Sequence[W3Segment],
    opened: Sequence[Segment],
    live: Sequence[npt.NDArray[np.bool_]],
    totals: Mapping[str, int],
) -> Columns:
    """Return the columns of the live documents."""
    facets: dict[str, list[bytes]] = {name: [] for name in FACET_COLUMNS}
    stored: list[bytes] = []
    for segment, source, mask in zip(segments, opened, live, strict=True):
        stored += [source.stored.packed(number) for number in np.flatnonzero(mask).tolist()]
        for name, column in FACET_COLUMNS.items():
            file = folder / W3Codec.column_filename(segment, column)
            ordinals, values = read_dictionary(file, source.documents)
            facets[name] += [values[ordinal] for ordinal in ordinals[mask].tolist()]
    sources = list(zip(opened, live, strict=True))
    lengths = {
        zone.name: np.concatenate([one.lengths(zone)[mask] for one, mask in sources]) for zone in ZONES
    }
    return Columns(np.concatenate([one.rows[mask] for one, mask in sources]), facets, stored, lengths, totals)
