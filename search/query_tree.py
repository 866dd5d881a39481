"""The query tree: what can be asked, as frozen nodes. Laid here once; engines come and go beneath it.

*Leaves* are what is looked for in text: strings in the folded form of `archive.text.folding`. A leaf without
a `field` stands in a title line or any passage of the report; with one, in that field alone (TEXT_FIELDS).
The other nodes choose documents by their values, or combine. Two trees that are equal ask the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

ANYWHERE: Final = ""
ANY_ROLE: Final = ""
AUTHOR: Final = "author"
# The orders of n strings that are near each other grow as n!; the rest bounds how far one looks for the next.
MOST_PARTS: Final = 5
MOST_BETWEEN: Final = 200
# What `field` may be, and the fields of the Haystack index (search_indexes.py) that it covers. The last three
# are facts about a report: they are looked through only when asked for by name.
TEXT_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "title": ("kicker", "headline", "subtitle"),
    "kicker": ("kicker",),
    "headline": ("headline",),
    "subtitle": ("subtitle",),
    "column": ("column_name",),
    "note": ("editors_note",),
    "heading": ("headings",),
    "body": ("paragraphs",),
    "caption": ("captions",),
    "byline": ("byline",),
    "paper": ("newspaper_name",),
    "place": ("place_names",),
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of an unquoted part: stands somewhere in a passage, as its exact folded string."""

    folded: str
    field: str = ANYWHERE


@dataclass(frozen=True, slots=True)
class Exact:
    """A quoted string: stands in one passage, whatever a segmenter would cut. Folded."""

    folded: str
    field: str = ANYWHERE


@dataclass(frozen=True, slots=True)
class Run:
    """A Latin word or a number that stands as a whole run (`search.analysis.runs`). Folded."""

    folded: str
    field: str = ANYWHERE


@dataclass(frozen=True, slots=True)
class Whole:
    """A string whose Latin words and numbers at its ends stand whole somewhere in the report: `1+8` not in 11+8 alone.

    Folded. A report that holds 11+8 and elsewhere 1+9 and 2+8 is found too: which of the places is whole is told by
    what is marked in it.
    """

    folded: str
    field: str = ANYWHERE


@dataclass(frozen=True, slots=True)
class Near:
    """Strings in one passage, in any order, with at most `most` folded characters between neighbours.

    ValueError for none or more than MOST_PARTS, an empty one, or bounds outside 0 to MOST_BETWEEN.
    """

    parts: tuple[str, ...]
    most: int
    field: str = ANYWHERE

    def __post_init__(self) -> None:
        _check_bounds(self.parts, 0, self.most)


@dataclass(frozen=True, slots=True)
class Gap:
    """Strings in one passage, in this order, with `least` to `most` folded characters between neighbours.

    ValueError as for Near.
    """

    parts: tuple[str, ...]
    least: int
    most: int
    field: str = ANYWHERE

    def __post_init__(self) -> None:
        _check_bounds(self.parts, self.least, self.most)


@dataclass(frozen=True, slots=True)
class Signer:
    """The whole name of somebody who signed the report or a picture of it. Folded.

    `role` is a role as kept (通讯员), AUTHOR for whoever counts as an author, or ANY_ROLE.
    """

    folded: str
    role: str = ANY_ROLE


@dataclass(frozen=True, slots=True)
class Equivalents:
    """A group of strings that mean the same: any of them is found, and all are ranked as one."""

    parts: tuple[TextLeaf, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A value of a filter (place, year, newspaper, author, basis, column, id); `none` for those without."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Range:
    """Years, or days as proleptic ordinals, from `first` to `last`, both included; None: open.

    `name` is `year` or `date`; a date that is known to the month is in every range that it overlaps.
    """

    name: str
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class And:
    """All of them; every report where there are none."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but this."""

    part: Node


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `least` of them."""

    least: int
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Preferred:
    """Whatever `required` matches; those that `bonus` matches too rank higher."""

    required: Node
    bonus: Node


@dataclass(frozen=True, slots=True)
class Boost:
    """The same reports as `part`, its leaves worth `factor` times as much in the ranking."""

    part: Node
    factor: float


@dataclass(frozen=True, slots=True)
class Everything:
    """Every report."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No report: what was typed holds nothing that can be looked for."""


TextLeaf = Word | Exact | Run | Whole | Near | Gap
Leaf = TextLeaf | Signer | Equivalents
Node = Leaf | Field | Range | And | Or | Not | AtLeast | Preferred | Boost | Everything | Nothing


def leaves(node: Node) -> Iterator[Leaf]:
    """Yield what is looked for, in order: not what is excluded, nor what only raises the rank."""
    match node:
        case And(parts) | Or(parts) | AtLeast(_, parts):
            for part in parts:
                yield from leaves(part)
        case Preferred(part, _) | Boost(part, _):
            yield from leaves(part)
        case Word() | Exact() | Run() | Whole() | Near() | Gap() | Signer() | Equivalents():
            yield node


def in_field(node: Node, field: str) -> Node:
    """Return the tree with every string looked for in one of TEXT_FIELDS; signers and values stay."""
    match node:
        case Word() | Exact() | Run() | Whole() | Near() | Gap():
            return replace(node, field=field)
        case Equivalents(strings):
            return Equivalents(tuple(replace(string, field=field) for string in strings))
        case And(parts) | Or(parts) | AtLeast(_, parts):
            return replace(node, parts=tuple(in_field(part, field) for part in parts))
        case Not(part) | Boost(part, _):
            return replace(node, part=in_field(part, field))
        case Preferred(required, bonus):
            return Preferred(in_field(required, field), in_field(bonus, field))
        case _:
            return node


def _check_bounds(parts: tuple[str, ...], least: int, most: int) -> None:
    if not 1 <= len(parts) <= MOST_PARTS or not all(parts) or not 0 <= least <= most <= MOST_BETWEEN:
        raise ValueError(
            f"1 to {MOST_PARTS} strings, 0 to {MOST_BETWEEN} characters apart, not {parts} and {least} to {most}"
        )
