"""How does this sound? Readings of characters, in the letters that people type.

In: folded text. Out: syllables without tones, ü as v; spellings of a whole name, whole (`nanyang`) or by its initials
(`ny`); characters that sound alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache, lru_cache
from itertools import islice, product
from typing import Final, NamedTuple

from archive.text.readings import all_readings, readings

# A name of characters with several readings is typed in any of them: 重庆 by chongqing and by zhongqing.
MOST_SPELLINGS: Final = 8
# Names are spelled anew with each state of the index, and are mostly the same: some 10 MB.
SPELLINGS_KEPT: Final = 1 << 15
_LETTERS: Final = re.compile(r"[a-z0-9]+")
_BETWEEN_SYLLABLES: Final = re.compile(r"[\s'’\-]+")


class Spelling(NamedTuple):
    """A name in letters: `whole` (nanyangshi) and by its `initials` (nys)."""

    whole: str
    initials: str


def sound_alike(one: str, other: str) -> bool:
    """Tell whether two characters have a reading in common."""
    return not set(readings(one)).isdisjoint(readings(other))


def homophones(character: str) -> frozenset[str]:
    """Return the other characters in common use (GB 2312) that have a reading in common with this one."""
    alike = (other for syllable in readings(character) for other in _common().get(syllable, ""))
    return frozenset(alike) - {character}


@lru_cache(SPELLINGS_KEPT)
def spellings(folded: str) -> tuple[Spelling, ...]:
    """Return how a folded name is typed, at most MOST_SPELLINGS; letters and digits in it stand for themselves."""
    syllables = [readings(character) or (character,) for character in folded]
    several = islice(product(*syllables), MOST_SPELLINGS)
    return tuple(dict.fromkeys(Spelling("".join(one), "".join(part[0] for part in one)) for one in several))


def as_letters(typed: str) -> str | None:
    """Return letters as they are compared with spellings (Nán'yáng -> nanyang); None where it is anything else."""
    apart = unicodedata.normalize("NFD", _BETWEEN_SYLLABLES.sub("", typed.lower())).replace("u\u0308", "v")
    letters = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return letters if _LETTERS.fullmatch(letters) else None


@cache
def _common() -> dict[str, str]:
    """Return by syllable the characters that GB 2312 has."""
    common: defaultdict[str, str] = defaultdict(str)
    for character, syllables in all_readings().items():
        if _is_common(character):
            for syllable in syllables:
                common[syllable] += character
    return dict(common)


def _is_common(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False
