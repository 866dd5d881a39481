"""Two editors on one report: the second is told, shown the difference, and overwrites nothing without knowing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.db import connection, connections
from django.test import Client

from archive import publishing, revising
from archive.admin import article_form
from archive.admin.conflicts import Standing, read_standing, standing_of
from archive.models import Article, Credit, Revision
from tests.archive.desk import desk_of, errors, fresh, send, staff, typed, url
from tests.archive.factories import make_article
from tests.pristine import copy_sqlite

EDITORS = 8
PATIENCE = 300  # seconds that a writer waits for its turn: SQLite's queue is not fair


@pytest.fixture
def article() -> Article:
    return make_article(authors=("张三", "李四"), publish=False)


@pytest.fixture
def first() -> Client:
    return desk_of(User.objects.create_superuser("first", password="sample-only"))


@pytest.fixture
def second() -> Client:
    return desk_of(User.objects.create_superuser("second", password="sample-only"))


@pytest.mark.django_db
def test_the_second_is_told_by_whom_and_when_and_nothing_is_saved(
    article: Article, first: Client, second: Client
) -> None:
    fields = typed(second, article)
    send(first, article, kicker="第一人的引题")
    page = second.post(url(article), {**fields, "kicker": "第二人的引题", "subtitle": "副题", "_continue": "1"})
    told = errors(page)["__all__"][0]
    assert re.fullmatch(
        r"您打开之后，first 在 \d{4}-\d\d-\d\d \d\d:\d\d 改过这篇报道。"
        "什么也没有保存，您填的都在下面；请先对照，再按一次即以您的为准。", told,
    )  # fmt: skip
    assert (fresh(article).kicker, fresh(article).subtitle) == ("第一人的引题", None)
    assert revising.version_of(article.pk) == 2
    text = page.content.decode()
    assert 'value="第二人的引题"' in text
    assert 'value="副题"' in text
    assert f"/admin/archive/article/{article.pk}/revisions/?from=1&amp;to=2" in text


@pytest.mark.django_db
def test_the_second_is_shown_what_is_theirs_and_what_is_there(
    article: Article, first: Client, second: Client
) -> None:
    fields = typed(second, article)
    send(first, article, kicker="第一人的引题", **{"credits-0-name": "张三丰"})
    page = second.post(url(article), {**fields, "subtitle": "<b>副题</b>", "_continue": "1"})
    shown = {one.label: [(piece.kind, piece.text) for piece in one.pieces] for one in page.context["conflict"]}
    assert shown == {
        "引题": [("removed", "第一人的引题")],
        "副题": [("added", "<b>副题</b>")],
        "署名（人名）": [("same", "记者 张三"), ("removed", "丰"), ("same", "\n记者 李四")],
    }
    assert "&lt;b&gt;副题&lt;/b&gt;" in page.content.decode()
    assert "<b>副题" not in page.content.decode()


@pytest.mark.django_db
def test_the_second_may_save_on_top_knowingly(article: Article, first: Client, second: Client) -> None:
    fields = typed(second, article)
    send(first, article, kicker="第一人的引题", **{"credits-0-DELETE": "on"})
    held = second.post(url(article), {**fields, "kicker": "第二人的引题", "_continue": "1"})
    again = held.context["adminform"].form["seen"].value()
    second.post(url(article), {**fields, "kicker": "第二人的引题", "_continue": "1", "seen": again})
    now = fresh(article)
    assert now.kicker == "第二人的引题"
    assert now.authors == ["张三", "李四"]  # the row that the first took out is there again, as the second was shown
    latest = Revision.objects.get(article=article, number=3)
    assert (latest.based_on, latest.by) == (2, User.objects.get(username="second"))


@pytest.mark.django_db
def test_who_saves_on_top_is_held_again_where_it_moved_on_again(
    article: Article, first: Client, second: Client
) -> None:
    fields = typed(second, article)
    send(first, article, kicker="一")
    held = second.post(url(article), {**fields, "subtitle": "副题", "_continue": "1"})
    fields["seen"] = held.context["adminform"].form["seen"].value()
    send(first, article, kicker="二")
    assert "__all__" in errors(second.post(url(article), {**fields, "subtitle": "副题", "_continue": "1"}))
    assert (fresh(article).kicker, fresh(article).subtitle) == ("二", None)


@pytest.mark.django_db
def test_a_report_that_went_public_meanwhile_is_not_edited_unawares(
    article: Article, first: Client, second: Client
) -> None:
    fields = typed(second, article)
    publishing.publish(article, User.objects.get(username="first"))
    page = second.post(url(article), {**fields, "kicker": "引题", "_continue": "1"})
    assert "first 在" in errors(page)["__all__"][0]
    assert "动过它的状态，现在是“已发布”。" in errors(page)["__all__"][0]
    assert fresh(article).kicker is None


@pytest.mark.django_db
def test_a_proposal_that_came_meanwhile_is_told(first: Client) -> None:
    article = make_article()
    fields = typed(first, article)
    send(desk_of(staff("writer")), article, kicker="写的引题")
    page = first.post(url(article), {**fields, "kicker": "引题", "_continue": "1"})
    assert "writer 在" in errors(page)["__all__"][0]
    assert "提交了等待批准的改动。" in errors(page)["__all__"][0]


@pytest.mark.django_db
@pytest.mark.parametrize("seen", ["", "1", "x.y.z", "1.draft.", "99999999999.draft.0", "9.draft.0", "１.draft.0"])
def test_a_form_that_does_not_say_what_it_began_from_is_held(article: Article, first: Client, seen: str) -> None:
    fields = typed(first, article)
    page = first.post(url(article), {**fields, "seen": seen, "kicker": "引题", "_continue": "1"})
    assert "什么也没有保存" in errors(page)["__all__"][0]
    assert fresh(article).kicker is None


@pytest.mark.django_db
def test_a_wrong_value_beside_a_conflict_is_told_as_well(article: Article, first: Client, second: Client) -> None:
    fields = typed(second, article)
    send(first, article, kicker="第一人的引题")
    page = second.post(url(article), {**fields, "date_published": "2022年", "_continue": "1"})
    assert set(errors(page)) == {"__all__", "date_published"}
    assert page.status_code == 200


def test_a_standing_is_read_as_it_was_written() -> None:
    standing = Standing(12, "in_review", 7)
    assert read_standing(str(standing)) == standing


def form_of(client: Client, article: Article) -> dict[str, Any]:
    """Return what a browser would send: read from the page, for the test client mixes the contexts of threads."""
    page: Any = lxml.html.fromstring(client.get(url(article)).content.decode())
    return dict(next(form for form in page.forms if form.get("id") == "article_form").form_values())


def save_again_and_again(name: str, number: int, saves: int) -> tuple[int, int]:
    """Save until every one of this editor's marks went in or was refused; return how many of each."""
    try:
        client, article = desk_of(User.objects.get(username=name)), Article.objects.get(pk=number)
        saved = held = 0
        for turn in range(saves):
            fields = form_of(client, article)
            kept = fields["byline"].strip()
            response: Any = client.post(
                url(article), {**fields, "byline": f"{kept}\n{name}-{turn}".strip(), "_continue": "1"}
            )
            saved, held = saved + (response.status_code == 302), held + (response.status_code == 200)
        return saved, held
    finally:
        connections.close_all()


