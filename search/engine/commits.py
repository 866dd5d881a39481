"""Commits: documents come in and others go, in one step that is whole or did not happen.

In: a folder, documents to add, ids of reports to remove. Out: a new table of contents. A document takes the
place of every former one of its report. Stock Whoosh's own lock is held meanwhile, so that its writers wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import LockError

from search.engine.contents import (
    INDEX_NAME,
    durable_notes,
    read_contents,
    remove_unnamed,
    replace_contents,
)
from search.engine.documents import Document
from search.engine.merging import Merged, MergePlan, merge_segments, smallest
from search.engine.schema import RECORD, VALUES
from search.engine.segment_files import CHARACTERS_AT_MOST, Gathered, write_segment

LOCK: Final = f"{INDEX_NAME}_WRITELOCK"

Ids = npt.NDArray[np.int64]


def commit(folder: Path, schema: Schema, documents: Iterable[Document], removed: Iterable[int]) -> None:
    """Add documents and remove reports; without either, nothing is written.

    LockError where another writer is at work, UnreadableIndexError where the index is damaged.
    """
    with exclusive(folder):
        former = read_contents(folder, schema)
        try:
            added = [write_segment(folder, one.columns(), one.fields()) for one in portions(documents)]
            is_changed = _delete_outdated(folder, former.segments, added, removed)
            if added or is_changed:
                live = [segment for segment in (*former.segments, *added) if segment.doc_count()]
                replace_contents(folder, schema, former, _few(folder, schema, live))
        except BaseException:
            remove_unnamed(folder, schema)
            raise


def commit_merge(folder: Path, schema: Schema, plan: MergePlan, merged: Merged) -> bool:
    """Put a merged segment in the place of those that it was made of; False where none of them is there any more.

    Its files stand in a folder of their own until then. What was deleted meanwhile stays deleted; the documents
    of a segment that is gone were deleted, or stand in another one.
    """
    # Before the lock: checksums of a large segment take longer than a page that publishes may wait for it.
    durable = durable_notes(folder)
    with exclusive(plan.folder):
        former = read_contents(plan.folder, schema)
        now = {segment.segment_id(): segment for segment in former.segments}
        parts = [now.pop(segment.segment_id(), None) for segment in plan.segments]
        if not any(parts):
            return False
        for part, numbers in zip(parts, merged.numbers, strict=True):
            gone = numbers if part is None else numbers[list(part.deleted_docs())]
            for number in gone[gone >= 0].tolist():
                merged.segment.delete_document(number)
        try:
            for file in folder.iterdir():
                file.replace(plan.folder / file.name)
            live = [segment for segment in (*now.values(), merged.segment) if segment.doc_count()]
            replace_contents(plan.folder, schema, former, live, durable)
        except BaseException:
            remove_unnamed(plan.folder, schema)
            raise
        return True


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Be the only writer of a folder; LockError where there is another, of ours or of stock Whoosh."""
    lock = FileStorage(str(folder)).lock(LOCK)
    if not lock.acquire():
        raise LockError(f"another writer is at work in {folder}")
    try:
        yield
    finally:
        lock.release()


def portions(documents: Iterable[Document]) -> Iterator[Gathered]:
    """Yield documents gathered into segments, none of them empty."""
    gathered = Gathered()
    for document in documents:
        gathered.add(document)
        if gathered.characters >= CHARACTERS_AT_MOST:
            yield gathered
            gathered = Gathered()
    if len(gathered):
        yield gathered


def report_ids(folder: Path, segment: W3Segment) -> Ids:
    """Return the id of each document's report."""
    ids: Ids = np.fromfile(folder / W3Codec.column_filename(segment, VALUES), RECORD)["id"]
    return ids


def _few(folder: Path, schema: Schema, segments: list[W3Segment]) -> list[W3Segment]:
    """Return the segments, the smallest merged where they are too many."""
    merging = smallest(segments)
    if not merging:
        return segments
    merged = merge_segments(folder, schema, merging, folder, pause=lambda: None)
    return [segment for segment in segments if segment not in merging] + [merged.segment]


def _delete_outdated(
    folder: Path, former: Sequence[W3Segment], added: Sequence[W3Segment], removed: Iterable[int]
) -> bool:
    """Mark as deleted what is removed, and of several documents of a report all but the last.

    Returns whether there was any that was not deleted before.
    """
    later: Ids = np.empty(0, np.int64)
    is_changed = False
    for segment in reversed(added):
        ids = report_ids(folder, segment)
        is_changed |= _delete(segment, np.isin(ids, later) | ~_is_last(ids))
        later = np.union1d(later, ids)
    gone = np.union1d(later, np.fromiter(removed, np.int64))
    for segment in former:
        is_changed |= _delete(segment, np.isin(report_ids(folder, segment), gone))
    return is_changed


def _is_last(ids: Ids) -> npt.NDArray[np.bool_]:
    """Tell of each id whether it does not come again."""
    _, last = np.unique(ids[::-1], return_index=True)
    found = np.zeros(len(ids), np.bool_)
    found[len(ids) - 1 - last] = True
    return found


def _delete(segment: W3Segment, outdated: npt.NDArray[np.bool_]) -> bool:
    """Mark documents as deleted; return whether there was any that was not deleted before."""
    before = segment.deleted_count()
    for number in np.flatnonzero(outdated).tolist():
        segment.delete_document(number)
    return bool(segment.deleted_count() > before)
