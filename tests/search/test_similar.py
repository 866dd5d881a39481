"""Similar reports: those that share the weightiest words, and which words these are."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive import publishing
from archive.models import Article, Term
from search import indexing
from search.backends import archive_backend
from search.similar import SimilarReport
from tests.archive.factories import make_article
from tests.search.building import published
from tests.search.reliability.damage import hold_locks, kill, lock_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]
DITCH = "水渠从山上引来，渡槽架过河谷。"
TEA = "茶园里采茶，茶农忙着炒青。"


def similar(client: Client, article: Article) -> tuple[SimilarReport, ...]:
    found: tuple[SimilarReport, ...] = client.get(f"/articles/{article.pk}/").context["reports"]
    return found


def others(number: int = 4) -> None:
    """Publish reports that are like nothing: in an archive of three reports no word is rare."""
    with transaction.atomic():
        for at in range(number):
            make_article(f"别事{at}", f"<p>第{at}回说闲话，一盏灯。</p>")


def test_reports_that_share_rare_words_are_named_with_what_they_share(client: Client) -> None:
    article = make_article("引水记", f"<p>{DITCH}</p>")
    like = make_article("渡槽", f"<p>{DITCH}</p>", newspaper="样例日报", date="2021-03", basis="inferred")
    make_article("采茶", f"<p>{TEA}</p>")
    others()
    (found,) = similar(client, article)
    assert (found.headline, found.url, found.newspaper) == ("渡槽", f"/articles/{like.pk}/", "样例日报")
    assert (found.date_published, found.date_basis) == ("2021-03", "inferred")
    assert {"水渠", "河谷"} <= set(found.shared)
    html = client.get(f"/articles/{article.pk}/").content.decode()
    assert "相近的报道" in html
    assert f'共有：<span lang="zh-Hans">{"、".join(found.shared)}</span>' in html


def test_one_shared_word_or_a_word_of_all_is_not_enough(client: Client) -> None:
    article = make_article("引水记", f"<p>{DITCH}</p>")
    make_article("别的", "<p>水渠。</p>")
    others()
    assert similar(client, article) == ()
    assert "相近的报道" not in client.get(f"/articles/{article.pk}/").content.decode()


def test_a_term_of_the_dictionary_counts_whole_and_first(client: Client) -> None:
    assert Term.objects.filter(word="四议两公开").exists()
    text = "<p>村里用四议两公开定下水渠的事。</p>"
    article, other = make_article("议事", text), make_article("定事", text)
    others()
    (found,) = similar(client, article)
    assert (found.url, found.shared[0]) == (f"/articles/{other.pk}/", "四议两公开")
    assert not {"公开", "四议"} & set(found.shared)


def test_whoever_shares_more_comes_first_and_five_are_enough(client: Client) -> None:
    article = make_article("引水记", f"<p>{DITCH}{TEA}</p>")
    with transaction.atomic():
        partly = [make_article(f"引水{number}", f"<p>{DITCH}</p>", date=f"2022-01-0{number}") for number in range(1, 7)]
        wholly = make_article("引水采茶", f"<p>{DITCH}{TEA}</p>", date="1999")
        others()
    urls = [report.url for report in similar(client, article)]
    newest = [one.get_absolute_url() for one in reversed(partly)]
    assert urls == [wholly.get_absolute_url(), *newest[:4]]


def test_samples_are_like_nothing_and_nothing_is_like_them(client: Client) -> None:
    article = make_article("引水记", f"<p>{DITCH}</p>")
    sample = make_article("样例引水", f"<p>{DITCH}</p>", is_sample=True, sample_note="样例")
    others()
    assert similar(client, article) == ()
    assert similar(client, sample) == ()


def test_what_is_withdrawn_is_gone_at_once_and_leaves_no_trace(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    article = make_article("引水记", f"<p>{DITCH}</p>")
    like = make_article("渡槽", f"<p>{DITCH}</p>")
    others()
    before = similar(client, article)
    with transaction.atomic():
        added = [make_article(f"又一渡槽{number}", f"<p>{DITCH}</p>") for number in range(3)]
    assert len(similar(client, article)) == 4
    monkeypatch.setattr(indexing, "WEB_PATIENCE_SECONDS", 0.0)
    holder = hold_locks(lock_files(archive_backend().store))
    try:
        for one in added:
            publishing.withdraw(one, "样例原因")
        assert similar(client, article) == before
        publishing.withdraw(like, "样例原因")
        assert similar(client, article) == ()
    finally:
        kill(holder)


def test_drafts_are_not_looked_at(client: Client) -> None:
    article = make_article("引水记", f"<p>{DITCH}</p>")
    make_article("渡槽", f"<p>{DITCH}</p>", publish=False)
    others()
    assert similar(client, article) == ()


def test_what_is_like_costs_no_query_each(client: Client, django_assert_num_queries: Any) -> None:
    article = published(headline="引水记", body=DITCH)
    others()
    similar(client, article)
    with CaptureQueriesContext(connection) as few:
        similar(client, article)
    with transaction.atomic():
        for number in range(5):
            published(headline=f"渡槽{number}", body=DITCH)
    with django_assert_num_queries(len(few)):
        assert len(similar(client, article)) == 5


def test_a_report_is_shown_where_the_index_cannot_be_read(client: Client) -> None:
    article = make_article("引水记", f"<p>{DITCH}</p>")
    make_article("渡槽", f"<p>{DITCH}</p>")
    others()
    (archive_backend().store.root / "CURRENT").unlink()
    html = client.get(f"/articles/{article.pk}/").content.decode()
    assert DITCH in html
    assert "相近的报道" not in html
