"""The rules of a paper as its pages are taken in: which paper's, in which order of precedence, for which pages."""

from __future__ import annotations

import json

import pytest

from archive.ingest.intake import ingest, keep_capture, preview
from archive.ingest.kept_rules import rules_for
from archive.ingest.recording import Given
from archive.models import Article, Newspaper, PaperRules, Place

pytestmark = pytest.mark.django_db

PAGE = """<html><head><title>样例：渠水进村</title></head><body>
<h1>样例：渠水进村</h1><div>见报 98.11.5</div>
<div class="content"><p>渠修到村口那天，老人们都来看水，孩子们沿着渠跑了一里多地，谁也不肯先回家。</p>
<p>支部算过账，这条渠能多浇三百亩地，明年春天就不用再排队等水，玉米和红薯都能赶上墒情。</p>
<p>村民们商量好了轮流看渠，名单写在黑板上，哪一段漏水谁都可以报，当天就有人去补。</p>
<p>通联：张三</p><p>有话请对样例说，写信寄到样例路12号。</p></div></body></html>"""


def rules(newspaper: str = "样例晚报", **fields: object) -> PaperRules:
    paper = Newspaper.objects.get_or_create(name=newspaper)[0]
    return PaperRules.objects.create(newspaper=paper, **fields)


def taken_in(page: str = PAGE, name: str = "a.html", **given: object) -> Article:
    (result,) = ingest(keep_capture(name, page.encode()), Given(**given))  # type: ignore[arg-type]
    assert result.article
    return Article.objects.get(pk=result.article.pk)


def test_a_page_whose_paper_is_given_is_read_with_its_rules() -> None:
    rules(
        place_id="411300", lines_to_strip=["有话请对样例说*"], credit_wordings={"通联": "通讯员"},
        date_format="%y.%m.%d",
    )  # fmt: skip
    article = taken_in(newspaper="样例晚报")

    assert (article.place_id, article.evidence["place"]) == ("411300", "该报规则")
    assert (article.date_published, article.date_basis) == ("1998-11-05", "stated")
    assert article.authors == ["张三"]
    assert article.body_text.endswith("当天就有人去补。")
    assert {"text": "有话请对样例说，写信寄到样例路12号。", "reason": "该报规则：去掉的行"} in article.removed


def test_a_page_that_names_its_paper_is_read_with_that_papers_rules() -> None:
    rules("样例日报", place_id="411300")
    rules("样例晚报", place_id="610900")
    article = taken_in(PAGE.replace("<div>见报", "<div>来源：样例日报</div><div>见报"), newspaper="样例晚报")

    assert (str(article.newspaper), article.place_id) == ("样例日报", "411300")


def test_what_the_operator_gave_goes_before_the_rule() -> None:
    rules(place_id="411300")
    article = taken_in(newspaper="样例晚报", place=Place.objects.get(code="610900"))

    assert (article.place_id, article.evidence["place"]) == ("610900", "收入者指定")


def test_a_paper_without_rules_and_a_page_without_a_paper_are_read_as_before() -> None:
    rules("样例日报", place_id="411300")

    assert taken_in(newspaper="样例晚报").place_id is None
    assert rules_for(None) is None


def test_a_record_is_taken_as_given_but_for_its_place() -> None:
    rules(place_id="411300", lines_to_strip=["有话请对样例说*"], credit_wordings={"通联": "通讯员"})
    record = {"headline": "样例", "body": "正文。\n通联：张三\n样例热线：1", "newspaper": "样例晚报"}
    article = taken_in(json.dumps(record, ensure_ascii=False), "a.jsonl")

    assert (article.place_id, article.body_text, article.authors) == ("411300", record["body"], [])


def test_a_preview_reads_with_the_rules_too() -> None:
    rules(place_id="411300")
    (result,) = preview("a.html", PAGE.encode(), Given(newspaper="样例晚报"))

    assert result.extracted
    assert result.extracted.place
    assert result.extracted.place.code == "411300"
