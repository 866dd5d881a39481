"""Marking: what is marked of a text is what matched, however it is written."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.folding import fold
from search.analysis import edges, find_runs, runs
from search.marking import Passage, find_all_spans, find_spans
from search.proximity import occurrences
from search.query_tree import Equivalents, Exact, Gap, Leaf, Near, Run, Whole, Word


def spans_in(text: str, *leaves: Leaf, field: str = "paragraphs") -> list[str]:
    return [text[span.start : span.end] for span in find_spans(Passage(text, field), leaves)]


@pytest.mark.parametrize(
    ("text", "leaf", "expected"),
    [
        ("加强黨建，引領發展", Word("党建引领"), ["黨建，引領"]),
        ("ＧＤＰ增长", Run("gdp"), ["ＧＤＰ"]),
        ("一共１＋８家", Whole("1+8"), ["１＋８"]),
        ("２０１７ 年，17年", Run("17年"), ["17年"]),
        ("11+8；1+8；1+80", Whole("1+8"), ["1+8"]),
        ("12.5%，5人", Run("5"), ["5"]),
        ("2022-06-16", Run("06"), ["06"]),
        ("党1党1，党11", Whole("党1党1"), ["党1党1"]),
        ("党建", Whole("党"), ["党"]),
        ("村里的小事", Word("党建"), []),
        ("黨建抓得好，建黨抓", Near(("党建", "抓"), 1), ["黨建", "抓"]),
        ("建黨抓黨建", Gap(("党建", "抓"), 0, 5), []),
        ("項鍊，锻炼", Equivalents((Exact("项链"), Exact("项炼"))), ["項鍊"]),
        ("图注里的小事", Word("小事", "caption"), []),
        ("Café，CAFÉ", Run("café"), ["Café", "CAFÉ"]),
        ("2019—2021年，2021", Run("2021年"), ["2021年"]),
    ],
)
def test_spans_are_what_matched_as_it_is_written(text: str, leaf: Leaf, expected: list[str]) -> None:
    assert spans_in(text, leaf) == expected


def test_a_leaf_of_one_field_is_marked_there() -> None:
    assert spans_in("图注里的小事", Word("小事", "caption"), field="captions") == ["小事"]


WILD = st.text("党黨建+12５.，。 -:aＡé家项鍊", max_size=30)


@given(WILD, st.data())
def test_the_folds_of_marks_are_the_strings_asked_for(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    string = fold(text[start : data.draw(st.integers(start, len(text)))])
    marks = [fold(mark) for mark in spans_in(text, Exact(string))] if string else []
    assert [string in mark for mark in marks] == [True] * len(marks)
    assert bool(marks) is bool(string)


@given(WILD)
def test_every_run_that_is_indexed_is_marked_and_nothing_else(text: str) -> None:
    for run in runs(text):
        marks = spans_in(text, Run(run))
        assert len(marks) == Counter(runs(text))[run]
        assert {fold(mark) for mark in marks} == {run}


def counted(leaf: Leaf, texts: list[str]) -> int:
    """Return how often the index counts a leaf in these texts (search/engine/matching.py)."""
    match leaf:
        case Equivalents(parts):
            return sum(counted(part, texts) for part in parts)
        case Run(string):
            return sum(Counter(runs(text))[string] for text in texts)
        case Near() | Gap():
            return sum(1 for text in texts for _ in occurrences(leaf, fold(text)))
        case Whole(string) if not all(any(edge in runs(text) for text in texts) for edge in edges(string)):
            return 0
        case Word(string) | Exact(string) | Whole(string):
            folds = [fold(text) for text in texts]
            return sum(one.startswith(string, at) for one in folds for at in range(len(one)))
    return 0


STRINGS: st.SearchStrategy[str] = (
    st.text("党黨建+12５.Aａ家项鍊", min_size=1, max_size=4).map(fold).filter(bool)
)
LEAVES: st.SearchStrategy[Leaf] = st.one_of(
    STRINGS.map(Exact),
    STRINGS.map(Run),
    st.sampled_from(["1+5", "1党+5", "5党1.2+a", "a+家党", "党建+1", "建党"]).map(Whole),
    st.lists(STRINGS, min_size=2, max_size=2).map(lambda parts: Near((parts[0], parts[1]), 3)),
    st.lists(STRINGS, min_size=2, max_size=2).map(lambda parts: Equivalents((Word(parts[0]), Word(parts[1])))),
)  # fmt: skip


@given(st.lists(WILD, min_size=1, max_size=4), LEAVES)
def test_what_the_index_counted_changes_no_mark(texts: list[str], leaf: Leaf) -> None:
    passages = [Passage(text, "paragraphs") for text in texts]
    plain = find_all_spans(passages, {leaf: counted(leaf, texts)})
    assert list(map(sorted, plain)) == list(map(sorted, find_all_spans(passages, {leaf: None})))


def test_both_spellings_are_marked_where_the_index_counted_both() -> None:
    assert spans_of_counted(["党建。", "黨建，党 建"], Word("党建"), 3) == [["党建"], ["黨建", "党 建"]]


def test_what_the_index_did_not_count_is_not_looked_for() -> None:
    assert spans_of_counted(["党建。"], Word("党建"), 0) == [[]]


def spans_of_counted(texts: list[str], leaf: Leaf, count: int) -> list[list[str]]:
    found = find_all_spans([Passage(text, "paragraphs") for text in texts], {leaf: count})
    return [[text[start:end] for start, end in spans] for text, spans in zip(texts, found, strict=True)]


@given(st.text("党a1５é\u0301㈱⼀、+%-.:— _ｱが", max_size=20))
def test_runs_are_found_in_stretches_as_in_the_whole(text: str) -> None:
    whole = find_runs(text)
    for run in {found.folded for found in whole}:
        spans = find_spans(Passage(text, "paragraphs"), [Run(run)])
        expected = [found for found in whole if found.folded == run]
        assert [span.start for span in spans] == [found.start for found in expected]
        # A mark that combines with the Han after a number is the only thing that may be left out.
        assert [fold(text[start:end]) for start, end in spans] == [fold(text[a:b]) for _, a, b in expected]


def test_numbers_joined_by_a_dash_are_marked_as_they_are_written() -> None:
    assert spans_in("2019—2021年", Run("2019-2021年")) == ["2019—2021年"]
