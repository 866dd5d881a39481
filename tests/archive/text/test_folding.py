"""Folding: what is one and the same to a search, and what must not be."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.folding import fold, fold_with_offsets
from archive.text.spellings import spellings
from tests.oracles import oracle_fold

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpora" / "news-10k.jsonl.gz"
CUTS = 2_000

TEXTS = st.text(
    st.one_of(
        st.sampled_from("党建+12.5亿，。：-—１２．５％ 后後裏里乾干①㎡½ﬁİ\u0301\u0307㊀Ⅳ〇𠮷豈"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("１２．５％", "12.5%"),  # width
        ("PDF Party", "pdfparty"),  # case and spaces
        ("“党建+”，行动！", "党建+行动"),  # punctuation goes, + stays
        ("1,234人 8:30 2019-10", "1,234人8:302019-10"),  # separators between digits stay
        ("8：30 1，234", "8:301,234"),  # full-width ones too
        ("2019—2020", "20192020"),  # a dash is punctuation, a hyphen between digits is not
        ("A-B, C.D: 3-", "abcd3"),  # separators elsewhere go
        ("1 .5", "15"),  # the digit must be the neighbour
        ("㎡①½ﬁ", "m2112fi"),  # one code point to several
        ("é e\u0301 ü İ", "éeüi"),  # a mark that stands alone is no letter
        ("瞭解藉口乾隆", "了解借口干隆"),  # closed over what OpenCC's single characters leave
        ("臺檯颱裏裡後麵著覆", "台台台里里后面着复"),  # regional forms
        ("\uf9dc", "隆"),  # compatibility ideographs
        ("𠮷〇々", "𠮷〇々"),  # supplementary planes, Han that are no letters of the common block
        ("。，“”", ""),
    ],
)
def test_fold_is_what_a_search_compares(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("125亿", "12.5亿"),
        ("党建+", "党建工作"),
        ("18", "1+8"),
        ("1230", "12:30"),
        ("1234", "1,234"),
        ("20192020", "2019-2020"),
        ("链", "锻炼"),
        ("座", "坐"),
        ("里", "哩"),
        ("么", "幺"),
        ("待", "呆"),
    ],
)
def test_what_differs_does_not_match(query: str, text: str) -> None:
    assert fold(query) not in fold(text)


@given(TEXTS, st.data())
def test_the_fold_of_any_cut_stands_in_the_fold_of_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    assert fold(text[start:end]) in fold(text)


@given(TEXTS)
def test_a_fold_is_its_own_fold(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_offsets_rise_and_lead_back_to_what_was_folded(text: str) -> None:
    folded = fold_with_offsets(text)

    assert folded.text == fold(text)
    assert len(folded.offsets) == len(folded.text)
    assert folded.offsets == sorted(folded.offsets)
    for character, offset in zip(folded.text, folded.offsets, strict=True):
        assert character in ".,:-" or character in fold(text[offset])


def test_a_match_is_led_back_to_its_span() -> None:
    text = "推行“黨建 ＋”行動"
    folded = fold_with_offsets(text)
    start = folded.text.index(fold("党建+"))

    assert text[slice(*folded.source_span(start, start + 3))] == "黨建 ＋"


@given(st.text("党建后後裏里乾干着著1２．.，,:+%Aa 。“”-", max_size=40))
def test_fold_equals_an_independent_one(text: str) -> None:
    assert fold(text) == oracle_fold(text)


def test_every_code_point_folds_to_a_fixed_point() -> None:
    every = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]

    assert [c for c in every if fold(fold(c)) != fold(c)] == []


@pytest.mark.parametrize("config", ["s2t", "s2tw", "s2hk"])
def test_a_text_written_in_traditional_script_folds_alike(config: str) -> None:
    if not CORPUS.exists():
        pytest.skip("../shared/corpora is absent: no real text to write in traditional script")
    convert = opencc.OpenCC(config).convert
    cuts = _random_cuts()
    by_character = [cut for cut in cuts if fold("".join(map(convert, cut))) != fold(cut)]
    by_phrase = [cut for cut in cuts if fold(cut) not in spellings(fold(convert(cut)))]

    assert (by_character, by_phrase) == ([], [])


def _random_cuts() -> list[str]:
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        texts = [text for line in lines if len(text := json.loads(line)["text"]) > 20]
    chance = random.Random(20)
    cuts = []
    for text in chance.choices(texts, k=CUTS):
        start = chance.randrange(len(text) - 12)
        cuts.append(text[start : start + chance.randint(2, 12)])
    return cuts
