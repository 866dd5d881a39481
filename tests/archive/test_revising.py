"""Every change of a report is kept as a version; what was can be compared and put back."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive import proposals, publishing, revising
from archive.article_values import ArticleRecord, record_of
from archive.ingest.intake import ingest, keep_capture
from archive.ingest.recording import Given
from archive.ingest.replay import apply, replay
from archive.models import Article, Contributor, Credit, Figure, Newspaper, Picture, Place, Revision
from archive.publishing import PublishingError
from archive.samples import load_samples
from tests.archive.desk import desk_of, fresh, send, staff, url
from tests.archive.factories import make_article
from tests.archive.reports import illustrate

pytestmark = pytest.mark.django_db

PAGES: Final = Path(__file__).resolve().parent.parent / "pages"
PAGE = "样例村办起了红白理事会\n样例日报 2021年03月04日\n本报记者 张三\n样例村的干部坐下来，把旧账一笔一笔算清。\n"


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser("editor", password="sample-only")


@pytest.fixture
def desk(editor: User) -> Client:
    return desk_of(editor)


def whole_article() -> Article:
    """Return a draft that has something in every part of a record."""
    article = make_article(
        newspaper="样例日报", authors=("张三", "李四"), publish=False, kicker="引题", byline="张三 李四",
        evidence={"headline": "第一行"}, warnings=["日期是推定的"], removed=[{"text": "分享", "reason": "分享栏"}],
    )  # fmt: skip
    figure = illustrate(article, "会场", "王五")
    figure.picture = Picture.objects.create(
        digest="a" * 64, source_digest="b" * 64, media_type="image/png", size=1, width=1, height=1
    )
    figure.rights_note = "样例报社"
    figure.save()
    article.further_places.add(Place.objects.get(pk="610900"))
    Revision.objects.filter(article=article).delete()
    revising.keep_first(article, None)
    return article


def versions(article: Article) -> list[tuple[int, str, str]]:
    return [(one.number, one.state, one.why) for one in Revision.objects.filter(article=article).order_by("number")]


def record_at(article: Article, number: int) -> ArticleRecord:
    record: ArticleRecord = Revision.objects.get(article=article, number=number).record
    return record


def take_in(page: str = PAGE, name: str = "样例.txt") -> Article:
    [result] = ingest(keep_capture(name, page.encode()), Given())
    assert result.article is not None
    return result.article


def test_a_page_taken_in_is_a_version_with_its_credits() -> None:
    article = take_in()
    assert versions(article) == [(1, "applied", "")]
    assert record_at(article, 1) == record_of(fresh(article))
    assert [one["name"] for one in record_at(article, 1)["credits"]] == ["张三"]


def test_the_first_version_of_every_kind_of_page_is_the_record_as_it_stands() -> None:
    for path in sorted((*PAGES.glob("*/*.html"), *PAGES.glob("*/*.txt"))):
        for result in ingest(keep_capture(path.name, path.read_bytes()), Given()):
            if result.article and result.status != "unchanged":
                assert record_at(result.article, 1) == record_of(fresh(result.article)), path.name
    kept = [one.record for one in Revision.objects.all()]
    assert any(record["figures"] and record["figures"][0]["credits"] for record in kept)
    assert any(len(record["credits"]) > 1 for record in kept)


def test_taking_in_costs_one_insert_more_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    take_in(name="前一页.txt", page=PAGE.replace("旧账", "新账"))  # paper, place and contributor are there
    with CaptureQueriesContext(connection) as kept:
        take_in()
    monkeypatch.setattr("archive.revising.keep_first", lambda article, by, record: None)
    with CaptureQueriesContext(connection) as not_kept:
        take_in(name="又一页.txt", page=PAGE.replace("旧账", "老账"))

    def of_kind(captured: CaptureQueriesContext, kind: str) -> int:
        return sum(query["sql"].startswith(kind) for query in captured.captured_queries)

    assert of_kind(kept, "INSERT") - of_kind(not_kept, "INSERT") == 1
    assert len(kept) - len(not_kept) == 1


def test_the_samples_have_a_version_with_their_signature() -> None:
    load_samples()
    records = [one.record for one in Revision.objects.all()]
    assert len(records) == Article.objects.count() > 0
    assert all(len(record["credits"]) == 1 for record in records)


def test_an_edit_is_a_version_that_says_who_and_why(editor: User, desk: Client) -> None:
    article = whole_article()
    assert f'picture_digest" value="{"a" * 64}"' in desk.get(url(article)).content.decode()
    send(desk, article, subtitle="副题", why="照原件补", **{"credits-0-name": "张三丰"})
    latest = Revision.objects.get(article=article, number=2)
    assert (latest.by, latest.why, latest.based_on, latest.state) == (editor, "照原件补", 1, "applied")
    assert latest.record == record_of(fresh(article))
    assert latest.record["figures"] == record_at(article, 1)["figures"]
    assert [one["name"] for one in latest.record["credits"]] == ["张三丰", "李四"]


def test_saving_without_a_correction_keeps_no_version(desk: Client) -> None:
    article = whole_article()
    send(desk, article)
    assert versions(article) == [(1, "applied", "")]


def test_a_move_keeps_no_version() -> None:
    article = make_article()
    publishing.withdraw(article, "核对")
    assert versions(article) == [(1, "applied", "")]


def test_reading_a_page_again_is_a_version() -> None:
    article = take_in()
    Article.objects.filter(pk=article.pk).update(headline="读错的标题")
    apply(replay(fresh(article)))
    assert versions(article) == [(1, "applied", ""), (2, "applied", "extract")]
    assert record_at(article, 2)["fields"]["headline"] == "样例村办起了红白理事会"


def test_reading_again_leaves_what_was_edited_between_reading_and_writing(editor: User) -> None:
    article = take_in()
    Article.objects.filter(pk=article.pk).update(headline="读错的标题")
    replayed = replay(fresh(article))
    edited = fresh(article)
    edited.headline = "人改的标题"
    publishing.record_edit(edited, editor)
    apply(replayed)
    assert fresh(article).headline == "人改的标题"


def test_a_report_from_before_there_were_versions_keeps_how_it_was(editor: User, desk: Client) -> None:
    article = whole_article()
    before = record_of(fresh(article))
    Revision.objects.all().delete()
    send(desk, article, headline="改过的标题")
    assert versions(article) == [(1, "applied", ""), (2, "applied", "")]
    assert record_at(article, 1) == before


def test_a_record_put_back_is_the_same_record() -> None:
    article = whole_article()
    before = record_of(fresh(article))
    other = make_article("别的", "<p>别的正文。</p>", place=None, date=None, publish=False, evidence={}, warnings=[])
    publishing.edit(article, record_of(other) | {"fields": {**record_of(other)["fields"], "identifier": None}})
    assert not Credit.objects.filter(article=article).exists()
    publishing.edit(fresh(article), before)
    assert record_of(fresh(article)) == before
    assert fresh(article).body_text == "样例正文。"


def test_rows_are_put_in_and_taken_out_in_their_order() -> None:
    article = whole_article()
    record = record_of(article)
    first, second = record["credits"]
    figure = record["figures"][0]
    record["credits"] = [second, {**first, "role": "通讯员"}, {**first, "name": "赵六", "contributor": None}]
    record["figures"] = [{**figure, "caption": "会前", "credits": []}, figure]
    publishing.edit(article, record)
    rows = Credit.objects.filter(article=article, figure=None).values_list("order", "contributor__name", "role")
    assert list(rows) == [(0, "李四", "记者"), (1, "张三", "通讯员"), (2, "赵六", "记者")]
    shown = Figure.objects.filter(article=article).order_by("order")
    assert [(one.caption, one.credits.count()) for one in shown] == [("会前", 0), ("会场", 1)]
    record["figures"] = []
    publishing.edit(fresh(article), record)
    assert not Figure.objects.filter(article=article).exists()
    assert Credit.objects.filter(article=article).count() == 3


def test_a_version_is_put_back_from_its_page(desk: Client, editor: User) -> None:
    article = whole_article()
    before = record_of(fresh(article))
    send(desk, article, headline="改过的标题", **{"credits-0-DELETE": "on", "figures-0-DELETE": "on"})
    page = desk.get(f"/admin/archive/article/{article.pk}/revisions/")
    standing = page.context["standing"]
    restore = f"/admin/archive/article/{article.pk}/revisions/1/restore/"
    told = desk.post(restore, {"standing": standing}, follow=True).content.decode()
    assert "已恢复为版本 1，记作新的一版。" in told
    assert record_of(fresh(article)) == before
    assert versions(article)[-1] == (3, "applied", "恢复版本 1")
    assert "又有变化" in desk.post(restore, {"standing": standing}, follow=True).content.decode()
    assert len(versions(article)) == 3


def test_putting_back_needs_a_post(desk: Client) -> None:
    article = make_article(publish=False)
    assert desk.get(f"/admin/archive/article/{article.pk}/revisions/1/restore/").status_code == 405


def test_what_a_public_report_needs_is_not_taken_away_by_putting_back(editor: User, desk: Client) -> None:
    article = make_article(headline=None, publish=False)
    send(desk, article, "_publish", headline="有了标题")
    page = desk.get(f"/admin/archive/article/{article.pk}/revisions/")
    response = desk.post(
        f"/admin/archive/article/{article.pk}/revisions/1/restore/",
        {"standing": page.context["standing"]},
        follow=True,
    )
    assert "没有标题，不能发布。" in response.content.decode()
    assert fresh(article).headline == "有了标题"


def test_an_identifier_that_another_report_has_by_now_is_told() -> None:
    article = make_article(identifier="样例-1", publish=False)
    record = record_of(article)
    article.identifier = None
    publishing.record_edit(article)
    number = make_article("乙", identifier="样例-1", publish=False).pk
    with pytest.raises(PublishingError, match=f"外部编号 样例-1 已用于报道 #{number}。"):
        publishing.edit(article, record)


def test_a_renamed_paper_stays_the_same_paper_when_a_version_is_put_back() -> None:
    article = whole_article()
    record = record_of(article)
    Newspaper.objects.filter(name="样例日报").update(name="样例新报")
    Contributor.objects.filter(name="张三").update(name="张叁")
    publishing.edit(fresh(article), record)
    assert str(fresh(article).newspaper) == "样例新报"
    assert fresh(article).authors == ["张叁", "李四"]
    assert Newspaper.objects.count() == 1


def test_a_paper_that_is_gone_is_made_again() -> None:
    article = make_article(newspaper="样例日报", publish=False)
    record = record_of(article)
    article.newspaper = None
    publishing.record_edit(article)
    Newspaper.objects.all().delete()
    publishing.edit(article, record)
    assert str(fresh(article).newspaper) == "样例日报"


def test_the_page_compares_any_two_versions(desk: Client) -> None:
    article = whole_article()
    for headline in ("标题二", "标题三", "<b>标题四</b>"):
        send(desk, article, headline=headline)
    page = desk.get(f"/admin/archive/article/{article.pk}/revisions/?from=2&to=4")
    shown = page.context["differences"]
    assert [one.label for one in shown] == ["标题"]
    text = page.content.decode()
    assert "&lt;b&gt;" in text
    assert "<b>标题四" not in text
    assert "版本 2 → 版本 4" in text


@pytest.mark.parametrize("query", ["from=x&to=9", "from=1", "from=99999999999&to=0", "from=²&to=1"])
def test_a_question_for_versions_that_are_not_there_compares_nothing_or_the_latest(desk: Client, query: str) -> None:
    article = make_article(publish=False)
    assert desk.get(f"/admin/archive/article/{article.pk}/revisions/?{query}").status_code == 200


def test_the_page_of_versions_is_for_those_who_may_see_the_report(client: Client) -> None:
    article = make_article()
    outsider = User.objects.create_user("outsider", password="sample-only", is_staff=True)
    path = f"/admin/archive/article/{article.pk}/revisions/"
    assert desk_of(outsider).get(path).status_code == 403
    assert client.get(path).status_code == 302
    assert desk_of(User.objects.create_superuser("one")).get("/admin/archive/article/999/revisions/").status_code == 404


def test_a_move_made_with_an_old_copy_leaves_an_edit_made_meanwhile(editor: User) -> None:
    article = make_article(publish=False)
    old_copy: Any = fresh(article)
    article.kicker = "别人填的"
    publishing.record_edit(article, editor)
    publishing.publish(old_copy)
    assert fresh(article).kicker == "别人填的"


def test_an_edit_made_with_an_old_copy_leaves_a_move_made_meanwhile() -> None:
    article = make_article(publish=False)
    old_copy = fresh(article)
    publishing.publish(article)
    old_copy.kicker = "引题"
    publishing.record_edit(old_copy)
    assert fresh(article).state == "published"


def test_the_review_leads_to_the_versions(desk: Client) -> None:
    article = make_article(publish=False)
    assert f"/admin/archive/article/{article.pk}/revisions/" in desk.get(url(article)).content.decode()


def test_only_what_a_report_was_is_put_back(desk: Client) -> None:
    article = make_article()
    proposals.put_forward(article, record_of(article), staff("writer"))
    path = f"/admin/archive/article/{article.pk}/revisions/"
    assert f'action="{path}2/restore/"' not in desk.get(path).content.decode()
    assert desk.post(f"{path}2/restore/", {"standing": desk.get(path).context["standing"]}).status_code == 404
