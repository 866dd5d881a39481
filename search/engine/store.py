"""The store: one folder that holds the index, in generations, and tells which one is live.

    root/CURRENT               the name of the live generation
    root/generation-…/         one Whoosh index, with stamp.json: the versions that it was made with,
                               and manifest.json: its files

A rebuild fills a new generation beside the live one; the switch is one atomic rename. The index is a
cache of the database: whatever is wrong with it, UnreadableIndexError says so and a rebuild mends it.

Questions take no lock. A process keeps the snapshot of the last commit, and looks at each question whether
that commit is still the last and all of its files are as they were. A snapshot goes on reading files that a
merge or a switch took away; where the index changed while one was opened, the question is asked again. Where
it has not changed, it is damaged.
"""

from __future__ import annotations

import json
import logging
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import EmptyReader, IndexReader, MultiReader, SegmentReader

from search.engine import commits, merging
from search.engine.contents import Contents, contents_file, last_commit, read_contents, write_first_contents
from search.engine.documents import Document
from search.engine.durable import replace_durably
from search.engine.kept import Kept, holder_of, times_of
from search.engine.manifest import MANIFEST, UnreadableIndexError
from search.engine.merging import Merged, MergePlan
from search.engine.snapshot import Snapshot

__all__ = ["IndexState", "IndexStore", "UnreadableIndexError"]

logger = logging.getLogger(__name__)

CURRENT: Final = "CURRENT"
STAMP: Final = "stamp.json"
PREFIX: Final = "generation-"
# Where a merged segment is written, within its generation.
MERGING: Final = "merging"
# So often a question is begun anew because a switch or a merge took files away under it.
ATTEMPTS: Final = 5
# How the files end that stay open: terms, postings, stored fields.
READ_ON: Final = (W3Codec.TERMS_EXT, W3Codec.POSTS_EXT, f"_stored{W3Codec.COLUMN_EXT}")

Stamp = Mapping[str, str]
Found = TypeVar("Found")
Opened = TypeVar("Opened")


class IndexState(NamedTuple):
    """What a switch or a commit changes: the live generation, and how many commits it has seen."""

    generation: str | None
    commits: int


