"""Unpublishing while another process holds the lock of the writer: hidden from the next question on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from archive import changes, publishing
from archive.models import Article, Change
from search.backends import archive_backend
from search.consistency import check
from search.indexing import keep_up
from tests.search.building import published
from tests.search.reliability.damage import hold_locks, kill, lock_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db", "no_patience")]


@pytest.fixture
def reports(request: pytest.FixtureRequest) -> Iterator[list[Article]]:
    """Yield as many indexed reports as asked for, while another process holds both locks of the writer."""
    with changes.held_back():
        articles = [
            published(
                headline=f"样例第{number}号", body=f"廊桥甲{number}乙落成。", date=f"{1950 + number}",
                newspaper=f"样例{number}报", authors=[f"张三{number}"], place="411302",
            )
            for number in range(request.param)
        ]
    holder = hold_locks(lock_files(archive_backend().store))
    yield articles
    kill(holder)


def json_of(client: Client, url: str) -> Any:
    response = client.get(url)
    assert response.status_code == 200
    return response.json()


@pytest.mark.parametrize("reports", [10, pytest.param(50, marks=pytest.mark.soak)], indirect=True)
def test_what_is_unpublished_is_not_found_from_the_next_question_on(
    reports: list[Article], client: Client
) -> None:
    for number, article in enumerate(reports):
        url = f"/search.json?q=%22甲{number}乙%22"
        assert json_of(client, url)["total"] == 1
        public_id = article.pk
        if number % 2:
            publishing.withdraw(article, "样例原因")
        else:
            publishing.delete(article)
        left = len(reports) - number - 1
        assert (json_of(client, url)["total"], json_of(client, url)["hits"]) == (0, [])
        everything = json_of(client, "/search.json?q=廊桥&size=50")
        assert everything["total"] == left
        assert public_id not in [hit["id"] for hit in everything["hits"]]
        years = [one["value"] for one in everything["facets"]["year"]]
        assert years == [str(1950 + later) for later in reversed(range(number + 1, len(reports)))]
        for facet in everything["facets"].values():
            assert all(one["count"] == left for one in facet if one["value"] in ("410000", "411300", "411302"))
        assert f"样例第{number}号".encode() not in client.get("/search/?q=廊桥&size=50").content
    assert Change.objects.unapplied().count() == len(reports)


def test_work_takes_the_removals_up_when_the_lock_is_free(client: Client) -> None:
    article = published()
    published()
    holder = hold_locks(lock_files(archive_backend().store))
    publishing.withdraw(article, "样例原因")
    kill(holder)
    assert keep_up() == 1
    assert not Change.objects.unapplied().exists()
    assert check().is_clean
    assert json_of(client, "/search.json")["total"] == 1
