"""Snippets: cuts of a text around what matched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.snippets import Fragment, Needle, Span, cut, find_spans, lead, mark, merge_spans, pick


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


@pytest.mark.parametrize(
    ("text", "needle", "expected"),
    [
        ("加强黨建，引領發展", Needle("党建引领"), "黨建，引領"),
        ("ＧＤＰ增长", Needle("gdp", is_run=True), "ＧＤＰ"),
        ("一共１＋８家", Needle("1+8"), "１＋８"),
    ],
)
def test_spans_are_of_the_text_as_stored(text: str, needle: Needle, expected: str) -> None:
    (span,) = find_spans(text, [needle])
    assert text[span.start : span.end] == expected


def test_a_run_is_not_marked_inside_another() -> None:
    assert find_spans("2015年，5人", [Needle("5", is_run=True)]) == [Span(6, 7)]


def test_nothing_found_nothing_marked() -> None:
    assert find_spans("村里的小事", [Needle("党建")]) == []


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
    spans = find_spans(text, [Needle("党建")])
    assert len(cut(text, spans)) == 3


def test_the_passages_with_most_of_the_query_are_cut_in_reading_order() -> None:
    passages = ["只有党建", "什么也没有", "党建与引领", "引领", "党建引领"]
    cuts = pick(passages, [Needle("党建"), Needle("引领")])
    assert [joined(one) for one in cuts] == ["只有党建", "党建与引领", "党建引领"]


def test_where_nothing_matched_the_beginning_is_shown() -> None:
    assert pick(["村" * 100], []) == (lead("村" * 100),)
    assert joined(lead("村" * 100)) == "村" * 80 + "…"
    assert pick([], []) == ()