@contextmanager
def on_disk(folder: Path) -> Iterator[None]:
    """Give threads a database on disk: SQLite's in memory, which tests use, takes one writer and makes none wait."""
    if connection.vendor != "sqlite":
        yield
        return
    settings = connections.settings["default"]
    in_memory, options = settings["NAME"], settings["OPTIONS"]
    settings["NAME"], settings["OPTIONS"] = str(folder / "shared.sqlite3"), {**options, "timeout": PATIENCE}
    copy_sqlite(connection, folder / "shared.sqlite3")
    try:
        yield
    finally:
        settings["NAME"], settings["OPTIONS"] = in_memory, options


def what_is_left(number: int) -> tuple[list[str], list[list[str]]]:
    """Return the marks of the report, and of each of its versions."""
    try:
        records = [one.record for one in Revision.objects.filter(article_id=number).order_by("number")]
        byline = Article.objects.values_list("byline", flat=True).get(pk=number)
        return (byline or "").split("\n"), [(one["fields"]["byline"] or "").split("\n") for one in records]
    finally:
        connections.close_all()


@pytest.mark.usefixtures("committed_db")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("saves", [2, pytest.param(10, marks=pytest.mark.soak)])
def test_of_eight_at_once_nobody_overwrites_another(saves: int, tmp_path: Path) -> None:
    """Each adds a mark to what they were shown: every mark that was taken must stand in the end, in every version."""
    article = make_article(publish=False)
    names = [f"editor{number}" for number in range(EDITORS)]
    for name in names:
        User.objects.create_superuser(name, password="sample-only")
    with on_disk(tmp_path), ThreadPoolExecutor(EDITORS) as threads:
        outcomes = list(threads.map(lambda name: save_again_and_again(name, article.pk, saves), names))
        marks, versions = threads.submit(what_is_left, article.pk).result()
    saved = sum(one for one, _held in outcomes)
    assert [sum(one) for one in outcomes] == [saves] * EDITORS
    assert len(marks) == len(set(marks)) == saved >= 1
    assert len(versions) == 1 + saved
    assert [later[:-1] for later in versions[2:]] == versions[1:-1]


@pytest.mark.django_db
def test_of_eight_who_opened_one_version_one_saves(article: Article) -> None:
    users = [User.objects.create_superuser(f"editor{number}", password="sample-only") for number in range(EDITORS)]
    clients = [desk_of(user) for user in users]
    for turn in range(2):
        opened = [typed(client, article) for client in clients]
        answers = [
            client.post(url(article), {**fields, "byline": f"{turn} {number}", "_continue": "1"}).status_code
            for number, (client, fields) in enumerate(zip(clients, opened, strict=True))
        ]
        assert answers == [302] + [200] * (EDITORS - 1)
        assert fresh(article).byline == f"{turn} 0"
    assert revising.version_of(article.pk) == 1 + 2


@pytest.mark.django_db
def test_a_save_while_the_form_is_being_made_is_shown_in_it(
    article: Article, first: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form may not say that it began from a version which it does not show."""

    def late(one: Article) -> Standing:
        monkeypatch.setattr(article_form, "standing_of", standing_of)
        article.kicker = "刚填的引题"
        publishing.record_edit(article)
        return standing_of(one)

    monkeypatch.setattr(article_form, "standing_of", late)
    fields = typed(first, article)
    assert fields["kicker"] == "刚填的引题"
    assert fields["seen"] == str(standing_of(article))


@pytest.mark.django_db
def test_rows_that_are_gone_do_not_stand_in_the_way(article: Article, first: Client, second: Client) -> None:
    fields = typed(second, article)
    Credit.objects.filter(article=article).delete()
    fields |= {"seen": typed(first, article)["seen"], "credits-0-DELETE": "on", "_continue": "1"}
    assert second.post(url(article), fields).status_code == 302
    assert fresh(article).authors == ["李四"]
