"""Filters and facets against brute force: every hit, total and count is what reading the reports one by one gives."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest

from search.engine.answering import answer
from search.engine.snapshot import Snapshot
from search.query_tree import Everything, Exact, Field, Node
from search.questions import FACETS, FILTERS, NONE, Day, Question, Selection
from tests.search.engine.brute_force import holds, overlaps, values_of
from tests.search.engine.drawing import FIRST_DAYS, Report, Trees, draw_report
from tests.search.engine.library import WRITERS, Library, Writer, draw_library, scratch

VALUES: Final = {
    "place": ("410000", "411300", "411302", "610000", "990000", NONE),
    "year": ("2019", "2020", "2021", "1999", NONE),
    "newspaper": ("1", "2", NONE),
    "author": ("1", "2", "3", NONE),
    "basis": ("stated", "inferred", NONE),
    "column": ("园地", "要闻", NONE),
    "role": ("记者", "通讯员", NONE),
}
NEIGHBOURS: Final = (-400, -31, -1, 0, 1, 30)  # days from one that a report has
each_writer = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)


def draw_question(source: random.Random) -> Question:
    """Return random filters, several in one facet among them, chosen and excluded, with bounds or without."""
    pool = [(facet, value) for facet in FILTERS for value in VALUES[facet]]
    chosen = source.sample(pool, source.choice((0, 1, 2, 2, 4, 6)))
    selections = tuple(Selection(*one, excluded=source.random() < 0.3) for one in chosen)
    return Question("", selections, draw_day(source), draw_day(source))


def draw_day(source: random.Random) -> Day | None:
    """Return a day at the edges of those that reports have, or none."""
    first = source.choice(FIRST_DAYS)
    return Day("", first.toordinal() + source.choice(NEIGHBOURS)) if first else None


def passes(report: Report, question: Question, but: str | None = None) -> bool:
    """Tell whether a report passes every filter but one."""
    for facet in FILTERS:
        has = {*(values_of(report, facet) or [NONE])}
        of_facet = [one for one in question.selections if one.facet == facet]
        chosen = {one.value for one in of_facet if not one.excluded}
        if (chosen and facet != but and not has & chosen) or has & {
            one.value for one in of_facet if one.excluded
        }:
            return False
    since, until = question.since and question.since.ordinal, question.until and question.until.ordinal
    return (since is None and until is None) or overlaps(report, since, until)


def check(library: Library, tree: Node, question: Question, hidden: frozenset[int]) -> None:
    """Assert that hits, total and counts are those of the reports read one by one."""
    seen = [one for number, one in library.live.items() if number not in hidden and holds(tree, one)]
    found = answer(library.snapshot, tree, question, hidden, 0, None, FILTERS)
    hits = {report["django_id"] for report in seen if passes(report, question)}
    assert {one.id for one in found.documents} == hits, (tree, question)
    assert found.total == len(found.documents) == len(hits)
    assert found.facets.keys() == {*FILTERS}
    for facet in FILTERS:
        counted = Counter(
            value for one in seen if passes(one, question, facet) for value in values_of(one, facet) or [NONE]
        )
        assert dict(found.facets[facet]) == counted, (facet, tree, question)
        by_count = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
        assert found.facets[facet].most_common() == by_count
        assert found.facets[facet].most_common(2) == by_count[:2]


@each_writer
@pytest.mark.parametrize("libraries", [8, pytest.param(800, marks=pytest.mark.soak)])
def test_random_filters_leave_and_count_what_they_should(write: Writer, libraries: int) -> None:
    for seed in range(libraries):
        source = random.Random(seed)
        with scratch() as folder:
            library = draw_library(source, folder, write, 16)
            trees = Trees(source, [*library.live.values()])
            for _ in range(40):
                hidden = frozenset(source.sample(range(1, 33), source.choice((0, 0, 3, 32))))
                tree = source.choice((Everything(), Exact("党"), trees.tree(1)))
                check(library, tree, draw_question(source), hidden)


@each_writer
def test_dates_of_every_precision_are_in_the_ranges_that_they_overlap(write: Writer, tmp_path: Path) -> None:
    spans = [
        (dt.date(2020, 5, 6), dt.date(2020, 5, 6)),
        (dt.date(2020, 5, 1), dt.date(2020, 5, 31)),
        (dt.date(2020, 1, 1), dt.date(2020, 12, 31)),
        (None, None),
    ]
    source = random.Random(1)
    reports = [
        {**draw_report(source, at), "date_from": a, "date_to": b} for at, (a, b) in enumerate(spans, 1)
    ]
    library = Library(tmp_path, write)
    library.commit(reports)
    cases = {
        (None, None): {1, 2, 3, 4}, (dt.date.min, None): {1, 2, 3}, (None, dt.date.max): {1, 2, 3},
        (dt.date(2020, 5, 6), dt.date(2020, 5, 6)): {1, 2, 3}, (dt.date(2020, 5, 7), None): {2, 3},
        (dt.date(2020, 5, 31), None): {2, 3}, (dt.date(2020, 6, 1), None): {3}, (dt.date(2021, 1, 1), None): set(),
        (None, dt.date(2020, 5, 5)): {2, 3}, (None, dt.date(2020, 4, 30)): {3}, (None, dt.date(2019, 12, 31)): set(),
        (dt.date(2020, 6, 1), dt.date(2020, 5, 31)): {3}, (dt.date(2021, 1, 1), dt.date(2020, 4, 30)): set(),
    }  # fmt: skip
    for (since, until), expected in cases.items():
        question = Question(since=day_of(since), until=day_of(until))
        assert {one.id for one in library.ask(Everything(), question).documents} == expected, (since, until)


def day_of(day: dt.date | None) -> Day | None:
    return Day(day.isoformat(), day.toordinal()) if day else None


@each_writer
def test_an_own_selection_does_not_narrow_its_own_counts(write: Writer, tmp_path: Path) -> None:
    source = random.Random(2)
    values = [("2019", ["410000", "411300"]), ("2019", ["610000"]), ("2020", ["410000"]), ("2020", [])]
    library = Library(tmp_path, write)
    library.commit([
        {**draw_report(source, at), "year": int(year), "place_codes": places}
        for at, (year, places) in enumerate(values, 1)
    ])  # fmt: skip
    chosen = Question(
        selections=(Selection("place", "411300"), Selection("place", NONE), Selection("year", "2020"))
    )
    found = library.ask(Everything(), chosen)
    assert [one.id for one in found.documents] == [4]
    assert dict(found.facets["place"]) == {"410000": 1, NONE: 1}
    assert dict(found.facets["year"]) == {"2019": 1, "2020": 1}


@each_writer
def test_a_segment_without_any_value_counts_as_none(write: Writer, tmp_path: Path) -> None:
    source = random.Random(3)
    bare: dict[str, Any] = {"place_codes": [], "author_ids": [], "year": None, "newspaper_id": None, "date_basis": None,
            "column_name": None, "credit_roles": [], "date_from": None, "date_to": None}  # fmt: skip
    library = Library(tmp_path, write)
    library.commit([{**draw_report(source, number), **bare} for number in (1, 2)])
    assert {facet: dict(library.ask(Everything()).facets[facet]) for facet in FACETS} == {
        f: {NONE: 2} for f in FACETS
    }
    library.commit([{**draw_report(source, 3), "place_codes": ["410000"]}])
    assert dict(library.ask(Everything()).facets["place"]) == {NONE: 2, "410000": 1}
    for facet in FILTERS:
        check(library, Everything(), Question(selections=(Selection(facet, NONE),)), frozenset())


def test_an_empty_index_answers_with_nothing(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.look()
    for snapshot in (Snapshot.empty(), library.snapshot):
        for tree in (Everything(), Exact("党建引"), Field("year", NONE)):
            for question in (
                Question(),
                Question(selections=(Selection("year", NONE),)),
                Question(sort="oldest"),
            ):
                found = answer(snapshot, tree, question, frozenset({1}), 0, 20)
                assert (found.total, found.documents) == (0, ())
                assert {facet: dict(found.facets[facet]) for facet in FACETS} == {
                    facet: {} for facet in FACETS
                }


@each_writer
def test_an_index_whose_reports_are_all_deleted_answers_with_nothing(write: Writer, tmp_path: Path) -> None:
    library = Library(tmp_path, write)
    library.commit([draw_report(random.Random(4), number) for number in range(1, 5)])
    library.commit([], removed=range(1, 5))
    found = library.ask(Everything())
    assert (found.total, found.documents, dict(found.facets["year"])) == (0, (), {})
    library.merge()
    assert library.ask(Everything()).total == 0
