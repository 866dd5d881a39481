"""Readers write about a report: what comes in, what is refused, and what is kept of who wrote."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import pytest
from django.test import Client
from django.utils import timezone

from archive import notices, publishing
from archive.acting import address_of
from archive.models import Article, AuditEntry, ReaderNotice
from tests.archive.reports import draft, published

pytestmark = pytest.mark.django_db

LETTER: Final = {
    "kind": "correction", "message": "第二段的“三会”应为“三会一课”。", "name": "", "contact": "", "website": "",
}  # fmt: skip


def write(client: Client, article: Article, **changes: Any) -> Any:
    """Send a letter about a report."""
    headers = {name: changes.pop(name) for name in ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR") if name in changes}
    return client.post(f"/articles/{article.pk}/report/", {**LETTER, **changes}, **headers)


def test_a_letter_is_kept_and_its_number_told(client: Client) -> None:
    article = published()
    form = client.get(f"/articles/{article.pk}/report/").content.decode()
    assert 'name="csrfmiddlewaretoken"' in form
    assert "撤稿或隐私请求" in form
    response = write(client, article, name="张三", contact="zhang@example.org")
    kept = ReaderNotice.objects.get()
    assert (kept.article, kept.article_number, kept.kind, kept.status) == (article, article.pk, "correction", "open")
    assert (kept.message, kept.name, kept.contact) == (LETTER["message"], "张三", "zhang@example.org")
    assert response.status_code == 302
    thanks = client.get(response["Location"])
    assert f"<strong>{kept.pk}</strong>" in thanks.content.decode()
    assert "zhang@example.org" not in thanks.content.decode()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": ""}, "请选一项。"),
        ({"kind": "praise"}, "请选一项。"),
        ({"message": "  "}, "请写明是哪一处、应该怎样。"),
        ({"message": "长" * 4001}, "最多 4000 字，这里有 4001 字；请写短一些。"),
        ({"website": "http://spam.example"}, "像是程序填的"),
        ({"name": "长" * 61}, "60"),
        ({"message": "零\x00字节"}, ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client: Client, changes: dict[str, str], told: str) -> None:
    typed = {"contact": "写在这里的联系方式", **changes}
    response = write(client, published(), **typed)
    html = response.content.decode()
    assert response.status_code == 400
    assert told in html
    assert "还没有寄出" in html
    assert "写在这里的联系方式" in html
    assert not ReaderNotice.objects.exists()


def test_what_is_typed_stays_text(client: Client) -> None:
    article = published("<i>样例</i>")
    html = write(client, article, message="", name="<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html
    assert "<i>样例</i>" not in html


def test_a_letter_from_another_site_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    assert write(client, published()).status_code == 403
    assert not ReaderNotice.objects.exists()


def test_only_reports_that_are_seen_can_be_written_about(client: Client) -> None:
    withdrawn = published("撤下")
    publishing.withdraw(withdrawn, "核对中")
    for article in (draft(), withdrawn, published("内部", access="staff")):
        assert client.get(f"/articles/{article.pk}/report/").status_code == 404
        assert write(client, article).status_code == 404
    assert client.get("/articles/999999/report/").status_code == 404
    assert write(client, published("摘录", access="excerpt")).status_code == 302


def test_a_receipt_that_is_none_of_ours_thanks_nobody(client: Client) -> None:
    article = published()
    for receipt in ("1", "MQ:1abc:xyz", "'<b>"):
        assert client.get(f"/articles/{article.pk}/report/{receipt}/").status_code == 404


def test_reading_the_form_writes_nothing(client: Client, django_assert_num_queries: Any) -> None:
    article = published()
    with django_assert_num_queries(1):
        client.get(f"/articles/{article.pk}/report/")


# Too many


def test_a_sender_may_write_so_many_an_hour(client: Client) -> None:
    article = published()
    for _ in range(notices.MOST_AN_HOUR):
        assert write(client, article).status_code == 302
    response = write(client, article)
    assert response.status_code == 429
    assert "请过一会儿再写" in response.content.decode()
    assert LETTER["message"] in response.content.decode()
    assert write(client, article, REMOTE_ADDR="192.0.2.7").status_code == 302  # somebody else
    ReaderNotice.objects.update(received_at=timezone.now() - dt.timedelta(hours=1, seconds=1))
    assert write(client, article).status_code == 302


def test_all_together_may_write_so_many_a_day(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "MOST_A_DAY", 3)
    article = published()
    answers = [write(client, article, REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(1, 5)]
    assert answers == [302, 302, 302, 429]
    assert ReaderNotice.objects.count() == 3


def test_an_address_that_a_sender_made_up_counts_for_nothing(client: Client, settings: Any) -> None:
    article = published()
    for number in range(notices.MOST_AN_HOUR):
        write(client, article, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    assert write(client, article, HTTP_X_FORWARDED_FOR="198.51.100.99").status_code == 429
    settings.PROXIES = 1  # now what our own proxy added at the end counts, and only that
    for number in range(notices.MOST_AN_HOUR):
        write(client, article, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, 203.0.113.5")
    assert write(client, article, HTTP_X_FORWARDED_FOR="198.51.100.98, 203.0.113.5").status_code == 429
    assert write(client, article, HTTP_X_FORWARDED_FOR="198.51.100.98, 203.0.113.6").status_code == 302


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),  # as a server that listens on [::] writes IPv4
        ("::ffff:192.0.2.1", "192.0.2.1", True),
    ],
)
def test_a_sender_is_an_address_or_the_network_of_a_household(
    rf: Any, one: str, other: str, is_same: bool
) -> None:
    article = published()
    for address in (one, other):
        notices.receive(article, "other", "样例", "", "", address_of(rf.get("/", REMOTE_ADDR=address)))
    first, second = ReaderNotice.objects.order_by("pk").values_list("sender", flat=True)
    assert (first == second) == is_same
    assert one not in first


def test_who_has_no_address_is_counted_among_all_alone() -> None:
    article = published()
    for _ in range(notices.MOST_AN_HOUR + 1):
        notices.receive(article, "other", "样例", "", "", None)
    assert set(ReaderNotice.objects.values_list("sender", flat=True)) == {""}


def test_the_digest_of_a_sender_is_gone_after_a_day() -> None:
    article = published()
    for address in ("192.0.2.1", "192.0.2.2"):
        notices.receive(article, "other", "样例", "", "", address)
    ReaderNotice.objects.filter(pk=ReaderNotice.objects.latest("pk").pk).update(
        received_at=timezone.now() - dt.timedelta(days=1)
    )
    assert notices.take_part(lambda: False) == 1
    assert notices.take_part(lambda: False) == 0
    assert [bool(one) for one in ReaderNotice.objects.order_by("pk").values_list("sender", flat=True)] == [True, False]


def test_the_number_of_a_deleted_report_stays_with_what_was_written(client: Client) -> None:
    article = published()
    number = article.pk
    write(client, article)
    publishing.delete(article)
    kept = ReaderNotice.objects.get()
    assert (kept.article, kept.article_number) == (None, number)
