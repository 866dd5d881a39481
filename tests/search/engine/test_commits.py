"""Commits: whole or not at all, and what questions see of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from whoosh.index import LockError

from search.engine import commits, contents, kept, segment_files
from search.engine.documents import Document, as_whoosh
from search.engine.kept import holders
from search.engine.snapshot import Snapshot
from search.engine.store import IndexState, IndexStore, UnreadableIndexError
from tests.search.engine.writing import document, opened, schema


@pytest.fixture
def store(tmp_path: Path) -> IndexStore:
    """Return a store with an empty live generation."""
    made = IndexStore(tmp_path / "index", schema(), {"schema": "1"})
    made.switch_to(made.begin())
    return made


def report(number: int, version: int = 0) -> Document:
    return document(number, headline="样例", paragraphs=[f"张三{version}"], version=version)


def versions(store: IndexStore) -> dict[int, int]:
    """Return the version of each report that a question finds."""
    snapshot = store.ask(lambda found: found)
    rows = [snapshot.stored(int(number)) for number in np.flatnonzero(snapshot.live)]
    assert len({row["django_id"] for row in rows}) == len(rows)
    return {int(row["django_id"]): row["version"] for row in rows}


def names(store: IndexStore) -> set[str]:
    return {file.name for file in store.live().iterdir()}


def test_documents_come_in_the_place_of_those_of_their_report(store: IndexStore) -> None:
    store.commit(store.live(), [report(1), report(2), report(3)])
    store.commit(store.live(), [report(2, 1), report(4, 1)], [3, 99])
    assert versions(store) == {1: 0, 2: 1, 4: 1}
    store.commit(store.live(), [report(3, 2)], [3, 1])
    assert versions(store) == {2: 1, 3: 2, 4: 1}


def test_the_last_of_several_documents_of_a_report_counts(store: IndexStore) -> None:
    store.commit(store.live(), [report(1), report(2), report(1, 1), report(1, 2)])
    assert versions(store) == {1: 2, 2: 0}


def test_many_documents_make_several_segments(store: IndexStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commits, "CHARACTERS_AT_MOST", 30)
    store.commit(store.live(), (report(number % 15, number) for number in range(20)))
    assert store.segment_count() > 3
    assert versions(store) == {number: number + 15 if number < 5 else number for number in range(15)}


def test_a_segment_without_live_documents_goes(store: IndexStore) -> None:
    store.commit(store.live(), [report(1), report(2)])
    store.commit(store.live(), [report(3)])
    before = names(store)
    store.commit(store.live(), [], [3])
    assert (store.segment_count(), versions(store)) == (1, {1: 0, 2: 0})
    assert len(names(store)) < len(before)


def test_nothing_to_do_makes_no_commit(store: IndexStore) -> None:
    store.commit(store.live(), [report(1)])
    before = store.state()
    store.commit(store.live(), [], [])
    store.commit(store.live(), [], [7])
    assert store.state() == before == IndexState(store.generation(), 1)


def test_one_writer_at_a_time_be_it_ours_or_whooshs(store: IndexStore) -> None:
    writer = opened(store.live()).writer()
    with pytest.raises(LockError):
        store.commit(store.live(), [report(1)])
    writer.cancel()

    def documents() -> Iterator[Document]:
        with pytest.raises(LockError):
            opened(store.live()).writer()
        yield report(1)

    store.commit(store.live(), documents())
    assert versions(store) == {1: 0}


class Broken(BaseException):
    """What no code of ours catches."""


def break_at(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, times: int = 0) -> None:
    """Let a function work so many times and then break."""
    act, left = getattr(owner, name), [times]

    def breaking(*args: Any, **options: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise Broken(name)
        return act(*args, **options)

    monkeypatch.setattr(owner, name, breaking)


STEPS: Final[dict[str, tuple[Any, str, int]]] = {
    "columns": (segment_files, "reference_column", 2),
    "terms": (segment_files.TermsWriter, "finish", 0),
    "deletions": (commits, "report_ids", 0),
    "valve": (commits, "_few", 0),
    "table": (contents, "_encoded", 0),
    "notes": (contents, "note_of", 3),
    "sync": (contents, "sync_files", 0),
    "first rename": (Path, "replace", 0),
    "second rename": (Path, "replace", 1),
}


@pytest.mark.parametrize("step", list(STEPS))
@pytest.mark.parametrize("is_killed", [False, True])
def test_a_commit_that_breaks_off_leaves_the_former_one(
    step: str, is_killed: bool, store: IndexStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.commit(store.live(), [report(1), report(2)])
    before, found = names(store), store.state()
    with monkeypatch.context() as broken:
        break_at(broken, *STEPS[step])
        if is_killed:  # nobody cleans up
            broken.setattr(commits, "remove_unnamed", lambda *_: None)
            broken.setattr(contents, "replace_durably", lambda *_: None)
        with pytest.raises(Broken):
            store.commit(store.live(), [report(2, 1), report(3, 1)], [1])
    store.verify(deep=True)
    assert (store.state(), versions(store)) == (found, {1: 0, 2: 0})
    if not is_killed:
        assert names(store) - {"MAIN_WRITELOCK"} == before - {"MAIN_WRITELOCK"}
    store.commit(store.live(), [report(2, 2)], [1])
    assert versions(store) == {2: 2}
    assert len([name for name in names(store) if name.endswith(".trm")]) == store.segment_count() == 1
    assert not [name for name in names(store) if name.endswith(".new")]
    store.verify(deep=True)


def test_a_kill_after_the_table_is_in_place_leaves_the_new_commit(
    store: IndexStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.commit(store.live(), [report(1), report(2)])
    with monkeypatch.context() as broken:
        break_at(broken, contents, "clean_files")
        with pytest.raises(Broken):
            store.commit(store.live(), [report(2, 1)], [1])
    assert versions(store) == {2: 1}
    store.verify(deep=True)


def test_a_commit_of_whoosh_on_top_of_ours_is_read_and_ours_on_top_of_it(store: IndexStore) -> None:
    store.commit(store.live(), [report(1), report(2)])
    writer = opened(store.live()).writer(compound=False)
    writer.delete_by_term("django_id", "1")
    writer.add_document(**as_whoosh(report(3, 1)))
    writer.commit(merge=False)
    assert versions(store) == {2: 0, 3: 1}
    store.commit(store.live(), [report(3, 2)], [2])
    assert versions(store) == {3: 2}
    store.verify(deep=True)


def test_a_segment_without_documents_as_whoosh_leaves_one_stops_no_commit(store: IndexStore) -> None:
    store.commit(store.live(), [report(1)])
    writer = opened(store.live()).writer(compound=False)
    writer.delete_by_term("django_id", "1")
    writer.commit(optimize=True)
    assert [one.doc_count_all() for one in opened(store.live())._segments()] == [0]
    assert (store.segment_count(), store.plan_merge()) == (0, None)
    store.commit(store.live(), [report(2)], [1])
    assert versions(store) == {2: 0}
    store.verify(deep=True)


def test_an_index_that_whoosh_made_into_one_file_is_said_to_be_unreadable(store: IndexStore) -> None:
    store.commit(store.live(), [report(1)])
    writer = opened(store.live()).writer()
    writer.add_document(**as_whoosh(report(2)))
    writer.commit(optimize=True)
    with pytest.raises(UnreadableIndexError, match="written by another program, as one file"):
        store.ask(lambda snapshot: snapshot)


def test_the_snapshot_is_kept_as_long_as_nothing_changes(store: IndexStore) -> None:
    def now() -> Snapshot:
        return store.ask(lambda snapshot: snapshot)

    store.commit(store.live(), [report(1)])
    first = now()
    assert now() is first
    store.commit(store.live(), [report(2)])
    second = now()
    assert second is not first
    assert second.segments[0] is first.segments[0]
    store.switch_to(store.begin())
    assert now().documents == 0
    assert first.stored(0)["django_id"] == "1"


def test_a_question_that_fails_is_asked_once_more_of_an_index_opened_anew(store: IndexStore) -> None:
    store.commit(store.live(), [report(1)])
    asked: list[Snapshot] = [store.ask(lambda snapshot: snapshot)]

    def fail(snapshot: Snapshot) -> None:
        asked.append(snapshot)
        raise ValueError("no")

    with pytest.raises(UnreadableIndexError, match="ValueError"):
        store.ask(fail)
    assert [one is asked[0] for one in asked] == [True, True, False]


def touched(file: Path) -> None:
    file.write_bytes(file.read_bytes())


DAMAGES: Final[dict[str, Callable[[Path], None]]] = {
    "gone": Path.unlink,
    "cut": lambda file: file.write_bytes(file.read_bytes()[:-1]) and None,
    "longer": lambda file: file.write_bytes(file.read_bytes() + b"x") and None,
    "changed": lambda file: (
        file.write_bytes(bytes([file.read_bytes()[0] ^ 1]) + file.read_bytes()[1:]) and None
    ),
}


def forget_all() -> None:
    """Do as a process that has not asked before."""
    for holder in holders.values():
        holder.kept = None


@pytest.mark.parametrize("damage", list(DAMAGES))
def test_damage_to_any_file_that_is_read_on_is_noticed_at_the_next_look(
    damage: str, store: IndexStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "SECONDS_BETWEEN_LOOKS", 0.0)
    store.commit(store.live(), [report(1), report(2)])
    for file in store.live().iterdir():
        if file.stat().st_size:  # short lists leave none for the file of postings
            assert versions(store) == {1: 0, 2: 0}
            written = file.read_bytes()
            DAMAGES[damage](file)
            if file.suffix == ".col" and "_stored" not in file.name:  # in memory since it was opened
                assert versions(store) == {1: 0, 2: 0}
                forget_all()
            with pytest.raises(UnreadableIndexError):
                versions(store)
            file.write_bytes(written)
    assert versions(store) == {1: 0, 2: 0}


def test_questions_between_two_looks_look_at_three_files_however_many_segments_there_are(
    store: IndexStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        store.commit(store.live(), [report(number)])
    versions(store)
    looked: list[str] = []
    times_of = kept.times_of
    monkeypatch.setattr(kept, "SECONDS_BETWEEN_LOOKS", 3600.0)
    monkeypatch.setattr(kept, "times_of", lambda file: looked.append(file) or times_of(file))
    versions(store)
    assert len(looked) == 3
    monkeypatch.setattr(kept, "SECONDS_BETWEEN_LOOKS", 0.0)
    versions(store)
    assert len(looked) > 2 * 3 + 5


def test_a_file_that_was_touched_but_not_changed_is_no_damage(store: IndexStore) -> None:
    store.commit(store.live(), [report(1)])
    for file in store.live().iterdir():
        touched(file)
        assert versions(store) == {1: 0}
