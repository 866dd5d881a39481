"""The store: one folder that holds the index, in generations, and tells which one is live.

    root/CURRENT               the name of the live generation
    root/generation-…/         one Whoosh index, with stamp.json: the versions that it was made with,
                               and manifest.json: its files

A rebuild fills a new generation beside the live one; the switch is one atomic rename. The index is a
cache of the database: whatever is wrong with it, UnreadableIndexError says so and a rebuild mends it.

Questions take no lock. Files may go away under one when a commit merges segments or a rebuild switches;
then the index has changed, and the question is asked again. Where it has not changed, it is damaged.
"""

from __future__ import annotations

import json
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.reading import EmptyReader, IndexReader, MultiReader, SegmentReader
from whoosh.writing import MERGE_SMALL, NO_MERGE, OPTIMIZE, SegmentWriter

from search.engine.codec import LeanCodec
from search.engine.manifest import MANIFEST, Notes, damaged_files, note_files, read_manifest

CURRENT: Final = "CURRENT"
STAMP: Final = "stamp.json"
PREFIX: Final = "generation-"
# Whoosh's own name of an index within its folder, which the names of all its files begin with.
INDEX_NAME: Final = "MAIN"
# So often a question is begun anew because a switch or a merge took files away under it.
ATTEMPTS: Final = 5
WRITER_MEGABYTES: Final = 256

Stamp = Mapping[str, str]
Found = TypeVar("Found")


class IndexState(NamedTuple):
    """What a switch or a commit changes: the live generation, and how many commits it has seen."""

    generation: str | None
    commits: int


class UnreadableIndexError(Exception):
    """The index is missing, damaged, or made by another version: no question can be answered from it."""


class IndexStore:
    """The index on disk."""

    def __init__(self, root: Path, schema: Schema, stamp: Stamp) -> None:
        self.root = root
        self.schema = schema
        self.stamp = dict(stamp)

    def live(self) -> Path:
        """Return the folder of the live generation; UnreadableIndexError where there is none that fits."""
        try:
            folder = self.root / (self.root / CURRENT).read_text(encoding="ascii").strip()
            found = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise UnreadableIndexError(f"no index below {self.root}: {error}") from error
        if found != self.stamp:
            raise UnreadableIndexError(f"the index was made with {found}, this is {self.stamp}")
        return folder

    def generation(self) -> str | None:
        """Return the name of the live generation, None where there is none."""
        try:
            return (self.root / CURRENT).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            return None

    def state(self) -> IndexState:
        """Return which generation is live and its last commit; -1 where there is none."""
        name = self.generation()
        try:
            return IndexState(name, _last_commit(self.root / name) if name else -1)
        except OSError:
            return IndexState(name, -1)

    def ask(self, question: Callable[[IndexReader], Found]) -> Found:
        """Return what a question finds in the live index; UnreadableIndexError where it cannot be read."""
        return self._while_it_changes(lambda: self._ask(question))

    def _ask(self, question: Callable[[IndexReader], Found]) -> Found:
        reader = self._open(self.live())
        try:
            return question(reader)
        finally:
            reader.close()

    @contextmanager
    def reader(self) -> Iterator[IndexReader]:
        """Open the live index; it is closed whatever happens."""
        reader = self._while_it_changes(lambda: self._open(self.live()))
        try:
            yield reader
        finally:
            reader.close()

    def empty_reader(self) -> IndexReader:
        """Return the reader of an index without reports: what is true while nothing is published."""
        return EmptyReader(self.schema)

    def _while_it_changes(self, act: Callable[[], Found]) -> Found:
        """Return what the act returns; begin it anew as long as the index changes under it."""
        for attempts_left in reversed(range(ATTEMPTS)):
            before = self.state()
            try:
                return act()
            except Exception as error:
                # Whoosh raises what its pickles raise: seven kinds of exceptions for ten kinds of damage.
                if attempts_left and self.state() != before:
                    continue
                if isinstance(error, UnreadableIndexError):
                    raise
                raise UnreadableIndexError(f"{self.root} cannot be read: {error!r}") from error
        raise AssertionError("unreachable")

    def _open(self, folder: Path) -> IndexReader:
        """Return a reader of the last commit, each file of it there and as it was written.

        Whoosh's own opening waits half a second for a file that is gone, and takes a missing column for
        an empty one.
        """
        storage = FileStorage(str(folder))
        notes, number = read_manifest(folder), _last_commit(folder)
        _check_contents(folder, notes, number)
        toc = TOC.read(storage, INDEX_NAME, gen=number, schema=self.schema)
        _check_segments(folder, notes, [segment.segment_id() for segment in toc.segments])
        if not toc.segments:
            return self.empty_reader()
        leaves = [SegmentReader(storage, self.schema, segment, generation=number) for segment in toc.segments]
        return MultiReader(leaves, generation=number)

    def begin(self) -> Path:
        """Return a new, empty generation that is not live yet."""
        self.root.mkdir(parents=True, exist_ok=True)
        _make_writable(self.root)
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=self.root))
        folder.chmod(0o755)
        FileStorage(str(folder)).create_index(self.schema)
        (folder / STAMP).write_text(json.dumps(self.stamp, ensure_ascii=False), encoding="utf-8")
        note_files(folder)
        return folder

    def switch_to(self, folder: Path) -> None:
        """Make a generation the live one."""
        written = self.root / f"{CURRENT}.new"
        written.write_text(folder.name, encoding="ascii")
        written.replace(self.root / CURRENT)

    def sweep(self) -> None:
        """Remove every generation but the live one; questions that still read another keep its open files."""
        for folder in self.root.glob(f"{PREFIX}*"):
            if folder.name != self.generation():
                self.discard(folder)

    def discard(self, folder: Path) -> None:
        """Remove a generation that nobody asks."""
        _make_writable(folder)
        shutil.rmtree(folder, ignore_errors=True)

    def write(self, folder: Path, act: Callable[[SegmentWriter], Any], merge: str = "none") -> None:
        """Run `act` on a writer of that generation and commit; on any error nothing of it stays.

        Whoosh keeps its lock after a failed commit, and a later writer hangs: so the lock is let go here.
        No compound files: Whoosh copies the whole of one into memory at each opening (30 ms for 33 MB).
        """
        writer = self._index(folder).writer(limitmb=WRITER_MEGABYTES, codec=LeanCodec(), compound=False)
        try:
            act(writer)
            writer.commit(mergetype={"none": NO_MERGE, "small": MERGE_SMALL, "all": OPTIMIZE}[merge])
        except BaseException:
            _abandon(writer)
            raise
        note_files(folder)

    def verify(self, deep: bool) -> None:
        """Raise UnreadableIndexError where files of the live generation are not as they were committed.

        For whoever holds the writer lock: during a commit the files and their manifest differ.
        """
        folder = self.live()
        notes = read_manifest(folder)
        if not notes:
            raise UnreadableIndexError(f"damaged: {MANIFEST}")
        _check_files(folder, notes, deep)

    def segment_count(self) -> int:
        """Return of how many segments the live index consists."""
        with self.reader() as reader:
            return len(reader.leaf_readers())

    def _index(self, folder: Path) -> FileIndex:
        return FileStorage(str(folder)).open_index(schema=self.schema)


