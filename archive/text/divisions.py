"""What is known of a division: values that the gazetteer hands out, and the table of the names it may go by.

In: rows of fixtures/places. Out: PlaceFact, FormerName, and `name_senses`: what every name can mean.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final


@dataclass(frozen=True, slots=True)
class PlaceFact:
    """A present division. `level` is 1 province, 2 prefecture, 3 county; `parent` is None for a province."""

    code: str
    name: str
    short_name: str
    level: int
    parent: str | None
    pinyin: str
    initials: str


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that no division bears now, the code of what goes on from it, and how that is known."""

    name: str
    code: str
    reason: str
    former_code: str | None
    until_year: int | None


class NameKind(IntEnum):
    """How a name stands to its place; where one name has several meanings, the lower kind is meant."""

    FULL = 1
    ALIAS = 2
    FORMER = 3
    SHORT = 4
    FORMER_SHORT = 5


@dataclass(frozen=True, slots=True)
class Sense:
    """One thing that a name can mean."""

    place: PlaceFact
    kind: NameKind


# 恩施土家族苗族自治州 is written 恩施州, 大通回族土族自治县 大通县.
_EVERYDAY_KINDS: Final = {"自治州": "州", "自治县": "县", "自治旗": "旗"}
_PREFECTURE_KINDS: Final = ("地区", "市", "盟")


def everyday_names(place: PlaceFact) -> Iterable[str]:
    """Yield the names in common use that are neither the full nor the short one."""
    for official, everyday in _EVERYDAY_KINDS.items():
        if place.name.endswith(official):
            yield place.short_name + everyday


def name_senses(
    places: Iterable[PlaceFact], formers: Iterable[FormerName]
) -> Mapping[str, tuple[Sense, ...]]:
    """Return for every name what it can mean, each place once, under its best kind."""
    by_code = {place.code: place for place in places}
    found: dict[str, dict[str, Sense]] = defaultdict(dict)

    def note(name: str, place: PlaceFact, kind: NameKind) -> None:
        known = found[name].get(place.code)
        if known is None or kind < known.kind:
            found[name][place.code] = Sense(place, kind)

    for place in by_code.values():
        note(place.name, place, NameKind.FULL)
        note(place.short_name, place, NameKind.SHORT)
        for everyday in everyday_names(place):
            note(everyday, place, NameKind.ALIAS)
    for former in formers:
        place = by_code[former.code]
        note(former.name, place, NameKind.FORMER)
        for kind in _PREFECTURE_KINDS:
            if place.level < 3 and former.name.endswith(kind) and len(former.name) - len(kind) >= 2:
                note(former.name.removesuffix(kind), place, NameKind.FORMER_SHORT)
    return {name: tuple(senses.values()) for name, senses in found.items()}
