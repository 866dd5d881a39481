"""What a person makes of two reports that resemble each other, what it does to them, and how it is taken back."""

from __future__ import annotations

from typing import Any

import pytest

from archive.deciding import DecisionError, attach, keep_both, reopen, skip
from archive.models import Article, AuditEntry, Capture, Change, Resemblance, State
from archive.permissions import Role
from archive.publishing import PublishingError
from tests.archive.factories import make_article
from tests.archive.reports import capture_of, paper
from tests.archive.resembling import ROAD, SHORTENED, html, pair_of
from tests.archive.staff import member

pytestmark = pytest.mark.django_db


def test_skipping_puts_the_later_report_into_the_trash_and_says_so() -> None:
    pair, editor = pair_of(), member(Role.ADMINISTRATOR, "editor")
    skip(pair, editor)
    pair = Resemblance.objects.get()
    assert pair.first.trashed_at is None
    assert (pair.second.trashed_at is not None, pair.second.trashed_by) == (True, editor)
    assert (pair.decision, pair.decided_by) == ("skipped", editor)
    last = Change.objects.filter(article_id=pair.second_id).latest("pk")
    assert (last.kind, last.by, last.note) == ("trashed", editor, f"与 #{pair.first_id} 相近，略去")
    entry = AuditEntry.objects.filter(target_type="resemblance").latest("pk")
    assert (entry.by_name, entry.action, entry.target_id) == ("editor", "resemblance.skipped", str(pair.pk))


def test_a_published_report_is_not_skipped() -> None:
    pair = pair_of(first=make_article(body=html(*ROAD)), second=lambda: make_article(body=html(*SHORTENED)))
    message = f"#{pair.second_id} 已发布，不能略去。请先撤下，或选“并为又一刊载”。"
    with pytest.raises(DecisionError, match=message):
        skip(pair)
    assert Resemblance.objects.get().decision == ""
    assert not Article.objects.in_trash().exists()


def test_a_draft_goes_before_a_published_report_whichever_came_first() -> None:
    pair = pair_of(second=lambda: make_article(body=html(*SHORTENED)))
    skip(pair)
    pair = Resemblance.objects.get()
    assert pair.second.is_public
    assert pair.first.trashed_at is not None


def test_attaching_moves_the_captures_of_a_draft_and_puts_it_into_the_trash() -> None:
    pair = pair_of(second=lambda: make_article("后收的", html(*SHORTENED), newspaper="样例晚报", publish=False))
    capture_of(pair.first, "a")
    capture = capture_of(pair.second, "b")
    attach(pair)
    printings = pair.first.printings.order_by("pk").values_list("capture__payload_digest", "newspaper__name", "date")
    assert list(printings) == [("a" * 64, None, None), ("b" * 64, "样例晚报", "2022-06-16")]
    assert list(capture.articles.all()) == [pair.first]
    gone = Article.objects.get(pk=pair.second_id)
    assert (gone.state, gone.trashed_at is not None) == (State.DRAFT, True)
    last = Change.objects.filter(article_id=pair.first_id).latest("pk")
    assert (last.kind, last.note) == ("edited", f"#{pair.second_id} 并入，为又一刊载")


def test_attaching_withdraws_a_published_report_and_tells_readers_why() -> None:
    pair = pair_of(first=make_article(body=html(*ROAD)), second=lambda: make_article(body=html(*SHORTENED)))
    attach(pair)
    gone = Article.objects.get(pk=pair.second_id)
    assert (gone.state, gone.withdrawal_reason) == (State.WITHDRAWN, f"与 #{pair.first_id} 为同一报道")
    assert gone.trashed_at is None
    assert list(Article.objects.published()) == [pair.first]


def test_a_capture_that_both_stand_on_is_there_once() -> None:
    pair = pair_of()
    capture = capture_of(pair.first)
    pair.second.printings.create(capture=capture, newspaper=paper())
    attach(pair)
    assert [printing.article for printing in capture.printings.all()] == [pair.first]


def test_keeping_both_changes_neither() -> None:
    pair = pair_of()
    before = Change.objects.count()
    keep_both(pair)
    assert Change.objects.count() == before
    assert not Resemblance.objects.undecided().exists()
    assert AuditEntry.objects.filter(action="resemblance.both").exists()


@pytest.mark.parametrize("again", [skip, attach, keep_both])
def test_a_pair_is_decided_once(again: Any) -> None:
    pair = pair_of()
    keep_both(pair, member(Role.REVIEWER, "first"))
    with pytest.raises(DecisionError, match="first已处理过：两篇都留。"):
        again(pair)


def test_nothing_is_asked_of_a_pair_with_a_report_in_the_trash() -> None:
    pair = pair_of()
    skip(pair_of(first=pair.second, second=lambda: make_article(body=html(*ROAD), publish=False)))
    assert list(Resemblance.objects.undecided()) == [pair]
    skip(pair)
    other = pair_of(first=pair.second, second=lambda: make_article("丙", html(*ROAD), publish=False))
    assert not Resemblance.objects.undecided().exists()
    with pytest.raises(DecisionError, match=f"#{pair.second_id} 在回收站里，无须处理。"):
        keep_both(other)


def test_a_skipped_report_comes_back() -> None:
    pair = pair_of()
    skip(pair)
    reopen(pair)
    assert list(Resemblance.objects.undecided()) == [pair]
    assert not Article.objects.in_trash().exists()
    with pytest.raises(DecisionError, match="这两篇还没有处理过。"):
        reopen(pair)


def test_an_attached_report_comes_back_with_its_captures_alone() -> None:
    pair = pair_of()
    stays, goes = capture_of(pair.first, "a"), capture_of(pair.second, "b")
    attach(pair)
    reopen(pair)
    assert list(stays.articles.all()) == [pair.first]
    assert list(goes.articles.all()) == [pair.second]
    assert not Article.objects.in_trash().exists()


def test_a_report_withdrawn_by_a_decision_stays_so_and_gets_its_captures_back() -> None:
    pair = pair_of(first=make_article(body=html(*ROAD)), second=lambda: make_article(body=html(*SHORTENED)))
    capture = capture_of(pair.second)
    attach(pair)
    reopen(pair)
    assert Article.objects.get(pk=pair.second_id).state == State.WITHDRAWN
    assert Capture.objects.get(pk=capture.pk).articles.get() == pair.second


def test_who_may_not_edit_what_is_public_takes_no_capture_out_of_it() -> None:
    pair = pair_of(first=make_article(body=html(*ROAD)))
    goes = capture_of(pair.second, "b")
    attach(pair)
    with pytest.raises(PublishingError, match="“已发布”的报道只有审核能改。"):
        reopen(pair, member(Role.EDITOR))
    assert list(goes.articles.all()) == [pair.first]
    assert Resemblance.objects.get(pk=pair.pk).decision == "printing"
    reopen(pair, member(Role.REVIEWER))
    assert list(goes.articles.all()) == [pair.second]
