"""Which place is meant? The divisions of China by code, by name, by former name, and in running text.

In: fixtures/places/*.csv, facts alone. Out: `load_gazetteer()`, the one Gazetteer of the process.

A name that more than one division bears is never settled silently: `resolve` answers with the candidates.
A province or city before the name settles it (河南南阳, 许昌市建安区); a former name stands for what goes
on from it (襄樊市 for 襄阳市), where fixtures/places says so with a reason.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from archive.text.divisions import FormerName, NameKind, PlaceFact, Sense, name_senses
from archive.text.mentions import Mention, best_senses, find_mentions, is_within, name_table

PLACES: Final = Path(__file__).resolve().parents[2] / "fixtures" / "places"
_CODE: Final = re.compile(r"[0-9]{6}")
_BETWEEN_NAMES: Final = re.compile(r"[\s·・,，、/>-]+")


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name means: `place` where that is one division, else the `candidates`; none: unknown."""

    place: PlaceFact | None
    candidates: tuple[PlaceFact, ...] = ()

    @property
    def is_ambiguous(self) -> bool:
        """Say whether more than one division bears the name."""
        return self.place is None and bool(self.candidates)


class Gazetteer:
    """The divisions, looked up by code or by name. Immutable once built."""

    def __init__(
        self, places: Iterable[PlaceFact], formers: Iterable[FormerName], former_codes: Mapping[str, str]
    ) -> None:
        self._places = {place.code: place for place in places}
        self._formers = tuple(formers)
        self._former_codes = dict(former_codes)
        self._parents = {place.code: place.parent for place in self._places.values()}
        self._names = name_senses(self._places.values(), self._formers)
        self._table = name_table(self._names)

    def places(self) -> Iterator[PlaceFact]:
        """Yield every present division in the order of the codes."""
        yield from self._places.values()

    def former_names(self) -> Iterator[FormerName]:
        """Yield every former name; a name that two divisions bore comes once for each."""
        yield from self._formers

    def by_code(self, code: str) -> PlaceFact | None:
        """Return the division of a code, a present one before one that a code of old stood for."""
        return self._places.get(code) or self._places.get(self._former_codes.get(code, ""))

    def ancestors(self, code: str) -> tuple[PlaceFact, ...]:
        """Return what a division lies in, the narrowest first: 411003 -> 许昌市, 河南省."""
        found = []
        parent = self._parents[code]
        while parent is not None:
            found.append(self._places[parent])
            parent = self._parents[parent]
        return tuple(found)

    def is_within(self, place: PlaceFact, scope: PlaceFact) -> bool:
        """Say whether a division lies below another; none lies below itself."""
        return is_within(place, scope, self._parents)

    def resolve(self, name: str) -> Resolution:
        """Return what a code, a name, or names from the widest to the narrowest mean."""
        bare = _BETWEEN_NAMES.sub("", name)
        if _CODE.fullmatch(bare):
            return Resolution(self.by_code(bare))
        places = self._meanings(bare) or self._below_one_another(bare, None)
        if len(places) == 1:
            return Resolution(places[0])
        return Resolution(None, places)

    def mentions(self, text: str) -> list[Mention]:
        """Return the places that a text names, in order; `place` is None where the text leaves it open."""
        return find_mentions(text, self._table, self._parents)

    def _meanings(self, name: str) -> tuple[PlaceFact, ...]:
        """Return the places of a whole name; of two of one full name, one in the other, the outer."""
        best = best_senses(self._names.get(name, ()))
        places = tuple(sense.place for sense in best)
        if best and best[0].kind is NameKind.FULL:
            outer = [p for p in places if all(q is p or self.is_within(q, p) for q in places)]
            return tuple(outer) or places
        return places

    def _below_one_another(self, text: str, scope: PlaceFact | None) -> tuple[PlaceFact, ...]:
        """Return the places that names written one after another end in, each below the one before."""
        found: dict[str, PlaceFact] = {}
        for end in range(2, len(text) + 1):
            senses = [
                s for s in self._names.get(text[:end], ()) if scope is None or self.is_within(s.place, scope)
            ]
            if end == len(text):
                last = _nearest(best_senses(senses), scope)
                found |= {sense.place.code: sense.place for sense in last}
            else:
                for sense in senses:
                    found |= {p.code: p for p in self._below_one_another(text[end:], sense.place)}
        return tuple(found.values())


def _nearest(senses: tuple[Sense, ...], scope: PlaceFact | None) -> tuple[Sense, ...]:
    """Return the direct children of a scope, if any: after 湖南, 长沙 is the city, not its county."""
    children = tuple(sense for sense in senses if scope is not None and sense.place.parent == scope.code)
    return children or senses


@cache
def load_gazetteer() -> Gazetteer:
    """Return the gazetteer of fixtures/places; read once a process."""
    places = [
        PlaceFact(
            row["code"],
            row["name"],
            row["short_name"],
            int(row["level"]),
            row["parent"] or None,
            row["pinyin"],
            row["initials"],
        )
        for row in _rows("divisions.csv")
    ]
    formers = [
        FormerName(
            row["name"], row["code"], row["reason"], row["former_code"] or None, int(row["until_year"])
        )
        for row in _rows("former_names.csv")
    ]
    return Gazetteer(places, formers, {row["former_code"]: row["code"] for row in _rows("former_codes.csv")})


def _rows(file_name: str) -> Iterator[dict[str, str]]:
    with (PLACES / file_name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
