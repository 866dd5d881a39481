"""Snippets: cuts of a text around what matched."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search.marking import Passage, Span, find_spans
from search.query_tree import Leaf, Word
from search.snippets import Fragment, Snippet, cut, lead, mark, merge_spans, pick


def joined(fragments: tuple[Fragment, ...]) -> str:
    return "".join(fragment.text for fragment in fragments)


def matched(fragments: tuple[Fragment, ...]) -> list[str]:
    return [fragment.text for fragment in fragments if fragment.match]


def picked(texts: list[str], *leaves: Leaf) -> tuple[Snippet, ...]:
    return pick(texts, [find_spans(Passage(text, "paragraphs"), leaves) for text in texts])


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
    cuts = picked(texts, Word("党建"), Word("引领"))
    assert [joined(one) for one in cuts] == ["只有党建", "党建与引领", "党建引领"]


def test_where_nothing_matched_the_beginning_is_shown() -> None:
    assert picked(["村" * 100]) == (lead("村" * 100),)
    assert joined(lead("村" * 100)) == "村" * 80 + "…"
    assert picked([]) == ()


def test_where_the_run_stands_as_typed_no_passage_is_shown_for_a_piece_of_it() -> None:
    texts = [
        "四两拨千斤，两天干完。",
        "此处无关。",
        "前面说两件事，再看两处，然后两边对照，最后才讲村里怎样推行四议两公开的办法。",
    ]
    shown = picked(texts, Word("四"), Word("议"), Word("两"), Word("公开"))
    assert any(Fragment("四议两公开", True) in snippet for snippet in shown)
    assert not any("拨千斤" in fragment.text for snippet in shown for fragment in snippet)


def test_words_that_stand_apart_are_each_shown() -> None:
    shown = picked(["这里有廉政。", "别处。", "那里有党。"], Word("党"), Word("廉政"))
    marked = {fragment.text for snippet in shown for fragment in snippet if fragment.match}
    assert marked == {"党", "廉政"}
