"""A damaged index: no page fails, no count is wrong, and one round of work mends it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.test import Client

from archive import changes, publishing
from archive.models import Article, Change
from search import rebuilding
from search.backends import archive_backend
from search.consistency import check, heal
from search.engine.store import IndexStore
from search.indexing import keep_up
from tests.search.building import draft, published
from tests.search.reliability.damage import DAMAGES, HARMLESS, flip, flip_segment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]

WORD = "检索正在准备，请稍后再试。"
URLS = ("/search/", "/search/?q=小事", "/search.json", "/search.json?q=%22小事%22&sort=newest")


def store() -> IndexStore:
    return archive_backend().store


def ask_everywhere(client: Client, expected: int) -> set[int]:
    """Return the statuses met: either the count is right or a clear word is said, wherever one asks."""
    statuses = set()
    for url in URLS:
        response = client.get(url)
        statuses.add(response.status_code)
        if response.status_code == 503:
            assert WORD in response.content.decode()
            assert response["Retry-After"] == "10"
        elif url.startswith("/search.json"):
            assert (response.status_code, response.json()["total"]) == (200, expected)
        else:
            assert (response.status_code, response.context["result"].total) == (200, expected)
    return statuses


def publish_two_segments() -> list[Article]:
    with changes.held_back():
        first = [published(headline=f"样例{number}") for number in range(3)]
    return [*first, published(headline="又一篇")]


@pytest.fixture(params=list(DAMAGES))
def kind(request: pytest.FixtureRequest) -> str:
    """Return a kind of damage; as root nothing is read-only, so that one is met as an ordinary user."""
    name: str = request.param
    if name == "read-only":
        request.getfixturevalue("ordinary_user")
    return name


def test_a_damaged_index_is_said_and_work_or_a_check_mends_it(kind: str, client: Client) -> None:
    publish_two_segments()
    assert ask_everywhere(client, 4) == {200}
    for mend in (keep_up, lambda: heal(check())):
        DAMAGES[kind](store())
        assert ask_everywhere(client, 4) == ({200} if kind in HARMLESS else {503})
        mend()
        assert ask_everywhere(client, 4) == {200}
        assert check().is_clean


def test_a_large_archive_is_rebuilt_by_work_and_not_while_a_page_waits(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "SMALL_ARCHIVE", 2)
    publish_two_segments()
    DAMAGES["contents cut"](store())
    published()
    assert ask_everywhere(client, 5) == {503}
    keep_up()
    assert ask_everywhere(client, 5) == {200}


def test_publishing_and_withdrawing_go_on_beside_a_damaged_index(kind: str, client: Client) -> None:
    first, *_ = publish_two_segments()
    DAMAGES[kind](store())
    publishing.withdraw(first, "样例原因")
    ask_everywhere(client, 3)
    published(headline="后来的")
    publishing.delete(first)
    keep_up()
    assert not Change.objects.unapplied().exists()
    assert ask_everywhere(client, 4) == {200}
    assert check().is_clean


def test_one_flipped_byte_in_any_file_is_seen_before_it_counts(client: Client) -> None:
    publish_two_segments()
    keep_up()
    for file in [*store().live().iterdir(), store().root / "CURRENT"]:
        if file.stat().st_size:
            flip(file)
            ask_everywhere(client, 4)  # from what is in memory the counts are right
            forget_the_index()
            assert ask_everywhere(client, 4) == {503}, file.name
            flip(file)
            assert ask_everywhere(client, 4) == {200}, file.name


def forget_the_index() -> None:
    """Let the next question open the index anew, as the first one of a process does."""
    store()._holder.kept = None


def test_bytes_that_change_without_a_trace_are_seen_by_a_check() -> None:
    publish_two_segments()
    files = [file for file in store().live().iterdir() if file.name.endswith(".trm")]
    for file in files:
        times = file.stat()
        flip(file)
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    keep_up()
    assert check().unreadable == f"damaged: {', '.join(sorted(file.name for file in files))}"


def test_questions_to_a_damaged_index_leave_no_file_open(client: Client) -> None:
    publish_two_segments()
    flip_segment(store())
    client.get("/search.json")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(50):
        assert client.get("/search.json?q=小事").status_code == 503
    assert len(list(Path("/proc/self/fd").iterdir())) <= before


def test_an_empty_archive_answers_before_anything_is_indexed(client: Client) -> None:
    draft()
    assert ask_everywhere(client, 0) == {200}
    assert not store().root.exists()  # reading writes nothing
    facets = client.get("/search.json").json()["facets"]
    assert facets == {name: [] for name in facets}


def test_an_archive_whose_last_report_went_answers_without_an_index(client: Client) -> None:
    publishing.withdraw(published(), "样例原因")
    DAMAGES["folder gone"](store())
    assert ask_everywhere(client, 0) == {200}
    keep_up()
    assert check().is_clean
