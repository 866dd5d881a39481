"""Kept pages read again: what would change, and what is never touched."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from archive import changes, publishing
from archive.editing import set_body, text_digest
from archive.hand_edits import EVERY_FIELD
from archive.ingest import replay as replay_module
from archive.ingest.extracted import ExtractedArticle
from archive.ingest.intake import ingest, keep_capture
from archive.ingest.recording import Given, contributor_named
from archive.ingest.replay import FieldDifference, apply, replay
from archive.models import Article, Change, Newspaper, Picture, Place, Revision
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


def edited_by_hand(article: Article, fields: tuple[str, ...] | None, **values: object) -> Article:
    for name, value in values.items():
        setattr(article, name, value)
    editor = User.objects.get_or_create(username="editor", is_superuser=True)[0]
    publishing.record_edit(article, editor, fields_by_hand=fields)
    return Article.objects.get(pk=article.pk)


def test_only_the_fields_that_a_person_settled_are_held() -> None:
    article = edited_by_hand(taken_in(), ("headline",), headline="编辑改过的标题")
    Article.objects.filter(pk=article.pk).update(kicker="读错的引题")
    replayed = replay(Article.objects.get())

    assert replayed.held == {"headline"}
    assert replayed.differences == (FieldDifference("kicker", "读错的引题", None),)
    assert replayed.settled == (FieldDifference("headline", "编辑改过的标题", RECORD["headline"]),)
    assert apply(replayed)
    article = Article.objects.get()
    assert (article.headline, article.kicker) == ("编辑改过的标题", None)
    assert article.text_digest == text_digest("编辑改过的标题", article.body_text)


def test_an_edit_whose_fields_are_not_known_holds_all() -> None:
    edited_by_hand(taken_in(), ("headline",), headline="编辑改过的标题")
    edited_by_hand(Article.objects.get(), None, kicker="编辑写的引题")
    Change.objects.filter(kind="edited").update(fields_by_hand=None)  # as before this was noted

    assert replay(Article.objects.get()).held == EVERY_FIELD
    assert not apply(replay(Article.objects.get()))


def test_a_body_and_signatures_settled_by_hand_stay_with_what_was_removed() -> None:
    article = edited_by_hand(taken_in(), ("body_html", "credits"))
    article.credits.all().delete()
    set_body(article, "<p>编辑改过的正文。</p>")
    article.kicker, article.removed = "读错的引题", [{"text": "编辑前移除的", "reason": "页面框架"}]
    publishing.record_edit(article, note="extract", fields_by_hand=())
    assert apply(replay(Article.objects.get()))
    article = Article.objects.get()

    assert (article.body_text, article.authors, article.kicker) == ("编辑改过的正文。", [], None)
    assert article.removed == [{"text": "编辑前移除的", "reason": "页面框架"}]


def test_the_mark_on_evidence_holds_a_field_when_the_account_is_gone() -> None:
    article = taken_in(place=None)
    article.place_id, article.evidence["place"] = "411300", "由编辑改定；此前所据：收入者指定"
    edited_by_hand(article, ("place",))
    User.objects.all().delete()
    replayed = replay(Article.objects.get())

    assert replayed.held == {"place"}
    assert not apply(replayed)
    assert Article.objects.get().place_id == "411300"


def test_an_edit_by_rule_settles_nothing_whoever_confirmed_it() -> None:
    article = taken_in()
    Article.objects.filter(pk=article.pk).update(headline="旧题")
    assert apply(replay(Article.objects.get()), User.objects.create(username="editor", is_superuser=True), "按规则重读")
    change = Change.objects.get(kind="edited")

    assert (change.by, change.note, change.fields_by_hand) == (User.objects.get(), "按规则重读", [])
    assert replay(Article.objects.get()).held == frozenset()


def test_a_renamed_paper_settles_no_field_of_its_reports() -> None:
    article = taken_in()
    publishing.publish(article)
    changes.record_renaming(article.newspaper, User.objects.create(username="editor", is_superuser=True))  # type: ignore[arg-type]

    assert replay(Article.objects.get()).held == frozenset()


def test_a_report_saved_meanwhile_is_left_alone() -> None:
    article = taken_in()
    Article.objects.filter(pk=article.pk).update(headline="旧题")
    replayed = replay(Article.objects.get())
    edited_by_hand(Article.objects.get(), ("headline",), headline="编辑改过的标题")

    assert not apply(replayed)
    assert Article.objects.get().headline == "编辑改过的标题"


def test_signatures_stay_the_same_rows_where_they_do_not_differ() -> None:
    article = taken_in()
    before = list(article.credits.values_list("pk", flat=True))
    Article.objects.filter(pk=article.pk).update(headline="旧题")
    assert apply(replay(Article.objects.get()))

    assert list(article.credits.values_list("pk", flat=True)) == before


FIGURED = (
    "<html><body><h1>样例：渠水进村</h1><div class=content>"
    "<p>渠修到村口那天，老人们都来看水，孩子们沿着渠跑了一里多地，谁也不肯先回家去。</p>"
    "<p><img src=http://example.org/a.jpg></p><p>图为渠水进村。张三 摄</p>"
    "<p>支部算过账，这条渠能多浇三百亩地，明年春天就不用再排队等水，玉米都能赶上墒情。</p></div></body></html>"
)


def test_a_figure_read_anew_keeps_its_picture_and_its_rights() -> None:
    list(ingest(keep_capture("a.html", FIGURED.encode()), Given()))
    article = Article.objects.get()
    figure = article.figures.get()
    picture = Picture.objects.create(
        digest="a" * 64, source_digest="b" * 64, media_type="image/png", size=1, width=1, height=1
    )
    article.figures.update(caption="读错的图注", picture=picture, rights_note="样例报社提供")
    assert apply(replay(Article.objects.get()))
    renewed = article.figures.get()

    assert (renewed.caption, renewed.picture, renewed.rights_note) == (figure.caption, picture, "样例报社提供")
    assert [credit.contributor.name for credit in renewed.credits.all()] == ["张三"]


def test_names_move_to_the_paper_that_is_read_now() -> None:
    article = taken_in(newspaper="样例晚报")
    other = Newspaper.objects.create(name="样例早报")
    Article.objects.filter(pk=article.pk).update(newspaper=other)
    article.refresh_from_db()
    article.credits.update(contributor=contributor_named("张三", article))
    assert apply(replay(Article.objects.get()))

    assert [str(c.contributor.newspaper) for c in Article.objects.get().signed_credits] == ["样例晚报"]


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
    call_command("extract", newspaper="样例早报")
    assert Article.objects.get().headline == "旧题"
    call_command("extract", newspaper="样例晚报")
    assert Article.objects.get().headline == RECORD["headline"]


def test_the_command_acts_for_nobody_so_that_what_is_published_changes_at_once_and_can_be_put_back() -> None:
    article = taken_in()
    publishing.publish(article)
    article.headline = "旧题"
    publishing.record_edit(article, note="extract", fields_by_hand=())
    call_command("extract")
    article.refresh_from_db()
    change = article.changes.latest("pk")
    assert article.headline == RECORD["headline"]
    assert (change.by, change.note, change.fields_by_hand) == (None, "extract", [])
    assert not Revision.objects.pending().exists()
    versions = Revision.objects.applied().filter(article=article).order_by("number")
    assert [one.record["fields"]["headline"] for one in versions][-2:] == ["旧题", RECORD["headline"]]


def test_a_reading_that_would_leave_readers_without_a_text_is_told_and_not_applied(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    article = taken_in()
    publishing.publish(article)
    monkeypatch.setattr(replay_module, "understand", lambda *args: ExtractedArticle(headline=None))
    with pytest.raises(SystemExit):
        call_command("extract")
    told = capsys.readouterr()
    assert f"#{article.pk} 没有标题，不能发布。请先填写标题。" in told.err
    assert "相同 0　不同 0　人工改过，未动 0　读不出 1" in told.out
    assert Article.objects.get().headline == RECORD["headline"]
