"""The trash: out of the lists, restored as it was, deleted for good only from there and never by a slip."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.test import Client

from archive import proposals, publishing
from archive.article_values import record_of
from archive.ingest.intake import ingest, keep_capture
from archive.ingest.recording import Given
from archive.ingest.replay import replay_all
from archive.models import AppendOnlyError, Article, Capture, Change, Revision, State, Tombstone
from archive.permissions import Role
from archive.publishing import PublishingError
from tests.archive.desk import desk_of, fresh, kinds, send, staff, url
from tests.archive.factories import make_article

pytestmark = pytest.mark.django_db

PAGE = "样例村办起了红白理事会\n样例日报 2021年03月04日\n本报记者 张三\n样例村的干部坐下来，把旧账一笔一笔算清。\n"
LIST = "/admin/archive/article/"


@pytest.fixture
def keeper() -> User:
    return User.objects.create_superuser("keeper", password="sample-only")


@pytest.fixture
def desk(keeper: User) -> Client:
    return desk_of(keeper)


def in_trash(**fields: object) -> Article:
    article = make_article(publish=False, **fields)  # type: ignore[arg-type]
    publishing.trash(article, why="重复收入")
    return article


def withdrawn_in_trash() -> Article:
    article = make_article()
    publishing.withdraw(article, "核对")
    publishing.trash(article)
    return article


def listed(client: Client, query: str = "") -> list[Article]:
    return list(client.get(LIST + query).context["cl"].queryset.order_by("pk"))


def test_what_goes_into_the_trash_says_who_when_and_why(keeper: User) -> None:
    article = make_article(publish=False)
    publishing.trash(article, keeper, " 重复收入 ")
    kept = fresh(article)
    assert (kept.trashed_by, kept.trashed_at is not None, kept.state) == (keeper, True, State.DRAFT)
    assert Change.objects.filter(kind="trashed", by=keeper).get().note == "重复收入"


def test_a_public_report_is_withdrawn_before_it_goes_into_the_trash() -> None:
    article = make_article()
    with pytest.raises(PublishingError, match="已发布的报道要先撤下，才能移入回收站。"):
        publishing.trash(article)
    publishing.withdraw(article, "核对")
    publishing.trash(article)
    assert fresh(article).trashed_at is not None


def test_what_is_restored_is_as_it_was(keeper: User) -> None:
    article = withdrawn_in_trash()
    before = record_of(fresh(article))
    publishing.restore(article, keeper)
    kept = fresh(article)
    assert (kept.trashed_at, kept.trashed_by, kept.state) == (None, None, State.WITHDRAWN)
    assert record_of(kept) == before
    assert kinds(article)[-2:] == ["trashed", "restored"]


ACTS: list[tuple[str, Callable[[Article], object]]] = [
    ("publish", publishing.publish),
    ("submit", publishing.submit),
    ("edit", publishing.record_edit),
    ("trash", publishing.trash),
    ("record", lambda article: publishing.edit(article, record_of(article))),
    ("propose", lambda article: proposals.put_forward(article, record_of(article), None)),
]


@pytest.mark.parametrize(("name", "act"), ACTS, ids=[name for name, _ in ACTS])
def test_in_the_trash_nothing_is_done_to_a_report(name: str, act: Callable[[Article], object]) -> None:
    article = in_trash()
    with pytest.raises(PublishingError, match="这篇报道在回收站里；请先恢复。"):
        act(article)
    assert kinds(article) == ["created", "trashed"]


def test_what_is_at_hand_is_not_restored() -> None:
    with pytest.raises(PublishingError, match="这篇报道不在回收站里。"):
        publishing.restore(make_article())


def test_the_list_shows_the_trash_only_when_asked(desk: Client) -> None:
    kept, trashed = make_article("在库的", publish=False), in_trash(headline="回收的")
    assert listed(desk) == [kept]
    assert listed(desk, "?trash=1") == [trashed]
    assert listed(desk, "?q=回收的") == []


def test_reports_go_into_the_trash_and_back_by_the_list(desk: Client) -> None:
    draft, public = make_article("草稿甲", publish=False), make_article("已发布乙")
    chosen = {"action": "trash_many", "_selected_action": [draft.pk, public.pk]}
    asked = desk.post(LIST, chosen)
    assert "草稿甲" in asked.content.decode()
    assert fresh(draft).trashed_at is None
    told = desk.post(LIST, {**chosen, "why": "重复"}, follow=True).content.decode()
    assert "已移入回收站 1 篇：“草稿甲”" in told
    assert "“已发布乙”：已发布的报道要先撤下，才能移入回收站。" in told
    assert listed(desk, "?trash=1") == [draft]
    desk.post(f"{LIST}?trash=1", {"action": "restore_many", "_selected_action": [draft.pk]})
    assert listed(desk) == [draft, public]


def test_the_admin_s_own_deletion_is_not_offered(desk: Client) -> None:
    article = in_trash()
    for query in ("", "?trash=1"):
        page = desk.post(LIST + query, {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"})
        assert page.status_code in (200, 302)
    assert Article.objects.filter(pk=article.pk).exists()


def test_one_report_goes_into_the_trash_and_back_by_its_page(desk: Client) -> None:
    article = make_article(publish=False)
    page = f"{LIST}{article.pk}/trash/"
    assert page in desk.get(url(article)).content.decode()
    assert "移入回收站" in desk.get(page).content.decode()
    assert fresh(article).trashed_at is None
    desk.post(page, {"why": "重复"})
    assert Change.objects.get(kind="trashed").note == "重复"
    assert "在回收站" in desk.get(url(article)).content.decode()
    desk.post(page)
    assert fresh(article).trashed_at is None


def test_the_page_says_that_a_public_report_is_withdrawn_first(desk: Client) -> None:
    article = make_article()
    page = f"{LIST}{article.pk}/trash/"
    assert "已发布的报道要先撤下，才能移入回收站。" in desk.get(page).content.decode()
    assert "已发布的报道要先撤下" in desk.post(page, follow=True).content.decode()
    assert fresh(article).trashed_at is None


def test_in_the_trash_a_report_is_read_not_edited(desk: Client) -> None:
    article = in_trash(authors=("张三",))
    page = desk.get(url(article)).content.decode()
    assert re.search(r'<td class="field-name">\s*<p>张三</p>', page)
    assert 'name="_continue"' not in page
    page = desk.post(url(article), {"headline": "改"}).content.decode()
    assert "您不能再改它；什么也没有保存，您填的列在下面。" in page
    assert Article.objects.get().headline == "样例标题"


def delete(client: Client, article: Article, **typed: str) -> str:
    answer = client.post(f"{LIST}{article.pk}/delete/", {"typed": "样例标题", "why": "版权", **typed}, follow=True)
    return str(answer.content.decode())


def test_deletion_for_good_leaves_a_tombstone_and_nothing_else(desk: Client, keeper: User) -> None:
    article = in_trash(authors=("张三",))
    digest = article.text_digest
    assert "“样例标题”已永久删除。" in delete(desk, article)
    assert not Article.objects.filter(pk=article.pk).exists()
    assert not Revision.objects.filter(article_id=article.pk).exists()
    stone = Tombstone.objects.get()
    assert (stone.article_number, stone.headline, stone.text_digest) == (article.pk, "样例标题", digest)
    assert (stone.by_name, stone.why, stone.was_public) == ("keeper", "版权", False)
    last = Change.objects.filter(article_id=article.pk).order_by("pk").last()
    assert last is not None
    assert (last.kind, last.by, last.note) == ("deleted", keeper, "版权")
    with pytest.raises(AppendOnlyError):
        stone.delete()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"typed": ""}, "请照样输入标题，或编号"),
        ({"typed": "样例"}, "请照样输入标题，或编号"),
        ({"typed": "None"}, "请照样输入标题，或编号"),
        ({"why": " "}, "永久删除须写明原因。"),
    ],
)
def test_a_slip_deletes_nothing_and_keeps_what_was_typed(
    desk: Client, typed: dict[str, str], message: str
) -> None:
    article = in_trash()
    page = delete(desk, article, **{"why": "版权问题", **typed})
    assert message in page
    assert ("版权问题" in page) == ("why" not in typed)
    assert Article.objects.filter(pk=article.pk).exists()
    assert not Tombstone.objects.exists()


@pytest.mark.parametrize("shape", ["{}", "#{}"])
def test_the_number_confirms_as_well(desk: Client, shape: str) -> None:
    article = in_trash(headline=None)
    delete(desk, article, typed=shape.format(article.pk))
    assert not Article.objects.filter(pk=article.pk).exists()


def test_what_is_not_in_the_trash_is_not_deleted(desk: Client) -> None:
    article = make_article(publish=False)
    assert "只能永久删除回收站里的报道。请先移入回收站。" in delete(desk, article)
    with pytest.raises(PublishingError, match="只能永久删除回收站里的报道。"):
        publishing.delete_from_trash(article, None, "原因")
    assert Article.objects.filter(pk=article.pk).exists()


def test_deleting_takes_its_own_permission() -> None:
    article = in_trash()
    assert desk_of(staff("writer")).post(f"{LIST}{article.pk}/delete/", {"typed": str(article.pk)}).status_code == 403
    assert "永久删除" not in desk_of(staff("other")).get(f"{LIST}{article.pk}/trash/").content.decode()
    delete(desk_of(staff("keeper", Role.ADMINISTRATOR)), article)
    assert not Article.objects.filter(pk=article.pk).exists()


def test_the_trash_takes_the_permission_to_edit() -> None:
    article = make_article(publish=False)
    reader = User.objects.create_user("reader", password="sample-only", is_staff=True)
    assert desk_of(reader).post(f"{LIST}{article.pk}/trash/").status_code == 403
    assert fresh(article).trashed_at is None


def test_a_deletion_that_fails_leaves_all_of_it(keeper: User) -> None:
    article = in_trash()
    Tombstone.objects.create(article_number=article.pk, why="先前的")
    with pytest.raises(IntegrityError):
        publishing.delete_from_trash(article, keeper, "原因")
    assert Article.objects.filter(pk=article.pk).exists()
    assert kinds(article) == ["created", "trashed"]


@pytest.mark.parametrize("deleted", [False, True])
def test_the_address_of_what_was_public_answers_410(client: Client, deleted: bool) -> None:
    article = withdrawn_in_trash()
    if deleted:
        publishing.delete_from_trash(article, None, "版权")
        assert Tombstone.objects.get().was_public
    page = client.get(f"/articles/{article.pk}/")
    assert page.status_code == 410
    assert "样例标题" not in page.content.decode()


def test_the_address_of_a_draft_in_the_trash_answers_404(client: Client) -> None:
    assert client.get(f"/articles/{in_trash().pk}/").status_code == 404


@pytest.mark.parametrize(("name", "page"), [("样例.txt", PAGE), ("又一份.txt", PAGE + "\n")])
@pytest.mark.parametrize("publish", [False, True])
def test_a_page_whose_report_is_in_the_trash_says_so(name: str, page: str, publish: bool) -> None:
    [first] = ingest(keep_capture("样例.txt", PAGE.encode()), Given())
    assert first.article is not None
    publishing.trash(first.article)
    [again] = ingest(keep_capture(name, page.encode()), Given(publish=publish))
    assert (again.status, again.article) == ("unchanged", first.article)
    assert again.reason == f"这篇报道 #{first.article.pk} 在回收站里，没有改动它；要用请先恢复。"
    assert fresh(first.article).state == State.DRAFT
    assert Article.objects.count() == 1


def test_the_page_of_an_upload_leads_to_the_report_in_the_trash(desk: Client) -> None:
    [first] = ingest(keep_capture("样例.txt", PAGE.encode()), Given())
    assert first.article is not None
    publishing.trash(first.article)
    told = desk.post(f"{LIST}upload/", {"text": PAGE, "text_name": "又一次"}, follow=True).content.decode()
    assert "在回收站里" in told
    assert url(first.article) in told


def test_reading_pages_again_passes_over_the_trash() -> None:
    [first] = ingest(keep_capture("样例.txt", PAGE.encode()), Given())
    assert first.article is not None
    assert len(list(replay_all())) == 1
    publishing.trash(first.article)
    assert list(replay_all()) == []
    assert Capture.objects.count() == 1


def test_a_restored_report_is_edited_and_published_again(desk: Client) -> None:
    article = in_trash()
    publishing.restore(article)
    send(desk, article, "_publish", headline="恢复以后的标题")
    assert fresh(article).state == State.PUBLISHED
