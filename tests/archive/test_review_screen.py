"""The review: page and record side by side, decisions, the order of the queue, and who may."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive import publishing
from archive.admin import decisions
from archive.admin.review_screen import ReviewScreen
from archive.models import Article, BatchItem, Change, IngestBatch, Resemblance, State
from archive.permissions import Role
from tests.archive.batches import make_batch, page
from tests.archive.factories import make_article
from tests.archive.staff import filled, member

pytestmark = pytest.mark.django_db

ATTACK = "<img src=x onerror=alert(1)>"
ESCAPED = "&lt;img src=x onerror=alert(1)&gt;"


@pytest.fixture
def editor(client: Client) -> User:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    user = User.objects.create_superuser("editor", password="sample-only")
    client.force_login(user)
    return user


@pytest.fixture
def batch() -> IngestBatch:
    """Three drafts, a broken line, and a page that is there already; the surest came first."""
    first = page("样例甲：党员修水渠", "甲。")
    return make_batch(
        {"a.html": first, "b.html": page("样例乙：党员修路", "乙。"), "c.html": page("样例丙：党员植树", "丙。"),
         "d.jsonl": b"{broken", "e.html": first + b"<!-- saved again -->"},
        sureness=(90, 40, 60, None, None),
    )  # fmt: skip


def url(item: BatchItem, outcome: str = "") -> str:
    return f"/admin/archive/batchitem/{item.pk}/review/" + (f"?outcome={outcome}" if outcome else "")


def item_of(batch: IngestBatch, name: str) -> BatchItem:
    return batch.items.select_related("article").get(file__file_name=name)


def send(client: Client, item: BatchItem, button: str, **changes: Any) -> Any:
    return client.post(url(item), {**filled(client, url(item)), button: "1", **changes})


def messages_of(client: Client, address: str) -> list[str]:
    return [str(message) for message in client.get(address).context["messages"]]


def fresh(item: BatchItem) -> BatchItem:
    return BatchItem.objects.select_related("article").get(pk=item.pk)


# What is shown


def test_page_and_record_stand_side_by_side_with_the_words_of_each_field_marked(
    client: Client, editor: User, batch: IngestBatch
) -> None:
    html = client.get(url(item_of(batch, "a.html"))).content.decode()
    left, right = html[html.index("data-page") :], html[html.index("data-record-form") :]
    assert re.search(r'id="evidence-headline" href="#id_headline">标题</a><mark[^>]*>样例甲：党员修水渠</mark>', left)
    assert re.search(r'id="evidence-date_published" href="#id_date_published">刊发日期</a>', left)
    assert re.search(r'<mark[^>]* data-evidence="date_published source_printed">2022年06月16日 08:30', left)
    assert re.search(r'id="evidence-place" href="#id_place">地方</a><mark class="[^"]*mark-place"[^>]*>南阳', left)
    assert re.search(r'id="evidence-credits" href="#credits-group">[^<]*</a>', left)
    assert '<a class="evidence-link" href="#evidence-headline" aria-label="凭据：标题">凭据</a>' in right
    assert 'value="样例甲：党员修水渠"' in right
    assert 'id="credits-group"' in right


def test_every_link_between_words_and_fields_leads_to_something(
    client: Client, editor: User, batch: IngestBatch
) -> None:
    html = client.get(url(item_of(batch, "a.html"))).content.decode()
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets >= {"evidence-headline", "id_headline", "credits-group"}
    assert targets <= set(ids)


def test_what_was_removed_is_struck_through_with_its_reason_and_long_runs_are_folded(
    client: Client, editor: User, batch: IngestBatch
) -> None:
    html = client.get(url(item_of(batch, "a.html"))).content.decode()
    assert re.search(r'<details class="page-run page-run-unused"><summary>未采用 6 行：首页　新闻', html)
    struck = r'page-line-removed"><del>相关新闻：水渠边的另一条路</del> <span class="reason">[^<]+</span>'
    assert re.search(struck, html)


def test_a_reading_that_stands_nowhere_on_the_page_is_told(client: Client, editor: User, batch: IngestBatch) -> None:
    item = item_of(batch, "a.html")
    assert item.article is not None
    item.article.evidence = {**item.article.evidence, "newspaper": "收入者指定"}
    item.article.save()
    html = client.get(url(item)).content.decode()
    assert re.search(r'id="evidence-newspaper" href="#id_newspaper">报纸</a></dt><dd>收入者指定</dd>', html)


def test_what_a_person_corrected_still_shows_what_the_machine_read(
    client: Client, editor: User, batch: IngestBatch
) -> None:
    item = item_of(batch, "a.html")
    send(client, item, "_save", headline="改过的样例标题")
    html = client.get(url(item)).content.decode()
    assert re.search(r'id="evidence-headline" href="#id_headline">标题</a><mark[^>]*>样例甲：党员修水渠</mark>', html)


def test_nothing_that_a_page_says_becomes_markup(client: Client, editor: User) -> None:
    text = f"标题：{ATTACK}\n\n{ATTACK}村口开会，商量怎样把水渠修好，让大家都用上水，天天都有人来看。\n{ATTACK}\n"
    batch = make_batch({f"{ATTACK}.txt": text.encode()}, label=ATTACK)
    item = batch.items.get()
    article = item.article or make_article(ATTACK, publish=False)
    article.headline = article.kicker = ATTACK
    article.evidence = {"headline": ATTACK, "place": f"{ATTACK}；别处"}
    article.removed = [{"text": ATTACK, "reason": ATTACK}, {"text": f"别处{ATTACK}", "reason": ATTACK}]
    article.warnings = [ATTACK]
    article.save()
    BatchItem.objects.filter(pk=item.pk).update(
        article=article, reason=ATTACK, member=ATTACK, resembles=make_article(ATTACK), decision_note=ATTACK,
        decision="rejected",
    )  # fmt: skip
    for address in (url(item), f"/admin/archive/batchitem/draft/{article.pk}/",
                    f"/admin/archive/batchitem/batch/{batch.pk}/fill/?date_rule=year&place=411300"):  # fmt: skip
        html = client.get(address).content.decode()
        assert ATTACK not in html, address
        assert ESCAPED in html, address


def test_a_failed_page_shows_its_reason_and_what_text_it_has(client: Client, editor: User, batch: IngestBatch) -> None:
    html = client.get(url(item_of(batch, "d.jsonl"))).content.decode()
    assert "第 1 行不是完整的 JSON" in html
    assert "{broken" in html
    assert "这一页没有收入" in html
    assert 'name="_publish"' not in html


@pytest.mark.parametrize(
    ("name", "payload", "shown"),
    [("样例.xyz", "修水渠的事，党员说了算。".encode(), "修水渠的事，党员说了算。"),
     ("样例.xyz", b"\xd0\xcf\x11\xe0" + bytes(range(256)) * 9, "原件里没有可以显示的文字")],
)  # fmt: skip
def test_a_file_that_no_reader_takes_is_shown_as_far_as_it_is_text(
    client: Client, editor: User, name: str, payload: bytes, shown: str
) -> None:
    item = make_batch({name: payload}).items.get()
    html = client.get(url(item)).content.decode()
    assert shown in html
    assert "不认识" in html


def test_an_original_whose_bytes_are_gone_is_told(client: Client, editor: User, batch: IngestBatch) -> None:
    item = item_of(batch, "a.html")
    assert item.capture is not None
    item.capture.payload_digest = "0" * 64
    item.capture.save()
    html = client.get(url(item)).content.decode()
    assert "errornote" in html
    assert 'name="_publish"' in html


def test_a_near_page_shows_the_report_it_resembles(client: Client, editor: User, batch: IngestBatch) -> None:
    item, other = item_of(batch, "a.html"), make_article("另一篇样例")
    assert item.article is not None
    Resemblance.objects.create(first=item.article, second=other, similarity=0.9)
    BatchItem.objects.filter(pk=item.pk).update(outcome="near", resembles=other)
    assert "另一篇样例" in client.get(url(item)).content.decode()


def test_a_screen_costs_as_many_queries_in_a_long_batch_as_in_a_short_one(client: Client, editor: User) -> None:
    def queries(count: int) -> int:
        files = {f"{count}-{n}.html": page(f"样例{count}第{n}篇：党员修水渠", f"{count}第{n}。") for n in range(count)}
        item = make_batch(files).items.order_by("pk")[0]
        client.get(url(item))
        with CaptureQueriesContext(connection) as captured:
            client.get(url(item))
        return len(captured)

    assert queries(2) == queries(12)


# The queue


def test_the_least_sure_comes_first_then_in_the_order_of_the_files(
    client: Client, editor: User, batch: IngestBatch
) -> None:
    response = client.get(f"/admin/archive/batchitem/batch/{batch.pk}/")
    assert response["Location"] == url(item_of(batch, "b.html"))
    names, address = [], response["Location"]
    while address:
        steps = client.get(address).context["steps"]
        names.append(BatchItem.objects.get(pk=steps.key).file.file_name)
        address = steps.next
    assert names == ["b.html", "c.html", "a.html", "d.jsonl", "e.html"]
    html = re.sub("</?b>", "", client.get(url(item_of(batch, "c.html"))).content.decode())
    assert "第 2 / 5 项，还有 5 项未处理" in html


def test_a_queue_keeps_to_one_outcome(client: Client, editor: User, batch: IngestBatch) -> None:
    response = client.get(f"/admin/archive/batchitem/batch/{batch.pk}/?outcome=failed")
    failed = item_of(batch, "d.jsonl")
    assert response["Location"] == url(failed, "failed")
    steps = client.get(url(failed, "failed")).context["steps"]
    assert (steps.queue.keys, steps.next, steps.previous) == ((failed.pk,), None, None)
    assert client.get(url(failed, "no-such-outcome")).context["steps"].queue.total == 5


def test_drafts_are_reviewed_without_a_batch_too(client: Client, editor: User, batch: IngestBatch) -> None:
    alone = make_article("独自来的样例", publish=False)
    make_article("已发布的样例")
    assert client.get("/admin/archive/batchitem/drafts/")["Location"].endswith(
        f"/draft/{item_of(batch, 'b.html').article_id}/"
    )
    address = f"/admin/archive/batchitem/draft/{alone.pk}/"
    steps = client.get(address).context["steps"]
    assert (steps.queue.total, steps.place) == (4, 4)
    response = client.post(address, {**filled(client, address), "_submit": "1"})
    alone.refresh_from_db()
    assert alone.state == State.IN_REVIEW
    assert response["Location"].endswith(f"/draft/{item_of(batch, 'b.html').article_id}/")


def test_a_draft_accepted_by_itself_is_accepted_in_its_batch(client: Client, editor: User, batch: IngestBatch) -> None:
    item = item_of(batch, "a.html")
    address = f"/admin/archive/batchitem/draft/{item.article_id}/"
    client.post(address, {**filled(client, address), "_publish": "1"})
    assert (fresh(item).decision, fresh(item_of(batch, "e.html")).decision) == ("accepted", "")


# Decisions


def test_accepting_saves_publishes_decides_and_opens_the_next(client: Client, editor: User, batch: IngestBatch) -> None:
    item = item_of(batch, "b.html")
    response = send(client, item, "_publish", kicker="水渠的事")
    done = fresh(item)
    assert done.article is not None
    assert (done.article.state, done.article.kicker) == (State.PUBLISHED, "水渠的事")
    assert (done.decision, done.decided_by, done.decided_at is not None) == ("accepted", editor, True)
    assert response["Location"] == url(item_of(batch, "c.html"))
    assert list(Change.objects.filter(article_id=done.article.pk).order_by("pk").values_list("kind", flat=True)) == [
        "created", "edited", "published"
    ]  # fmt: skip


def test_a_plain_save_stays_and_decides_nothing(client: Client, editor: User, batch: IngestBatch) -> None:
    item = item_of(batch, "b.html")
    response = send(client, item, "_save", kicker="水渠的事")
    done = fresh(item)
    assert done.article is not None
    assert (done.article.kicker, done.decision, response["Location"]) == ("水渠的事", "", url(item))


def test_a_wrong_value_is_told_beside_its_field_and_nothing_is_decided(
    client: Client, editor: User, batch: IngestBatch
) -> None:
    item = item_of(batch, "b.html")
    response = send(client, item, "_publish", kicker="已填的引题", date_published="2022-13")
    html = response.content.decode()
    assert response.context["adminform"].form.errors["date_published"] == ["日历上没有“2022-13”这一天。"]
    assert 'value="已填的引题"' in html
    done = fresh(item)
    assert done.article is not None
    assert (done.decision, done.article.state) == ("", State.DRAFT)


def test_what_publishing_refuses_stays_undecided_with_the_reason(
    client: Client, editor: User, batch: IngestBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(article: Article, by: Any = None) -> None:
        raise publishing.PublishingError("须由另一位审核批准。")

    monkeypatch.setattr(publishing, "publish", refuse)
    item = item_of(batch, "b.html")
    response = send(client, item, "_publish", kicker="水渠的事")
    assert response["Location"] == url(item)
    assert "须由另一位审核批准。" in messages_of(client, url(item))
    done = fresh(item)
    assert done.article is not None
    assert (done.decision, done.article.kicker) == ("", "水渠的事")


def test_rejecting_puts_the_draft_into_the_trash_and_keeps_the_reason(
    client: Client, editor: User, batch: IngestBatch
) -> None:
    item = item_of(batch, "b.html")
    response = client.post(url(item), {"_reject": "1", "why": " 与党建无关 "})
    done = fresh(item)
    assert done.article is not None
    assert (done.decision, done.decision_note, done.decided_by) == ("rejected", "与党建无关", editor)
    assert done.article.trashed_at is not None
    assert done.article.trashed_by == editor
    assert response["Location"] == url(item_of(batch, "c.html"))
    html = client.get(url(item)).content.decode()
    assert "与党建无关" in html
    assert "这篇草稿在回收站里" in html


def test_what_the_trash_refuses_is_told(
    client: Client, editor: User, batch: IngestBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **options: Any) -> None:
        raise publishing.PublishingError("您没有这个权限。")

    monkeypatch.setattr(decisions, "publishing", SimpleNamespace(record_edit=refuse, trash=refuse, restore=refuse))
    item = item_of(batch, "b.html")
    client.post(url(item), {"_reject": "1", "why": "重复"})
    assert "您没有这个权限。" in messages_of(client, url(item))
    assert fresh(item).decision == ""


def test_a_report_that_one_may_not_edit_is_accepted_as_it_is(
    client: Client, editor: User, batch: IngestBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ReviewScreen, "has_change_permission", lambda *args, **options: False)
    item = item_of(batch, "e.html")
    html = client.get(url(item)).content.decode()
    assert 'name="_save"' not in html
    client.post(url(item), {"_accept": "1"})
    assert fresh(item).decision == "accepted"


def test_rejecting_takes_a_reason(client: Client, editor: User, batch: IngestBatch) -> None:
    item = item_of(batch, "b.html")
    client.post(url(item), {"_reject": "1", "why": "  "})
    assert "退掉须写明原因。" in messages_of(client, url(item))
    assert fresh(item).decision == ""


def test_a_rejection_is_taken_back(client: Client, editor: User, batch: IngestBatch) -> None:
    item = item_of(batch, "b.html")
    client.post(url(item), {"_reject": "1", "why": "重复"})
    client.post(url(item), {"_reopen": "1"})
    done = fresh(item)
    assert done.article is not None
    assert (done.decision, done.decision_note, done.decided_by, done.article.trashed_at) == ("", "", None, None)


def test_a_further_copy_leaves_the_report_alone(client: Client, editor: User, batch: IngestBatch) -> None:
    item = item_of(batch, "e.html")
    assert item.outcome == "unchanged"
    html = client.get(url(item)).content.decode()
    assert 'name="_publish"' not in html
    assert 'name="_accept"' in html
    client.post(url(item), {"_reject": "1", "why": "重复"})
    done = fresh(item)
    assert done.article is not None
    assert (done.decision, done.article.trashed_at) == ("rejected", None)


def test_a_published_report_is_not_turned_down_here(client: Client, editor: User, batch: IngestBatch) -> None:
    item = item_of(batch, "b.html")
    assert item.article is not None
    publishing.publish(item.article)
    client.post(url(item), {"_reject": "1", "why": "重复"})
    assert "这篇报道已经发布，不能在这里退掉。请到报道页撤下它。" in messages_of(client, url(item))
    assert fresh(item).decision == ""


def test_a_failed_page_is_seen_or_turned_down(client: Client, editor: User, batch: IngestBatch) -> None:
    item = item_of(batch, "d.jsonl")
    client.post(url(item), {"_accept": "1"})
    assert fresh(item).decision == "accepted"


def test_a_decision_that_somebody_else_took_first_is_told(client: Client, editor: User, batch: IngestBatch) -> None:
    item = item_of(batch, "d.jsonl")
    other = member(Role.REVIEWER, "另一位")
    BatchItem.objects.filter(pk=item.pk).update(decision="rejected", decided_by=other)
    client.post(url(item), {"_accept": "1"})
    assert "这一页已由另一位处理：已退掉。" in messages_of(client, url(item))


def test_what_somebody_else_saved_meanwhile_is_not_written_over_in_silence(
    client: Client, editor: User, batch: IngestBatch
) -> None:
    item = item_of(batch, "b.html")
    fields = filled(client, url(item))
    assert item.article is not None
    item.article.kicker = "别人填的引题"
    publishing.record_edit(item.article, member(Role.REVIEWER, "另一位"))
    response = client.post(url(item), {**fields, "kicker": "我填的引题", "_publish": "1"})
    assert str(response.context["adminform"].form.errors["__all__"][0]).startswith("您打开之后")
    assert 'value="我填的引题"' in response.content.decode()
    done = fresh(item)
    assert done.article is not None
    assert (done.decision, done.article.kicker, done.article.state) == ("", "别人填的引题", State.DRAFT)


def test_a_button_of_a_screen_that_is_out_of_date_does_nothing(
    client: Client, editor: User, batch: IngestBatch
) -> None:
    item = item_of(batch, "b.html")
    fields = filled(client, url(item))
    client.post(url(item), {"_reject": "1", "why": "重复"})
    client.post(url(item), {**fields, "_publish": "1"})
    assert "没有保存：这一页没有可改的记录，或别人已经处理了它。" in messages_of(client, url(item))
    done = fresh(item)
    assert done.article is not None
    assert (done.decision, done.article.state) == ("rejected", State.DRAFT)


def test_the_end_of_a_batch_is_told(client: Client, editor: User, batch: IngestBatch) -> None:
    item = item_of(batch, "d.jsonl")
    batch.items.exclude(pk=item.pk).update(decision="accepted")
    response = client.post(url(item), {"_accept": "1"}, follow=True)
    assert "都看完了。" in [str(message) for message in response.context["messages"]]


# Who may


@pytest.fixture
def colleague(client: Client) -> User:
    user = User.objects.create_user("colleague", password="sample-only", is_staff=True)
    client.force_login(user)
    return user


def allow(user: User, *codenames: str) -> None:
    kind = ContentType.objects.get_for_model(Article)
    for codename in codenames:
        name = {"codename": codename, "content_type": kind}
        user.user_permissions.add(Permission.objects.get_or_create(**name, defaults={"name": codename})[0])


@pytest.mark.parametrize("where", ["review", "batch", "fill", "draft", "drafts"])
def test_without_leave_to_change_reports_there_is_no_review(
    client: Client, colleague: User, batch: IngestBatch, where: str
) -> None:
    item = item_of(batch, "b.html")
    paths = {
        "review": url(item), "batch": f"/admin/archive/batchitem/batch/{batch.pk}/",
        "fill": f"/admin/archive/batchitem/batch/{batch.pk}/fill/",
        "draft": f"/admin/archive/batchitem/draft/{item.article_id}/", "drafts": "/admin/archive/batchitem/drafts/",
    }  # fmt: skip
    allow(colleague, "view_article")
    assert client.get(paths[where]).status_code == 403
    sent = {"_reject": "1", "why": "x", "place": "411300", "date_rule": ""}
    assert client.post(paths[where], sent).status_code == 403
    assert fresh(item).decision == ""
    client.logout()
    assert client.get(paths[where]).status_code == 302


@pytest.mark.parametrize(
    ("codenames", "buttons"),
    [
        (("change_article", "view_article"), []),
        (("change_article", "view_article", "submit_article"), ["_submit"]),
        (("change_article", "view_article", "submit_article", "publish_article"), ["_publish", "_submit"]),
    ],
)
def test_the_buttons_are_those_that_one_may_press(
    client: Client, colleague: User, batch: IngestBatch, codenames: tuple[str, ...], buttons: list[str]
) -> None:
    allow(colleague, *codenames)
    html = client.get(url(item_of(batch, "b.html"))).content.decode()
    assert [name for name in re.findall(r'name="(_\w+)"', html) if name in ("_publish", "_submit")] == buttons
