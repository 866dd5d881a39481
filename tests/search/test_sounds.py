"""Sounds: characters and names as they are typed in letters."""

from __future__ import annotations

import pytest

from archive.models import Place
from archive.text.folding import fold
from archive.text.readings import readings
from search.sounds import Spelling, as_letters, homophones, sound_alike, spellings


@pytest.mark.parametrize(
    ("typed", "letters"),
    [
        ("nanyang", "nanyang"), ("NY", "ny"), ("Nányáng", "nanyang"), ("xi'an", "xian"), ("nan yang", "nanyang"),
        ("lüliang", "lvliang"), ("LǛ", "lv"), ("c919", "c919"), ("南阳", None), ("南y", None), ("", None), ("+", None),
    ],
)  # fmt: skip
def test_letters_are_compared_without_tones_and_signs(typed: str, letters: str | None) -> None:
    assert as_letters(typed) == letters


def test_a_name_is_spelled_in_each_of_its_readings() -> None:
    assert spellings("南阳") == (Spelling("nanyang", "ny"),)
    assert Spelling("chongqing", "cq") in spellings("重庆")
    assert Spelling("zhongqing", "zq") in spellings("重庆")
    assert spellings("b站") == (Spelling("bzhan", "bz"),)


def test_a_name_of_many_readings_has_a_bounded_number_of_spellings() -> None:
    assert len(spellings("重行长" * 8)) == 8


def test_characters_sound_alike_by_any_reading_that_phrases_have() -> None:
    assert sound_alike("健", "建")
    assert sound_alike("航", "行")
    assert not sound_alike("扶", "市")  # fu is a scholar's reading of 市
    assert not sound_alike("党", "建")
    assert {"议", "意"} < homophones("仪")
    assert "仪" not in homophones("仪")


@pytest.mark.django_db
def test_places_are_spelled_as_their_own_pinyin_says() -> None:
    wrong = [
        short
        for short, pinyin in Place.objects.values_list("short_name", "pinyin")
        if all(readings(one) for one in fold(short)) and pinyin not in [s.whole for s in spellings(fold(short))]
    ]
    assert len(wrong) < 50, wrong  # the table of places has their own readings: 乐亭 is laoting
