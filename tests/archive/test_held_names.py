"""Held names: papers and authors in order, counted by what is published."""

from __future__ import annotations

import pytest

from archive.held_names import (
    Letter,
    Named,
    Signing,
    authors_counted,
    authors_held,
    busiest_authors,
    letters_of,
    newspapers_counted,
    newspapers_held,
    roles_of,
)
from archive.models import Article, ArticleQuerySet
from tests.archive.reports import draft, illustrate, paper, published, sign

pytestmark = pytest.mark.django_db


def reports() -> ArticleQuerySet:
    return Article.objects.published()


def test_papers_and_authors_are_counted_by_published_reports() -> None:
    article = published(newspaper=paper(), date="2019")
    published(newspaper=paper(), date="2022-06")
    sign(article, "张三")
    sign(article, "李四", "编辑", order=1, is_author=False)
    sign(draft(newspaper=paper(), date="2024"), "张三")
    sign(draft(newspaper=paper("样例晚报")), "王五")
    (held,) = newspapers_counted(reports(), newspapers_held(reports()))
    assert (held.name, held.number, held.first.year, held.last.year) == ("样例日报", 2, 2019, 2022)
    assert [(one.name, one.number) for one in authors_counted(reports(), authors_held(reports()))] == [("张三", 1)]


def test_names_come_in_the_order_of_pinyin_and_are_fetched_in_it() -> None:
    article = published(newspaper=paper("重庆样例报"))
    published(newspaper=paper("安康样例报"))
    published(newspaper=paper("南阳样例报"))
    for order, name in enumerate(["张三", "单小山", "李四"]):
        sign(article, name, order=order)
    papers = newspapers_held(reports())
    assert [one.name for one in papers] == ["安康样例报", "重庆样例报", "南阳样例报"]
    assert [one.name for one in newspapers_counted(reports(), papers[1:])] == ["重庆样例报", "南阳样例报"]
    authors = authors_held(reports())
    assert [one.name for one in authors_counted(reports(), authors)] == ["李四", "单小山", "张三"]


def test_letters_lead_to_the_page_on_which_they_begin() -> None:
    names = [Named(number, name) for number, name in enumerate(["安", "李一", "李二", "李三", "张三", "1号"])]
    assert letters_of(names, per_page=2) == (
        Letter("A", 1, 1), Letter("L", 3, 1), Letter("Z", 1, 3), Letter("#", 1, 3)
    )  # fmt: skip


def test_busiest_authors_are_told_apart_by_their_papers_where_they_share_a_name() -> None:
    for title, name in (("样例日报", "张三"), ("样例日报", "张三"), ("样例晚报", "张三"), ("样例晚报", "李四")):
        sign(published(newspaper=paper(title)), name)
    found = [(one.name, one.paper, one.count) for one in busiest_authors(reports())]
    assert found == [("张三", "样例日报", 2), ("张三", "样例晚报", 1), ("李四", "", 1)]
    assert len(busiest_authors(reports(), most=1)) == 1


def test_roles_count_each_report_once_and_those_of_pictures_too() -> None:
    article = published(newspaper=paper())
    photographer = sign(article, "张三", "记者")
    illustrate(article, "图注", "张三")
    illustrate(article, "图注", "张三")
    sign(published(newspaper=paper()), "张三", None)
    sign(published(newspaper=paper()), "张三", "记者")
    sign(draft(newspaper=paper()), "张三", "编辑")
    assert roles_of(photographer, reports()) == (Signing("记者", 2), Signing(None, 1), Signing("摄影", 1))
