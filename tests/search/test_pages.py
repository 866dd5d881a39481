"""Pages: what a hit shows of what matched."""

from __future__ import annotations

from typing import Any

from django.urls import set_script_prefix
from hypothesis import given
from hypothesis import strategies as st

from archive.text.folding import fold
from search.engine.answering import FoundDocument
from search.engine.schema import BODY, TITLE
from search.pages import _around_the_id, hit_of
from search.query_tree import TEXT_FIELDS, Exact, Leaf
from tests.oracles import oracle_fold

LINES = st.text("党建黨引领村里1+8,. a，。“”", max_size=60)
ONE_LINE = ("kicker", "headline", "subtitle", "column_name")
LISTS = ("editors_note", "headings", "paragraphs", "captions")
REPORTS = st.fixed_dictionaries(dict.fromkeys(ONE_LINE, LINES) | dict.fromkeys(LISTS, st.lists(LINES, max_size=4)))
SEARCHED = (*TITLE.fields, *BODY.fields)


def marks_of(report: dict[str, Any], leaf: Leaf) -> list[str]:
    hit = hit_of(FoundDocument(1, 1.0, lambda: report), 1, [leaf])
    fragments = [*hit.headline, *(fragment for cut in hit.snippet for fragment in cut)]
    return [fragment.text for fragment in fragments if fragment.match]


def lines_of(report: dict[str, Any], fields: tuple[str, ...]) -> list[str]:
    values = [report[name] for name in fields]
    return [line for value in values for line in ([value] if isinstance(value, str) else value)]


@given(REPORTS, st.text("党建引领村1+8黨", min_size=1, max_size=3), st.sampled_from(["", "title", "caption", "body"]))
def test_a_hit_marks_what_matched_and_nothing_else(report: dict[str, Any], string: str, field: str) -> None:
    string = fold(string)
    fields = TEXT_FIELDS[field] if field else SEARCHED
    holds = any(string in oracle_fold(line) for line in lines_of(report, fields))
    marks = marks_of(report, Exact(string, field))
    assert bool(marks) is holds
    for mark in marks:
        assert string in oracle_fold(mark)
        assert oracle_fold(mark[0]) == string[0]
        assert oracle_fold(mark[-1]) == string[-1]


def test_every_field_that_is_searched_shows_its_match() -> None:
    empty: dict[str, Any] = dict.fromkeys(SEARCHED)
    for name in SEARCHED:
        text: Any = "村里修了廊桥。" if name in ONE_LINE else ["村里修了廊桥。"]
        assert marks_of(empty | {name: text}, Exact("廊桥")) == ["廊桥"], name


def test_the_address_of_a_hit_is_right_below_a_folder_that_has_a_nought() -> None:
    _around_the_id.cache_clear()
    set_script_prefix("/2020/")
    try:
        assert hit_of(FoundDocument(10, 1.0, dict), 1, []).url == "/2020/articles/10/"
    finally:
        set_script_prefix("/")
        _around_the_id.cache_clear()
