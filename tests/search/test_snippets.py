"""Snippets: cuts of a text around what matched."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.folding import fold
from search.analysis import runs
from search.query_tree import Equivalents, Exact, Gap, Leaf, Near, Run, Whole, Word
from search.snippets import Fragment, Passage, Span, cut, find_spans, lead, mark, merge_spans, pick


def joined(fragments: tuple[Fragment, ...]) -> str:
    return "".join(fragment.text for fragment in fragments)


def matched(fragments: tuple[Fragment, ...]) -> list[str]:
    return [fragment.text for fragment in fragments if fragment.match]


def test_overlapping_and_touching_spans_are_joined() -> None:
    assert merge_spans([Span(4, 6), Span(0, 2), Span(2, 3), Span(5, 9)]) == [Span(0, 3), Span(4, 9)]


def test_marking_keeps_the_text() -> None:
    assert mark("村里的小事", [Span(0, 1), Span(3, 5)]) == (
        Fragment("村", True), Fragment("里的", False), Fragment("小事", True),
    )


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5))
def test_fragments_joined_are_the_text(text: str, bounds: list[tuple[int, int]]) -> None:
    spans = [Span(min(a, b), max(a, b)) for a, b in bounds if a != b and max(a, b) <= len(text)]
    assert joined(mark(text, spans)) == text


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


def test_a_cut_shows_the_match_and_says_where_text_is_left_out() -> None:
    text = "前" * 100 + "党建" + "后" * 100
    (fragments,) = cut(text, [Span(100, 102)])
    assert matched(fragments) == ["党建"]
    assert (joined(fragments)[0], joined(fragments)[-1]) == ("…", "…")
    assert 38 <= len(joined(fragments)) <= 44


def test_a_cut_begins_at_a_clause_where_one_is_near() -> None:
    text = "前" * 30 + "。村里" + "中" * 12 + "党建" + "后" * 60
    at = text.index("党建")
    (fragments,) = cut(text, [Span(at, at + 2)])
    assert joined(fragments).startswith("…村里")


def test_a_match_longer_than_a_cut_is_shown_whole() -> None:
    text = "前" * 50 + "中" * 90 + "后" * 50
    (fragments,) = cut(text, [Span(50, 140)])
    assert matched(fragments) == ["中" * 90]


def test_no_more_than_three_cuts() -> None:
    text = ("党建" + "间" * 100) * 9
    spans = find_spans(Passage(text, "paragraphs"), [Word("党建")])
    assert len(cut(text, spans)) == 3


def test_the_passages_with_most_of_the_query_are_cut_in_reading_order() -> None:
    texts = ["只有党建", "什么也没有", "党建与引领", "引领", "党建引领"]
    cuts = pick([Passage(text, "paragraphs") for text in texts], [Word("党建"), Word("引领")])
    assert [joined(one) for one in cuts] == ["只有党建", "党建与引领", "党建引领"]


def test_where_nothing_matched_the_beginning_is_shown() -> None:
    assert pick([Passage("村" * 100, "paragraphs")], []) == (lead("村" * 100),)
    assert joined(lead("村" * 100)) == "村" * 80 + "…"
    assert pick([], []) == ()


def test_where_the_run_stands_as_typed_no_passage_is_shown_for_a_piece_of_it() -> None:
    passages = [
        Passage("四两拨千斤，两天干完。", "body"),
        Passage("此处无关。", "body"),
        Passage("前面说两件事，再看两处，然后两边对照，最后才讲村里怎样推行四议两公开的办法。", "body"),
    ]
    leaves = [Word("四"), Word("议"), Word("两"), Word("公开")]
    shown = pick(passages, leaves)
    assert any(Fragment("四议两公开", True) in snippet for snippet in shown)
    assert not any("拨千斤" in fragment.text for snippet in shown for fragment in snippet)


def test_words_that_stand_apart_are_each_shown() -> None:
    passages = [Passage("这里有廉政。", "body"), Passage("别处。", "body"), Passage("那里有党。", "body")]
    shown = pick(passages, [Word("党"), Word("廉政")])
    marked = {fragment.text for snippet in shown for fragment in snippet if fragment.match}
    assert marked == {"党", "廉政"}
