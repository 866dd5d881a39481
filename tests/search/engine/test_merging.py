"""Merging: the merged segment is the one that its live documents make, whatever happens meanwhile."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.codec.whoosh3 import W3Codec, W3Segment

from search.engine import merged_terms, merging
from search.engine.documents import Document, as_whoosh
from search.engine.merging import (
    DELETED_AT_MOST,
    FEW_SEGMENTS,
    SEGMENTS_AT_MOST,
    SEGMENTS_LEFT,
    TERMS_AT_MOST,
    chosen,
    size_of,
    smallest,
)
from search.engine.store import IndexStore
from tests.search.engine.drawing import draw_report
from tests.search.engine.writing import document, opened, schema, seen, stock_index


def store_at(folder: Path) -> IndexStore:
    made = IndexStore(folder / "index", schema(), {"schema": "1"})
    made.switch_to(made.begin())
    return made


@pytest.fixture
def store(tmp_path: Path) -> IndexStore:
    """Return a store with an empty live generation."""
    return store_at(tmp_path)


def drawn(source: random.Random, number: int) -> Document:
    report = draw_report(source, number)
    report.pop("django_id")
    return document(number, source.choices(["党建", "工作"], k=source.randint(0, 3)), **report)


def write_with_whoosh(store: IndexStore, documents: Sequence[Document]) -> None:
    writer = opened(store.live()).writer(compound=False)
    for one in documents:
        writer.add_document(**as_whoosh(one))
    writer.commit(merge=False)


def merge_all(store: IndexStore) -> None:
    """Merge all segments into one, whether it is time or not."""
    with store.reader() as reader:
        segments = [leaf.segment() for leaf, _ in reader.leaf_readers()]
    plan = merging.MergePlan(store.live(), tuple(segments))
    assert store.commit_merge(plan, store.build_merge(plan, pause=lambda: None))


@given(st.randoms(use_true_random=False), st.sampled_from([1, 50, 4_000]))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_merged_segment_is_what_whoosh_writes_of_the_live_documents(
    tmp_path_factory: pytest.TempPathFactory, source: random.Random, together: int
) -> None:
    folder = tmp_path_factory.mktemp("merged")
    store, live, number = store_at(folder), list[Document](), 0
    for at in range(source.randint(2, 4)):
        added = [drawn(source, number := number + 1) for _ in range(source.randint(1, 8))]
        if at == 1:
            write_with_whoosh(store, added)
        else:
            gone = [one.id for one in live if source.random() < 0.3]
            store.commit(store.live(), added, gone)
            live = [one for one in live if one.id not in gone]
        live += added
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merged_terms, "TERMS_AT_ONCE", together)
        merge_all(store)
    with store.reader() as merged, stock_index(folder / "stock", live).reader() as stock:
        found, expected = seen(merged), seen(stock)
    for part, value in expected.items():
        assert found[part] == value, part
    store.verify(deep=True)


def test_long_positions_survive_a_merge(tmp_path: Path, store: IndexStore) -> None:
    documents = [document(1, paragraphs=["党建" * 35_000]), document(2, paragraphs=["党建", "建党"])]
    documents += [document(number, paragraphs=["党建"] * 300) for number in range(3, 25)]
    for at in (0, 1, 13):
        store.commit(store.live(), documents[at : {0: 1, 1: 13, 13: 24}[at]])
    merge_all(store)
    with store.reader() as merged, stock_index(tmp_path / "stock", documents).reader() as stock:
        assert seen(merged)["postings"] == seen(stock)["postings"]


def fill(store: IndexStore, commits: int) -> None:
    for number in range(commits):
        store.commit(store.live(), [document(number, paragraphs=[f"党建{number}"])])


def ids(store: IndexStore) -> list[int]:
    snapshot = store.ask(lambda found: found)
    return sorted(snapshot.ids[snapshot.live].tolist())


def test_what_happens_during_a_merge_is_kept(store: IndexStore, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store, FEW_SEGMENTS + 2)
    store.commit(store.live(), [document(100), document(101), document(102)])
    before = store.ask(lambda snapshot: snapshot)
    plan = store.plan_merge()
    assert plan is not None
    happened: list[int] = []

    def meanwhile() -> None:
        if not happened:
            store.commit(store.live(), [document(3, paragraphs=["又一篇"]), document(200)], [4, 101])
        happened.append(len(ids(store)))

    monkeypatch.setattr(merged_terms, "TERMS_AT_ONCE", 3)
    merged = store.build_merge(plan, meanwhile)
    assert len(happened) > 10
    assert store.commit_merge(plan, merged)
    assert ids(store) == sorted({*range(12), 100, 102, 200} - {4})
    assert store.segment_count() == 2
    assert [before.stored(number)["django_id"] for number in range(3)] == ["0", "1", "2"]
    store.verify(deep=True)


def test_a_merge_of_what_is_gone_is_discarded(store: IndexStore) -> None:
    fill(store, FEW_SEGMENTS + 1)
    plan = store.plan_merge()
    assert plan is not None
    merged = store.build_merge(plan, pause=lambda: None)
    merge_all(store)
    before, found = store.state(), ids(store)
    (store.live() / "merging").mkdir()
    assert not store.commit_merge(plan, merged)
    assert (store.state(), ids(store)) == (before, found)
    assert not (store.live() / "merging").exists()


def test_a_merge_for_a_former_generation_is_discarded(store: IndexStore) -> None:
    fill(store, FEW_SEGMENTS + 1)
    plan = store.plan_merge()
    assert plan is not None
    merged = store.build_merge(plan, pause=lambda: None)
    store.switch_to(store.begin())
    assert not store.commit_merge(plan, merged)
    assert ids(store) == []


def test_a_switch_while_a_merge_is_planned_is_no_damage(
    store: IndexStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, FEW_SEGMENTS + 1)
    live, switched = IndexStore.live, list[Path]()

    def live_until_now(self: IndexStore) -> Path:
        folder = live(self)
        if not switched:
            switched.append(self.begin())
            self.switch_to(switched[0])
            self.sweep()
        return folder

    monkeypatch.setattr(IndexStore, "live", live_until_now)
    assert store.plan_merge() is None


def test_a_segment_that_a_commit_took_away_is_no_longer_as_planned(store: IndexStore) -> None:
    fill(store, FEW_SEGMENTS + 1)
    plan = store.plan_merge()
    assert plan is not None
    assert store.is_as_planned(plan)
    store.commit(store.live(), [document(3, paragraphs=["又一篇"])])
    with pytest.raises(OSError, match="No such file"):
        store.build_merge(plan, pause=lambda: None)
    assert not store.is_as_planned(plan)


def test_few_segments_without_deletions_are_left_alone(store: IndexStore) -> None:
    fill(store, FEW_SEGMENTS)
    assert store.plan_merge() is None


def test_a_segment_with_many_deletions_is_written_anew(store: IndexStore) -> None:
    store.commit(store.live(), [document(number, paragraphs=["党建"]) for number in range(20)])
    store.commit(store.live(), [], [1, 2])
    assert store.plan_merge() is None
    store.commit(store.live(), [], [3])
    plan = store.plan_merge()
    assert plan is not None
    assert store.commit_merge(plan, store.build_merge(plan, pause=lambda: None))
    snapshot = store.ask(lambda found: found)
    assert (snapshot.documents, ids(store)) == (17, [0, *range(4, 20)])


def test_commits_without_a_merge_keep_the_segments_few(store: IndexStore) -> None:
    counts = []
    for number in range(SEGMENTS_AT_MOST + 15):
        store.commit(store.live(), [document(number, paragraphs=["党建"])])
        counts.append(store.segment_count())
    assert (max(counts), counts[SEGMENTS_AT_MOST]) == (SEGMENTS_AT_MOST, SEGMENTS_LEFT)
    assert ids(store) == list(range(SEGMENTS_AT_MOST + 15))


def segment(documents: int, deleted: int = 0, terms_each: int = 2_000) -> W3Segment:
    made = W3Segment(W3Codec(), "MAIN", doccount=documents, deleted=set(range(deleted)))
    made._fieldlengths = {"body": documents * terms_each}
    return made


def test_a_large_segment_is_merged_with_none_that_is_much_smaller() -> None:
    segments = [segment(20_000), *(segment(1) for _ in range(FEW_SEGMENTS))]
    assert Counter(map(W3Segment.doc_count, chosen(segments))) == {1: FEW_SEGMENTS}


def test_a_full_segment_is_written_anew_for_its_deletions_alone() -> None:
    full, other = segment(60_000, 7_000), segment(10, 5)
    assert size_of(full) > TERMS_AT_MOST / 2
    assert chosen([full]) == [full]
    assert sum(map(size_of, chosen([full, other]))) <= TERMS_AT_MOST
    assert chosen([segment(60_000, 5_000), *(segment(30_000) for _ in range(5))]) == []


def test_commits_merge_small_segments_alone() -> None:
    segments = [segment(5_000) for _ in range(SEGMENTS_AT_MOST)] + [segment(2), segment(3)]
    assert Counter(map(W3Segment.doc_count, smallest(segments))) == {2: 1, 3: 1}
    assert smallest([segment(5_000) for _ in range(SEGMENTS_AT_MOST + 2)]) == []


@pytest.mark.parametrize("seed", range(3))
def test_documents_are_rewritten_a_few_times_and_segments_stay_few(seed: int) -> None:
    source, segments, written, added = random.Random(seed), list[W3Segment](), 0, 0
    while added < 30_000:
        size = source.choice([1, 1, 1, 2, 40])
        added += size
        segments.append(segment(size))
        for one in segments:
            if source.random() < 0.02 and one.doc_count() > 1:
                one.delete_document(source.randrange(one.doc_count_all()))
        while merged := chosen(segments):
            live = sum(map(W3Segment.doc_count, merged))
            written += live
            segments = [one for one in segments if one not in merged] + [segment(live)]
        assert len(segments) <= FEW_SEGMENTS
        assert all(one.deleted_count() <= DELETED_AT_MOST * one.doc_count_all() for one in segments)
    assert written <= 2 * added * math.log2(added)
