"""Pinyin order: where does a Chinese name stand in a list, and under which letter?

In: names as printed. Out: sort keys: syllable by syllable, characters of one syllable together, names in Latin letters
among the Han by their letters; and the letter that heads a name's group. Surnames and the first cities are read as such
(单 shan, 重庆 chongqing); any other character in its usual way. Tones are not told apart.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from archive.text.folding import fold
from archive.text.readings import readings

# Names that begin with neither a letter nor a character that is read; they come last.
NO_LETTER: Final = "#"
NAMES_KEPT: Final = 1 << 15
# What papers are named after, where its characters are usually read otherwise.
_CITIES: Final = {
    "长治": ("chang", "zhi"), "长春": ("chang", "chun"), "长沙": ("chang", "sha"), "长江": ("chang", "jiang"),
    "蚌埠": ("beng", "bu"), "六安": ("lu", "an"), "厦门": ("xia", "men"), "佛山": ("fo", "shan"),
    "重庆": ("chong", "qing"), "成都": ("cheng", "du"), "昌都": ("chang", "du"), "都市": ("du", "shi"),
    "西藏": ("xi", "zang"), "喀什": ("ka", "shi"),
}  # fmt: skip
_SURNAMES: Final = {
    "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "朴": "piao", "翟": "zhai", "覃": "qin", "单": "shan",
    "盖": "ge", "区": "ou", "黑": "he", "员": "yun", "缪": "miao", "种": "chong", "召": "shao", "折": "she", "薄": "bo",
    "柏": "bai", "卜": "bu", "牟": "mu", "贾": "jia",
}  # fmt: skip
# A name of more characters is no person's: 单位通讯员.
_LONGEST_PERSON: Final = 3

Key = tuple[tuple[str, str], ...]


@lru_cache(NAMES_KEPT)
def sort_key(name: str) -> Key:
    """Return what orders names: a syllable and its character for each; "~" stands behind every letter."""
    folded = fold(name)
    begun = _begun(folded)
    read = (*begun, *map(_syllable, folded[len(begun) :]))
    return tuple(zip(read, folded, strict=True)) or (("~", ""),)


def letter(name: str) -> str:
    """Return the capital that heads the group of a name, or NO_LETTER."""
    first = sort_key(name)[0][0][0].upper()
    return first if "A" <= first <= "Z" else NO_LETTER


def _syllable(character: str) -> str:
    is_letter = character.isascii() and character.isalpha()
    return next(iter(readings(character)), character if is_letter else f"~{character}")


def _begun(folded: str) -> tuple[str, ...]:
    """Return how a name begins to be read, where its first characters are read in another way than usual."""
    if city := _CITIES.get(folded[:2]):
        return city
    surname = _SURNAMES.get(folded[:1])
    return (surname,) if surname and 1 < len(folded) <= _LONGEST_PERSON else ()
