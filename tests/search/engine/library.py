"""A library: reports that are written, changed and deleted in an index, and what is known of it without the engine.

In: batches of reports, and who writes them. Out: the snapshot that the engine answers from, the index as stock
Whoosh opens it, and which version of which report stands where in its segments.
"""

from __future__ import annotations

import copy
import os
import random
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.conf import settings
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import IndexReader

from search.engine.answering import Answer, answer
from search.engine.commits import commit, commit_merge
from search.engine.contents import INDEX_NAME, read_contents, write_first_contents
from search.engine.documents import Document, as_whoosh, document_of
from search.engine.merging import MergePlan, merge_segments
from search.engine.schema import build_schema
from search.engine.snapshot import Snapshot
from search.query_tree import Node
from search.questions import Question
from tests.search.engine.drawing import Report, draw_report

# Comes back with a document: which of all versions ever written it is.
VERSION: Final = "version"
STORED: Final = (VERSION,)
ALL: Final = Question()
# Where small indexes are made by the hundred: flushing and removing files on a disk takes longer than the rest.
_MEMORY: Final = Path("/dev/shm")
SCRATCH: Final = str(_MEMORY) if os.access(_MEMORY, os.W_OK) else None

# Writes a commit: the documents added, and the ids of the reports whose former documents are deleted.
Writer = Callable[[FileIndex, Sequence[Document], Collection[int]], None]


def write_with_stock(index: FileIndex, added: Sequence[Document], removed: Collection[int]) -> None:
    """Write a commit by Whoosh's own writer."""
    writer = index.writer(compound=False)
    for number in removed:
        writer.delete_by_term("id", str(number))
    for document in added:
        writer.add_document(**as_whoosh(document))
    writer.commit(merge=False)


def write_with_ours(index: FileIndex, added: Sequence[Document], removed: Collection[int]) -> None:
    """Write a commit by our own writer."""
    commit(Path(index.storage.folder), index.schema, added, removed)


def merge_with_stock(index: FileIndex) -> None:
    """Write all segments as one by Whoosh's own writer."""
    index.writer(compound=False).commit(optimize=True)


def merge_with_ours(index: FileIndex) -> None:
    """Write all segments as one by our own writer."""
    folder = Path(index.storage.folder)
    segments = tuple(read_contents(folder, index.schema).segments)
    if not segments:
        return
    target = folder / "merging"
    target.mkdir()
    merged = merge_segments(folder, index.schema, segments, target, pause=lambda: None)
    assert commit_merge(target, index.schema, MergePlan(folder, segments), merged)
    target.rmdir()


def write_with_either(index: FileIndex, added: Sequence[Document], removed: Collection[int]) -> None:
    """Write a commit by one writer where the other wrote the last."""
    write = write_with_ours if index.latest_generation() % 2 else write_with_stock
    write(index, added, removed)


WRITERS: Final[dict[str, Writer]] = {
    "ours": write_with_ours,
    "either": write_with_either,
}


def library_schema() -> Schema:
    """Return the schema of a library's index."""
    return build_schema(STORED, ["django_id"], "id", settings.CACHE_DIR)


def document(report: Report, version: int) -> Document:
    """Return the document of a report."""
    number = str(report["django_id"])
    return document_of({**report, VERSION: version}, STORED, {"id": number, "django_id": number}, [])


class Library:
    """Reports and the index of them."""

    def __init__(self, folder: Path, write: Writer = write_with_stock) -> None:
        self.folder = folder
        self.versions: list[Report] = []  # all that were ever written
        self.live: dict[int, Report] = {}
        self.snapshot = Snapshot.empty()
        self._write = write
        folder.mkdir(exist_ok=True)
        write_first_contents(folder, library_schema())

    def commit(self, added: Sequence[Report], removed: Iterable[int] = ()) -> None:
        """Write reports, each in the place of its former version, and delete others; then look again."""
        gone = {*removed, *(report["django_id"] for report in added)} & self.live.keys()
        documents = [document(report, len(self.versions) + at) for at, report in enumerate(added)]
        self._write(self.index(), documents, gone)
        self.versions += added
        self.live = {number: report for number, report in self.live.items() if number not in gone}
        self.live |= {report["django_id"]: report for report in added}
        self.look()

    def merge(self, merge: Callable[[FileIndex], None] = merge_with_ours) -> None:
        """Write all segments as one, without what is deleted."""
        merge(self.index())
        self.look()

    def look(self) -> None:
        """Take the snapshot of the last commit, sharing the segments that were there before."""
        self.snapshot = Snapshot.open(self.folder, self.index()._segments(), self.snapshot)

    def copy_to(self, folder: Path) -> Library:
        """Return the same library in an empty folder."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        copied = copy.copy(self)
        copied.folder, copied.snapshot = folder, Snapshot.empty()
        copied.look()
        return copied

    def index(self) -> FileIndex:
        """Return the index of the last commit, as stock Whoosh opens it."""
        return FileStorage(str(self.folder)).open_index(INDEX_NAME)

    def ask(self, tree: Node, question: Question = ALL, hidden: frozenset[int] = frozenset()) -> Answer:
        """Return the engine's answer with all hits."""
        return answer(self.snapshot, tree, question, hidden, 0, None)

    def versions_of(self, reader: IndexReader) -> list[Report]:
        """Return the report of each document of a segment, deleted ones too, from its stored fields."""
        return [self.versions[reader.stored_fields(at)[VERSION]] for at in range(reader.doc_count_all())]


@contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder that is gone afterwards."""
    with TemporaryDirectory(dir=SCRATCH) as folder:
        yield Path(folder)


def draw_library(source: random.Random, folder: Path, write: Writer, most: int) -> Library:
    """Return a library of a few commits of at most so many reports, updates and deletions among them."""
    library = Library(folder, write)
    for _ in range(source.choice((1, 1, 2, 3, 5))):
        count = source.randint(0, most)
        numbers = source.sample(range(1, 2 * most + 1), count)
        removed = [number for number in range(1, 2 * most + 1) if source.random() < 0.1]
        library.commit([draw_report(source, number) for number in numbers], removed)
    if source.random() < 0.2:
        library.merge(source.choice((merge_with_ours, merge_with_stock)))
    return library
