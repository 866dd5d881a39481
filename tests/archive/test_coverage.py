"""Coverage: every number equals what SQL, or a loop over all reports, counts."""

from __future__ import annotations

from itertools import product

import pytest

from archive.browsing import places_by_code
from archive.coverage import (
    Dating,
    Run,
    Runs,
    Years,
    datings,
    gaps_in,
    known_of,
    runs_of_papers,
    runs_of_places,
)
from archive.matrix import count_cells
from archive.models import Article, ArticleQuerySet
from archive.templatetags.browsing import bar_width, percent
from tests.archive.reports import draft, paper, published, sign

pytestmark = pytest.mark.django_db

NANYANG, XIANGYANG = "411300", "420600"


def reports() -> ArticleQuerySet:
    return Article.objects.published()


@pytest.mark.parametrize(
    ("years", "gaps"),
    [
        ([], ()),
        ([2020], ()),
        ([2020, 2021], ()),
        ([2020, 2022], ((2021, 2021),)),
        ([2022, 2010, 2010, 2015], ((2011, 2014), (2016, 2021))),
    ],
)
def test_gaps_are_the_years_between(years: list[int], gaps: tuple[tuple[int, int], ...]) -> None:
    assert gaps_in(years) == gaps


def test_what_is_known_agrees_with_a_loop_over_the_reports() -> None:
    kinds = product((None, NANYANG), (None, "样例日报"), (None, "", "12"), (None, "A2"))
    for number, (place, title, issue, page) in enumerate(kinds):
        fields = {"place_id": place, "newspaper": paper(title) if title else None, "issue_number": issue}
        basis = "inferred" if number % 5 == 0 else "stated"
        article = published(
            date=(None, "2022", "2022-06")[number % 3], date_basis=basis, print_page=page, is_sample=not number,
            column_name="栏" if number % 2 else "", **fields,
        )  # fmt: skip
        sign(article, "张三", is_author=number % 4 == 0)
        sign(article, "李四", order=1, is_author=number % 8 == 0)
    draft(place_id=NANYANG, newspaper=paper(), date="2022", print_page="1")
    listed = list(reports())
    known = known_of(reports())
    assert known.total == len(listed) == 24
    for name in ("place", "newspaper", "issue_number", "print_page", "column_name"):
        assert getattr(known, name) == sum(bool(getattr(one, name)) for one in listed), name
    assert known.author == sum(bool(one.authors) for one in listed) == 6
    assert known.undated == sum(one.date_published is None for one in listed)
    assert known.inferred == sum(one.date_basis == "inferred" for one in listed)
    assert known.samples == 1


@pytest.mark.parametrize(
    ("part", "whole", "said", "width"),
    [
        (0, 238, "0", "0.0"), (1, 238, "<1", "0.4"), (1, 3, "33", "33.3"), (237, 238, ">99", "99.6"),
        (238, 238, "100", "100.0"), (0, 0, "0", "0"),
    ],
)  # fmt: skip
def test_a_share_is_none_or_all_only_where_it_is(part: int, whole: int, said: str, width: str) -> None:
    assert (percent(part, whole), bar_width(part, whole)) == (said, width)


def test_datings_count_each_precision_by_what_it_rests_on() -> None:
    for date, basis in (
        ("2022-06-01", "stated"), ("2022-06-02", "stated"), ("2022-06-02", "inferred"), ("2022", "inferred"),
    ):  # fmt: skip
        published(date=date, date_basis=basis)
    published()
    draft(date="2022-06")
    assert datings(reports()) == (Dating("day", 2, 1), Dating("month", 0, 0), Dating("year", 0, 1))


def test_runs_of_places_go_by_first_places_and_list_those_with_gaps() -> None:
    for code, date in ((NANYANG, "2010"), (NANYANG, "2013-05"), (NANYANG, None), (XIANGYANG, "2012"), (None, "2001")):
        published(place_id=code, date=date).further_places.add("110000")
    draft(place_id=NANYANG, date="2012")
    cells = count_cells(reports())
    places = places_by_code(cells)
    assert runs_of_places(cells, places) == Runs(
        (Run(places[NANYANG], Years(2010, 2013), (Years(2011, 2012),)),), total=2, left_out=0
    )


def test_runs_of_papers_come_in_the_order_of_pinyin() -> None:
    for name in ("重庆样例报", "安康样例报"):
        for date in ("2010", "2012", None):
            published(newspaper=paper(name), date=date)
    published(date="2001")
    found = runs_of_papers(reports())
    assert [(run.held.name, run.gaps) for run in found.with_gaps] == [
        ("安康样例报", ((2011, 2011),)), ("重庆样例报", ((2011, 2011),)),
    ]  # fmt: skip


def test_of_very_many_runs_those_with_the_most_years_missing_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.coverage.MOST_RUNS", 2)
    for name, last in (("甲报", "2012"), ("乙报", "2014"), ("丙报", "2013"), ("丁报", "2011")):
        for date in ("2010", last):
            published(newspaper=paper(name), date=date)
    found = runs_of_papers(reports())
    assert [run.held.name for run in found.with_gaps] == ["丙报", "乙报"]
    assert (found.total, found.left_out) == (4, 1)
