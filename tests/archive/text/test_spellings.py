"""Spellings: the words that two scripts write in characters which are not one and the same."""

from __future__ import annotations

import pytest

from archive.text.folding import fold
from archive.text.spellings import MOST_SPELLINGS, TABLE, spellings, usual_spelling


@pytest.mark.parametrize(
    ("folded", "expected"),
    [
        ("项链", ("项链", "项炼")),
        ("座标系", ("座标系", "坐标系")),
        ("家具", ("家具", "家俱")),
        ("党建", ("党建",)),
        ("产业链", ("产业链",)),
        ("", ("",)),
    ],
)
def test_a_string_comes_first_then_its_other_spellings(folded: str, expected: tuple[str, ...]) -> None:
    assert spellings(folded) == expected


def test_what_traditional_script_writes_leads_to_the_usual_spelling() -> None:
    assert [usual_spelling(fold(word)) for word in ("項鍊", "座標", "傢俱", "鍛鍊")] == ["项链", "坐标", "家具", "锻炼"]


def test_a_string_of_many_such_words_is_looked_for_as_either_script_has_it() -> None:
    usual, other = "项链手链家具坐标海里", "项炼手炼家俱座标海哩"
    assert other in spellings(usual)
    assert usual in spellings(other)


def test_all_such_words_at_once_take_no_time() -> None:
    everything = TABLE.read_text(encoding="utf-8")
    assert len(spellings(fold(everything))) == MOST_SPELLINGS


def test_there_is_an_end_to_spellings() -> None:
    assert len(spellings("项链坐标家具呆着手链")) == MOST_SPELLINGS