class IndexStore:
    """The index on disk."""

    def __init__(self, root: Path, schema: Schema, stamp: Stamp) -> None:
        self.root = root
        self.schema = schema
        self.stamp = dict(stamp)
        self._holder = holder_of(root)

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
            return IndexState(name, last_commit(self.root / name) if name else -1)
        except OSError:
            return IndexState(name, -1)

    def ask(self, question: Callable[[Snapshot], Found]) -> Found:
        """Return what a question finds in the live index; UnreadableIndexError where it cannot be read."""
        kept = self._holder.kept
        if kept and kept.is_current():
            try:
                return question(kept.snapshot)
            except Exception:
                logger.warning(
                    "a question failed, and is asked again of the index opened anew", exc_info=True
                )
                self._holder.kept = None
        return self._while_it_changes(self._open_snapshot, question)

    @contextmanager
    def reader(self) -> Iterator[IndexReader]:
        """Open the live index as stock Whoosh does; it is closed whatever happens."""
        reader = self._while_it_changes(self._open_reader, lambda opened: opened)
        try:
            yield reader
        finally:
            reader.close()

    def commit(self, folder: Path, documents: Iterable[Document], removed: Iterable[int] = ()) -> None:
        """Add documents to a generation, each in the place of those of its report, and remove reports.

        All of it or nothing. LockError where another writer is at work.
        """
        commits.commit(folder, self.schema, documents, removed)

    def plan_merge(self) -> MergePlan | None:
        """Return what is to be merged in the live generation, None where all is well."""
        folder, contents = self._while_it_changes(self._live_contents, lambda found: found)
        segments = merging.chosen(contents.segments)
        return MergePlan(folder, tuple(segments)) if segments else None

    def build_merge(self, plan: MergePlan, pause: Callable[[], None]) -> Merged:
        """Merge as planned, beside whoever asks and commits; `pause` gives others their turn.

        For one at a time. OSError where segments went away before they were opened: with their generation, or
        because a commit replaced the last of their documents.
        """
        target = plan.folder / MERGING
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        return merging.merge_segments(plan.folder, self.schema, plan.segments, target, pause)

    def is_as_planned(self, plan: MergePlan) -> bool:
        """Tell whether all segments that are to be merged are still there."""
        folder, contents = self._while_it_changes(self._live_contents, lambda found: found)
        there = {one.segment_id() for one in contents.segments}
        return folder == plan.folder and all(one.segment_id() in there for one in plan.segments)

    def commit_merge(self, plan: MergePlan, merged: Merged) -> bool:
        """Put what was merged in its place; False, and nothing happens, where the segments are there no more.

        LockError where another writer is at work.
        """
        try:
            is_live = plan.folder == self.live()
            return is_live and commits.commit_merge(plan.folder / MERGING, self.schema, plan, merged)
        finally:
            shutil.rmtree(plan.folder / MERGING, ignore_errors=True)

    def begin(self) -> Path:
        """Return a new, empty generation that is not live yet."""
        self.root.mkdir(parents=True, exist_ok=True)
        _make_writable(self.root)
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=self.root))
        folder.chmod(0o755)
        replace_durably(folder / STAMP, json.dumps(self.stamp, ensure_ascii=False).encode("utf-8"))
        write_first_contents(folder, self.schema)
        return folder

    def switch_to(self, folder: Path) -> None:
        """Make a generation the live one."""
        replace_durably(self.root / CURRENT, folder.name.encode("ascii"))

    def sweep(self) -> None:
        """Remove every generation but the live one; questions that still read another keep its open files."""
        for folder in self.root.glob(f"{PREFIX}*"):
            if folder.name != self.generation():
                self.discard(folder)

    def discard(self, folder: Path) -> None:
        """Remove a generation that nobody asks."""
        _make_writable(folder)
        shutil.rmtree(folder, ignore_errors=True)

    def verify(self, deep: bool) -> None:
        """Raise UnreadableIndexError where files of the live generation are not as they were committed."""
        self._while_it_changes(lambda: read_contents(self.live(), self.schema, deep), lambda contents: None)

    def segment_count(self) -> int:
        """Return of how many segments the live index consists."""
        return self._while_it_changes(self._live_contents, lambda found: len(found[1].segments))

    def _while_it_changes(self, opening: Callable[[], Opened], question: Callable[[Opened], Found]) -> Found:
        """Return what a question finds in what was opened; begin anew as long as the index changes under it."""
        for attempts_left in reversed(range(ATTEMPTS)):
            before = self.state()
            try:
                return question(opening())
            except Exception as error:
                # A damaged file raises whatever its bytes make of it.
                self._holder.kept = None
                if attempts_left and self.state() != before:
                    continue
                if isinstance(error, UnreadableIndexError):
                    raise
                raise UnreadableIndexError(f"{self.root} cannot be read: {error!r}") from error
        raise AssertionError("unreachable")

    def _live_contents(self) -> tuple[Path, Contents]:
        folder = self.live()
        return folder, read_contents(folder, self.schema)

    def _open_snapshot(self) -> Snapshot:
        """Return the snapshot of the last commit; segments that the one before it has open are shared."""
        with self._holder.opening:
            kept = self._holder.kept
            if kept is None or not kept.is_current():
                kept = self._holder.kept = self._look(kept.snapshot if kept else None)
            return kept.snapshot

    def _look(self, former: Snapshot | None) -> Kept:
        """Open the last commit; times are taken before files are checked, so that no later change is missed."""
        current = str(self.root / CURRENT)
        times = {current: times_of(current)}
        folder = self.live()
        times |= {str(file): times_of(str(file)) for file in folder.iterdir()}
        contents = read_contents(folder, self.schema)
        snapshot = Snapshot.open(folder, contents.segments, former)
        following = str(contents_file(folder, contents.commit + 1))
        commit = {file: times.get(file) for file in (current, str(folder / contents.file_name), following)}
        others = {file: seen for file, seen in times.items() if _matters(Path(file).name, contents)}
        return Kept(snapshot, commit, others)

    def _open_reader(self) -> IndexReader:
        folder = self.live()
        contents = read_contents(folder, self.schema)
        storage = FileStorage(str(folder))
        leaves = [SegmentReader(storage, self.schema, one) for one in contents.segments]
        return MultiReader(leaves) if leaves else EmptyReader(self.schema)


def _matters(name: str, contents: Contents) -> bool:
    """Tell whether a file is one that an opening rests on, or that questions go on reading.

    Other columns are in memory since they were opened: what happens to their files changes no answer.
    """
    if name in {STAMP, MANIFEST}:
        return True
    segments = {segment.segment_id() for segment in contents.segments}
    return name.partition(".")[0] in segments and name.endswith(READ_ON)


def _make_writable(folder: Path) -> None:
    """Give the owner of a folder the right to write in it, where that can be done."""
    with suppress(OSError):
        folder.chmod(folder.stat().st_mode | stat.S_IRWXU)
