"""Further captures of a public report: what they say of paper and day is seen once a reviewer accepts them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from archive import deciding, publishing
from archive.admin.decisions import DecisionError, Subject, accept, reject
from archive.desk import desk_of
from archive.models import Article, BatchItem, Printing, Resemblance, Revision
from archive.permissions import Role
from tests.archive.batches import page
from tests.archive.factories import make_article
from tests.archive.staff import desk_of as logged_in
from tests.archive.staff import member

pytestmark = pytest.mark.django_db

PAGE = page("样例甲：党员修水渠", "甲。")
COPY = PAGE.replace("来源：样例日报".encode(), "来源：样例晚报".encode()).replace(b"2022", b"1999", 1)


def taken_in(client: Client, by: User, name: str, payload: bytes) -> BatchItem:
    """Upload a page as somebody, and return the row of it."""
    logged_in(client, by).post("/admin/archive/article/upload/", {"file": SimpleUploadedFile(name, payload)})
    return BatchItem.objects.select_related("article", "batch", "capture").latest("pk")


@pytest.fixture
def editor() -> User:
    return member(Role.EDITOR)


@pytest.fixture
def reviewer() -> User:
    return member(Role.REVIEWER)


@pytest.fixture
def copy(client: Client, editor: User) -> BatchItem:
    """An editor's copy of a public report, from another paper and day."""
    item = taken_in(client, editor, "甲.html", PAGE)
    assert item.article is not None
    publishing.publish(item.article)
    return taken_in(client, editor, "又甲.html", COPY)


def subject_of(item: BatchItem) -> Subject:
    return Subject(item, Article.objects.get(pk=item.article_id))


def read(item: BatchItem, path: str) -> str:
    return Client().get(path.format(article=item.article_id)).content.decode()


def test_a_copy_that_an_editor_brings_to_a_public_report_waits(copy: BatchItem) -> None:
    assert copy.outcome == BatchItem.Outcome.UNCHANGED
    assert "样例晚报" not in read(copy, "/articles/{article}/")
    assert copy.capture is not None
    assert Client().get(copy.capture.get_absolute_url()).status_code == 404


def test_the_name_of_a_file_that_waits_is_not_seen_beside_the_same_bytes(
    client: Client, editor: User, copy: BatchItem
) -> None:
    digest = Printing.objects.filter(waits=False).values_list("capture__payload_digest", flat=True).get()
    other = taken_in(client, editor, "样例集.jsonl", b"{}")
    other.file.capture.members.create(payload_digest=digest, member="样例位置", file_name="样例集.jsonl", size=1)
    assert "样例位置" not in read(copy, f"/captures/{digest}/")
    assert "样例位置" in client.get(f"/captures/{digest}/").content.decode()


def test_a_reviewer_shows_it_by_accepting(copy: BatchItem, reviewer: User) -> None:
    accept(subject_of(copy), reviewer)
    assert "样例晚报" in read(copy, "/articles/{article}/")
    version = Revision.objects.filter(article=copy.article_id).latest("number")
    assert (version.by, version.why) == (reviewer, "又一份原件：样例晚报 1999-06-16")


def test_an_editor_cannot_accept_it(client: Client, copy: BatchItem, editor: User) -> None:
    with pytest.raises(DecisionError) as refused:
        accept(subject_of(copy), editor)
    assert str(refused.value) == "报道已发布，它的又一份原件须由审核接受。"
    shown: Any = client.get(f"/admin/archive/batchitem/{copy.pk}/review/")
    assert not shown.context["accepts_plainly"]
    assert "接受以后，读者才看到它的报纸和日期。" in shown.content.decode()


def test_nobody_accepts_what_they_brought_themselves_where_others_may(
    client: Client, copy: BatchItem, reviewer: User
) -> None:
    member(Role.REVIEWER, "样例另一审核")
    own = taken_in(client, reviewer, "再甲.html", COPY + b"<!-- again -->")
    with pytest.raises(DecisionError) as refused:
        accept(subject_of(own), reviewer)
    assert str(refused.value) == "这是您自己收入、送审或修改的，须由另一位审核批准。"


def test_it_goes_with_the_report_into_which_its_own_is_merged(copy: BatchItem, reviewer: User) -> None:
    earlier = make_article("先收的", publish=True)
    first, second = sorted((earlier, Article.objects.get(pk=copy.article_id)), key=lambda article: article.pk)
    pair = Resemblance.objects.create(first=first, second=second, similarity=0.9)
    deciding.attach(pair)
    stays = Article.objects.published().get()
    assert "样例晚报" not in Client().get(f"/articles/{stays.pk}/").content.decode()
    accept(subject_of(copy), reviewer)
    assert "样例晚报" in Client().get(f"/articles/{stays.pk}/").content.decode()


def test_one_that_is_turned_down_stays_unseen(copy: BatchItem, reviewer: User) -> None:
    reject(subject_of(copy), reviewer, "日期不对")
    assert "样例晚报" not in read(copy, "/articles/{article}/")


def test_the_desk_counts_it_until_it_is_decided(copy: BatchItem, reviewer: User) -> None:
    def waiting() -> str:
        desk = desk_of(reviewer)
        assert desk is not None
        return next(queue.note for queue in desk.queues if str(queue.label) == "有待看页面的批次")

    assert waiting() == "1 页待看"
    accept(subject_of(copy), reviewer)
    assert waiting() == ""


def test_a_copy_of_a_draft_is_seen_once_the_draft_is_public(client: Client, editor: User) -> None:
    taken_in(client, editor, "甲.html", PAGE)
    item = taken_in(client, editor, "又甲.html", COPY)
    accept(subject_of(item), editor)
    publishing.publish(Article.objects.get(pk=item.article_id))
    assert "样例晚报" in read(item, "/articles/{article}/")
