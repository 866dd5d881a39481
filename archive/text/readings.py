"""Readings: which syllables is a character read as?

In: a folded character. Out: its syllables without tones, ü as v, the usual one first. syllables.tsv, made by
fixtures/make_syllable_table.py, has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).with_name("syllables.tsv")


def readings(character: str) -> tuple[str, ...]:
    """Return the syllables that a folded character is read as, the usual one first; none for no Han."""
    return all_readings().get(character, ())


@cache
def all_readings() -> Mapping[str, tuple[str, ...]]:
    """Return the table, read once a process."""
    lines = (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines())
    return {character: tuple(syllables.split()) for syllables, characters in lines for character in characters}
