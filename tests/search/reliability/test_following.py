"""What must reach the index, and what must not stop it: renamings, edits beside the text, refused reports."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from archive import changes, publishing
from archive.locks import held
from archive.models import Article, Change, Contributor, Newspaper, Place
from search import indexing
from search.backends import ReportQuerySet, archive_backend
from search.bulk import Prepared
from search.consistency import check
from search.engine.documents import Document
from search.engine.store import UnreadableIndexError
from search.indexing import LockBusyError, apply_changes, keep_up, rebuild
from search.questions import Question
from search.reindexing import Refused
from tests.archive.test_admin_review import send
from tests.search.building import draft, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]


def found(text: str) -> list[int]:
    return [document.id for document in ReportQuerySet().ask(Question(text)).answer.documents]


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("editor", password="sample-only"))
    return client


def shown(client: Client) -> list[tuple[str | None, list[str]]]:
    return [(hit["newspaper"], hit["authors"]) for hit in client.get("/search.json").json()["hits"]]


# Renamings


def test_a_renamed_paper_reaches_the_hits(staff: Client) -> None:
    published(newspaper="样例旧报")
    published(newspaper="别的报")
    paper = Newspaper.objects.get(name="样例旧报")
    staff.post(f"/admin/archive/newspaper/{paper.pk}/change/", {"name": "样例新报", "access": "full"})
    assert [newspaper for newspaper, _ in shown(staff)] == ["别的报", "样例新报"]
    assert check().is_clean


def test_a_renamed_contributor_reaches_the_hits(staff: Client) -> None:
    article = published(authors=["张三丰"])
    contributor = Contributor.objects.get()
    staff.post(f"/admin/archive/contributor/{contributor.pk}/change/", {"name": "李四光"})
    assert shown(staff) == [(None, ["李四光"])]
    assert (found("张三丰"), found("李四光")) == ([], [article.pk])


def test_saving_under_the_same_name_records_nothing(staff: Client) -> None:
    published(newspaper="样例报")
    paper, before = Newspaper.objects.get(), Change.objects.count()
    fields = {"name": "样例报", "publisher": "样例社", "access": "full"}
    staff.post(f"/admin/archive/newspaper/{paper.pk}/change/", fields)
    assert Newspaper.objects.get().publisher == "样例社"
    assert Change.objects.count() == before


def test_a_renaming_is_an_edit_of_each_published_report_once() -> None:
    both = published(newspaper="样例报", authors=["张三", "李四"], place="411302")
    draft(newspaper="样例报", authors=["张三"], place="411302")
    publishing.withdraw(published(newspaper="样例报", place="411302"), "样例原因")
    first = Change.objects.order_by("-pk").first()
    assert first is not None
    renamed = [Newspaper.objects.get(), Contributor.objects.get(name="张三"), Place.objects.get(pk="411300")]
    assert [changes.record_renaming(one) for one in renamed] == [1, 1, 1]
    edits = Change.objects.filter(pk__gt=first.pk)
    assert {(one.article_id, one.kind, one.was_public) for one in edits} == {(both.pk, "edited", True)}
    assert not Change.objects.unapplied().exists()


def test_a_renamed_place_reaches_the_hits(client: Client) -> None:
    published(place="411302")
    place = Place.objects.get(pk="411302")
    Place.objects.filter(pk=place.pk).update(name="样例区")
    changes.record_renaming(place)
    (hit,) = client.get("/search.json").json()["hits"]
    assert hit["place"] == {"code": "411302", "name": "样例区"}


def test_a_renaming_of_many_is_left_to_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "WEB_CHANGES", 2)
    for _ in range(3):
        published(newspaper="样例报")
    assert changes.record_renaming(Newspaper.objects.get()) == 3
    assert Change.objects.unapplied().count() == 3
    assert keep_up() == 3


# Edits of what stands beside the text


def test_an_edited_signature_reaches_the_index(staff: Client) -> None:
    article = published(authors=["张三丰"])
    send(staff, article, **{"credits-0-name": "李四光"})
    assert (found("张三丰"), found("李四光")) == ([], [article.pk])
    assert check().is_clean


def test_an_edited_caption_reaches_the_index(staff: Client) -> None:
    article = published(captions=["廊桥的照片"])
    send(staff, article, **{"figures-0-caption": "石桥的照片"})
    assert (found("廊桥"), found("石桥")) == ([], [article.pk])
    assert check().is_clean


def test_a_removed_figure_leaves_the_index(staff: Client) -> None:
    article = published(captions=["廊桥的照片"])
    send(staff, article, **{"figures-0-DELETE": "on"})
    assert (found("廊桥"), found("")) == ([], [article.pk])
    assert check().is_clean


# Commands wait, pages do not


def test_a_command_waits_for_the_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(indexing, "apply_changes", waited.append)
    monkeypatch.setattr(indexing, "merge", lambda backend: 0)
    with changes.held_back(can_wait=True):
        published()
    published()
    assert waited == [indexing.COMMAND_PATIENCE_SECONDS, indexing.WEB_PATIENCE_SECONDS]


# Reports that the index refuses


@pytest.fixture(params=["analysis", "writer"])
def poison(request: pytest.FixtureRequest) -> Iterator[pytest.MonkeyPatch]:
    """Let a word stand where a day belongs, in reports with the headline 坏: before it is analysed or after."""
    backend = archive_backend()
    prepare, analyse = backend.prepare, backend.analyse

    def spoil_report(article: Article) -> Prepared:
        prepared = prepare(article)
        return {**prepared, "date_from": "坏"} if article.headline == "坏" else prepared

    def spoil_document(prepared: Prepared) -> Document:
        document = analyse(prepared)
        spoiled: Any = "坏"
        return replace(document, first_day=spoiled) if prepared["headline"] == "坏" else document

    with pytest.MonkeyPatch.context() as patched:
        if request.param == "analysis":
            patched.setattr(backend, "prepare", spoil_report)
        else:
            patched.setattr(backend, "analyse", spoil_document)
        yield patched


def test_a_refused_report_holds_nobody_up(
    poison: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    poison.setattr(Refused, "_logged", set())
    published(body="石桥。")
    with changes.held_back():
        good = {published(body="廊桥。").pk for _ in range(4)}
        bad = published(headline="坏", body="廊桥。")
        good |= {published(body="廊桥。").pk for _ in range(4)}
    assert set(found("廊桥")) == good
    assert [change.article_id for change in Change.objects.unapplied()] == [bad.pk]
    logged = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.getMessage().partition("\n")[0] for record in logged] == [
        f"report {bad.pk} cannot be indexed, and is not found until it can"
    ]
    with held(indexing.writer_lock(archive_backend()), 0):
        pass
    assert check().is_clean  # what waits is no difference
    poison.undo()
    assert keep_up() == 1
    assert set(found("廊桥")) == good | {bad.pk}


def test_a_report_edited_into_a_refused_one_is_not_found_by_its_former_text(
    poison: pytest.MonkeyPatch,
) -> None:
    article, other = published(body="廊桥。"), published(body="石桥。")
    article.headline, article.body_text = "坏", "石桥。"
    publishing.record_edit(article)
    assert (found("廊桥"), found("石桥")) == ([], [other.pk])
    assert Change.objects.unapplied().count() == 1


def test_a_rebuild_goes_on_without_a_refused_report(poison: pytest.MonkeyPatch) -> None:
    good, bad = published(body="廊桥。"), published(headline="坏", body="廊桥。")
    assert rebuild() == 2
    assert found("廊桥") == [good.pk]
    assert [change.article_id for change in Change.objects.unapplied()] == [bad.pk]
    poison.undo()
    keep_up()
    assert set(found("廊桥")) == {good.pk, bad.pk}


def test_more_changes_than_a_commit_holds_are_applied_past_a_refused_one(
    poison: pytest.MonkeyPatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    published()
    monkeypatch.setattr(indexing, "CHANGES_PER_COMMIT", 2)
    with changes.held_back():
        published(headline="坏")
        later = {published(body="廊桥。").pk for _ in range(4)}
    assert set(found("廊桥")) == later


# One at a time


def test_nobody_builds_a_first_index_into_anothers_rebuild(no_patience: None) -> None:
    root = archive_backend().store.root
    with held(root.with_suffix(".rebuild.lock"), 0):
        article = published(body="廊桥。")
        with pytest.raises(LockBusyError):
            apply_changes()
        with pytest.raises(LockBusyError):
            keep_up()
        with pytest.raises(UnreadableIndexError):
            found("廊桥")
    keep_up()
    assert found("廊桥") == [article.pk]


def test_work_removes_what_a_dead_rebuild_has_left() -> None:
    published()
    store = archive_backend().store
    store.begin()
    keep_up()
    assert list(store.root.glob("generation-*")) == [store.live()]


def test_a_lock_whose_file_was_removed_still_holds_one_at_a_time() -> None:
    published()
    path = indexing.writer_lock(archive_backend())
    path.unlink()
    with held(path, 0), pytest.raises(LockBusyError), held(path, 0):
        pass
