"""Spellings: what was set aside between what is written and what was asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.folding import fold
from search.spellings import CASE, SCRIPT, SIGNS, WIDTH, Spelling, differences_of, spelling_of


@pytest.mark.parametrize(
    ("written", "asked", "expected"),
    [
        ("党建", "党建", ()),
        ("黨建", "党建", (SCRIPT,)),
        ("党建", "黨建", (SCRIPT,)),
        ("黨建", "黨建", ()),
        ("ＧＤＰ", "GDP", (WIDTH,)),
        ("GDP", "gdp", (CASE,)),
        ("ＧＤＰ", "gdp", (WIDTH, CASE)),
        ("党，建", "党建", (SIGNS,)),
        ("党 建", "党　建", (SIGNS,)),
        ("黨 建＋", "党建+", (SCRIPT, WIDTH, SIGNS)),
        ("2019—2021年", "2019-2021年", (SIGNS,)),
        ("項鍊", "项炼", (SCRIPT,)),
    ],
)
def test_differences_are_named(written: str, asked: str, expected: tuple[str, ...]) -> None:
    assert differences_of(written, asked) == expected


def test_a_spelling_stands_beside_what_was_typed() -> None:
    assert spelling_of("党建", "党建", "說黨建 好") == Spelling("党建", "黨建", (SCRIPT,))
    assert spelling_of("项链", "项链", "項鍊").asked == "项链"  # not typed so: as it was looked for


@given(st.text("党黨建ＡaＡ１1+，. ", max_size=8), st.text("党黨建ＡaＡ１1+，. ", max_size=8))
def test_texts_without_differences_are_equal(one: str, other: str) -> None:
    assert (differences_of(one, other) == ()) == (one == other)
    assert set(differences_of(one, other)) == set(differences_of(other, one))


@given(st.text(max_size=8))
def test_a_text_and_its_fold_differ_in_what_can_be_named(text: str) -> None:
    assert bool(differences_of(text, fold(text))) == (text != fold(text))
