"""The schema: which fields the index has, what their terms are, and how Whoosh is told of it.

An ordinary Whoosh 2.7.4 index: stock Whoosh opens it, searches it and writes to it, where these classes
can be imported. Each *zone* (title lines; the rest of the text; facts about the report) is one field:

- a *unit* is one code point of folded text, a *pair* two adjacent ones of a passage; the last code point of
  a passage makes a pair with PASSAGE_END, so that every code point begins a pair;
- a *counted term* begins with a tab: a run (a Latin word, a number), a run in one field, a name that signs.

Pairs alone have positions: a string of any length is its pairs side by side, and positions for the units
as well would cost two bytes a character for nothing. The length of a zone is the number of its terms, each
as often as it stands, as Whoosh counts it.
"""

from __future__ import annotations

import copyreg
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from whoosh.columns import FixedBytesColumn, RefBytesColumn
from whoosh.fields import COLUMN, ID, STORED, FieldType, Schema
from whoosh.formats import Existence, Format
from whoosh.query import Phrase, Query, Term

from archive.text.folding import fold
from search.analysis import JiebaTokenizer
from search.proximity import PASSAGE_END
from search.query_tree import ANY_ROLE, MOST_BETWEEN
from search.questions import FILTERS

# What posting lists are packed in (postings_format.py), by numbers for pickles instead of names: 40 bytes a
# list. Whoever reads the index reads the schema first, and knows them then. 240 to 255 are private (PEP 307).
for _code, _name in enumerate(("PackedSteps", "PackedCounts", "PackedPositions"), 240):
    copyreg.add_extension("search.engine.postings_format", _name, _code)

COUNTED: Final = "\t"
PAIR: Final = 2  # code points
# Positions skip so many between two passages that no nearness reaches across.
PASSAGE_GAP: Final = MOST_BETWEEN
# A posting's positions are kept in two bytes each; where one does not fit, in four, behind a mark of one byte.
NARROW: Final = "H"
WIDE: Final = "I"
NARROW_LIMIT: Final = 1 << 16
WIDE_MARK: Final = b"w"
# The value of a term without positions: stock Whoosh drops empty values, and then cannot merge what it wrote.
NO_POSITION: Final[bytes] = WIDE_MARK


class Zone(NamedTuple):
    """Some fields of a report that are indexed and ranked together, as one field of the index."""

    name: str
    fields: tuple[str, ...]


TITLE: Final = Zone("title", ("headline", "kicker", "subtitle"))
BODY: Final = Zone("body", ("paragraphs", "headings", "captions", "editors_note", "column_name"))
# Looked through only when asked for by name: a report is not about its newspaper.
FACTS: Final = Zone("facts", ("byline", "newspaper_name", "place_names"))
ZONES: Final = (TITLE, BODY, FACTS)

WORDS: Final = "words"
VALUES: Final = "values"
# What a document has in a filter, its values side by side: `facet_place` holds "410000␟411300".
FACET_COLUMNS: Final = {name: f"facet_{name}" for name in FILTERS}
VALUE_END: Final = "\x1f"
# The row of a document in the column VALUES: its report, the first and last day that
# its date may mean (proleptic ordinals, 0 where undated), whether it is a sample (1), and for each field of
# each zone the position after it.
RECORD: Final = np.dtype([
    ("id", "<i8"),
    ("first_day", "<i4"),
    ("last_day", "<i4"),
    ("is_sample", "<u4"),
    *((f"{zone.name}_ends", "<u4", (len(zone.fields),)) for zone in ZONES),
])  # fmt: skip


class ZoneText(NamedTuple):
    """What a document has in a zone.

    `text` is its folded passages, each followed by PASSAGE_END, in the order of the zone's fields; `ends` the
    position after each field; `counted` its counted terms without their tab, and how often they stand.
    """

    text: str
    ends: tuple[int, ...]
    counted: Counter[str]


def zone_text(folded: Iterable[Sequence[str]], counted: Counter[str]) -> ZoneText:
    """Return the text of a zone from the folded passages of each of its fields."""
    passages: list[str] = []
    ends: list[int] = []
    characters = 0
    for field in folded:
        kept = [passage for passage in field if passage]
        passages += kept
        characters += sum(map(len, kept)) + len(kept) * len(PASSAGE_END)
        ends.append(characters + PASSAGE_GAP * len(passages))
    return ZoneText("".join(passage + PASSAGE_END for passage in passages), tuple(ends), counted)


