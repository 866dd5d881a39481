"""Fields that a person settled are given back to the rules: by whom, what is kept of it, and what follows."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import User

from archive import publishing
from archive.hand_edits import EVERY_FIELD, FIELDS, edited_fields
from archive.ingest.intake import ingest, keep_capture
from archive.ingest.recording import Given
from archive.ingest.replay import apply, replay
from archive.models import Article, AuditEntry, Change, Revision
from archive.permissions import Role
from archive.publishing import PublishingError
from archive.releasing import release
from tests.archive.desk import desk_of, send, staff, url
from tests.archive.factories import make_article

pytestmark = pytest.mark.django_db
RECORD = {"headline": "样例：巷口的党员服务站", "body": "第一段。\n第二段。", "kicker": "样例引题", "place": "411300"}


def taken_in() -> Article:
    payload = json.dumps(RECORD, ensure_ascii=False).encode()
    (result,) = ingest(keep_capture("a.jsonl", payload), Given())
    assert result.article
    return result.article


def corrected(article: Article, **values: str) -> Article:
    send(desk_of(User.objects.filter(username="甲").first() or staff("甲")), article, **values)
    return Article.objects.get(pk=article.pk)


def test_a_released_field_is_read_again_and_the_others_are_not() -> None:
    article = corrected(taken_in(), headline="人改的标题", kicker="人改的引题")
    assert edited_fields(article) == {"headline", "kicker"}

    assert release(article.pk, ["headline"], staff("乙"), "说明") == {"headline"}

    article = Article.objects.get()
    assert article.headline == "人改的标题"
    assert edited_fields(article) == {"kicker"}
    apply(replay(article))
    article = Article.objects.get()
    assert (article.headline, article.kicker) == (RECORD["headline"], "人改的引题")


def test_it_is_a_change_a_version_and_an_entry_of_the_log() -> None:
    article = corrected(taken_in(), headline="人改的标题")
    release(article.pk, ["headline"], staff("乙"), "说明")
    change = Change.objects.filter(article_id=article.pk).latest("pk")
    assert (change.kind, change.fields_by_hand, change.fields_released) == ("edited", [], ["headline"])
    assert (str(change.by), change.note) == ("乙", "说明")
    assert Revision.objects.filter(article=article).latest("number").why == "说明"
    assert AuditEntry.objects.filter(target_id=str(article.pk), note="说明").exists()


def test_the_mark_goes_from_its_evidence() -> None:
    article = make_article(publish=False, evidence={"headline": "原来的字", "date_published": "报头"})
    article = corrected(article, headline="人改的标题", date_published="2022-06-17")
    release(article.pk, ["date_evidence"], None, "")
    evidence = Article.objects.get().evidence
    assert evidence == {"headline": "由编辑改定；此前所据：原来的字", "date_published": "报头"}


def test_a_field_that_is_corrected_again_is_held_again() -> None:
    article = corrected(taken_in(), headline="人改的标题")
    release(article.pk, ["headline"], None, "")
    article = corrected(Article.objects.get(), headline="又改的标题")
    assert edited_fields(article) == {"headline"}


def test_of_an_edit_that_did_not_say_its_fields_one_alone_can_be_released() -> None:
    article = taken_in()
    Change.objects.create(article=article, kind=Change.Kind.EDITED, by=staff("甲"))
    release(article.pk, ["headline"], None, "")
    assert edited_fields(article) == EVERY_FIELD - {"headline"}


def test_what_is_not_held_is_not_released_and_nothing_is_written() -> None:
    article = taken_in()
    assert release(article.pk, [*FIELDS, "没有这一项"], None, "") == frozenset()
    assert not Change.objects.filter(kind=Change.Kind.EDITED).exists()


def test_an_editor_may_not_for_a_published_report() -> None:
    article = make_article()
    publishing.record_edit(article, staff("审", Role.REVIEWER), fields_by_hand=["headline"])
    with pytest.raises(PublishingError, match="只有审核能改"):
        release(article.pk, ["headline"], staff("甲"), "")
    shown = desk_of(staff("乙")).get(f"/admin/archive/article/{article.pk}/held/").content.decode()
    assert "只有审核能改" in shown
    assert 'name="field"' not in shown


def test_the_form_leads_from_the_field_to_the_page_that_releases_it() -> None:
    article = corrected(taken_in(), headline="人改的标题")
    desk = desk_of(staff("乙"))
    form = desk.get(url(article)).content.decode()
    row = form[form.index("field-headline") : form.index("field-subtitle")]
    address = f"/admin/archive/article/{article.pk}/held/?field=headline"
    assert f'<a class="held" href="{address}">让规则重新读这一项</a>' in row
    assert form.count('class="held"') == 1
    assert "人工改定 1 项" in form

    page = desk.get(address).content.decode()
    assert 'value="headline" id="held-headline" checked' in page
    assert "<span>人改的标题</span>" in page
    assert f"<span>{RECORD['headline']}</span>" in page

    answer = desk.post(address, {"field": ["headline"]}, follow=True)
    assert "以后重读时，规则会重新读这几项：标题。现在的值没有变。" in answer.content.decode()
    assert Change.objects.latest("pk").note == "让规则重新读：标题"
    assert edited_fields(Article.objects.get()) == frozenset()


def test_nothing_ticked_changes_nothing() -> None:
    article = corrected(taken_in(), headline="人改的标题")
    before = Change.objects.count()
    answer = desk_of(staff("乙")).post(f"/admin/archive/article/{article.pk}/held/", follow=True)
    assert "没有勾选人工改定的项" in answer.content.decode()
    assert Change.objects.count() == before


def test_a_report_without_a_page_says_so() -> None:
    article = corrected(make_article(publish=False), headline="人改的标题")
    page = desk_of(staff("乙")).get(f"/admin/archive/article/{article.pk}/held/").content.decode()
    assert "这篇报道没有原件，规则没有可读的。" in page
