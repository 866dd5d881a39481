"""Which place does a report speak of? The narrowest division that covers it, or none: never a wrong guess.

In: headline, body and what the page says around them (hints, the most trusted first), the gazetteer.
Out: a PlaceReading, whose evidence are the words that were counted; None where it is not of one place.

Every name counts for its place and for all that it lies in. From the place of a hint, if the report
confirms it, else from the province that has most of the names, we go down as long as one part has most
of the rest. 我市, 全县 and the like count for the place of that kind. The short name of a county is a
common word too often (和平, 资源, 合作): it counts only where its full name stands somewhere on the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from archive.ingest.extracted import PlaceReading
from archive.text.divisions import NameKind, PlaceFact
from archive.text.gazetteer import Gazetteer
from archive.text.mentions import Mention

FULL_NAME_VOTES: Final = 2
SHORT_NAME_VOTES: Final = 1
HEADLINE_FACTOR: Final = 3  # a name in the headline counts as so many in the body
LEAST_VOTES: Final = 4  # fewer names than this make no place, without a hint
LEAST_SHARE: Final = 0.6  # of the votes around it, for a place to be gone down to
LEAST_HINTED_SHARE: Final = 0.3  # of all votes, for the place of a hint
MOST_DEIXIS_VOTES: Final = 6
MOST_WORDS: Final = 3  # names given as evidence

# 新华社北京2月13日电: where an agency filed a report is not what it is about.
_FILED_AT: Final = re.compile(r"[社网报台][^，。,\s]{2,8}?\d{1,2}月\d{1,2}日(?:电|讯|消息)")
_DEIXIS: Final = re.compile(
    r"(?:全|我|该)(?P<here>[省市县区州盟旗])(?!别|域|分)|(?P<seat>[省市县区州盟旗])(?:委|政府|人大|政协)(?!员)"
)


@dataclass(frozen=True, slots=True)
class _Votes:
    """What the names add up to: for a place alone, with all that lies in it, and by which words."""

    own: Counter[str]
    total: Counter[str]
    words: dict[str, Counter[str]]
    deixis: Counter[str]


def resolve_place(value: str, gazetteer: Gazetteer) -> PlaceFact | None:
    """Return the division that a typed code or name means; None where it is unknown or shared.

    `Gazetteer.resolve(value).candidates` are the divisions that share the name, for a warning.
    """
    return gazetteer.resolve(value).place


def find_place(
    *, headline: str | None, body: str, hints: Sequence[str], gazetteer: Gazetteer
) -> PlaceReading | None:
    """Return the narrowest division that covers what a report is about, None where that is not plain."""
    votes = _count(headline or "", _FILED_AT.sub("", body), hints, gazetteer)
    for hint, place in _hinted(hints, votes, gazetteer):
        if _is_confirmed(place, votes, gazetteer):
            return _reading(_go_down(place, votes, gazetteer), votes, hint)
    start = _widest(votes, gazetteer)
    return _reading(_go_down(start, votes, gazetteer), votes, None) if start else None


def _count(headline: str, body: str, hints: Sequence[str], gazetteer: Gazetteer) -> _Votes:
    """Read headline, body and hints together, for each settles the others' names; count the first two."""
    text = "\n".join([headline, body, *hints])
    deixis = Counter(m["here"] or m["seat"] for m in _DEIXIS.finditer(f"{headline}\n{body}"))
    counted = _Votes(Counter(), Counter(), {}, deixis)
    mentions = gazetteer.mentions(text)
    in_full = {m.place.code for m in mentions if m.place and m.kind is not NameKind.SHORT}
    for mention in mentions:
        place = mention.place or _settled_by_deixis(mention, deixis)
        if mention.start > len(headline) + 1 + len(body):
            break
        if place and not (_is_short_county(mention, place) and place.code not in in_full):
            weight = SHORT_NAME_VOTES if mention.kind >= NameKind.SHORT else FULL_NAME_VOTES
            factor = HEADLINE_FACTOR if mention.end <= len(headline) else 1
            _add(counted, place, mention.text, weight * factor, gazetteer)
    return counted


def _add(votes: _Votes, place: PlaceFact, word: str, weight: int, gazetteer: Gazetteer) -> None:
    votes.own[place.code] += weight
    votes.words.setdefault(place.code, Counter())[word] += 1
    for around in (place, *gazetteer.ancestors(place.code)):
        votes.total[around.code] += weight


def _is_short_county(mention: Mention, place: PlaceFact) -> bool:
    return mention.kind >= NameKind.SHORT and place.level == 3


