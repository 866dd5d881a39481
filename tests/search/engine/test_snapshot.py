"""Snapshots share segments, answer as of their commit whatever becomes of the files, and close what they opened."""

from __future__ import annotations

import gc
import os
import random
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from search.engine import segments
from search.engine.answering import answer
from search.engine.segments import DecodedCache
from search.engine.snapshot import Snapshot
from search.query_tree import Exact, Node, Or
from search.questions import SORTS, Question
from tests.search.engine.drawing import Trees, draw_report
from tests.search.engine.library import WRITERS, Library, Writer

DESCRIPTORS: Final = Path("/proc/self/fd")
each_writer = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
counts_descriptors = pytest.mark.skipif(not DESCRIPTORS.exists(), reason="descriptors are counted in /proc")


def open_descriptors() -> int:
    gc.collect()
    return len(os.listdir(DESCRIPTORS))  # noqa: PTH208


LibraryOf = Callable[[Path, Writer], Library]


@pytest.fixture(scope="module")
def library_of(tmp_path_factory: pytest.TempPathFactory) -> LibraryOf:
    """Return what gives a library of three commits in a folder; each writer writes it once."""

    @cache
    def written(write: Writer) -> Library:
        source = random.Random(5)
        library = Library(tmp_path_factory.mktemp("library"), write)
        for first in range(0, 60, 20):
            library.commit([draw_report(source, first + at) for at in range(1, 21)], removed=[first - 3])
        return library

    return lambda folder, write: written(write).copy_to(folder)


def everything(
    snapshot: Snapshot, tree: Node, sort: str = "relevance", end: int | None = None
) -> tuple[object, ...]:
    """Return all that an answer says of the first hits."""
    found = answer(snapshot, tree, Question(sort=sort), frozenset(), 0, end)
    hits = [(one.id, one.score, one.stored, one.matched) for one in found.documents]
    return found.total, hits, {name: dict(counts) for name, counts in found.facets.items()}


@each_writer
@counts_descriptors
def test_descriptors_are_closed_with_the_last_snapshot(
    write: Writer, library_of: LibraryOf, tmp_path: Path
) -> None:
    library = library_of(tmp_path, write)
    library.snapshot = Snapshot.empty()
    before = open_descriptors()
    library.look()
    one_snapshot = open_descriptors()
    assert one_snapshot > before
    old = library.snapshot
    library.look()
    assert library.snapshot is not old
    assert open_descriptors() == one_snapshot
    library.commit([draw_report(random.Random(1), 900)])
    assert open_descriptors() > one_snapshot
    del old
    everything(library.snapshot, Exact("党"))
    library.snapshot = Snapshot.empty()
    assert open_descriptors() == before


@each_writer
@counts_descriptors
@pytest.mark.parametrize("damaged", ["*.trm", "*.pst", "*._stored.col", "*.values.col"])
@pytest.mark.parametrize("left", [None, 0, 7], ids=["gone", "empty", "cut"])
def test_an_opening_that_fails_leaves_nothing_open(
    write: Writer, damaged: str, left: int | None, library_of: LibraryOf, tmp_path: Path
) -> None:
    library = library_of(tmp_path, write)
    library.snapshot = Snapshot.empty()
    before = open_descriptors()
    for file in tmp_path.glob(damaged):
        written = file.read_bytes()
        file.unlink()
        if left is not None:
            file.write_bytes(written[:left])
    if damaged == "*.pst" and left is not None:
        library.look()  # postings are read when they are asked for
        library.snapshot = Snapshot.empty()
    else:
        with pytest.raises((OSError, ValueError, EOFError, IndexError)):
            library.look()
    assert open_descriptors() == before


@each_writer
def test_a_snapshot_answers_as_of_its_commit_after_its_files_are_gone(
    write: Writer, library_of: LibraryOf, tmp_path: Path
) -> None:
    library = library_of(tmp_path / "changed", write)
    other = library_of(tmp_path / "unchanged", write)
    old = library.snapshot
    library.commit([draw_report(random.Random(2), number) for number in (1, 2, 77)], removed=range(30, 40))
    library.merge()
    assert not [file for segment in old.segments for file in segment._folder.glob(f"{segment.id}.*")]
    for tree in (Exact("党"), Exact("建"), Or((Exact("1"), Exact("臺")))):
        assert everything(old, tree) == everything(other.snapshot, tree)
        assert everything(library.snapshot, tree) != everything(old, tree)


@each_writer
def test_segments_are_shared_and_deletions_are_not(
    write: Writer, library_of: LibraryOf, tmp_path: Path
) -> None:
    library = library_of(tmp_path, write)
    old = library.snapshot
    library.commit([], removed=[5, 6])
    assert library.snapshot.segments == old.segments
    assert (old.live.sum() - library.snapshot.live.sum()) == 2
    library.commit([draw_report(random.Random(3), 901)])
    assert library.snapshot.segments[:-1] == old.segments


@pytest.fixture
def eager_switches() -> Iterator[None]:
    """Let threads take turns as often as can be."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@each_writer
@pytest.mark.parametrize("questions", [50, pytest.param(400, marks=pytest.mark.soak)])
@pytest.mark.usefixtures("eager_switches")
def test_eight_threads_find_what_one_finds(
    questions: int, write: Writer, library_of: LibraryOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = library_of(tmp_path, write)
    source = random.Random(4)
    trees = Trees(source, [*library.live.values()])
    asked = [(trees.tree(2), source.choice(SORTS), 5) for _ in range(questions)]
    expected = [everything(library.snapshot, *one) for one in asked]
    monkeypatch.setattr(segments, "decoded", DecodedCache(20_000))
    library.snapshot = Snapshot.empty()
    library.look()  # with nothing read or derived yet
    snapshot = library.snapshot

    def ask(seed: int) -> bool:
        order = random.Random(seed).sample(range(questions), questions)
        return all(everything(snapshot, *asked[at]) == expected[at] for at in order)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(8)))
