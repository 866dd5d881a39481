"""Analysis: terms of a text."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from archive.text.folding import fold
from search.analysis import JiebaTokenizer, grams, runs, words


def test_grams_are_units_and_adjacent_pairs_with_their_counts() -> None:
    assert grams("村村通") == Counter({"村": 2, "通": 1, "村村": 1, "村通": 1})


def test_an_empty_text_has_no_grams() -> None:
    assert grams("") == Counter()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＧＤＰ增长12.5%", ["gdp", "gdp增", "12.5", "12.5%"]),
        ("于2022-06-16印发", ["2022-06-16", "2022-06-16印", "2022", "06", "16", "16印"]),
        ("“1+8”模式", ["1", "1+", "8", "+8", "8模"]),
        ("2019—2021年", ["2019-2021", "2019-2021年", "2019", "2021", "2021年"]),
        ("Party Building", ["party", "building"]),
        ("一二三", []),
        ("8.", ["8"]),
    ],
)
def test_runs_are_latin_words_and_numbers_between_anything_else(text: str, expected: list[str]) -> None:
    assert runs(text) == expected


def test_words_leave_signs_out() -> None:
    assert "".join(words("党建，引领！", settings.CACHE_DIR)) == "党建引领"


def test_token_positions_are_ordinals_not_offsets() -> None:
    tokens = JiebaTokenizer(settings.CACHE_DIR)("基层党建引领乡村振兴", positions=True)
    assert [token.pos for token in tokens] == list(range(len(words("基层党建引领乡村振兴", settings.CACHE_DIR))))


def test_tokens_are_folded() -> None:
    assert [token.text for token in JiebaTokenizer(settings.CACHE_DIR)("ＡＢＣ")] == [fold("abc")]


def test_the_dictionary_is_cached_in_the_folder_given(tmp_path: Path) -> None:
    words("党建", tmp_path / "cache")
    assert [file.name for file in (tmp_path / "cache").iterdir()] == ["jieba-0.42.1.cache"]