def _settled_by_deixis(mention: Mention, deixis: Counter[str]) -> PlaceFact | None:
    """Return the one candidate of the kind that the report calls its own: with 我市, 西安 is the city."""
    own_kind = [place for place in mention.candidates if place.level < 3 and deixis[place.name[-1]]]
    return own_kind[0] if len(own_kind) == 1 else None


def _hinted(hints: Sequence[str], votes: _Votes, gazetteer: Gazetteer) -> Iterator[tuple[str, PlaceFact]]:
    """Yield the hints that name a place, with the narrowest place of each.

    A county by its short name (新民晚报, 光明日报) must stand in full in the report or in another hint.
    """
    read = gazetteer.mentions("\n".join(hints))
    in_full = {m.place.code for m in read if m.place and m.kind < NameKind.SHORT} | set(votes.own)
    start = 0
    for hint in hints:
        within = [m for m in read if start <= m.start < start + len(hint)]
        places = [
            m.place
            for m in within
            if m.place and not (_is_short_county(m, m.place) and m.place.code not in in_full)
        ]
        if places:
            yield hint, max(places, key=lambda place: place.level)
        start += len(hint) + 1


def _is_confirmed(place: PlaceFact, votes: _Votes, gazetteer: Gazetteer) -> bool:
    """Say whether a report speaks of a hint's place: by name, or by 我市 and no name of anywhere else."""
    everywhere = _everywhere(votes, gazetteer)
    if not everywhere:
        return bool(votes.deixis[place.name[-1]])
    return votes.total[place.code] >= LEAST_HINTED_SHARE * everywhere


def _everywhere(votes: _Votes, gazetteer: Gazetteer) -> int:
    return sum(count for code, count in votes.total.items() if _level(code, gazetteer) == 1)


def _level(code: str, gazetteer: Gazetteer) -> int:
    place = gazetteer.by_code(code)
    return place.level if place else 0


def _widest(votes: _Votes, gazetteer: Gazetteer) -> PlaceFact | None:
    """Return the province that has most of the names, if there are enough of them."""
    provinces = {code: count for code, count in votes.total.items() if _level(code, gazetteer) == 1}
    if not provinces:
        return None
    code = max(provinces, key=lambda code: provinces[code])
    most = provinces[code] >= LEAST_SHARE * sum(provinces.values())
    return gazetteer.by_code(code) if most and provinces[code] >= LEAST_VOTES else None


def _go_down(place: PlaceFact, votes: _Votes, gazetteer: Gazetteer) -> PlaceFact:
    """Return the narrowest place in a place that has most of its votes."""
    while inner := _main_part(place, votes, gazetteer):
        place = inner
    return place


def _main_part(place: PlaceFact, votes: _Votes, gazetteer: Gazetteer) -> PlaceFact | None:
    """Return the child with most of a place's votes; 我市 speaks for the city against its counties."""
    children = [c for c in map(gazetteer.by_code, votes.total) if c and c.parent == place.code]
    if not children:
        return None
    best = max(children, key=lambda child: votes.total[child.code])
    inside = votes.total[best.code] + _deixis_votes(best, votes)
    whole = votes.total[place.code] + _deixis_votes(best, votes) + _rival_deixis_votes(place, best, votes)
    return best if inside >= LEAST_SHARE * whole else None


def _deixis_votes(place: PlaceFact, votes: _Votes) -> int:
    """Return what 我市 and the like give to a place: no more than its names, for one name alone is chance."""
    return min(votes.deixis[place.name[-1]], votes.total[place.code], MOST_DEIXIS_VOTES)


def _rival_deixis_votes(place: PlaceFact, inner: PlaceFact, votes: _Votes) -> int:
    """Return what 我市 gives to a place; nothing where its part is of the same kind (汝州市, 平顶山市)."""
    return 0 if place.name[-1] == inner.name[-1] else _deixis_votes(place, votes)


def _reading(place: PlaceFact, votes: _Votes, hint: str | None) -> PlaceReading:
    return PlaceReading(place.code, place.name, "；".join(_evidence(place, votes, hint)))


def _evidence(place: PlaceFact, votes: _Votes, hint: str | None) -> Iterable[str]:
    """Yield the hint, and the names that were counted for the place with how often they stand there."""
    if hint:
        yield hint.strip()
    words = votes.words.get(place.code, Counter()).most_common(MOST_WORDS)
    yield from (f"{word}×{count}" for word, count in words)
    if not words and (kind := place.name[-1]) in votes.deixis:
        yield f"我{kind}、全{kind}等×{votes.deixis[kind]}"
