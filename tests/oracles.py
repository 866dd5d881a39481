"""Independent ways to the right answer: they must import nothing of the product that they judge."""

from __future__ import annotations

import unicodedata
from functools import cache

import opencc

# What OpenCC's dictionary for single characters leaves as it is, because it may also be right.
VARIANTS = str.maketrans("瞭藉乾著覆像牠栢钜迳谘", "了借干着复象它柏巨径咨")
TO_SIMPLIFIED = cache(opencc.OpenCC("t2s").convert)


def oracle_fold(text: str) -> str:
    """Return a text as it is compared: width, case and script out, and what is no letter, digit, + or %."""
    plain = "".join(unicodedata.normalize("NFKC", character).lower() for character in text)
    simple = "".join(TO_SIMPLIFIED(character) for character in plain).translate(VARIANTS)
    around = f" {simple} "
    return "".join(
        character
        for before, character, after in zip(around, simple, around[2:], strict=False)
        if character.isalnum()
        or character in "+%"
        or (character in ".,:-" and before.isdigit() and after.isdigit())
    )


def count_overlapping(string: str, text: str) -> int:
    """Return how often a string stands in a text, overlapping ones each."""
    return sum(text.startswith(string, at) for at in range(len(text)))
