"""What may happen to a report, and what each act leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from archive import changes, publishing
from archive.models import Article, Change, State
from archive.publishing import PublishingError
from tests.archive.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[list[object]]:
    """Collect the senders of the signal, with no other listener about."""
    senders: list[object] = []

    def listen(sender: object, **kwargs: object) -> None:
        senders.append(sender)

    others, changes.changes_committed.receivers = changes.changes_committed.receivers, []
    changes.changes_committed.connect(listen)
    yield senders
    changes.changes_committed.receivers = others


def kinds(article: Article) -> list[str]:
    return list(Change.objects.filter(article_id=article.pk).order_by("pk").values_list("kind", flat=True))


def test_a_report_goes_from_draft_to_review_to_published_to_withdrawn() -> None:
    article = make_article(publish=False)
    publishing.submit(article)
    assert article.state == State.IN_REVIEW
    publishing.publish(article)
    assert Article.objects.published().get() == article
    publishing.withdraw(article, "重复收入")
    assert not Article.objects.published().exists()
    assert kinds(article) == ["created", "submitted", "published", "withdrawn"]


def test_a_returned_report_is_a_draft_again() -> None:
    article = make_article(publish=False)
    publishing.submit(article)
    publishing.return_to_draft(article, note="日期存疑")
    assert article.state == State.DRAFT
    assert Change.objects.filter(kind="returned").get().note == "日期存疑"


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda a: publishing.publish(a), "“已发布”的报道不能发布。"),
        (lambda a: publishing.submit(a), "“已发布”的报道不能送审。"),
        (lambda a: publishing.return_to_draft(a), "“已发布”的报道不能退回。"),
    ],
)
def test_an_act_that_the_state_does_not_allow_says_so(act: Callable[[Article], None], message: str) -> None:
    article = make_article()
    with pytest.raises(PublishingError, match=message):
        act(article)


def test_a_draft_cannot_be_withdrawn() -> None:
    with pytest.raises(PublishingError, match="“草稿”的报道不能撤下。"):
        publishing.withdraw(make_article(publish=False), "原因")


def test_withdrawing_needs_a_reason() -> None:
    with pytest.raises(PublishingError, match="撤下须写明原因。"):
        publishing.withdraw(make_article(), "  ")


def test_a_report_without_headline_is_not_published() -> None:
    with pytest.raises(PublishingError, match="没有标题"):
        make_article(headline=None)


def test_a_report_without_text_is_not_published() -> None:
    with pytest.raises(PublishingError, match="没有正文"):
        make_article(body="")


def test_a_draft_without_headline_or_text_is_not_submitted() -> None:
    with pytest.raises(PublishingError, match="没有标题，不能送审。"):
        publishing.submit(make_article(headline=None, publish=False))
    with pytest.raises(PublishingError, match="没有正文，不能送审。"):
        publishing.submit(make_article(body="", publish=False))


def test_a_withdrawn_report_may_be_published_again_and_keeps_its_first_day() -> None:
    article = make_article()
    first = article.published_at
    publishing.withdraw(article, "核对")
    publishing.publish(article)
    assert (article.published_at, article.withdrawn_at, article.withdrawal_reason) == (first, None, "")


def test_a_deleted_report_leaves_its_number_and_that_it_was_public() -> None:
    article = make_article()
    number = article.pk
    publishing.delete(article)
    last = Change.objects.get(kind="deleted")
    assert (last.article_id, last.was_public, last.applied_at) == (number, True, None)


def test_only_what_touches_the_public_waits_for_search() -> None:
    make_article(publish=False)
    assert not Change.objects.unapplied().exists()
    make_article()
    assert [change.kind for change in Change.objects.unapplied()] == ["published"]


def test_an_edit_of_a_published_report_waits_for_search() -> None:
    article = make_article()
    publishing.record_edit(article)
    assert [change.kind for change in Change.objects.unapplied()] == ["published", "edited"]


def test_listeners_hear_after_the_commit(django_capture_on_commit_callbacks: Any, heard: list[object]) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        make_article()
        assert heard == []
    assert heard == [Change]


def test_a_bulk_job_is_heard_of_once_at_its_end(
    django_capture_on_commit_callbacks: Any, heard: list[object]
) -> None:
    with django_capture_on_commit_callbacks(execute=True), changes.held_back():
        make_article("甲")
        make_article("乙")
    assert heard == [Change]
