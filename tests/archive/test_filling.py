"""What is the same in all of a batch: seen before it is done, and never over what a page or a person says."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from archive import proposals, publishing
from archive.admin import filling
from archive.admin.filling import Filled, Rule, Why, fillings, is_by_hand
from archive.article_values import record_of
from archive.models import Article, BatchItem, Change, Credit, IngestBatch, Newspaper, Place, Revision
from archive.permissions import Role, is_own
from tests.archive.batches import make_batch
from tests.archive.factories import make_article
from tests.archive.staff import member

pytestmark = pytest.mark.django_db

TEXT = """样例镇党员修水渠{n}

　　党员们在村口开会，商量怎样把水渠修好，让大家都用上水，这是第{n}回。
　　修好以后，庄稼长得比往年都好，大家心里高兴。
"""


@pytest.fixture
def editor(client: Client) -> User:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    user = User.objects.create_superuser("editor", password="sample-only")
    client.force_login(user)
    return user


@pytest.fixture
def batch() -> IngestBatch:
    """Two pages that say neither place, paper nor day, in a folder that says the month."""
    return make_batch({f"2019-05/{n}.txt": TEXT.format(n=n).encode() for n in ("一", "二")})


def articles(batch: IngestBatch) -> list[Article]:
    return list(Article.objects.filter(batch_items__batch=batch).order_by("pk"))


def place() -> Place:
    return Place.objects.get(code="411300")


def fill(batch: IngestBatch, rule: Rule, by: User) -> Filled:
    return filling.fill(batch, rule, by, timezone.now())


def state_of(article: Article) -> tuple[Any, ...]:
    return article.place_id, str(article.newspaper), article.date_published, article.date_basis, article.date_evidence


def test_empty_fields_are_filled_with_their_evidence_and_a_note(editor: User, batch: IngestBatch) -> None:
    assert fill(batch, Rule(place=place(), newspaper="样例日报", depth="day"), editor).changed == 2
    first, _second = articles(batch)
    evidence = "按批次填入，据文件名“2019-05/一.txt”"
    assert state_of(first) == ("411300", "样例日报", "2019-05", "inferred", evidence)
    assert first.evidence["place"] == first.evidence["newspaper"] == "按批次填入"
    change = Change.objects.filter(article_id=first.pk).order_by("-pk")[0]
    assert (change.kind, change.by) == ("edited", editor)
    assert change.note == "按批次填入：地方 — → 南阳市；报纸 — → 样例日报；刊发日期 — → 2019-05"


def test_looking_changes_nothing(batch: IngestBatch) -> None:
    found = list(fillings(batch, Rule(place=place(), date="2020")))
    assert [[change.field for change in one.changes] for one in found] == [["place", "date_published"]] * 2
    assert {state_of(article) for article in articles(batch)} == {(None, "None", None, None, None)}
    assert Change.objects.filter(kind="edited").count() == 0


def test_what_was_filled_by_batch_before_is_filled_anew(editor: User, batch: IngestBatch) -> None:
    fill(batch, Rule(place=place(), date="2020"), editor)
    assert fill(batch, Rule(place=Place.objects.get(code="410100"), date="2021-03"), editor).changed == 2
    assert {(a.place_id, a.date_published) for a in articles(batch)} == {("410100", "2021-03")}
    assert fill(batch, Rule(place=Place.objects.get(code="410100"), date="2021-03"), editor).changed == 0


def test_what_the_page_states_is_kept_unless_chosen(editor: User, batch: IngestBatch) -> None:
    article = articles(batch)[0]
    article.place_id = "610900"
    article.set_date("2018-01-02", "stated", "2018年1月2日")
    article.evidence = {"place": "安康", "date_published": "2018年1月2日"}
    article.save()
    rule = Rule(place=place(), date="2020")
    assert [stays.why for stays in next(fillings(batch, rule)).kept] == [Why.STATED, Why.STATED]
    fill(batch, rule, editor)
    article.refresh_from_db()
    assert (article.place_id, article.date_published) == ("610900", "2018-01-02")
    fill(batch, Rule(place=place(), date="2020", overrides_page=True), editor)
    article.refresh_from_db()
    assert (article.place_id, article.date_published, article.date_basis) == ("411300", "2020", "inferred")


def test_a_date_that_was_inferred_gives_way(editor: User, batch: IngestBatch) -> None:
    article = articles(batch)[0]
    article.set_date("2017", "inferred", "刚刚过去的2016年")
    article.evidence = {"date_published": "刚刚过去的2016年"}
    article.save()
    fill(batch, Rule(depth="month"), editor)
    article.refresh_from_db()
    assert article.date_published == "2019-05"


@pytest.mark.parametrize("overrides", [False, True])
def test_what_a_person_typed_is_never_touched(
    client: Client, editor: User, batch: IngestBatch, overrides: bool
) -> None:
    article = articles(batch)[0]
    address = f"/admin/archive/article/{article.pk}/change/"
    form = client.get(address).context["adminform"].form
    typed = {bound.html_name: bound.value() or "" for bound in form}
    for prefix in ("credits", "figures"):
        typed |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    typed |= {"place": "610900", "further_places": [], "date_published": "2018", "date_basis": "stated"}
    typed["_continue"] = "1"
    client.post(address, typed)
    article.refresh_from_db()
    assert (article.place_id, article.date_published) == ("610900", "2018")
    fill(batch, Rule(place=place(), date="2020", overrides_page=overrides), editor)
    article.refresh_from_db()
    assert (article.place_id, article.date_published) == ("610900", "2018")


def test_a_field_that_a_person_emptied_is_theirs() -> None:
    article = make_article(place=None, publish=False, evidence={"place": "由编辑改定；此前所据：南阳"})
    assert is_by_hand(article, "place")
    assert not is_by_hand(make_article(place=None, publish=False), "place")


def test_only_what_the_batch_brought_and_is_open_changes(editor: User, batch: IngestBatch) -> None:
    first, second = articles(batch)
    publishing.submit(first)
    BatchItem.objects.filter(article=second).update(outcome="unchanged")
    outside = make_article("别处的样例", place=None, publish=False)
    assert fill(batch, Rule(place=place()), editor).changed == 0
    assert Article.objects.get(pk=outside.pk).place is None


def test_what_is_published_waits_where_whoever_fills_may_not_approve_it(batch: IngestBatch) -> None:
    writer, approver = member(Role.EDITOR), member(Role.REVIEWER)
    first = articles(batch)[0]
    publishing.publish(first)
    filled = fill(batch, Rule(place=place(), newspaper="样例日报"), writer)
    assert (filled.changed, filled.waiting, filled.refused) == (1, 1, [])
    assert [one.place_id for one in articles(batch)] == [None, "411300"]
    waiting = Revision.objects.pending().get()
    assert (waiting.article, waiting.by) == (first, writer)
    assert waiting.why == "按批次填入：地方 — → 南阳市；报纸 — → 样例日报"
    proposals.approve(waiting, approver)
    assert state_of(Article.objects.get(pk=first.pk))[:2] == ("411300", "样例日报")
    change = Change.objects.filter(article_id=first.pk).latest("pk")
    assert (change.by, change.fields_by_hand) == (approver, ["newspaper", "place"])


def test_who_may_approve_their_own_fills_what_is_published_at_once(editor: User, batch: IngestBatch) -> None:
    publishing.publish(articles(batch)[0])
    assert fill(batch, Rule(place=place()), editor).changed == 2
    assert not Revision.objects.pending().exists()


def test_filling_again_goes_on_from_ones_own_that_waits(batch: IngestBatch) -> None:
    writer, first = member(Role.EDITOR), articles(batch)[0]
    publishing.publish(first)
    fill(batch, Rule(place=place()), writer)
    assert [one.changes for one in fillings(batch, Rule(place=place()), writer)] == [(), ()]
    fill(batch, Rule(newspaper="样例日报"), writer)
    waiting = Revision.objects.pending().get()
    assert (waiting.record["place"], waiting.record["newspaper"]["name"]) == ("411300", "样例日报")
    assert waiting.record["settles"] == ["newspaper", "place"]


def test_what_a_person_settled_while_it_waited_is_not_filled(batch: IngestBatch) -> None:
    approver, first = member(Role.REVIEWER), articles(batch)[0]
    publishing.publish(first)
    fill(batch, Rule(place=place(), newspaper="样例日报"), member(Role.EDITOR))
    first.refresh_from_db()
    first.place_id = "610900"
    publishing.record_edit(first, approver)
    proposals.approve(Revision.objects.pending().get(), approver)
    assert state_of(Article.objects.get(pk=first.pk))[:2] == ("610900", "样例日报")


def test_an_edit_of_others_that_waits_is_told(batch: IngestBatch) -> None:
    first = articles(batch)[0]
    publishing.publish(first)
    proposals.put_forward(first, record_of(first), member(Role.EDITOR, "writer"))
    filled = fill(batch, Rule(place=place()), member(Role.EDITOR))
    told = f"#{first.pk} writer 对这篇报道的改动还在等待批准；批准或退回之后才能再提。"
    assert (filled.changed, filled.refused) == (1, [told])


def test_what_one_filled_is_ones_own(settings: Any, batch: IngestBatch) -> None:
    settings.OWN_APPROVAL = "never"
    reviewer, other = member(Role.REVIEWER), member(Role.REVIEWER, "另一位")
    first, second = articles(batch)
    second.place_id, second.evidence = "610900", {"place": "安康"}
    second.save()
    fill(batch, Rule(place=place()), reviewer)
    for article in articles(batch):
        assert is_own(reviewer, article.pk) is (article == first)
    with pytest.raises(publishing.PublishingError, match="这是您自己收入、送审或修改的，须由另一位审核批准。"):
        publishing.publish(first, reviewer)
    publishing.publish(first, other)


def test_one_that_may_not_be_edited_is_left_and_the_others_go_on(
    client: Client, editor: User, batch: IngestBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = articles(batch)
    record_edit = publishing.record_edit

    def refuse(article: Article, *given: Any) -> None:
        if article.pk == first.pk:
            raise publishing.PublishingError("不能改。")
        record_edit(article, *given)

    monkeypatch.setattr(publishing, "record_edit", refuse)
    response = client.post(address(batch), {"place": "411300", "date_rule": "", **shown_now()}, follow=True)
    told = [str(message) for message in response.context["messages"]]
    assert told == ["按批次填入：改了 1 篇。", f"有 1 篇没能改：#{first.pk} 不能改。"]
    assert [Article.objects.get(pk=one.pk).place_id for one in (first, second)] == [None, "411300"]


def test_a_path_without_a_date_is_told(batch: IngestBatch) -> None:
    batch.files.update(file_name="样例.txt")
    assert [one.kept[0].why for one in fillings(batch, Rule(depth="day"))] == [Why.NO_DATE] * 2


def test_names_move_into_the_paper(editor: User) -> None:
    signed = (TEXT.format(n="三") + "\n（记者 张三）\n").encode()
    batch = make_batch({"三.txt": signed})
    article = articles(batch)[0]
    assert Credit.objects.get(article=article).contributor.newspaper is None
    fill(batch, Rule(newspaper="样例日报"), editor)
    assert Credit.objects.get(article=article).contributor.newspaper == Newspaper.objects.get(name="样例日报")


# The page


def shown_now() -> dict[str, str]:
    return {"shown_at": timezone.now().isoformat()}


def address(batch: IngestBatch) -> str:
    return f"/admin/archive/batchitem/batch/{batch.pk}/fill/"


def test_the_page_shows_what_would_change_and_then_does_it(client: Client, editor: User, batch: IngestBatch) -> None:
    asked = {"place": "411300", "newspaper": "", "date_rule": "month", "date": ""}
    html = client.get(address(batch), asked).content.decode()
    assert "会改 2 篇，0 篇不变" in html
    assert html.count("<ins>南阳市</ins>") == 2
    assert html.count("<ins>2019-05</ins>") == 2
    assert Change.objects.filter(kind="edited").count() == 0
    response = client.post(address(batch), {**asked, **shown_now()}, follow=True)
    assert "按批次填入：改了 2 篇。" in response.content.decode()
    assert {article.place_id for article in articles(batch)} == {"411300"}


@pytest.mark.parametrize(
    ("asked", "field", "message"),
    [
        ({"date_rule": ""}, "__all__", "请至少填一项：地方、报纸或日期。"),
        ({"date_rule": "fixed", "date": "2020-13"}, "date", "日历上没有“2020-13”这一天。"),
        ({"date_rule": "fixed"}, "date", "请写日期。"),
        ({"date_rule": "", "place": "999999"}, "place", "没有这个代码的地方。"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_rule_that_cannot_be_is_told_beside_its_field(
    client: Client, editor: User, batch: IngestBatch, method: str, asked: dict[str, str], field: str, message: str
) -> None:
    response = getattr(client, method)(address(batch), asked)
    assert list(response.context["form"].errors[field]) == [message]
    assert Change.objects.filter(kind="edited").count() == 0


def test_the_page_says_what_of_it_waits_and_whose_it_will_be(client: Client, batch: IngestBatch) -> None:
    reviewer = member(Role.REVIEWER)
    member(Role.ADMINISTRATOR)
    client.force_login(reviewer)
    publishing.publish(articles(batch)[0])
    asked = {"place": "411300", "date_rule": ""}
    page = client.get(address(batch), asked, headers={"accept-language": "zh-hans"}).content.decode()
    assert "这一批有 1 篇草稿、1 篇已发布的。" in page
    assert "会改 2 篇，0 篇不变" in page
    assert "其中 1 篇已发布，改动要等批准；批准之前读者看到的不变。" in page
    assert "填入算您自己的修改：填过的草稿须由另一位审核批准。" in page


def test_what_was_saved_after_the_preview_is_left_alone_and_named(
    client: Client, editor: User, batch: IngestBatch
) -> None:
    asked = {"place": "411300", "date_rule": "", **shown_now()}
    first = articles(batch)[0]
    publishing.record_edit(first)
    told = client.post(address(batch), asked, follow=True).content.decode()
    assert f"有 1 篇没能改：#{first.pk} 预览以后有人改过，没有动它；请再看一次。" in told
    assert [one.place_id for one in articles(batch)] == [None, "411300"]


@pytest.mark.parametrize("shown_at", ["", "nonsense", "2026-13-01T00:00:00+00:00", "2026-11-01T00:00:00"])
def test_without_a_preview_nothing_is_filled_and_the_preview_is_shown(
    client: Client, editor: User, batch: IngestBatch, shown_at: str
) -> None:
    page = client.post(address(batch), {"place": "411300", "date_rule": "", "shown_at": shown_at})
    assert "会改 2 篇，0 篇不变" in page.content.decode()
    assert not Change.objects.filter(kind="edited").exists()
