"""The query language: what was typed, as a tree."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.folding import fold
from search.any_of import any_of
from search.query_language import ParsedQuery, QueryError, parse
from search.query_tree import (
    And,
    Equivalents,
    Everything,
    Exact,
    Node,
    Nothing,
    Or,
    Preferred,
    Run,
    Signer,
    Whole,
    Word,
    leaves,
)

DICTIONARY = {"党建引领": ("党建", "引领"), "支部": ("支部",), "贫困户": ("贫困户",), "推进党建": ("推进", "党建")}


def cut(text: str) -> Sequence[str]:
    """Stand in for jieba: known strings by a table, the rest whole."""
    return DICTIONARY.get(text, (text,))


def tree_of(typed: str) -> Node:
    return parse(typed, cut).tree


@pytest.mark.parametrize("typed", ["", "   ", "\u3000\n"])
def test_nothing_typed_asks_for_everything(typed: str) -> None:
    assert parse(typed, cut) == ParsedQuery(Everything())


QUOTED = ['"村议村事"', "“村议村事”", "「村议村事」", "＂村议村事＂", '"村议，村事。"', '"村議村事"']


@pytest.mark.parametrize("typed", QUOTED)
def test_quotes_ask_for_an_exact_string(typed: str) -> None:
    assert tree_of(typed) == Exact(fold("村议村事"))


def test_inner_quotes_of_another_kind_are_text() -> None:
    assert tree_of('"学习“四议”办法"') == Exact("学习四议办法")


def test_a_word_is_looked_for_as_it_stands_or_as_a_signature() -> None:
    assert tree_of("支部") == Or((Word("支部"), Signer("支部")))


def test_a_single_character_is_its_own_word() -> None:
    assert tree_of("廉") == Word("廉")


def test_a_run_is_cut_and_preferred_as_typed() -> None:
    both = And((Word("党建"), Word("引领")))
    assert tree_of("党建引领") == Or((Preferred(both, Exact("党建引领")), Signer("党建引领")))


def test_parts_must_all_occur() -> None:
    assert tree_of("廉 村") == And((Word("廉"), Word("村")))


def test_any_part_is_enough_where_that_is_asked() -> None:
    assert parse("廊桥 “修路”", cut, "any").tree == any_of([Word("廊桥"), Exact("修路")], ["廊桥", "修路"])
    assert parse("廉", cut, "any").tree == Word("廉")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1+8", [Whole("1+8")]),
        ("党建+", [Word("党建+")]),
        ("推进党建+", [Word("推进"), Word("党建+")]),
        ("5万+", [Whole("5万+")]),
        ("2017年", [Run("2017年")]),
        ("支部+X+贫困户", [Word("支部+x+贫困户")]),
        ("党建+5", [Whole("党建+5")]),
        ("2019—2021年", [Run("2019-2021年")]),
        ("2019—2021年底", [Run("2019"), Whole("2021年底")]),
        ("GDP", [Run("gdp")]),
        ("12.5%", [Run("12.5%")]),
        ("2017党建", [Run("2017"), Word("党建")]),
        ("５万", [Run("5万")]),
    ],
)
def test_signs_and_numbers_hold_on_to_their_neighbours(typed: str, expected: list[Node]) -> None:
    assert [leaf for leaf in leaves(tree_of(typed)) if not isinstance(leaf, Signer)] == expected


def told(parsed: ParsedQuery) -> list[str]:
    return [str(note) for note in parsed.notes]


def test_a_word_of_two_spellings_is_looked_for_in_both() -> None:
    assert tree_of('"座標系"') == Equivalents((Exact("座标系"), Exact("坐标系")))
    assert next(leaves(tree_of("項鍊"))) == Equivalents((Word("项链"), Word("项炼")))


def test_an_unpaired_quote_is_text_with_a_note() -> None:
    parsed = parse('"支部', cut)
    assert parsed.tree == Or((Word("支部"), Signer("支部")))
    assert told(parsed) == ['引号 " 没有配对，已当作普通文字。']


def test_what_holds_nothing_to_look_for_is_left_out_with_a_note() -> None:
    parsed = parse("！！ 廉", cut)
    assert parsed.tree == Word("廉")
    assert told(parsed) == ["“！！”里没有可检索的字，已略去。"]


def test_signs_alone_find_nothing() -> None:
    assert tree_of("……") == Nothing()


def test_empty_quotes_are_left_out() -> None:
    parsed = parse('""', cut)
    assert parsed.tree == Nothing()
    assert told(parsed) == ["引号里是空的，已略去。"]


def test_400_characters_are_read() -> None:
    assert tree_of("廉" * 400) is not None


def test_more_are_refused_with_a_query_that_works() -> None:
    with pytest.raises(QueryError) as caught:
        parse("廉" * 401, cut)
    assert str(caught.value) == "检索词太长：最多 400 字，这里有 401 字。请缩短后再试。"
    assert caught.value.suggestion == "廉" * 400


@given(st.text(max_size=400))
def test_no_string_is_too_wild(typed: str) -> None:
    assert isinstance(parse(typed, cut), ParsedQuery)


@given(st.text(alphabet='"“”「」＂ ~*?()[]{}^:\\+-&|!党建18xX%．，', max_size=40))
def test_no_signs_of_any_query_language_break_it(typed: str) -> None:
    assert isinstance(parse(typed, cut), ParsedQuery)
