"""Documents: what is written to the index for one report.

In: the report's prepared fields by name, as the Haystack index gives them. Out: the fields of a Whoosh
document. Every document gets every column: Whoosh writes a wrong table for a column with gaps at its end.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from archive.text.folding import fold
from search.analysis import Fields, grams, runs
from search.proximity import FIELD_END, PASSAGE_END

UNDATED: Final = 10**9


class Zone(NamedTuple):
    """Some fields that are indexed and ranked together, and where in the index they stand.

    `folded` holds the folded passages, PASSAGE_END between two of a field, FIELD_END between two fields, in
    the order of `fields`. `runs` holds each run by itself and, for questions to one field, behind its name.
    """

    fields: tuple[str, ...]
    grams: str
    runs: str
    folded: str


TITLE: Final = Zone(
    ("kicker", "headline", "subtitle"), Fields.TITLE_GRAMS, Fields.TITLE_RUNS, Fields.FOLDED_TITLE
)
BODY: Final = Zone(
    ("column_name", "editors_note", "headings", "paragraphs", "captions"),
    Fields.BODY_GRAMS,
    Fields.BODY_RUNS,
    Fields.FOLDED_BODY,
)
# Looked through only when asked for by name: a report is not about its newspaper.
FACTS: Final = Zone(
    ("byline", "newspaper_name", "place_names"), Fields.FACT_GRAMS, Fields.FACT_RUNS, Fields.FOLDED_FACTS
)
ZONES: Final = (TITLE, BODY, FACTS)


SortKey = tuple[int, int, int]


class Values(NamedTuple):
    """What filters, facets and orders read of a document. `places` holds every division above as well."""

    id: int
    places: tuple[str, ...]
    year: int | None
    newspaper: int | None
    authors: tuple[int, ...]
    first_day: int | None
    last_day: int | None
    basis: str | None
    column: str | None
    title_length: int
    body_length: int

    @property
    def newest(self) -> SortKey:
        """Return the sort key: latest last day first, the better known date first, the higher id first."""
        return (-(self.last_day or -UNDATED), -(self.first_day or -UNDATED), -self.id)

    @property
    def oldest(self) -> SortKey:
        """Return the sort key: earliest first day first, the better known date first; undated ones last."""
        return (self.first_day or UNDATED, self.last_day or UNDATED, -self.id)

    def encode(self) -> bytes:
        """Return the bytes of the column."""
        return json.dumps(self, ensure_ascii=False, separators=(",", ":")).encode("utf-8")

    @classmethod
    def decode(cls, encoded: bytes) -> Values:
        """Read the bytes of the column; ValueError or TypeError where they are not whole."""
        values = cls(*json.loads(encoded))
        return values._replace(places=tuple(values.places), authors=tuple(values.authors))


def passages(prepared: Mapping[str, Any], fields: Iterable[str]) -> list[str]:
    """Return the passages of these fields, in order: a quoted string must stand within one of them."""
    found: list[str] = []
    for name in fields:
        value = prepared.get(name)
        found.extend([value] if isinstance(value, str) else value or [])
    return [passage for passage in found if passage]


def document_of(prepared: Mapping[str, Any], stored: Iterable[str]) -> dict[str, Any]:
    """Return the fields of the Whoosh document; `stored` names those that come back with a hit."""
    title, body = passages(prepared, TITLE.fields), passages(prepared, BODY.fields)
    document: dict[str, Any] = {name: prepared.get(name) for name in stored}
    for zone in ZONES:
        document |= _zone_of(prepared, zone)
    document[Fields.NAMES] = Counter(filter(None, map(fold, prepared.get("credit_names") or ())))
    document[Fields.WORDS] = PASSAGE_END.join(title + body)
    document[Fields.VALUES] = _values_of(prepared, map(fold, title), map(fold, body)).encode()
    return document


def run_in_field(field: str, run: str) -> str:
    """Return the term that stands for a run in one field; no run holds a tab."""
    return f"{field}\t{run}"


def _zone_of(prepared: Mapping[str, Any], zone: Zone) -> dict[str, Any]:
    """Return what is indexed of the fields of a zone."""
    by_field = {name: passages(prepared, [name]) for name in zone.fields}
    folded = {name: [fold(text) for text in texts] for name, texts in by_field.items()}
    found = [(name, run) for name, texts in by_field.items() for text in texts for run in runs(text)]
    return {
        zone.grams: _count_grams(text for texts in folded.values() for text in texts),
        zone.runs: Counter(run for _, run in found) + Counter(run_in_field(*one) for one in found),
        zone.folded: FIELD_END.join(map(PASSAGE_END.join, folded.values())).encode("utf-8"),
    }


def _count_grams(folded: Iterable[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for passage in folded:
        counts.update(grams(passage))
    return counts


def _values_of(prepared: Mapping[str, Any], title: Iterable[str], body: Iterable[str]) -> Values:
    return Values(
        id=int(prepared["django_id"]),
        places=tuple(prepared.get("place_codes") or ()),
        year=prepared.get("year"),
        newspaper=prepared.get("newspaper_id"),
        authors=tuple(prepared.get("author_ids") or ()),
        first_day=_day_number(prepared.get("date_from")),
        last_day=_day_number(prepared.get("date_to")),
        basis=prepared.get("date_basis"),
        column=prepared.get("column_name"),
        title_length=sum(map(len, title)),
        body_length=sum(map(len, body)),
    )


def _day_number(day: dt.date | None) -> int | None:
    return day.toordinal() if day else None


