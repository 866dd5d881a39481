"""The order of pinyin: names where a reader of a Chinese list looks for them."""

from __future__ import annotations

import pytest

from archive.text.pinyin_order import letter, sort_key


def test_names_stand_by_syllable_and_characters_of_one_syllable_together() -> None:
    names = ["张三", "章五", "张一", "安徽日报", "Abc", "王五", "王", "李四"]
    assert sorted(names, key=sort_key) == ["Abc", "安徽日报", "李四", "王", "王五", "张三", "张一", "章五"]


@pytest.mark.parametrize(
    ("name", "initial"),
    [
        ("南阳日报", "N"),
        ("重庆日报", "C"),  # a city read otherwise than its first character is
        ("重点工作报", "Z"),
        ("单小山", "S"),  # a surname
        ("单位通讯员", "D"),  # no person's name
        ("單小山", "S"),  # in either script
        ("番禺日报", "P"),  # a county
        ("长兴新闻", "C"),  # as in most names of places
        ("长子县报", "Z"),  # but not in all
        ("尉迟小山", "Y"),  # a surname of two
        ("abc", "A"),
        ("ＡＢＣ", "A"),
        ("1号通讯员", "#"),
        ("《》", "#"),
        ("", "#"),
        ("吕", "L"),
    ],
)
def test_letter_is_that_of_the_first_syllable(name: str, initial: str) -> None:
    assert letter(name) == initial


def test_names_without_a_letter_come_last() -> None:
    names = ["1号", "《》", "臧", "阿"]
    assert sorted(names, key=sort_key)[:2] == ["阿", "臧"]