def run_in_field(field: str, run: str) -> str:
    """Return the counted term that stands for a run in one field; no run holds a tab."""
    return f"{field}{COUNTED}{run}"


def signer(name: str, role: str = ANY_ROLE) -> str:
    """Return the counted term of FACTS that stands for the whole name of somebody who signed in a role."""
    return run_in_field(f"signer {role}" if role else "signer", name)


def encode_positions(positions: Sequence[int]) -> bytes:
    """Return ascending positions as they stand in a posting: two bytes each, or WIDE_MARK and four each."""
    if positions[-1] < NARROW_LIMIT:
        return array(NARROW, positions).tobytes()
    return WIDE_MARK + array(WIDE, positions).tobytes()


def decode_positions(value: bytes) -> array[int]:
    """Return the positions of a posting."""
    is_wide = len(value) % 2
    positions = array(WIDE if is_wide else NARROW)
    positions.frombytes(value[is_wide:])
    return positions


class PairPositions(Format):
    """The format of a zone: the positions of pairs, and of other terms nothing but their number."""

    posting_size = -1

    def decode_positions(self, value: bytes) -> list[int]:
        """Return the positions of a pair."""
        return decode_positions(value).tolist()

    def decode_frequency(self, value: bytes) -> int:
        """Return how many positions a pair has."""
        return len(decode_positions(value))


class ZoneField(FieldType):
    """A zone as a field of Whoosh; its values are ZoneTexts, its queries are strings to find."""

    def __init__(self) -> None:
        super().__init__(format=PairPositions(), analyzer=None, scorable=True, stored=False)

    def index(self, value: ZoneText, **kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield term, count, weight (the count again: it is what comes back) and positions."""
        positions: defaultdict[str, list[int]] = defaultdict(list)
        at = 0
        for passage in value.text.split(PASSAGE_END)[:-1]:
            for offset, pair in enumerate(pairwise(passage + PASSAGE_END)):
                positions["".join(pair)].append(at + offset)
            at += len(passage) + len(PASSAGE_END) + PASSAGE_GAP
        for term, found in positions.items():
            yield term.encode("utf-8"), len(found), float(len(found)), encode_positions(found)
        counts = Counter(value.text.replace(PASSAGE_END, ""))
        counts.update({COUNTED + term: count for term, count in value.counted.items()})
        for term, count in counts.items():
            yield term.encode("utf-8"), count, float(count), NO_POSITION

    def to_bytes(self, value: str | bytes) -> bytes:
        """Encode a term."""
        return value if isinstance(value, bytes) else value.encode("utf-8")

    def self_parsing(self) -> bool:
        """Tell Whoosh's query parser to leave the cutting of a string to this field."""
        return True

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> Query:
        """Return the query of stock Whoosh that finds a string exactly."""
        folded = fold(qstring)
        if len(folded) <= PAIR:
            return Term(fieldname, folded, boost=boost)
        return Phrase(fieldname, list(map("".join, pairwise(folded))), boost=boost)


class WordsField(FieldType):
    """jieba's words of title lines and text, counted."""

    def __init__(self, cache_dir: Path) -> None:
        super().__init__(format=Existence(), analyzer=JiebaTokenizer(cache_dir), scorable=False, stored=False)

    def index(self, value: str | Counter[str], **kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield word, count, weight and no further value, of a text or of what is counted already."""
        counts = value if isinstance(value, Counter) else Counter(self.process_text(value))
        for word, count in counts.items():
            yield word.encode("utf-8"), count, float(count), b""


def build_schema(stored: Iterable[str], identifiers: Iterable[str], unique: str, cache_dir: Path) -> Schema:
    """Return the Whoosh schema: `unique` and `identifiers` are terms, `stored` comes back with a hit."""
    schema = Schema()
    schema.add(unique, ID(stored=True, unique=True))
    for name in identifiers:
        schema.add(name, ID(stored=True))
    for name in stored:
        schema.add(name, STORED())
    for zone in ZONES:
        schema.add(zone.name, ZoneField())
    schema.add(WORDS, WordsField(cache_dir))
    schema.add(VALUES, COLUMN(FixedBytesColumn(RECORD.itemsize)))
    for column in FACET_COLUMNS.values():
        schema.add(column, COLUMN(RefBytesColumn()))
    return schema