def _last_commit(folder: Path) -> int:
    """Return the number of the last commit; -1 where there is none, OSError where there is no folder."""
    number: int = TOC._latest_generation([file.name for file in folder.iterdir()], INDEX_NAME)
    return number


def _check_contents(folder: Path, notes: Notes, commit: int) -> None:
    """Raise UnreadableIndexError where the table of contents is not that of the last commit noted, or later."""
    noted: int = TOC._latest_generation(notes, INDEX_NAME)
    name, expected = TOC._filename(INDEX_NAME, commit), TOC._filename(INDEX_NAME, noted)
    if noted < 0 or commit < noted:
        raise UnreadableIndexError(f"damaged: {expected if notes else MANIFEST}")
    _check_files(folder, {name: notes[name]} if name in notes else {})


def _check_segments(folder: Path, notes: Notes, segments: Iterable[str]) -> None:
    """Raise UnreadableIndexError where a file of these segments is not as it was written."""
    wanted = frozenset(segments)
    _check_files(folder, {name: note for name, note in notes.items() if name.partition(".")[0] in wanted})


def _check_files(folder: Path, notes: Notes, deep: bool = False) -> None:
    damaged = damaged_files(folder, notes, deep)
    if damaged:
        raise UnreadableIndexError(f"damaged: {', '.join(damaged)}")


def _make_writable(folder: Path) -> None:
    """Give the owner of a folder the right to write in it, where that can be done."""
    with suppress(OSError):
        folder.chmod(folder.stat().st_mode | stat.S_IRWXU)


def _abandon(writer: SegmentWriter) -> None:
    try:
        writer.cancel()
    finally:
        if writer.writelock and not writer.is_closed:
            writer.writelock.release()
