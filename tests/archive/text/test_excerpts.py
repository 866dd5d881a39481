"""How a text begins: whole sentences, some 200 characters, never more than half of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.excerpts import CUT, MOST_CHARACTERS, excerpt

LONG = "修路的事说了很久。" * 60


@pytest.mark.parametrize(
    ("paragraphs", "shown"),
    [
        (["一" * 99 + "。", "二" * 99 + "。", "三" * 400], ["一" * 99 + "。", "二" * 99 + "。"]),
        (["一" * 150 + "。" + "二" * 100 + "。", "三" * 400], ["一" * 150 + "。"]),
        (["他说：“" + "一" * 100 + "。”" + "二" * 100, "三" * 400], ["他说：“" + "一" * 100 + "。”"]),
        (["一" * 99 + "。", "二" * 500], ["一" * 99 + "。"]),  # nothing of a paragraph whose first sentence is too long
        (["一" * 900], ["一" * MOST_CHARACTERS + CUT]),  # but of the first one, or nothing would be shown
        (["短的开头。", "短的结尾。"], ["短的开头。"]),  # half of a short text at most
        (["样例"], ["样" + CUT]),
        (["一"], []),
        ([], []),
    ],
)
def test_a_text_begins(paragraphs: list[str], shown: list[str]) -> None:
    assert excerpt(paragraphs) == shown


@given(st.lists(st.text("一二三。！”\n ，a", max_size=90), max_size=12))
def test_it_is_a_beginning_and_never_more_than_half(paragraphs: list[str]) -> None:
    shown = excerpt(paragraphs)
    joined = "\n".join(shown).removesuffix(CUT)
    assert "\n".join(paragraphs).startswith(joined)
    assert len(joined.replace("\n", "")) <= min(MOST_CHARACTERS, sum(map(len, paragraphs)) // 2)
