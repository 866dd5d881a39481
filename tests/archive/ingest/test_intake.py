"""Taking in: bytes first, each page once, a bad page alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from archive import payloads, publishing
from archive.ingest.intake import IngestResult, ingest, keep_capture, page_of, preview
from archive.ingest.pdf_file import NO_TEXT
from archive.ingest.recording import Given
from archive.models import Article, Capture, Change, Newspaper, Place, Printing
from tests.archive.ingest.files import html_of, mhtml_of, pdf_of, text_of, word_of, workbook_of, zip_of
from tests.archive.ingest.test_pdf_file import REPORT

pytestmark = pytest.mark.django_db
RECORD = {
    "identifier": "r-1",
    "headline": "样例：村里的党员议事会",
    "body": "第一段说的是议事。\n第二段说的是结果。",
    "date_published": "2021-05",
    "place": "411300",
    "newspaper": "样例晚报",
    "authors": ["张三", "李四"],
}


def lines(*records: Any) -> bytes:
    return "\n".join(r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in records).encode()


def take(payload: bytes, name: str = "a.jsonl", **given: Any) -> list[IngestResult]:
    return list(ingest(keep_capture(name, payload), Given(**given)))


def statuses(results: list[IngestResult]) -> list[str]:
    return [result.status for result in results]


def test_a_record_becomes_a_draft_with_all_that_it_says() -> None:
    (result,) = take(lines(RECORD))
    article = Article.objects.get()
    assert (result.status, result.article, article.state) == ("new", article, "draft")
    assert (article.headline, article.place_id, article.newspaper.name) == (RECORD["headline"], "411300", "样例晚报")
    assert (article.date_published, article.date_precision, article.date_basis) == ("2021-05", "month", "stated")
    assert article.body_text == RECORD["body"]
    assert article.authors == ["张三", "李四"]


def test_the_bytes_are_kept_as_they_came_and_the_line_is_a_member() -> None:
    payload = lines(RECORD)
    take(payload)
    file, member = Capture.objects.order_by("pk")
    assert payloads.read(file.payload_digest) == payload
    assert (member.parent, member.payload_digest) == (file, payloads.digest_of(payload))
    assert Printing.objects.get().capture == member


def test_the_same_file_again_changes_nothing() -> None:
    take(lines(RECORD), publish=True)
    before = (Article.objects.count(), Capture.objects.count(), Printing.objects.count(), Change.objects.count())
    assert statuses(take(lines(RECORD), publish=True)) == ["unchanged"]
    assert before == (
        Article.objects.count(), Capture.objects.count(), Printing.objects.count(), Change.objects.count()
    )  # fmt: skip


def test_the_same_text_in_other_bytes_is_a_further_capture_of_the_same_report() -> None:
    take(lines(RECORD))
    other = {**RECORD, "identifier": "r-2", "newspaper": "样例日报", "headline": "樣例:村裡的黨員議事會"}
    (result,) = take(lines(other), "b.jsonl")
    assert (result.status, result.reason) == ("unchanged", f"同一报道的又一份原件，见 #{Article.objects.get().pk}。")
    assert [printing.newspaper.name for printing in Printing.objects.all()] == ["样例晚报", "样例日报"]


def test_an_identifier_that_stands_for_another_text_is_not_overwritten() -> None:
    take(lines(RECORD))
    corrected = lines({**RECORD, "body": "完全不同的正文。"})
    for _time in range(2):
        (result,) = take(corrected, "b.jsonl")
        assert (result.status, result.article) == ("needs review", None)
        assert "外部编号 r-1 已用于内容不同的报道" in (result.reason or "")
    assert Article.objects.get().body_text == RECORD["body"]
    assert Printing.objects.count() == 1
    assert Capture.objects.get(file_name="b.jsonl", parent__isnull=False).failure == result.reason


def test_a_bad_line_is_reported_with_its_number_and_the_rest_go_in() -> None:
    results = take(lines(RECORD, "{not json", {**RECORD, "identifier": "r-2", "headline": "样例：另一篇"}))
    assert statuses(results) == ["new", "failed", "new"]
    assert "2" in results[1].file + (results[1].reason or "")


def test_publishing_publishes_and_what_has_no_headline_waits() -> None:
    results = take(lines(RECORD, {"body": "只有正文。"}), publish=True)
    assert Article.objects.published().get() == results[0].article
    assert results[1].status in ("needs review", "failed")


def test_an_ambiguous_place_leaves_the_record_for_review_but_published() -> None:
    (result,) = take(lines({**RECORD, "place": "朝阳区"}), publish=True)
    assert result.status == "needs review"
    assert Article.objects.published().get().place is None


def test_what_the_operator_says_fills_gaps_only() -> None:
    bare = {"headline": "样例：无地方", "body": "一段。"}
    given = {"place": Place.objects.get(code="610900"), "newspaper": "样例早报"}
    take(lines(RECORD, bare), **given)
    told, filled = Article.objects.order_by("pk")
    assert (told.place_id, told.newspaper.name) == ("411300", "样例晚报")
    assert len(told.warnings) == 2
    assert (filled.place_id, filled.newspaper.name) == ("610900", "样例早报")
    assert filled.evidence["place"] == "收入者指定"


def test_a_preview_writes_nothing() -> None:
    (result,) = preview("a.jsonl", lines(RECORD), Given())
    assert (result.status, result.extracted.headline) == ("new", RECORD["headline"])
    for model in (Article, Capture, Newspaper, Change):
        assert not model.objects.exists()


def test_an_unknown_format_fails_with_its_name_and_is_kept() -> None:
    (result,) = take(b"\x7fELF\x00\x01", "tool.exe")
    assert result.status == "failed"
    assert result.file == "tool.exe"
    assert Capture.objects.get().failure == result.reason


def test_a_deleted_report_may_come_in_again() -> None:
    (result,) = take(lines(RECORD))
    publishing.delete(result.article)
    assert statuses(take(lines(RECORD))) == ["new"]


def test_a_page_that_breaks_the_program_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(page: Any, gazetteer: Any) -> Any:
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr("archive.ingest.intake.extract", broken)
    (result,) = take(lines(RECORD))
    assert (result.status, result.reason) == ("failed", "程序出错，这一页没有收入；原件已保存。")
    assert not Article.objects.exists()


def test_a_draft_that_nobody_touched_is_published_when_asked_for_later() -> None:
    take(lines(RECORD))
    (result,) = take(lines(RECORD), publish=True)
    number = Article.objects.published().get().pk
    assert (result.status, result.reason) == ("unchanged", f"#{number} 原是草稿，已发布。")


def test_a_draft_that_a_person_touched_is_left_to_them() -> None:
    (result,) = take(lines(RECORD))
    publishing.record_edit(result.article)
    (result,) = take(lines(RECORD), publish=True)
    assert result.reason == f"#{result.article.pk} 仍是草稿，没有发布。"
    assert not Article.objects.published().exists()


def test_a_date_that_is_still_to_come_waits_for_a_person() -> None:
    (result,) = take(lines({**RECORD, "date_published": "2150"}), publish=True)
    assert (result.status, result.reason) == ("needs review", "刊发日期 2150 还没有到。")
    assert not Article.objects.published().exists()


def test_a_year_of_no_newspaper_is_a_bad_record() -> None:
    (result,) = take(lines({**RECORD, "date_published": "3022"}))
    assert result.status == "failed"
    assert "3022" in (result.reason or "")


def test_a_body_longer_than_any_report_is_cut_told_and_not_published() -> None:
    (result,) = take(lines({**RECORD, "body": "字" * 500_000}), publish=True)
    assert result.status == "needs review"
    assert "正文有 500000 个字符" in (result.reason or "")
    article = Article.objects.get()
    assert (len(article.body_text), article.state) == (400_000, "draft")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"credits": [{"name": "张三", "role": 5}]}, "credits"),
        ({"place": ["x"]}, "place"),
        ({"identifier": "i" * 300}, "identifier"),
    ],
)
def test_a_value_of_the_wrong_shape_is_named(wrong: dict[str, Any], why: str) -> None:
    (result,) = take(lines({**RECORD, **wrong}))
    assert result.status == "failed"
    assert why in (result.reason or "")


def test_a_place_as_our_own_records_have_it_is_understood() -> None:
    take(lines({**RECORD, "place": {"code": "610900", "name": "安康市"}}))
    assert Article.objects.get().place_id == "610900"


def test_a_record_that_lost_a_character_elsewhere_is_published_with_a_warning() -> None:
    (result,) = take(lines({**RECORD, "body": "一个字\ufffd在别处就丢了。"}), publish=True)
    assert result.status == "needs review"
    article = Article.objects.published().get()
    assert any("\ufffd" in warning for warning in article.warnings)


def test_a_scan_is_kept_and_asked_about_and_makes_no_report() -> None:
    payload = pdf_of([REPORT, []])

    first, second = take(payload, "版面.pdf")

    assert (first.status, first.article is not None) == ("needs review", True)
    assert (second.file, second.status, second.article) == ("版面.pdf:第 2 页", "needs review", None)
    assert second.reason == NO_TEXT
    assert Capture.objects.get(member="第 2 页").failure == NO_TEXT
    assert Article.objects.count() == 1


def test_a_row_of_a_table_is_published_as_a_line_of_json_is() -> None:
    payload = workbook_of([("标题", "正文", "日期", "备注"), ("样例标题", "样例正文。", "2021-03-05", "x")])

    (result,) = take(payload, "表.xlsx", publish=True)

    assert (result.status, result.article and result.article.state) == ("new", "published")


def test_every_page_of_every_kind_is_found_again_with_its_bytes_and_not_taken_in_twice() -> None:
    payload = zip_of(
        {
            "a.html": html_of("样例标题甲"),
            "b.txt": text_of("样例标题乙"),
            "c.docx": word_of(),
            "d.pdf": pdf_of([REPORT, []]),
            "e.xlsx": workbook_of([("标题", "正文"), ("甲", "样例一。"), ("乙", "样例二。")]),
            "f.csv": "标题,正文\n丙,样例三。\n",
            "g.jsonl": '{"headline": "丁", "body": "样例四。"}',
            "h.mhtml": mhtml_of(html_of("样例标题戊"), {}),
        }
    )
    first = take(payload, "一年.zip")
    again = take(payload, "一年.zip")

    members = Capture.objects.exclude(parent=None)
    assert members.count() == len(first) == 10
    for capture in members:
        page = page_of(capture)
        assert (page.member, payloads.digest_of(page.payload)) == (capture.member, capture.payload_digest)
    assert [r.status for r in again] == ["needs review" if r.file.endswith("第 2 页") else "unchanged" for r in first]


def test_a_doubt_that_is_told_twice_is_given_once() -> None:
    page = "".join(f"<p>样例{n}段，党员们在村口开会，商量怎样把水渠修好。</p>" for n in "一二三")
    (result,) = take(page.encode(), "粘贴.html")
    assert result.reason == "没有读出标题。"
