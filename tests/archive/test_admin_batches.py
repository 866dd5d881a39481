"""The page of a batch, its progress, its report, and who may do what."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from archive.desk import desk_of
from archive.ingest.batches import run_batch
from archive.models import Article, BatchItem, IngestBatch
from tests.archive.ingest.test_batches import after, batch_of, lines, many, never, record

pytestmark = pytest.mark.django_db

LIST = "/admin/archive/ingestbatch/"


@pytest.fixture
def editor(client: Client) -> User:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    user = User.objects.create_superuser("editor", password="sample-only")
    client.force_login(user)
    return user


@pytest.fixture
def finished() -> IngestBatch:
    """Return a batch with every outcome but near, and a file that was refused."""
    batch = batch_of(
        ("=cmd|.jsonl", lines(record(1), "{不是", record(1), record(2, place="朝阳区"))), ("<i>空.html", b"")
    )
    run_batch(batch, never)
    batch.refresh_from_db()
    return batch


def address(batch: IngestBatch, rest: str = "change/") -> str:
    return f"{LIST}{batch.pk}/{rest}"


def shown(response: Any) -> list[tuple[str, str, str]]:
    return [(row.file.file_name, row.member, row.outcome) for row in response.context["rows"]]


ROWS = [
    ("=cmd|.jsonl", "第 1 行", "new"),
    ("=cmd|.jsonl", "第 2 行", "failed"),
    ("=cmd|.jsonl", "第 3 行", "unchanged"),
    ("=cmd|.jsonl", "第 4 行", "needs review"),
    ("<i>空.html", "", "failed"),
]


def test_a_batch_shows_a_row_for_each_page_and_each_refused_file(
    client: Client, editor: User, finished: IngestBatch
) -> None:
    response = client.get(address(finished))
    assert shown(response) == ROWS
    page = response.content.decode()
    article = Article.objects.get(headline="样例村第1党支部办实事")
    assert page.count(f'href="/admin/archive/article/{article.pk}/change/"') == 2  # new, and what equals it
    assert "<i>空" not in page
    assert "data-progress-url" not in page
    assert "与此相同：" in page


@pytest.mark.parametrize(
    ("outcome", "rows"),
    [("new", ROWS[:1]), ("failed", [ROWS[1], ROWS[4]]), ("needs review", [ROWS[3]]), ("near", []), ("不明", ROWS)],
)
def test_a_count_leads_to_what_it_counts(
    client: Client, editor: User, finished: IngestBatch, outcome: str, rows: list[tuple[str, str, str]]
) -> None:
    response = client.get(address(finished), {"outcome": outcome})
    assert shown(response) == rows
    counts = {count["value"]: count["count"] for count in response.context["counts"]}
    assert counts == {"": 5, "new": 1, "unchanged": 1, "near": 0, "needs review": 1, "failed": 2}


def test_near_pages_lead_to_what_they_are_near_to(client: Client, editor: User, finished: IngestBatch) -> None:
    other = Article.objects.get(headline="样例村第2党支部办实事")
    BatchItem.objects.filter(outcome="new").update(outcome="near", resembles=other)
    page = client.get(address(finished), {"outcome": "near"}).content.decode()
    assert f'与此相近：<a href="/admin/archive/article/{other.pk}/change/">' in page


def test_a_long_batch_is_turned_over(client: Client, editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.admin.batches.ROWS_PER_PAGE", 4)
    batch = batch_of(("一.jsonl", many(9)))
    run_batch(batch, never)
    pages = [shown(client.get(address(batch), {"p": number})) for number in (1, 2, 3)]
    assert [row[1] for page in pages for row in page] == [f"第 {number} 行" for number in range(1, 10)]


def test_the_number_of_queries_does_not_grow_with_the_pages(
    client: Client, editor: User, django_assert_max_num_queries: Any
) -> None:
    batch = batch_of(("一.jsonl", many(40)), ("空.html", b""))
    run_batch(batch, never)
    with django_assert_max_num_queries(16):
        client.get(address(batch))
    with django_assert_max_num_queries(10):
        client.get(LIST)


def test_progress_is_told_as_it_is(client: Client, editor: User) -> None:
    batch = batch_of(("一.jsonl", many(4)))
    assert client.get(address(batch, "progress/")).json() == {
        "state": "waiting",
        "is_over": False,
        "percent": 0,
        "spoken": "等待 · 已收 0 页，读完 0 / 1 个文件",
        "counts": {"new": 0, "unchanged": 0, "near": 0, "needs review": 0, "failed": 0},
    }
    run_batch(batch, after(2))
    answer = client.get(address(batch, "progress/"))
    assert "no-store" in answer["Cache-Control"]
    assert (answer.json()["percent"], answer.json()["spoken"]) == (50, "收入中 · 已收 2 页，读完 0 / 1 个文件")
    run_batch(batch, never)
    over = client.get(address(batch, "progress/")).json()
    assert (over["is_over"], over["percent"], over["counts"]["new"]) == (True, 100, 4)


def test_the_report_has_a_row_for_each_and_no_formula(client: Client, editor: User, finished: IngestBatch) -> None:
    response = client.get(address(finished, "report.csv"))
    written = b"".join(response.streaming_content).decode()
    assert written.startswith("\ufeff序号,文件,")
    rows = list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"))))
    labels = {"new": "新收", "unchanged": "未变", "failed": "失败", "needs review": "待看"}
    # The apostrophe keeps a spreadsheet from reckoning.
    assert [(row["文件"].lstrip("'"), row["文件内位置"], row["结果"]) for row in rows] == [
        (name, member, labels[outcome]) for name, member, outcome in ROWS
    ]
    assert {row["文件"] for row in rows[:4]} == {"'=cmd|.jsonl"}
    assert [row["序号"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert rows[0]["报道编号"] == rows[2]["报道编号"] != ""
    assert rows[4]["原因"] == "文件是空的。请重新保存原页面再收入。"
    assert "attachment" in response["Content-Disposition"]


def test_a_report_of_many_pages_goes_out_in_blocks(
    client: Client, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.ingest.batch_report.ROWS_TOGETHER", 4)
    batch = batch_of(("一.jsonl", many(9)))
    run_batch(batch, never)
    blocks = list(client.get(address(batch, "report.csv")).streaming_content)
    assert len(blocks) == 4
    assert b"".join(blocks).count(b"\r\n") == 10


def test_the_report_names_the_files_that_were_not_read_to_their_end(client: Client, editor: User) -> None:
    batch = batch_of(("一.jsonl", many(1)), ("二.jsonl", many(2)), ("三.jsonl", b""))
    pages = iter([False, True])
    run_batch(batch, lambda: next(pages, True))

    def unread() -> list[tuple[str, str]]:
        written = b"".join(client.get(address(batch, "report.csv")).streaming_content).decode("utf-8-sig")
        rows = csv.DictReader(io.StringIO(written))
        return [(row["文件"], row["原因"]) for row in rows if row["结果"] == "没有读完"]

    assert ("二.jsonl", "这个文件还没有读完。") in unread()
    client.post(address(batch, "cancel/"))
    assert ("二.jsonl", "批次已取消，这个文件没有读完。") in unread()
    assert "三.jsonl" not in dict(unread())


def test_cancelling_and_going_on_are_buttons(client: Client, editor: User) -> None:
    batch = batch_of(("一.jsonl", many(2)))
    page = client.get(address(batch)).content.decode()
    assert f'action="{address(batch, "cancel/")}"' in page
    assert client.get(address(batch, "cancel/")).status_code == 405
    assert client.get(address(batch, "go-on/")).status_code == 405
    client.post(address(batch, "go-on/"))
    batch.refresh_from_db()
    assert batch.state == "done"
    told = client.post(address(batch, "cancel/"), follow=True).content.decode()
    assert "这一批已经收完" in told
    other = batch_of(("二.jsonl", lines(record(7))))
    told = client.post(address(other, "cancel/"), follow=True).content.decode()
    assert "已取消：不再收入后面的页面" in told
    assert (Article.objects.count(), "已取消" in told) == (2, True)


def test_the_list_counts_and_leads_on(client: Client, editor: User, finished: IngestBatch) -> None:
    page = client.get(LIST).content.decode()
    assert f'<a href="{address(finished)}?outcome=failed">2</a>' in page
    assert client.get(LIST, {"q": "空.html"}).context["cl"].result_count == 1
    assert client.get(LIST, {"q": "没有的文件"}).context["cl"].result_count == 0


def test_the_desk_leads_to_the_batches_with_pages_left(client: Client, editor: User, finished: IngestBatch) -> None:
    other = batch_of(("一.jsonl", many(1)))
    run_batch(other, never)
    BatchItem.objects.filter(batch=finished, outcome="new").update(outcome="near")
    desk = desk_of(editor)
    assert desk is not None
    [link] = [queue.url for queue in desk.queues if str(queue.label) == "有待看页面的批次"]
    assert list(client.get(link).context["cl"].result_list) == [finished]
    finished.items.update(decision="accepted")
    assert list(client.get(link).context["cl"].result_list) == []


def test_a_batch_that_is_not_there_is_404(client: Client, editor: User) -> None:
    for rest in ("change/", "progress/", "report.csv"):
        assert client.get(f"{LIST}99/{rest}").status_code == 404
    assert client.post(f"{LIST}99/cancel/").status_code == 404
    assert client.get(f"{LIST}x/change/").status_code == 404


def test_who_may_add_reports_sees_batches_and_others_do_not(client: Client) -> None:
    batch = batch_of(("一.jsonl", many(1)))
    pages = ["", f"{batch.pk}/change/", f"{batch.pk}/progress/", f"{batch.pk}/report.csv"]
    acts = [f"{batch.pk}/cancel/", f"{batch.pk}/go-on/"]
    user = User.objects.create_user("adder", password="sample-only", is_staff=True)
    client.force_login(user)
    assert {client.get(LIST + page).status_code for page in pages} == {403}
    assert {client.post(LIST + act).status_code for act in acts} == {403}
    user.user_permissions.add(Permission.objects.get(codename="view_ingestbatch"))
    assert {client.get(LIST + page).status_code for page in pages} == {200}
    assert {client.post(LIST + act).status_code for act in acts} == {403}
    user.user_permissions.set([Permission.objects.get(codename="add_article")])
    assert {client.get(LIST + page).status_code for page in pages} == {200}
    assert {client.post(LIST + act).status_code for act in acts} == {302}
    client.logout()
    assert {client.get(LIST + page).status_code for page in pages} == {302}
