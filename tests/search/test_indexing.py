"""Indexing: the index follows the archive, whatever happens."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from archive import changes, publishing
from archive.locks import held
from archive.models import Article, Change
from search import bulk, indexing, rebuilding
from search.backends import ArchiveSearchBackend, ReportQuerySet, archive_backend
from search.bulk import Prepared
from search.consistency import IndexReport, check, heal
from search.engine import merged_terms
from search.engine.merging import FEW_SEGMENTS
from search.engine.store import IndexStore, UnreadableIndexError
from search.indexing import LockBusyError, apply_changes, keep_up, rebuild
from search.questions import Question
from tests.search.building import draft, published

MOST_SEGMENTS = 30  # issue and design say so

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]


def found(text: str) -> list[int]:
    return [document.id for document in ReportQuerySet().ask(Question(text, size=100)).answer.documents]


def writer_lock() -> Any:
    return held(archive_backend().store.root.with_suffix(".write.lock"), 0)


def test_a_change_is_marked_once_it_is_applied() -> None:
    published()
    assert not Change.objects.unapplied().exists()


def test_an_edit_of_a_published_report_is_followed() -> None:
    article = published(body="廊桥。")
    article.body_text = "石桥。"
    publishing.record_edit(article)
    assert (found("廊桥"), found("石桥")) == ([], [article.pk])


def test_withdrawing_publishing_again_and_deleting_are_followed() -> None:
    article, other = published(body="廊桥。"), published(body="石桥。")
    publishing.withdraw(article, "样例原因")
    assert (found("廊桥"), found("")) == ([], [other.pk])
    publishing.publish(article)
    assert found("廊桥") == [article.pk]
    publishing.delete(article)
    assert found("") == [other.pk]


@pytest.mark.parametrize("act", ["withdraw", "delete"])
def test_a_removal_is_hidden_at_once_while_another_writes(act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "WEB_PATIENCE_SECONDS", 0.0)
    article, other = published(body="廊桥。", date="2022"), published(body="石桥。", date="2022")
    with writer_lock():
        if act == "withdraw":
            publishing.withdraw(article, "样例原因")
        else:
            publishing.delete(article)
        assert Change.objects.unapplied().count() == 1
        answer = ReportQuerySet().ask(Question("桥")).answer
        assert (answer.total, [document.id for document in answer.documents]) == (1, [other.pk])
        assert answer.facets["year"] == {"2022": 1}
    assert apply_changes() == 1
    assert check().is_clean


def test_a_report_published_while_another_writes_is_taken_up_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "WEB_PATIENCE_SECONDS", 0.0)
    published(body="石桥。")
    with writer_lock():
        article = published(body="廊桥。")
        assert found("廊桥") == []
        with pytest.raises(LockBusyError):
            apply_changes()
    assert keep_up() == 1
    assert found("廊桥") == [article.pk]


def test_a_report_withdrawn_and_published_again_while_another_writes_stays_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(indexing, "WEB_PATIENCE_SECONDS", 0.0)
    article = published(body="廊桥。")
    with writer_lock():
        publishing.withdraw(article, "样例原因")
        article.body_text = "石桥。"
        publishing.record_edit(article)
        publishing.publish(article)
        assert found("廊桥") == []  # its old text must not come back
    apply_changes()
    assert (found("廊桥"), found("石桥")) == ([], [article.pk])


def test_a_failed_commit_leaves_the_change_and_the_lock_free(monkeypatch: pytest.MonkeyPatch) -> None:
    published(body="石桥。")

    def fail(*args: Any) -> None:
        raise OSError("样例：磁盘已满")

    with monkeypatch.context() as patched:
        patched.setattr(IndexStore, "commit", fail)
        article = published(body="廊桥。")
        assert Change.objects.unapplied().count() == 1
    assert apply_changes() == 1
    assert found("廊桥") == [article.pk]


def test_one_report_that_cannot_be_indexed_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    published(body="石桥。")
    prepare = ArchiveSearchBackend.prepare

    def fail_for_one(self: ArchiveSearchBackend, article: Article) -> Prepared:
        if article.headline == "坏":
            raise ValueError("样例错误")
        return prepare(self, article)

    monkeypatch.setattr(ArchiveSearchBackend, "prepare", fail_for_one)
    with changes.held_back():
        publishing.publish(draft(headline="坏", body="廊桥。"))
        good = published(body="廊桥。")
    assert found("廊桥") == [good.pk]
    assert Change.objects.unapplied().count() == 1


def test_a_first_index_is_built_by_whoever_publishes_first() -> None:
    with changes.held_back():
        ids = {published(headline=f"样例{number}").pk for number in range(3)}
        with pytest.raises(UnreadableIndexError):
            found("样例")
    assert set(found("样例")) == ids
    assert not Change.objects.unapplied().exists()


def test_a_lost_index_is_rebuilt_by_work() -> None:
    article = published(body="廊桥。")
    (archive_backend().store.root / "CURRENT").unlink()
    with pytest.raises(UnreadableIndexError):
        found("廊桥")
    keep_up()
    assert found("廊桥") == [article.pk]


def test_an_index_of_another_version_is_rebuilt_by_work(monkeypatch: pytest.MonkeyPatch) -> None:
    article = published(body="廊桥。")
    archive_backend().store.stamp["schema"] = "later"
    with pytest.raises(UnreadableIndexError):
        found("廊桥")
    keep_up()
    assert found("廊桥") == [article.pk]


def test_what_happens_during_a_rebuild_is_in_the_new_index(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = published(body="廊桥一。"), published(body="廊桥二。")
    third: list[int] = []

    def meanwhile(done: int, total: int) -> None:
        if done == total:
            publishing.withdraw(first, "样例原因")
            third.append(published(body="廊桥三。").pk)
            assert set(found("廊桥")) == {second.pk, *third}  # the old index goes on

    assert rebuild(meanwhile) == 2
    assert set(found("廊桥")) == {second.pk, *third}
    assert check().is_clean
    assert len(list(archive_backend().store.root.glob("generation-*"))) == 1


def test_a_check_names_what_differs_and_heal_mends_it() -> None:
    missing, stale, surplus = published(), published(), published()
    backend = archive_backend()
    backend.store.commit(backend.store.live(), [], [missing.pk])
    Article.objects.filter(pk=stale.pk).update(headline="改过的")
    Article.objects.filter(pk=surplus.pk).delete()
    report = check()
    assert report == IndexReport(missing=(missing.pk,), stale=(stale.pk,), surplus=(surplus.pk,))
    heal(report)
    assert check().is_clean


def test_heal_rebuilds_what_cannot_be_read() -> None:
    article = published(body="廊桥。")
    for file in archive_backend().store.live().glob("*.toc"):
        file.write_bytes(b"")
    report = check()
    assert report.unreadable
    heal(report)
    assert found("廊桥") == [article.pk]


def segment_count() -> int:
    return archive_backend().store.segment_count()


def test_publishing_one_by_one_leaves_few_segments_and_work_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    merged: list[ArchiveSearchBackend] = []
    monkeypatch.setattr(indexing, "merge", merged.append)
    ids, counts = set(), []
    for number in range(60):
        ids.add(published(headline=f"样例{number}", body=f"第{number}座廊桥。").pk)
        counts.append(segment_count())
    assert merged == []  # nobody merges while somebody waits for a page
    assert len(set(counts)) > FEW_SEGMENTS
    assert max(counts) <= MOST_SEGMENTS
    monkeypatch.undo()
    keep_up()
    assert segment_count() <= FEW_SEGMENTS
    assert set(found("廊桥")) == ids
    assert found('"第7座廊桥"') == [article.pk for article in Article.objects.filter(body_text="第7座廊桥。")]
    assert check().is_clean


def test_changes_are_applied_while_segments_are_merged(monkeypatch: pytest.MonkeyPatch) -> None:
    gone, *kept = [published(headline=f"样例{number}", body="廊桥。") for number in range(FEW_SEGMENTS + 2)]
    monkeypatch.setattr(indexing, "WEB_CHANGES", -1)  # web processes leave everything to `work`
    monkeypatch.setattr(indexing, "SECONDS_BETWEEN_LOOKS", 0.0)
    monkeypatch.setattr(merged_terms, "TERMS_AT_ONCE", 10)
    look, waited = indexing._Meanwhile.look, []

    def withdraw_and_look(self: indexing._Meanwhile) -> None:
        if not waited:
            publishing.withdraw(gone, "样例原因")
            kept.append(published(body="廊桥。"))
            waited.append(Change.objects.unapplied().count())
        look(self)
        waited.append(Change.objects.unapplied().count())

    monkeypatch.setattr(indexing._Meanwhile, "look", withdraw_and_look)
    assert keep_up() == 2
    assert waited[:2] == [2, 0]
    assert segment_count() <= FEW_SEGMENTS
    assert set(found("廊桥")) == {article.pk for article in kept}
    assert check().is_clean


def test_a_rebuild_during_a_merge_ends_the_merge(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ids = {published(headline=f"样例{number}", body="廊桥。").pk for number in range(FEW_SEGMENTS + 2)}
    monkeypatch.setattr(indexing, "SECONDS_BETWEEN_LOOKS", 0.0)
    monkeypatch.setattr(merged_terms, "TERMS_AT_ONCE", 10)
    rebuilt: list[int] = []

    def rebuild_once(self: indexing._Meanwhile) -> None:
        if not rebuilt:
            rebuilt.append(rebuild())

    monkeypatch.setattr(indexing._Meanwhile, "look", rebuild_once)
    with caplog.at_level(logging.INFO):
        keep_up()
    assert rebuilt == [len(ids)]
    assert "what was to be merged is gone; the next plan goes by what is there" in caplog.messages
    assert set(found("廊桥")) == ids
    assert check().is_clean


def test_one_merges_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(FEW_SEGMENTS + 2):
        published(headline=f"样例{number}", body="廊桥。")
    with held(archive_backend().store.root.with_suffix(".merge.lock"), 0):
        keep_up()
        assert segment_count() == FEW_SEGMENTS + 2
    keep_up()
    assert segment_count() <= FEW_SEGMENTS


def test_many_deletions_are_merged_away_by_work() -> None:
    with changes.held_back():
        articles = [published(body="廊桥。") for _ in range(20)]
    for article in articles[:3]:
        publishing.withdraw(article, "样例原因")
    assert deletions() == 3
    keep_up()
    assert deletions() == 0
    assert len(found("廊桥")) == 17


def deletions() -> int:
    with archive_backend().store.reader() as reader:
        return int(reader.doc_count_all() - reader.doc_count())


def written_by_one_publish() -> tuple[int, int]:
    """Publish one report; return how many files that wrote, and how many bytes."""
    folder = archive_backend().store.live()
    before = {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}
    published(body="石桥。")
    written = [file for file in folder.iterdir() if before.get(file.name) != file.stat().st_mtime_ns]
    return len(written), sum(file.stat().st_size for file in written)


def test_what_a_publish_writes_does_not_grow_with_the_archive() -> None:
    with changes.held_back():
        published(body="廊桥。")
    files, size = written_by_one_publish()
    with changes.held_back():
        for number in range(200):
            published(headline=f"样例{number}", body=f"第{number}座廊桥，长{number}米。")
    rebuild()
    files_later, size_later = written_by_one_publish()
    assert files_later == files
    assert size_later < size * 1.1


@pytest.mark.parametrize(
    "pattern", ["*.trm", "*.pst", "*.body_len.col", "*.values.col", "*.facet_place.col", "*.toc"]
)
@pytest.mark.parametrize("damage", ["gone", "empty", "halved"])
def test_work_rebuilds_a_damaged_index(pattern: str, damage: str) -> None:
    article = published(body="廊桥。")
    for file in archive_backend().store.live().glob(pattern):
        whole = file.read_bytes()
        file.unlink()
        if damage != "gone":
            file.write_bytes(b"" if damage == "empty" else whole[: len(whole) // 2])
    keep_up()
    assert found("廊桥") == [article.pk]
    assert check().is_clean


def test_a_check_sees_flipped_bytes() -> None:
    published(body="廊桥。")
    (file,) = archive_backend().store.live().glob("*.trm")
    file.write_bytes(bytes(byte ^ 1 for byte in file.read_bytes()))
    report = check()
    assert report.unreadable == f"damaged: {file.name}"
    heal(report)
    assert check().is_clean


def test_nothing_is_written_twice_to_no_purpose() -> None:
    article = published()
    generation = archive_backend().store.generation()
    keep_up()
    assert archive_backend().store.generation() == generation
    assert found("小事") == [article.pk]


def test_a_web_process_starts_no_others() -> None:
    assert max(indexing.WEB_CHANGES, rebuilding.SMALL_ARCHIVE) < bulk.REPORTS_TO_START_FOR
