"""Spellings: the words that two scripts write in characters which are not one and the same."""

from __future__ import annotations

import pytest

from archive.text.folding import fold
from archive.text.spellings import MOST_SPELLINGS, spellings, usual_spelling


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


def test_there_is_an_end_to_spellings() -> None:
    assert len(spellings("项链坐标家具呆着手链")) == MOST_SPELLINGS
