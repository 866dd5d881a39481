"""The reprints that duplicates are measured with are what their names say."""

from __future__ import annotations

import random

import pytest

from bench.reprints import EDITS, MASTHEAD, NOTE, sentences
from tests.archive.resembling import ROAD, text

WHOLE = text(*ROAD)
EDIT = dict(EDITS)


def edited(name: str, body: str = WHOLE) -> str:
    return EDIT[name](body, random.Random(1))


def test_sentences_make_up_the_text() -> None:
    assert "".join(sentences(WHOLE)) == WHOLE
    assert len(sentences(WHOLE)) == len(ROAD)


def test_a_masthead_and_a_note_stand_around_the_text() -> None:
    assert edited("another masthead and standing note") == MASTHEAD + WHOLE + NOTE


def test_one_paragraph_is_removed_or_a_fifth_of_the_only_one() -> None:
    left = edited("a paragraph removed").split("\n")
    assert len(left) == len(ROAD) - 1
    assert set(left) < set(ROAD)
    assert len(sentences(edited("a paragraph removed", "".join(ROAD)))) == len(ROAD) - len(ROAD) // 5


@pytest.mark.parametrize(("name", "share"), [("1 % of characters wrong", 0.01), ("3 % of characters wrong", 0.03)])
def test_typos_replace_a_share_of_the_characters(name: str, share: float) -> None:
    wrong = sum(one != other for one, other in zip(WHOLE, edited(name), strict=True))
    assert 0 < wrong <= round(share * len(WHOLE))


@pytest.mark.parametrize(
    ("name", "share"), [("abridged to 60 %, sentences from all over", 0.6), ("abridged to 40 %", 0.4)]
)
def test_an_abridgement_keeps_whole_sentences_in_their_order(name: str, share: float) -> None:
    kept = sentences(edited(name))
    assert share <= sum(map(len, kept)) / len(WHOLE) < share + 0.2
    assert [one for one in sentences(WHOLE) if one in kept] == kept


def test_a_cut_keeps_the_beginning() -> None:
    assert edited("cut to the first 60 %") == WHOLE[: round(0.6 * len(WHOLE))]
