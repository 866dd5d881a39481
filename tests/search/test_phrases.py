"""Phrases: terms counted as exact strings, once a report, in what anybody may read and was added within a year."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive import publishing
from archive.models import Change, Term
from search.backends import archive_backend
from search.indexing import keep_up
from search.phrases import FEWEST_CHARACTERS, Phrase, frequent_phrases
from tests.search.building import draft, published
from tests.search.reliability.damage import hold_locks, kill, lock_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]

MOST_QUERIES: Final = 9


def counts() -> dict[str, int]:
    return {phrase.word: phrase.count for phrase in frequent_phrases()}


def test_terms_are_counted_once_a_report_as_python_finds_them() -> None:
    bodies = [
        "四议两公开，又是四议两公开。", "四议兩公開。", "四议，两公开。", "三会一课。\n四议两公开。",
        "四议。\n两公开。", "三会一课",
    ]  # fmt: skip
    for body in bodies:
        published(body=body)
    draft(body="四议两公开。")
    # Whatever stands between them is no letter of theirs; a paragraph ends a passage.
    assert counts() == {"四议两公开": 4, "三会一课": 2}


def test_short_terms_are_no_phrases() -> None:
    Term.objects.create(word="田头")
    Term.objects.create(word="田头夜话会")
    published(body="田头的田头夜话会。")
    assert counts() == {"田头夜话会": 1}
    assert FEWEST_CHARACTERS == 4


def test_the_most_frequent_stand_first_and_lead_to_their_search(client: Client) -> None:
    published(body="四议两公开。三会一课。")
    published(body="三会一课。")
    first, second = frequent_phrases()
    assert (first.word, second.word) == ("三会一课", "四议两公开")
    html = client.get(first.url).content.decode()
    assert "共 <strong>2</strong> 篇" in html
    assert first.url in client.get("/").content.decode()


def test_what_was_added_more_than_a_year_ago_does_not_count() -> None:
    old = published(body="四议两公开。")
    published(body="三会一课。")
    Change.objects.filter(article=old).update(at=timezone.now() - dt.timedelta(days=367))
    assert counts() == {"三会一课": 1}


def test_what_is_withdrawn_counts_no_more_even_before_the_index_follows() -> None:
    article = published(body="四议两公开。")
    published(body="三会一课。")
    assert counts() == {"四议两公开": 1, "三会一课": 1}
    holder = hold_locks(lock_files(archive_backend().store))
    try:
        publishing.withdraw(article, "核对中")
        assert counts() == {"三会一课": 1}
    finally:
        kill(holder)
    keep_up()
    assert counts() == {"三会一课": 1}


def test_a_term_with_quotes_in_it_leads_to_a_search_that_finds_it(client: Client) -> None:
    Term.objects.create(word="“田头”夜话会")
    published(body="“田头”夜话会。")
    (phrase,) = frequent_phrases()
    assert phrase == Phrase("“田头”夜话会", 1, phrase.url)
    assert "共 <strong>1</strong> 篇" in client.get(phrase.url).content.decode()


def test_an_archive_without_an_index_has_no_phrases() -> None:
    published(body="四议两公开。")
    archive_backend().clear()
    assert counts() == {}


def test_home_is_cheap_whether_phrases_are_counted_anew_or_not(client: Client) -> None:
    for number in range(30):
        published(f"第{number}篇", "四议两公开。", place="411303", newspaper=f"样例{number}报", date="2020-06-16")
    asked = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert "四议两公开" in client.get("/").content.decode()
        asked.append(len(queries))
    assert asked[0] <= MOST_QUERIES
    assert asked[1] < asked[0]
