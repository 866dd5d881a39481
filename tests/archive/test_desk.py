"""The desk: the counts are those of the archive, cost a fixed number of queries, and show only what one may see."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from archive import notices, publishing
from archive.desk import Desk, desk_of
from archive.models import (
    Article,
    BatchFile,
    BatchItem,
    Capture,
    Change,
    IngestBatch,
    Resemblance,
    Revision,
)
from archive.permissions import Role
from tests.archive.factories import make_article
from tests.archive.staff import desk_of as log_in
from tests.archive.staff import member

pytestmark = pytest.mark.django_db

QUERIES = 14  # of the page: session, account and permissions, then the desk
QUERIES_OF_NAMES = 2  # of places and reports, where there are any


def desk() -> Desk:
    shown = desk_of(User.objects.filter(username="样例审核").first() or member(Role.REVIEWER))
    assert shown is not None
    return shown


def queues() -> dict[str, int]:
    return {str(queue.label): queue.count for queue in desk().queues}


def batch_of(*outcomes: str, decision: str = "") -> IngestBatch:
    batch = IngestBatch.objects.create(label="样例一批")
    file = BatchFile.objects.create(batch=batch, order=0, file_name="样例.zip")
    for order, outcome in enumerate(outcomes):
        BatchItem.objects.create(batch=batch, file=file, order=order, outcome=outcome, decision=decision)
    return batch


def test_nothing_waits_in_an_empty_archive(client: Client) -> None:
    shown = desk()
    assert (shown.waiting, shown.arrived, shown.arrivals, shown.acts) == (0, 0, [], [])
    page = log_in(client, member(Role.EDITOR)).get("/admin/").content.decode()
    assert "眼下没有什么等着处理。" in page
    assert "本月还没有收入报道。" in page
    assert "与档案一致" in page


def test_queues_count_what_waits() -> None:
    one, other = make_article("甲", publish=False), make_article("乙", publish=False)
    trashed = make_article("丙", publish=False)
    Article.objects.filter(pk=trashed.pk).update(trashed_at=timezone.now())
    publishing.submit(other)
    published = make_article("丁")
    Revision.objects.create(article=published, number=2, state="pending", record={})
    Revision.objects.create(article=published, number=3, state="applied", record={})
    batch_of("near", "needs review", "new", "failed")
    batch_of("near", decision="accepted")
    Resemblance.objects.create(first=one, second=other, similarity=0.9)
    Resemblance.objects.create(first=other, second=published, similarity=0.9, decision="both")
    notices.receive(published, "other", "样例来信", "", "", None)
    assert queues() == {
        "待审": 1, "草稿": 1, "待批准的修订": 1, "有待看页面的批次": 1, "未定的相近报道": 1, "读者来信": 1
    }  # fmt: skip
    assert [queue.note for queue in desk().queues if queue.note] == ["2 页待看，2 批正在收入"]


def test_every_queue_leads_to_what_waits_in_it(client: Client) -> None:
    waits, trashed = make_article("丁"), make_article("丙", publish=False)
    Article.objects.filter(pk=trashed.pk).update(trashed_at=timezone.now())
    for article in (waits, trashed, make_article("戊")):
        state = "applied" if article.headline == "戊" else "pending"
        Revision.objects.create(article=article, number=2, state=state, record={})
    shown = {str(queue.label): queue for queue in desk().queues}
    assert all(queue.url for queue in shown.values())
    log_in(client, member(Role.REVIEWER, "样例另一审核"))
    listed = client.get(shown["待批准的修订"].url).context["cl"].result_list
    assert [article.headline for article in listed] == ["丁"]
    assert shown["待批准的修订"].count == 1


def test_what_came_in_this_month_is_counted_by_city() -> None:
    for place in ("411300", "411302", "411300", "410482", "610900", None):
        make_article(place=place)
    old = make_article(place="330100")
    Change.objects.filter(article_id=old.pk).update(at=timezone.now() - dt.timedelta(days=40))
    shown = desk()
    assert shown.arrived == 6
    assert (shown.arrivals[0].label, shown.arrivals[0].share) == ("河南 南阳市", 100)
    assert {one.label: one.count for one in shown.arrivals} == {
        "河南 南阳市": 3, "河南 平顶山市": 1, "陕西 安康市": 1, "地方未定": 1
    }  # fmt: skip


def test_each_place_leads_to_its_reports(client: Client) -> None:
    for place in ("411302", "110000", None):
        make_article(place=place)
    log_in(client, member(Role.REVIEWER, "样例另一审核"))
    for one in desk().arrivals:
        assert client.get(one.url).context["cl"].result_count == one.count


def test_places_beyond_the_first_are_counted_together() -> None:
    codes = (
        "130100",
        "130200",
        "130300",
        "130400",
        "130500",
        "130600",
        "130700",
        "130800",
        "130900",
        "131000",
    )
    for code in codes:
        make_article(place=code)
    assert len(desk().arrivals) == 9
    assert (desk().arrivals[-1].label, desk().arrivals[-1].count) == ("其他各地", 2)


def test_an_index_that_lags_is_told_with_the_age_of_the_oldest(client: Client) -> None:
    make_article()
    Change.objects.all().update(applied_at=None, at=timezone.now() - dt.timedelta(hours=3))
    health = desk().health
    assert health is not None
    assert (health.unapplied, health.is_late) == (2, True)
    page = log_in(client, member(Role.EDITOR)).get("/admin/").content.decode()
    assert "2 项变更还没有跟上，最早的已有 3\xa0小时" in page
    assert "请看 manage.py work 是否在运行。" in page


def test_a_change_of_this_minute_is_no_reason_for_worry() -> None:
    make_article()
    Change.objects.all().update(applied_at=None)
    health = desk().health
    assert health is not None
    assert (health.unapplied, health.is_late) == (2, False)


def test_captures_that_are_not_what_they_were_are_told_and_found(client: Client) -> None:
    now = timezone.now()
    Capture.objects.create(payload_digest="a" * 64, size=1, file_name="好.html", fixity_checked_at=now)
    bad = Capture.objects.create(
        payload_digest="b" * 64, size=1, file_name="坏.html", fixity_checked_at=now, fixity_fault="摘要不符"
    )
    log_in(client, member(Role.EDITOR))
    page = client.get("/admin/").content.decode()
    assert "1 份原件与所记的 SHA-256 不符" in page
    listed = client.get("/admin/archive/capture/?fixity_fault__isempty=0")
    assert list(listed.context["cl"].result_list) == [bad]


def test_the_last_acts_name_reports_that_are_there(client: Client) -> None:
    gone = make_article("样例要删")
    publishing.delete(gone)
    article = make_article("样例还在", publish=False)
    acts = desk().acts
    assert [(act.change.kind, act.headline, bool(act.url)) for act in acts[:2]] == [
        ("created", "样例还在", True),
        ("deleted", None, False),
    ]
    assert acts[0].url.endswith(f"/{article.pk}/change/")


def test_the_page_costs_the_same_however_much_there_is(
    client: Client, django_assert_num_queries: Any
) -> None:
    log_in(client, member(Role.REVIEWER, "样例另一审核"))
    client.get("/admin/")
    with django_assert_num_queries(QUERIES):
        client.get("/admin/")
    for number in range(20):
        make_article(f"样例{number}", place=["411300", "610900", "330100", "130500"][number % 4])
        batch_of("near")
    with django_assert_num_queries(QUERIES + QUERIES_OF_NAMES):
        client.get("/admin/")


def test_who_may_not_see_reports_has_no_desk(client: Client) -> None:
    visitor = User.objects.create_user("样例访客", is_staff=True)
    assert desk_of(visitor) is None
    assert log_in(client, visitor).get("/admin/").status_code == 200
