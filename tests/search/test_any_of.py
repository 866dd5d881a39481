"""Any of: how many words must stand, and what each is worth."""

from __future__ import annotations

import pytest

from search.any_of import MOST_PAIRS, PAIR_WEIGHT, SINGLE_WEIGHT, any_of
from search.query_tree import AtLeast, Boost, Equivalents, Exact, Node, Nothing, Or, Preferred, Word


def required(node: Node) -> AtLeast:
    """Return what must stand in a report."""
    match node:
        case Preferred(AtLeast() as enough, _):
            return enough
    raise AssertionError(node)


@pytest.mark.parametrize(("words", "least"), [(2, 1), (5, 1), (6, 2), (10, 2), (11, 3)])
def test_one_word_of_five_must_stand(words: int, least: int) -> None:
    typed = [Word(f"词{number}") for number in range(words)]
    assert required(any_of(typed, ["词语"])) == AtLeast(least, tuple(typed))


def test_a_single_character_counts_less() -> None:
    found = required(any_of([Word("廊桥"), Word("的"), Equivalents((Word("台"), Word("臺")))], ["廊桥的台"]))
    assert found.parts == (
        Word("廊桥"), Boost(Word("的"), SINGLE_WEIGHT), Boost(Equivalents((Word("台"), Word("臺"))), SINGLE_WEIGHT)
    )  # fmt: skip


def test_pairs_of_characters_raise_the_rank_and_cross_no_white_space() -> None:
    match any_of([Word("廊桥"), Word("党建")], ["廊桥上", "党建"]):
        case Preferred(_, bonus):
            assert bonus == Boost(Or((Word("廊桥"), Word("桥上"), Word("党建"))), PAIR_WEIGHT)
        case other:
            raise AssertionError(other)


def test_a_long_headline_has_a_bounded_number_of_pairs() -> None:
    match any_of([Word("廊桥"), Word("党建")], ["".join(map(chr, range(0x4E00, 0x4F00)))]):
        case Preferred(_, Boost(Or(pairs), _)):
            assert len(pairs) == MOST_PAIRS
        case other:
            raise AssertionError(other)


def test_one_word_stands_for_itself_and_none_for_nothing() -> None:
    assert any_of([Exact("廊桥"), Exact("廊桥")], ["廊桥"]) == Exact("廊桥")
    assert any_of([], [""]) == Nothing()
