"""Analysis: terms of a text."""

from __future__ import annotations

import gzip
import json
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from archive.text.folding import fold
from search.analysis import JiebaTokenizer, bulk_words, grams, normalize, runs, segmenter, words

# Han, common and rare, of each plane; and signs and letters of every kind that a dictionary may treat otherwise.
HAN = "党建工作引领乡村振兴的和国家龘齉鿕鿖㐀㐂﨎𠀀𪚥"
SIGNS = "0159.%-_#+&azAZé，。 \n\t/:'·①Ⅳぴカ가﹒\u200b\u0301"


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
    assert [token.pos for token in tokens] == list(
        range(len(words("基层党建引领乡村振兴", settings.CACHE_DIR)))
    )


def test_tokens_are_folded() -> None:
    assert [token.text for token in JiebaTokenizer(settings.CACHE_DIR)("ＡＢＣ")] == [fold("abc")]


@pytest.mark.parametrize(
    "text",
    [
        "2023-08-22召开",  # rjieba joins what dashes part
        "驻日美军f-35b战机",
        "电池43.9kwh和xbb.1.16",  # and what a point does
        "增长12.5%，达1.25万",
        "a_b#c+d&e",
        "c++和at&t的t恤",  # words of the dictionary that hold signs
        "50%60增长5%3倍",
        "一㐂党建﨎二鿖三𠀀",  # Han that jieba does not cut
        "+",
        "",
    ],
)
def test_bulk_words_are_those_of_jieba(text: str) -> None:
    assert bulk_words([text], settings.CACHE_DIR) == words(text, settings.CACHE_DIR)


@given(st.lists(st.text(st.sampled_from(HAN + SIGNS), max_size=30), max_size=3))
def test_bulk_words_are_those_of_jieba_in_any_text(texts: list[str]) -> None:
    one_by_one = [word for text in texts for word in words(text, settings.CACHE_DIR)]
    assert bulk_words(texts, settings.CACHE_DIR) == one_by_one


@pytest.mark.parametrize("step", [40, pytest.param(1, marks=pytest.mark.soak)])
def test_bulk_words_are_those_of_jieba_in_real_reports(step: int, shared: Callable[[str], Path]) -> None:
    with gzip.open(shared("corpora/news-10k.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for row in [json.loads(line) for line in lines][::step]:
            passages = list(map(normalize, [row["title"], *row["text"].splitlines()]))
            one_by_one = [word for passage in passages for word in words(passage, settings.CACHE_DIR)]
            assert bulk_words(passages, settings.CACHE_DIR) == one_by_one


def test_words_added_to_the_dictionary_are_cut_in_bulk_too(tmp_path: Path) -> None:
    text = "各村开展张三丰议事"
    assert "张三丰议事" not in bulk_words([text], tmp_path)
    segmenter(tmp_path).add_word("张三丰议事")
    assert "张三丰议事" in bulk_words([text], tmp_path)


@given(st.text(st.sampled_from(SIGNS + "：；！？（）％—−∶ＡΣÅ한"), max_size=12))
def test_normalized_text_is_nfkc_in_lower_case_with_plain_dashes(text: str) -> None:
    plain = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | {"∶": ":"})
    assert normalize(text) == unicodedata.normalize("NFKC", text).lower().translate(plain)


def test_the_dictionary_is_cached_in_the_folder_given(tmp_path: Path) -> None:
    words("党建", tmp_path / "cache")
    assert [file.name for file in (tmp_path / "cache").iterdir()] == ["jieba-0.42.1.cache"]
