"""The store: one folder that holds the index, in generations, and tells which one is live.

    root/CURRENT               the name of the live generation
    root/generation-…/         one Whoosh index, with stamp.json: the versions that it was made with,
                               and manifest.json: its files

A rebuild fills a new generation beside the live one; the switch is one atomic rename. The index is a
cache of the database: whatever is wrong with it, UnreadableIndexError says so and a rebuild mends it.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import IndexReader
from whoosh.writing import MERGE_SMALL, NO_MERGE, OPTIMIZE, SegmentWriter

from search.engine.codec import LeanCodec
from search.engine.manifest import damaged_files, note_files

CURRENT: Final = "CURRENT"
STAMP: Final = "stamp.json"
PREFIX: Final = "generation-"
# A switch or a commit may take files away between finding and opening them; then we look again.
OPEN_ATTEMPTS: Final = 5
WRITER_MEGABYTES: Final = 256

Stamp = Mapping[str, str]


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

    @contextmanager
    def reader(self) -> Iterator[IndexReader]:
        """Open the live index for one question; it is closed whatever happens."""
        reader = self._open_reader()
        try:
            yield reader
        finally:
            reader.close()

    def _open_reader(self) -> IndexReader:
        for attempts_left in reversed(range(OPEN_ATTEMPTS)):
            folder = self.live()
            try:
                return self._index(folder).reader()
            except Exception as error:
                # Whoosh raises what its pickles raise: seven kinds of exceptions for ten kinds of damage.
                if not attempts_left:
                    raise UnreadableIndexError(f"{folder} cannot be opened: {error!r}") from error
        raise AssertionError("unreachable")

    def begin(self) -> Path:
        """Return a new, empty generation that is not live yet."""
        self.root.mkdir(parents=True, exist_ok=True)
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
        damaged = damaged_files(self.live(), deep)
        if damaged:
            raise UnreadableIndexError(f"damaged: {', '.join(damaged)}")

    def segment_count(self) -> int:
        """Return of how many segments the live index consists."""
        with self.reader() as reader:
            return len(reader.leaf_readers())

    def _index(self, folder: Path) -> FileIndex:
        return FileStorage(str(folder)).open_index(schema=self.schema)


def _abandon(writer: SegmentWriter) -> None:
    try:
        writer.cancel()
    finally:
        if writer.writelock and not writer.is_closed:
            writer.writelock.release()
