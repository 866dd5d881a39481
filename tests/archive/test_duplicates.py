"""Reports near to one another: signed, found as they come in and over the whole archive, and noted once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from archive import publishing, signatures
from archive.all_pairs import find_all
from archive.deciding import keep_both
from archive.duplicates import note_resemblances, reports_near
from archive.editing import set_body
from archive.ingest.intake import IngestResult, ingest, keep_capture, preview
from archive.ingest.recording import Given
from archive.models import Article, Resemblance, State, TextBand
from archive.text.shingles import BANDS, Common, shingles_of
from tests.archive.factories import make_article
from tests.archive.resembling import LIBRARY, ROAD, SHORTENED, html, pair_of, text

pytestmark = pytest.mark.django_db


def quietly(stage: str, done: int, total: int) -> None:
    """Follow a search and say nothing."""


def bands_of_report(article: Article) -> list[int]:
    return list(article.text_bands.order_by("band").values_list("value", flat=True))


def take_in(name: str, headline: str, paragraphs: tuple[str, ...], publish: bool = False) -> IngestResult:
    line = json.dumps({"headline": headline, "body": text(*paragraphs)}, ensure_ascii=False)
    return next(ingest(keep_capture(name, line.encode()), Given(publish=publish)))


# Signatures


def test_a_report_is_signed_when_it_is_created_and_anew_when_its_text_changes() -> None:
    article = make_article(body=html(*ROAD))
    before = bands_of_report(article)
    assert before == signatures.signature_of(text(*ROAD))
    set_body(article, html(*LIBRARY))
    publishing.record_edit(article)
    assert bands_of_report(article) == signatures.signature_of(text(*LIBRARY)) != before


def test_an_edit_that_leaves_the_text_writes_no_band(django_assert_num_queries: Any) -> None:
    article = make_article(body=html(*ROAD))
    rows = list(article.text_bands.values_list("pk", flat=True))
    with django_assert_num_queries(1):
        signatures.keep_signature(article)
    assert list(article.text_bands.values_list("pk", flat=True)) == rows


def test_a_signature_is_written_in_one_query_and_goes_with_its_report(django_assert_num_queries: Any) -> None:
    article = make_article(body=html(*ROAD))
    TextBand.objects.all().delete()
    with django_assert_num_queries(2):
        signatures.keep_signature(article)
    assert TextBand.objects.count() == BANDS
    publishing.delete(article)
    assert not TextBand.objects.exists()


def test_a_text_that_became_too_short_loses_its_signature() -> None:
    article = make_article(body=html(*ROAD))
    set_body(article, "<p>完。</p>")
    publishing.record_edit(article)
    assert not TextBand.objects.exists()


def test_standing_phrases_are_common_before_anything_was_counted_and_stay_so() -> None:
    slogan = "深入学习贯彻习近平新时代中国特色社会主义思想"
    known = signatures.common_phrases()
    assert known.own_of(shingles_of(slogan)).size == 0
    signatures.keep_common_phrases(Common.of_phrases([ROAD[0]]))
    counted = signatures.common_phrases()
    for phrase in (slogan, ROAD[0]):
        assert counted.own_of(shingles_of(phrase)).size == 0


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY\x01\x00", b"not a count"])
def test_a_damaged_count_stands_for_none(state_dir: Path, damage: bytes) -> None:
    signatures.keep_common_phrases(Common.of_phrases([ROAD[0]]))
    (state_dir / signatures.FILE_NAME).write_bytes(damage)
    assert signatures.common_phrases().own_of(shingles_of(ROAD[0])).size


# As they come in


def test_a_near_report_comes_in_as_a_draft_beside_the_one_it_resembles() -> None:
    first = take_in("a.jsonl", "先收的", ROAD, publish=True)
    result = take_in("b.jsonl", "后收的", SHORTENED)
    assert (first.status, result.status) == ("new", "near")
    assert first.article is not None
    assert result.article is not None
    assert result.resembles == first.article
    assert result.reason == f"与 #{first.article.pk} 相近（100 %）。"
    assert result.article.state == State.DRAFT
    pair = Resemblance.objects.get()
    assert (pair.first, pair.second, pair.decision) == (first.article, result.article, "")


def test_another_report_is_new() -> None:
    take_in("a.jsonl", "先收的", ROAD)
    result = take_in("b.jsonl", "另一件事", LIBRARY)
    assert (result.status, result.reason, result.resembles) == ("new", None, None)
    assert not Resemblance.objects.exists()


def test_a_near_report_is_not_published_unseen() -> None:
    first = take_in("a.jsonl", "先收的", ROAD, publish=True)
    result = take_in("b.jsonl", "后收的", SHORTENED, publish=True)
    assert first.article is not None
    assert result.reason == f"与 #{first.article.pk} 相近（100 %）。 没有发布，请先对照。"
    assert list(Article.objects.published()) == [first.article]


def test_a_near_draft_is_not_published_when_its_file_comes_again_until_it_was_decided_on() -> None:
    take_in("a.jsonl", "先收的", ROAD)
    take_in("b.jsonl", "后收的", SHORTENED)
    again = take_in("b.jsonl", "后收的", SHORTENED, publish=True)
    assert again.article is not None
    assert (again.status, again.reason) == ("unchanged", f"#{again.article.pk} 仍是草稿，没有发布。")
    keep_both(Resemblance.objects.get())
    again = take_in("b.jsonl", "后收的", SHORTENED, publish=True)
    assert again.article is not None
    assert again.article.is_public


def test_the_same_text_in_other_bytes_stays_unchanged() -> None:
    take_in("a.jsonl", "同一标题", ROAD)
    result = take_in("b.jsonl", "同一标题", tuple(part.replace("，", ",") for part in ROAD))
    assert result.status == "unchanged"
    assert not Resemblance.objects.exists()


def test_a_preview_says_what_is_near_and_writes_nothing() -> None:
    first = make_article(body=html(*ROAD))
    line = json.dumps({"headline": "后收的", "body": text(*SHORTENED)}).encode()
    result = next(preview("b.jsonl", line, Given()))
    assert (result.status, result.reason) == ("near", f"与 #{first.pk} 相近（100 %）。")
    assert Article.objects.count() == 1
    assert not Resemblance.objects.exists()


def test_doubts_stand_behind_the_resemblance() -> None:
    first, soon = make_article(body=html(*ROAD), publish=False), timezone.localdate().year + 2
    line = json.dumps({"headline": "后收的", "body": text(*SHORTENED), "date_published": str(soon)}).encode()
    result = next(ingest(keep_capture("b.jsonl", line), Given()))
    assert result.status == "near"
    assert result.reason == f"与 #{first.pk} 相近（100 %）。 刊发日期 {soon} 还没有到。"


def test_a_taken_identifier_with_another_text_keeps_its_own_outcome() -> None:
    make_article(body=html(*ROAD), identifier="x-1", publish=False)
    line = json.dumps({"identifier": "x-1", "headline": "后收的", "body": text(*SHORTENED)}).encode()
    result = next(ingest(keep_capture("b.jsonl", line), Given()))
    assert (result.status, result.near) == ("needs review", ())
    assert Article.objects.count() == 1


def test_the_nearest_is_named_first_and_what_lies_in_the_trash_last() -> None:
    whole = make_article("全文", html(*ROAD), publish=False)
    part = make_article("部分", html(*ROAD[:8], LIBRARY[0]), publish=False)
    found = reports_near(text(*ROAD))
    assert [one.article for one in found] == [whole, part]
    whole.trashed_at = timezone.now()
    whole.save()
    found = reports_near(text(*ROAD))
    assert [one.article for one in found] == [part, whole]
    assert str(found[1]) == f"与 #{whole.pk} 相近（100 %），它在回收站里。"


def test_asking_costs_three_queries_however_many_reports_there_are(django_assert_num_queries: Any) -> None:
    for number in range(4):
        make_article(f"第{number}篇", html(*ROAD), publish=False)
    with django_assert_num_queries(3):
        assert len(reports_near(text(*ROAD))) == 4


def test_a_pair_that_was_decided_is_noted_no_second_time() -> None:
    pair = pair_of()
    keep_both(pair)
    note_resemblances(pair.second, reports_near(text(*ROAD)))
    assert Resemblance.objects.filter(first=pair.first, second=pair.second).get().decision == "both"


# The whole archive


def test_drafts_and_published_reports_are_found_and_found_once() -> None:
    first, other = make_article("甲", html(*ROAD)), make_article("乙", html(*LIBRARY))
    second = make_article("丙", html(*SHORTENED), publish=False)
    TextBand.objects.all().delete()
    assert find_all(quietly) == (3, 1, 1)
    assert list(Resemblance.objects.values_list("first", "second")) == [(first.pk, second.pk)]
    assert TextBand.objects.count() == 3 * BANDS
    assert other.text_bands.count() == BANDS
    assert find_all(quietly) == (3, 1, 0)


def test_what_was_decided_stays_when_it_is_found_again() -> None:
    pair = pair_of()
    keep_both(pair)
    assert find_all(quietly) == (2, 1, 0)
    pair.refresh_from_db()
    assert pair.decision == "both"


def test_a_pair_that_waits_is_forgotten_when_its_reports_differ_and_renewed_when_they_do_not() -> None:
    gone = pair_of(second=lambda: make_article("另一件事", html(*LIBRARY)))
    kept = pair_of(first=gone.first)
    find_all(quietly)
    assert list(Resemblance.objects.values_list("pk", "similarity")) == [(kept.pk, 1.0)]


def test_a_second_search_writes_no_band_again() -> None:
    pair_of()
    find_all(quietly)
    rows = list(TextBand.objects.order_by("pk").values_list("pk", flat=True))
    find_all(quietly)
    assert list(TextBand.objects.order_by("pk").values_list("pk", flat=True)) == rows


def test_a_search_that_was_stopped_goes_on_with_what_is_missing() -> None:
    pair_of()
    TextBand.objects.filter(article=Article.objects.latest("pk")).delete()
    kept = set(TextBand.objects.values_list("pk", flat=True))

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "compare":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find_all(stop)
    assert kept < set(TextBand.objects.values_list("pk", flat=True))
    find_all(quietly)
    assert TextBand.objects.count() == 2 * BANDS


def test_an_empty_archive_has_no_pairs() -> None:
    assert find_all(quietly) == (0, 0, 0)


def test_the_command_lists_what_waits_and_sums_up(capsys: pytest.CaptureFixture[str]) -> None:
    pair = pair_of()
    call_command("find_duplicates")
    line, summary = capsys.readouterr().out.splitlines()
    assert line == f"#{pair.first_id} ~ #{pair.second_id}  100 %  先收的 | 后收的"
    assert summary.endswith("相近 1 对，其中新发现 0 对；等待处理 1 对。")
    keep_both(pair)
    call_command("find_duplicates")
    assert capsys.readouterr().out.splitlines()[0].startswith("比较 2 篇")


def test_the_command_prints_json_alone(capsys: pytest.CaptureFixture[str]) -> None:
    pair = pair_of()
    call_command("find_duplicates", "--json")
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line) == {
        "first": pair.first_id, "second": pair.second_id, "similarity": 1.0,
        "first_headline": "先收的", "second_headline": "后收的",
    }  # fmt: skip
