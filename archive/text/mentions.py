"""Where does a text name a place? Longest names first; a shared name is settled by what stands near.

In: a text and the gazetteer's table of names. Out: Mentions in order. A name that several places share is
settled by the place directly before it (长春市朝阳区), else by the other places that
the text names without doubt; where that leaves more than one, it stays ambiguous.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final

from archive.text.divisions import NameKind, PlaceFact, Sense

# Words for a part of any city, and the names of a few districts: read as names after their city alone.
_GENERIC: Final = frozenset({"城区", "郊区", "矿区", "市中", "城中", "城关", "新城"})
_MIN_NAME: Final = 2  # characters


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text, from `start` to `end`; `place` is None where several `candidates` can be meant."""

    start: int
    end: int
    text: str
    kind: NameKind
    candidates: tuple[PlaceFact, ...]
    place: PlaceFact | None

    @property
    def is_ambiguous(self) -> bool:
        """Say whether the text leaves open which place is meant."""
        return self.place is None


def best_senses(senses: Iterable[Sense]) -> tuple[Sense, ...]:
    """Return the senses of the lowest kind: a full name before a short one."""
    found = tuple(senses)
    lowest = min((sense.kind for sense in found), default=None)
    return tuple(sense for sense in found if sense.kind is lowest)


def is_within(place: PlaceFact, scope: PlaceFact, parents: Mapping[str, str | None]) -> bool:
    """Say whether a place lies below another; a place does not lie below itself."""
    parent = parents[place.code]
    while parent is not None and parent != scope.code:
        parent = parents[parent]
    return parent is not None


@dataclass(frozen=True, slots=True)
class NameTable:
    """What every name can mean, and how long the names are that open with two given characters, longest first.

    Of the characters of running text nearly all open no name: one look says so.
    """

    senses: Mapping[str, tuple[Sense, ...]]
    lengths: Mapping[str, tuple[int, ...]]


def name_table(senses: Mapping[str, tuple[Sense, ...]]) -> NameTable:
    """Return the table of the names in `senses`."""
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in senses:
        lengths[name[:_MIN_NAME]].add(len(name))
    return NameTable(
        senses, {opening: tuple(sorted(found, reverse=True)) for opening, found in lengths.items()}
    )


def find_mentions(text: str, names: NameTable, parents: Mapping[str, str | None]) -> list[Mention]:
    """Return the names of places in a text, in order, none overlapping another."""
    found: list[Mention] = []
    for start, end, senses in _scan(text, names):
        before = found[-1] if found and found[-1].end == start else None
        mention = _read(text[start:end], start, senses, before, parents)
        if mention is not None:
            found.append(mention)
    return _settle(found, parents)


def _scan(text: str, names: NameTable) -> Iterator[tuple[int, int, tuple[Sense, ...]]]:
    """Yield where the longest names stand, each with its meanings."""
    senses_of, lengths_of = names.senses, names.lengths
    past = 0  # where the last name ended
    for start in range(len(text) - _MIN_NAME + 1):
        lengths = lengths_of.get(text[start : start + _MIN_NAME])
        if lengths is None or start < past:
            continue
        for length in lengths:
            senses = senses_of.get(text[start : start + length])
            if senses:
                past = start + length
                yield start, past, senses
                break


def _read(
    name: str,
    start: int,
    senses: tuple[Sense, ...],
    before: Mention | None,
    parents: Mapping[str, str | None],
) -> Mention | None:
    """Return the mention of a name, read below the place directly before it where it lies there."""
    below = _below(senses, before, parents)
    if name in _GENERIC and not below:
        return None
    best = best_senses(below or senses)
    places = tuple(sense.place for sense in best)
    place = places[0] if len(places) == 1 else None
    return Mention(start, start + len(name), name, best[0].kind, places, place)


def _below(
    senses: tuple[Sense, ...], before: Mention | None, parents: Mapping[str, str | None]
) -> tuple[Sense, ...]:
    """Return the senses that lie below a place of the mention before; children before grandchildren."""
    if before is None:
        return ()
    below = tuple(s for s in senses if any(is_within(s.place, scope, parents) for scope in before.candidates))
    children = tuple(s for s in below if any(s.place.parent == scope.code for scope in before.candidates))
    return children or below


def _settle(found: Sequence[Mention], parents: Mapping[str, str | None]) -> list[Mention]:
    """Settle the ambiguous mentions: by the next one where it is read below, then by all places named."""
    adjacent = [_settle_by_next(a, b, parents) for a, b in zip_longest(found, found[1:])]
    sure = {m.place.code: m.place for m in adjacent if m.place and m.kind is not NameKind.SHORT}
    sure |= {m.place.code: m.place for m in adjacent if m.place and m.place.level < 3}
    return [_settle_by_context(mention, sure, parents) for mention in adjacent]


def _settle_by_next(mention: Mention, after: Mention | None, parents: Mapping[str, str | None]) -> Mention:
    if mention.place or after is None or after.start != mention.end:
        return mention
    over = [c for c in mention.candidates if any(is_within(p, c, parents) for p in after.candidates)]
    return replace(mention, place=over[0]) if len(over) == 1 else mention


def _settle_by_context(
    mention: Mention, sure: Mapping[str, PlaceFact], parents: Mapping[str, str | None]
) -> Mention:
    """Settle a mention by the places named for sure: itself, one around it, one inside it."""
    if mention.place:
        return mention
    candidates = mention.candidates
    named = [c for c in candidates if c.code in sure]
    below = [c for c in candidates if any(is_within(c, scope, parents) for scope in sure.values())]
    holding = [c for c in candidates if any(is_within(place, c, parents) for place in sure.values())]
    near = named or below or holding
    return replace(mention, place=near[0]) if len(near) == 1 else mention
