"""Kept pages read again: what would change, and what is never touched."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from archive import publishing
from archive.ingest.intake import ingest, keep_capture
from archive.ingest.recording import Given
from archive.ingest.replay import FieldDifference, apply, replay
from archive.models import Article, Place
from archive.permissions import Role
from tests.archive.staff import member

pytestmark = pytest.mark.django_db
RECORD = {"headline": "样例：巷口的党员服务站", "body": "第一段。\n第二段。", "authors": ["张三"], "place": "411300"}


def taken_in(**record: object) -> Article:
    payload = json.dumps({**RECORD, **record}, ensure_ascii=False).encode()
    given = Given(place=Place.objects.get(code="610900"), newspaper="样例晚报")
    (result,) = ingest(keep_capture("a.jsonl", payload), given)
    assert result.article
    return result.article


def test_what_rules_still_read_the_same_has_no_differences() -> None:
    assert replay(taken_in()).differences == ()


def test_what_an_operator_gave_is_given_again() -> None:
    article = taken_in(place=None)
    assert (article.place_id, article.evidence["place"]) == ("610900", "收入者指定")
    assert replay(article).differences == ()


def test_a_rule_that_reads_more_says_what_would_change_and_brings_it() -> None:
    article = taken_in()
    Article.objects.filter(pk=article.pk).update(headline="旧题")
    article.credits.all().delete()
    replayed = replay(Article.objects.get())
    assert replayed.differences == (
        FieldDifference("headline", "旧题", RECORD["headline"]),
        FieldDifference("credits", [], [{"name": "张三", "role": None}]),
        FieldDifference("authors", [], ["张三"]),
    )
    apply(replayed)
    article = Article.objects.get()
    assert (article.headline, article.authors) == (RECORD["headline"], ["张三"])


def test_a_report_edited_by_a_person_is_never_touched() -> None:
    article = taken_in()
    article.headline = "编辑改过的标题"
    publishing.record_edit(article, member(Role.EDITOR))
    replayed = replay(article)
    assert replayed.is_edited
    apply(replayed)
    assert Article.objects.get().headline == "编辑改过的标题"


def test_the_command_tells_and_with_dry_run_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    article = taken_in()
    Article.objects.filter(pk=article.pk).update(headline="旧题")
    call_command("extract", "--dry-run")
    out = capsys.readouterr().out.splitlines()
    assert out == [
        f"#{article.pk} headline: 旧题 → {RECORD['headline']}",
        "相同 0　不同 1　人工改过，未动 0　读不出 0",
    ]
    assert Article.objects.get().headline == "旧题"
    call_command("extract")
    assert Article.objects.get().headline == RECORD["headline"]
