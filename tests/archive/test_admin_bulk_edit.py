"""Bulk edit: what would change is shown report by report, then done one by one, each as its rules allow."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from archive import proposals, publishing
from archive.admin import bulk_edit
from archive.article_values import record_of
from archive.models import Article, AuditEntry, Change, Newspaper, Revision
from archive.permissions import Role
from tests.archive.factories import make_article
from tests.archive.staff import desk_of, member

pytestmark = pytest.mark.django_db

LIST = "/admin/archive/article/"
STEP = "/admin/archive/article/bulk-edit/"


@pytest.fixture
def who(client: Client) -> User:
    user = member(Role.REVIEWER)
    desk_of(client, user)
    return user


def preview(client: Client, *articles: Article, **fields: Any) -> Any:
    numbers = ",".join(str(article.pk) for article in articles)
    return client.post(STEP, {"numbers": numbers, "_preview": "1", **fields})


def apply(client: Client, shown: Any, **fields: Any) -> Any:
    """Send the preview back, as its button does."""
    sent = {name: shown.context[name] for name in ("numbers", "seen")}
    return client.post(STEP, {**sent, "_apply": "1", **fields}, follow=True)


def lines(shown: Any, which: str = "effective") -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [
        (str(line.article), [(one.label, one.old, one.new) for one in line.alterations])
        for line in shown.context[which]
    ]


def test_the_chosen_reports_are_taken_to_the_form(client: Client, who: User) -> None:
    chosen = [make_article("甲", publish=False), make_article("乙", publish=False)]
    page = client.post(
        LIST, {"action": "edit_many", "_selected_action": [a.pk for a in chosen], "index": "0"}
    )
    assert page.context["numbers"] == ",".join(str(article.pk) for article in chosen)
    assert "已选 2 篇。" in page.content.decode()


def test_the_preview_says_per_report_what_would_change_and_writes_nothing(client: Client, who: User) -> None:
    one = make_article("甲", publish=False, place="411300", column_name="旧栏目")
    other = make_article("乙", publish=False, place="610900", column_name="新栏目")
    fields = {"set_place": "on", "place": "610900", "set_column_name": "on", "column_name": "新栏目"}
    shown = preview(client, one, other, **fields)
    assert lines(shown) == [("甲", [("地方", "南阳市", "安康市"), ("栏目", "旧栏目", "新栏目")])]
    assert lines(shown, "unchanged") == [("乙", [])]
    assert "确认修改 1 篇" in shown.content.decode()
    assert not Change.objects.filter(kind="edited").exists()


def test_confirming_edits_each_and_keeps_why(client: Client, who: User) -> None:
    paper = Newspaper.objects.create(name="样例晚报")
    chosen = [make_article("甲", publish=False, authors=("张三",)), make_article("乙", publish=False)]
    fields = {"set_newspaper": "on", "newspaper": str(paper.pk), "why": "报头写明"}
    page = apply(client, preview(client, *chosen, **fields), **fields).content.decode()
    assert "已修改 2 篇：“甲”、“乙”" in page
    assert set(Article.objects.values_list("newspaper", flat=True)) == {paper.pk}
    assert Article.objects.get(headline="甲").credits.get().contributor.newspaper == paper
    edits = Change.objects.filter(kind="edited")
    assert [(change.by, change.note) for change in edits] == [(who, "报头写明")] * 2
    assert AuditEntry.objects.filter(action="edited").first().after == {"newspaper": "样例晚报"}  # type: ignore[union-attr]


def test_a_date_is_set_whole(client: Client, who: User) -> None:
    article = make_article("甲", publish=False, date="2020", evidence={"date_published": "报头"})
    fields = {
        "set_date": "on", "date_published": "2022-06", "date_basis": "inferred", "date_evidence": "正文写到今年六月"
    }  # fmt: skip
    apply(client, preview(client, article, **fields), **fields)
    again = Article.objects.get()
    assert (again.date_published, again.date_precision, again.date_basis) == ("2022-06", "month", "inferred")
    assert str(again.date_to) == "2022-06-30"
    assert again.evidence["date_published"] == "由编辑改定；此前所据：报头"


def test_what_is_ticked_and_left_empty_is_emptied(client: Client, who: User) -> None:
    article = make_article("甲", publish=False, column_name="旧栏目")
    fields = {"set_date": "on", "set_column_name": "on", "column_name": ""}
    shown = preview(client, article, **fields)
    assert lines(shown) == [
        ("甲", [("刊发日期", "2022-06-16", ""), ("日期依据", "页面注明", ""), ("日期的凭据", "样例凭据", ""),
                ("栏目", "旧栏目", "")])
    ]  # fmt: skip
    apply(client, shown, **fields)
    again = Article.objects.get()
    assert (again.date_published, again.date_from, again.column_name) == (None, None, None)


def test_the_same_date_keeps_its_evidence(client: Client, who: User) -> None:
    article = make_article("甲", publish=False)
    fields = {"set_date": "on", "date_published": "2022-06-16", "date_basis": "stated"}
    assert lines(preview(client, article, **fields), "unchanged") == [("甲", [])]


@pytest.mark.parametrize(
    ("fields", "name", "message"),
    [
        ({}, "__all__", "请勾选至少一项要改的内容。"),
        ({"set_place": "on", "place": "999999"}, "place", "没有这个代码的地方。"),
        ({"set_newspaper": "on", "newspaper": "0"}, "newspaper", "没有这家报纸；请先到“报纸”里添加。"),
        ({"set_date": "on", "date_published": "2022-02-30", "date_basis": "stated"}, "date_published",
         "日历上没有“2022-02-30”这一天。"),
        ({"set_date": "on", "date_published": "2022"}, "date_basis", "请选择依据：页面注明，或推定。"),
        ({"set_date": "on", "date_published": "2022", "date_basis": "inferred"}, "date_evidence",
         "推定的日期须写明凭据。"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_beside_its_field_and_the_rest_is_kept(
    client: Client, who: User, fields: dict[str, str], name: str, message: str
) -> None:
    page = preview(client, make_article("甲", publish=False), column_name="样例栏目", **fields)
    assert page.context["form"].errors[name] == [message]
    assert 'value="样例栏目"' in page.content.decode()


def test_each_report_is_edited_only_by_who_may(client: Client) -> None:
    draft, in_review, live = (make_article(name, publish=name == "丙") for name in "甲乙丙")
    publishing.submit(in_review)
    desk_of(client, member(Role.EDITOR))
    fields = {"set_column_name": "on", "column_name": "样例栏目"}
    shown = preview(client, draft, in_review, live, **fields)
    assert [(str(line.article), line.refusal) for line in shown.context["refused"]] == [
        ("乙", "“待审”的报道只有审核能改。")
    ]
    everything = Article.objects.in_bulk()
    forged = json.dumps({pk: f"{article.updated_at.isoformat()} 0" for pk, article in everything.items()})
    page = client.post(
        STEP, {"numbers": "1", "seen": forged, "_apply": "1", **fields}, follow=True
    ).content.decode()
    assert "已修改 1 篇：“甲”" in page
    assert "未能修改 1 篇：“乙”" in page
    assert "1 篇的改动已经提交；批准之前，读者看到的不变：“丙”" in page
    assert list(Article.objects.filter(column_name="样例栏目")) == [draft]


COLUMN = {"set_column_name": "on", "column_name": "样例栏目"}


def by_section(shown: Any) -> dict[str, list[str]]:
    return {name: [str(line.article) for line in shown.context[name]] for name in ("at_once", "waiting", "refused")}


def test_the_preview_tells_what_changes_at_once_from_what_waits(client: Client, who: User) -> None:
    chosen = [make_article("甲"), make_article("乙", publish=False)]
    assert by_section(preview(client, *chosen, **COLUMN)) == {"at_once": ["甲", "乙"], "waiting": [], "refused": []}
    member(Role.ADMINISTRATOR)  # now another could approve
    shown = preview(client, *chosen, **COLUMN)
    assert by_section(shown) == {"at_once": ["乙"], "waiting": ["甲"], "refused": []}
    page = shown.content.decode()
    assert "已发布，改动要等批准；批准之前读者看到的不变" in page
    assert "确认：修改 1 篇，提交 1 篇待批准" in page


def test_what_is_public_waits_one_a_report_and_readers_see_nothing_of_it(client: Client, who: User) -> None:
    approver = member(Role.ADMINISTRATOR)
    paper = Newspaper.objects.create(name="样例晚报")
    public = [make_article("甲", authors=("张三",)), make_article("乙")]
    draft = make_article("丙", publish=False)
    fields = {"set_newspaper": "on", "newspaper": str(paper.pk), "why": "报头写明"}
    before = list(Article.objects.filter(state="published").order_by("pk").values())
    page = apply(client, preview(client, *public, draft, **fields), **fields).content.decode()
    assert "已修改 1 篇：“丙”" in page
    assert "2 篇的改动已经提交；批准之前，读者看到的不变：“甲”、“乙”" in page
    assert list(Article.objects.filter(state="published").order_by("pk").values()) == before
    assert public[0].credits.get().contributor.newspaper is None
    waiting = list(Revision.objects.pending().order_by("article_id"))
    assert [(one.article, one.by, one.why) for one in waiting] == [(one, who, "报头写明") for one in public]
    for one in waiting:
        proposals.approve(one, approver)
    assert set(Article.objects.values_list("newspaper", flat=True)) == {paper.pk}
    assert public[0].credits.get().contributor.newspaper == paper


def test_an_editor_proposes_where_they_may_not_edit(client: Client) -> None:
    desk_of(client, member(Role.EDITOR))
    public, draft, in_review = make_article("甲"), make_article("乙", publish=False), make_article("丙", publish=False)
    publishing.submit(in_review)
    shown = preview(client, public, draft, in_review, **COLUMN)
    assert by_section(shown) == {"at_once": ["乙"], "waiting": ["甲"], "refused": ["丙"]}
    apply(client, shown, **COLUMN)
    assert [Article.objects.get(pk=one.pk).column_name for one in (public, draft, in_review)] == [
        None, "样例栏目", None
    ]  # fmt: skip
    assert Revision.objects.pending().get().article == public


def test_a_further_bulk_edit_goes_on_from_ones_own_that_waits(client: Client) -> None:
    desk_of(client, member(Role.EDITOR))
    article = make_article("甲", column_name="旧栏目", evidence={"place": "南阳"})
    apply(client, preview(client, article, **COLUMN, why="栏头"), **COLUMN, why="栏头")
    fields = {"set_place": "on", "place": "610900", "why": "报头", **COLUMN}
    shown = preview(client, article, **fields)
    assert lines(shown) == [("甲", [("地方", "南阳市", "安康市")])]
    assert "与您等待批准的改动并为一项" in shown.content.decode()
    apply(client, shown, **fields)
    waiting = Revision.objects.pending().get()
    assert (waiting.record["place"], waiting.record["fields"]["column_name"]) == ("610900", "样例栏目")
    assert waiting.why == "栏头；报头"
    assert waiting.record["reading"]["evidence"] == {"place": "由编辑改定；此前所据：南阳"}
    assert lines(preview(client, article, **fields), "unchanged") == [("甲", [])]


def test_what_ones_own_edit_says_is_seen_in_its_place_paper_and_date(client: Client) -> None:
    desk_of(client, member(Role.EDITOR))
    paper = Newspaper.objects.create(name="样例晚报")
    first = {
        "set_place": "on", "place": "610900", "set_newspaper": "on", "newspaper": str(paper.pk),
        "set_date": "on", "date_published": "2021", "date_basis": "stated",
    }  # fmt: skip
    article = make_article("甲")
    apply(client, preview(client, article, **first), **first)
    back = {"set_place": "on", "place": "411300", "set_newspaper": "on", "set_date": "on"}
    assert lines(preview(client, article, **back)) == [
        ("甲", [("地方", "安康市", "南阳市"), ("报纸", "样例晚报", ""), ("刊发日期", "2021", ""),
                ("日期依据", "页面注明", "")])
    ]  # fmt: skip


def test_where_somebody_elses_edit_waits_nothing_is_proposed_and_that_is_told(client: Client) -> None:
    article = make_article("甲")
    proposals.put_forward(article, record_of(article), member(Role.EDITOR, "writer"))
    desk_of(client, member(Role.EDITOR))
    shown = preview(client, article, **COLUMN)
    assert [line.refusal for line in shown.context["refused"]] == [
        "writer 对这篇报道的改动还在等待批准；批准或退回之后才能再提。"
    ]
    assert Revision.objects.pending().get().record["fields"]["column_name"] is None


def test_an_edit_that_was_decided_after_the_preview_is_not_gone_on_with(client: Client) -> None:
    desk_of(client, member(Role.EDITOR))
    article = make_article("甲")
    apply(client, preview(client, article, **COLUMN), **COLUMN)
    fields = {"set_place": "on", "place": "610900"}
    shown = preview(client, article, **fields)
    proposals.send_back(Revision.objects.pending().get(), None, "原件没有")
    assert "预览以后有人改过，没有动它；请再看一次。" in apply(client, shown, **fields).content.decode()
    assert not Revision.objects.pending().exists()


def test_what_lies_in_the_trash_is_not_edited(client: Client, who: User) -> None:
    article = make_article("甲", publish=False)
    Article.objects.filter(pk=article.pk).update(trashed_at=timezone.now())
    shown = preview(client, article, set_column_name="on", column_name="样例栏目")
    assert [line.refusal for line in shown.context["refused"]] == ["在回收站里，不能改。"]


def test_what_somebody_changed_after_the_preview_is_left_alone(client: Client, who: User) -> None:
    one, other = make_article("甲", publish=False), make_article("乙", publish=False)
    fields = {"set_column_name": "on", "column_name": "样例栏目"}
    shown = preview(client, one, other, **fields)
    publishing.record_edit(other)
    page = apply(client, shown, **fields).content.decode()
    assert "未能修改 1 篇：“乙”：预览以后有人改过，没有动它；请再看一次。" in page
    assert list(Article.objects.filter(column_name="样例栏目")) == [one]


def test_what_is_gone_is_named_and_the_rest_is_edited(client: Client, who: User) -> None:
    one, other = make_article("甲", publish=False), make_article("乙", publish=False)
    fields = {"set_column_name": "on", "column_name": "样例栏目"}
    shown = preview(client, one, other, **fields)
    number = other.pk
    publishing.delete(other)
    page = apply(client, shown, **fields).content.decode()
    assert f"未能修改 1 篇：“#{number}”：已经没有这篇报道。" in page
    assert Article.objects.get().column_name == "样例栏目"
    assert preview(client, one, Article(pk=number), **fields).context["gone"] == 1


def test_too_many_at_once_are_refused_with_the_way_out(
    client: Client, who: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_edit, "MOST", 1)
    chosen = [make_article("甲", publish=False), make_article("乙", publish=False)]
    asked = {"action": "edit_many", "_selected_action": [chosen[0].pk], "select_across": "1", "index": "0"}
    page = client.post(LIST, asked, follow=True).content.decode()
    assert "一次最多改 1 篇；请先用筛选缩小范围，分几次改。" in page


@pytest.mark.parametrize("seen", ["", "nonsense", "[1]", '{"x": "y"}'])
def test_a_confirmation_that_cannot_be_read_shows_the_preview_again(
    client: Client, who: User, seen: str
) -> None:
    article = make_article("甲", publish=False)
    fields = {"set_column_name": "on", "column_name": "样例栏目", "numbers": str(article.pk)}
    page = client.post(STEP, {**fields, "seen": seen, "_apply": "1"})
    assert lines(page) == [("甲", [("栏目", "", "样例栏目")])]
    assert Article.objects.get().column_name is None


@pytest.mark.parametrize("numbers", ["", "x,y", "9" * 30])
def test_nothing_chosen_leads_back_to_the_list(client: Client, who: User, numbers: str) -> None:
    response = client.post(STEP, {"numbers": numbers}, follow=True)
    assert "没有选中报道；请在列表里勾选，再选“修改所选”。" in response.content.decode()


def test_going_back_keeps_what_was_typed(client: Client, who: User) -> None:
    fields = {"set_column_name": "on", "column_name": "样例栏目", "_back": "1"}
    page = preview(client, make_article("甲", publish=False), **fields).content.decode()
    assert 'value="样例栏目"' in page
    assert "预览改动" in page


def test_the_preview_costs_the_same_however_many_there_are(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    desk_of(client, member(Role.EDITOR))
    chosen = [make_article(f"样例{n}", publish=n % 2 == 0, newspaper=f"样例报{n}") for n in range(16)]
    fields = {"set_newspaper": "on", "newspaper": str(chosen[0].newspaper_id)}
    apply(client, preview(client, *chosen[8:], **fields), **fields)
    with django_assert_max_num_queries(12):
        shown = preview(client, *chosen, set_place="on", place="610900")
    assert (len(shown.context["at_once"]), len(shown.context["waiting"])) == (8, 8)
