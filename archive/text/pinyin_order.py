"""Pinyin order: where does a Chinese name stand in a list, and under which letter?

In: names as printed. Out: sort keys: syllable by syllable, characters of one syllable together, names in Latin letters
among the Han by their letters; and the letter that heads a name's group. Surnames and places are read as such
(单 shan, 番禺 panyu); any other character in its usual way. Tones are not told apart.
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
_PLACES: Final = {
    "长子": ("zhang", "zi"), "蚌埠": ("beng", "bu"), "六安": ("lu", "an"),
    "厦门": ("xia", "men"), "佛山": ("fo", "shan"),
    "重庆": ("chong", "qing"), "成都": ("cheng", "du"), "昌都": ("chang", "du"), "都市": ("du", "shi"),
    "西藏": ("xi", "zang"), "喀什": ("ka", "shi"), "单县": ("shan", "xian"), "浚县": ("xun", "xian"),
    "蔚县": ("yu", "xian"), "尉犁": ("yu", "li"), "番禺": ("pan", "yu"), "乐清": ("yue", "qing"),
    "枞阳": ("zong", "yang"), "涡阳": ("guo", "yang"), "泌阳": ("bi", "yang"), "铅山": ("yan", "shan"),
    "犍为": ("qian", "wei"), "筠连": ("jun", "lian"), "荥经": ("ying", "jing"), "婼羌": ("ruo", "qiang"),
}  # fmt: skip
_LONG: Final = "长"  # chang in the names of forty counties and of papers (长城), but for those in the tables
_COMPOUND_SURNAMES: Final = {
    "长孙": ("zhang", "sun"), "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "澹台": ("tan", "tai"),
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
    if known := _PLACES.get(folded[:2]) or _COMPOUND_SURNAMES.get(folded[:2]):
        return known
    if folded.startswith(_LONG):
        return ("chang",)
    surname = _SURNAMES.get(folded[:1])
    return (surname,) if surname and 1 < len(folded) <= _LONGEST_PERSON else ()
