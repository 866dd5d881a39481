"""An edit of a published report by somebody who may not approve waits; readers see nothing of it until then."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from archive import proposals, publishing, revising
from archive.article_values import record_of
from archive.models import Article, Change, Credit, Figure, Revision
from archive.permissions import Role
from archive.publishing import PublishingError
from tests.archive.desk import desk_of, errors, fresh, kinds, send, staff, typed, url
from tests.archive.factories import make_article
from tests.archive.reports import illustrate

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> User:
    return staff("writer")


@pytest.fixture
def approver() -> User:
    return staff("approver", Role.REVIEWER)


@pytest.fixture
def article() -> Article:
    made = make_article(newspaper="样例日报", authors=("张三",))
    illustrate(made, "会场", "王五")
    return made


def pending_url(article: Article) -> str:
    return f"/admin/archive/article/{article.pk}/pending/"


def decide(client: Client, article: Article, button: str, note: str = "", standing: str | None = None) -> Any:
    seen = standing or client.get(pending_url(article)).context["standing"]
    return client.post(pending_url(article), {button: "1", "note": note, "standing": seen}, follow=True)


def pending(article: Article) -> Revision:
    found = revising.pending_of(article.pk)
    assert found is not None
    return found


def test_an_edit_of_a_published_report_waits_and_changes_nothing(article: Article, writer: User) -> None:
    before, row = record_of(fresh(article)), Article.objects.filter(pk=article.pk).values().get()
    page = send(
        desk_of(writer), article, headline="改过的标题", why="原件如此", further_places=["610900"],
        **{"credits-0-name": "张三丰", "figures-0-caption": "会后"},
    )  # fmt: skip
    assert "“改过的标题”的改动已经提交；批准之前，读者看到的不变。" in page.content.decode()
    assert record_of(fresh(article)) == before
    assert Article.objects.filter(pk=article.pk).values().get() == row
    assert kinds(article) == ["created", "published"]
    waiting = pending(article)
    assert (waiting.by, waiting.why, waiting.based_on, waiting.state) == (writer, "原件如此", 1, "pending")
    assert waiting.record["fields"]["headline"] == "改过的标题"
    assert waiting.record["further_places"] == ["610900"]
    assert [one["name"] for one in waiting.record["credits"]] == ["张三丰"]
    assert [(one["caption"], one["credits"][0]["name"]) for one in waiting.record["figures"]] == [("会后", "王五")]


def test_whoever_may_approve_edits_at_once(article: Article, approver: User) -> None:
    send(desk_of(approver), article, headline="改过的标题")
    assert fresh(article).headline == "改过的标题"
    assert revising.pending_of(article.pk) is None
    assert revising.version_of(article.pk) == 2


@pytest.mark.parametrize("state", ["draft"])
def test_an_edit_of_what_is_not_public_does_not_wait(writer: User, state: str) -> None:
    article = make_article(publish=state == "withdrawn")
    if state == "withdrawn":
        publishing.withdraw(article, "核对")
    send(desk_of(writer), article, headline="改过的标题")
    assert fresh(article).headline == "改过的标题"


def test_approving_an_edit_of_what_was_withdrawn_does_not_say_that_readers_see_it(
    article: Article, writer: User, approver: User
) -> None:
    send(desk_of(writer), article, headline="改过的标题")
    publishing.withdraw(article, "核对")
    page = decide(desk_of(approver), article, "_approve", "同意").content.decode()
    assert "改动已批准；报道现在不公开，读者看不到。" in page


def test_approving_applies_the_edit_and_tells_readers(article: Article, writer: User, approver: User) -> None:
    send(desk_of(writer), article, headline="改过的标题", **{"credits-0-name": "张三丰"})
    wanted = pending(article).record
    page = decide(desk_of(approver), article, "_approve", "同意")
    assert "改动已批准，读者现在看得到。" in page.content.decode()
    made = record_of(fresh(article))
    assert {**made, "credits": 0} == {**wanted, "credits": 0}
    assert fresh(article).authors == ["张三丰"]
    revision = Revision.objects.get(article=article, number=2)
    assert (revision.state, revision.by, revision.decided_by, revision.decision_note) == (
        "applied", writer, approver, "同意",
    )  # fmt: skip
    assert revision.record == made
    last = Change.objects.filter(article_id=article.pk).order_by("pk").last()
    assert last is not None
    assert (last.kind, last.by, last.applied_at) == ("edited", approver, None)


def test_an_edit_is_returned_with_a_note(article: Article, writer: User, approver: User) -> None:
    send(desk_of(writer), article, headline="改过的标题")
    client = desk_of(approver)
    assert "退回须写明原因。" in decide(client, article, "_return").content.decode()
    assert pending(article).state == "pending"
    decide(client, article, "_return", "原件不是这样")
    assert fresh(article).headline == "样例标题"
    revision = Revision.objects.get(article=article, state="rejected")
    assert (revision.decided_by, revision.decision_note) == (approver, "原件不是这样")
    assert "原件不是这样" in desk_of(writer).get(f"/admin/archive/article/{article.pk}/revisions/").content.decode()


def test_only_those_who_may_approve_decide(article: Article, writer: User) -> None:
    send(desk_of(writer), article, headline="改过的标题")
    client = desk_of(staff("another"))
    assert "_approve" not in client.get(pending_url(article)).content.decode()
    for button in ("_approve", "_return"):
        assert decide(client, article, button, "说明").status_code == 403
    assert "只有提出改动的人可以收回它。" in decide(client, article, "_take_back").content.decode()
    assert pending(article).by == writer


def test_the_author_of_an_edit_takes_it_back(article: Article, writer: User) -> None:
    send(desk_of(writer), article, headline="改过的标题")
    decide(desk_of(writer), article, "_take_back")
    assert revising.pending_of(article.pk) is None


def test_a_further_edit_by_the_same_person_goes_on_from_the_first(article: Article, writer: User) -> None:
    client = desk_of(writer)
    send(
        client, article, headline="改过的标题", further_places=["610900"],
        **{"credits-0-name": "张三丰", "figures-0-caption": "会后"},
    )  # fmt: skip
    first = pending(article)
    shown = typed(client, article)
    assert shown["headline"] == "改过的标题"
    assert shown["further_places"] == ["610900"]
    assert [shown["credits-0-name"], shown["credits-1-name"], shown["credits-1-figure_row"]] == ["张三丰", "王五", "0"]
    assert shown["figures-0-caption"] == "会后"
    send(client, article, subtitle="副题")
    second = pending(article)
    assert Revision.objects.filter(article=article, state="pending").count() == 1
    assert (second.pk != first.pk, second.number, second.based_on) == (True, 2, 1)
    fields = second.record["fields"]
    assert (fields["headline"], fields["subtitle"]) == ("改过的标题", "副题")
    assert [one["name"] for one in second.record["credits"]] == ["张三丰"]
    assert second.record["figures"][0]["credits"][0]["name"] == "王五"
    assert fresh(article).headline == "样例标题"


def test_an_edit_that_brings_more_figures_can_be_gone_on_with(article: Article, writer: User) -> None:
    client = desk_of(writer)
    send(client, article, **{"figures-TOTAL_FORMS": "2", "figures-1-caption": "又一张"})
    send(client, article, **{"credits-TOTAL_FORMS": "3", "credits-2-name": "赵六", "credits-2-figure_row": "1"})
    figures = pending(article).record["figures"]
    assert [(one["caption"], [c["name"] for c in one["credits"]]) for one in figures] == [
        ("会场", ["王五"]), ("又一张", ["赵六"]),
    ]  # fmt: skip
    proposals.approve(pending(article), None)
    assert Figure.objects.filter(article=article).count() == 2
    assert Credit.objects.filter(figure__caption="又一张").get().contributor.name == "赵六"


def test_somebody_else_s_edit_does_not_push_out_the_first(article: Article, writer: User) -> None:
    send(desk_of(writer), article, headline="改过的标题")
    response = send(desk_of(staff("another")), article, headline="又一个标题", subtitle="我填的副题")
    assert errors(response)["__all__"] == [
        "writer 对这篇报道的改动还在等待批准；批准或退回之后才能再提。您填的都在下面。"
    ]
    assert 'value="我填的副题"' in response.content.decode()
    assert pending(article).record["fields"]["headline"] == "改过的标题"


def test_somebody_else_s_edit_is_refused_below_the_form_too(article: Article, writer: User) -> None:
    record = record_of(article)
    proposals.put_forward(article, record, writer)
    with pytest.raises(PublishingError, match="writer 对这篇报道的改动还在等待批准"):
        proposals.put_forward(article, record, staff("another"))


def test_a_program_s_edit_does_not_wait(article: Article) -> None:
    record = record_of(article)
    record["fields"]["kicker"] = "引题"
    assert proposals.put_forward(article, record, None) is False
    assert fresh(article).kicker == "引题"


@pytest.mark.parametrize("field", ["headline", "body_html"])
def test_a_proposal_may_not_take_away_what_a_public_report_needs(article: Article, writer: User, field: str) -> None:
    record = record_of(article)
    record["fields"][field] = ""
    with pytest.raises(PublishingError, match="已发布的报道不能没有标题或正文。"):
        proposals.put_forward(article, record, writer)


def test_what_others_changed_meanwhile_stays_and_what_both_changed_is_told(
    article: Article, writer: User, approver: User
) -> None:
    send(desk_of(writer), article, headline="写的标题", subtitle="写的副题")
    client = desk_of(approver)
    send(client, article, kicker="审的引题", subtitle="审的副题", date_published="2021")
    page = client.get(pending_url(article))
    assert page.context["contested"] == ["副题"]
    assert "这项改动是在版本 1 上做的，现在是版本 3" in page.content.decode()
    assert {one.label for one in page.context["differences"]} == {"标题", "副题"}
    decide(client, article, "_approve")
    now = fresh(article)
    assert (now.headline, now.subtitle, now.kicker) == ("写的标题", "写的副题", "审的引题")
    assert (now.date_published, now.date_precision) == ("2021", "year")
    assert revising.version_of(article.pk) == 4


def test_evidence_goes_by_its_field_when_both_have_edited(writer: User, approver: User) -> None:
    article = make_article(kicker="引题", evidence={"headline": "第一行", "kicker": "第二行"})
    send(desk_of(writer), article, headline="写的标题")
    client = desk_of(approver)
    send(client, article, kicker="审的引题")
    assert client.get(pending_url(article)).context["contested"] == []
    decide(client, article, "_approve")
    assert fresh(article).evidence == {
        "headline": "由编辑改定；此前所据：第一行", "kicker": "由编辑改定；此前所据：第二行",
    }  # fmt: skip


def test_an_edit_is_approved_only_as_it_was_shown(article: Article, writer: User, approver: User) -> None:
    send(desk_of(writer), article, headline="改过的标题")
    client = desk_of(approver)
    standing = client.get(pending_url(article)).context["standing"]
    send(desk_of(writer), article, headline="偷偷换过的标题")
    told = decide(client, article, "_approve", standing=standing).content.decode()
    assert "什么也没有做，请再看一遍。" in told
    assert fresh(article).headline == "样例标题"
    decide(client, article, "_approve")
    assert fresh(article).headline == "偷偷换过的标题"


def test_an_edit_that_was_decided_is_not_decided_again(article: Article, writer: User, approver: User) -> None:
    proposals.put_forward(article, record_of(article), writer)
    proposal = pending(article)
    proposals.send_back(proposal, approver, "不必改")
    with pytest.raises(PublishingError, match="这项改动已经处理过"):
        proposals.approve(proposal, approver)
    with pytest.raises(PublishingError, match="这项改动已经处理过"):
        proposals.send_back(proposal, approver, "再退")


def test_a_version_put_back_by_a_writer_waits(article: Article, writer: User, approver: User) -> None:
    send(desk_of(approver), article, headline="改过的标题")
    client = desk_of(writer)
    page = client.get(f"/admin/archive/article/{article.pk}/revisions/")
    told = client.post(
        f"/admin/archive/article/{article.pk}/revisions/1/restore/",
        {"standing": page.context["standing"]},
        follow=True,
    )
    assert "恢复已经提交；批准之前，读者看到的不变。" in told.content.decode()
    assert fresh(article).headline == "改过的标题"
    assert pending(article).why == "恢复版本 1"


def test_what_waits_is_found_in_the_list_and_told_on_the_review(
    article: Article, writer: User, approver: User
) -> None:
    make_article("别的报道")
    send(desk_of(writer), article, headline="改过的标题")
    client = desk_of(approver)
    listed = client.get("/admin/archive/article/?pending=1").context["cl"].queryset
    assert list(listed) == [article]
    assert "提交的改动等待批准。" in client.get(url(article)).content.decode()
    assert "改动要等批准" in desk_of(writer).get(url(article)).content.decode()


def test_without_an_edit_there_is_nothing_to_approve(article: Article, approver: User) -> None:
    page = desk_of(approver).get(pending_url(article), follow=True)
    assert "没有等待批准的改动。" in page.content.decode()


def test_what_was_typed_stays_text(article: Article, writer: User, approver: User) -> None:
    attack = "<img src=x onerror=alert(1)>"
    send(desk_of(writer), article, headline=attack, why=attack, **{"figures-0-caption": attack})
    text = desk_of(approver).get(pending_url(article)).content.decode()
    assert attack not in text
    assert "&lt;img src=x onerror=alert(1)&gt;" in text


def test_who_may_not_approve_returns_nothing_whatever_the_door(article: Article, writer: User) -> None:
    proposals.put_forward(article, record_of(article), writer)
    with pytest.raises(PublishingError, match="您没有批准修订的权限。"):
        proposals.send_back(pending(article), staff("another"), "不必改")
    assert pending(article).state == "pending"
