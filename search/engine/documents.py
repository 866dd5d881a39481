"""Documents: what is written to the index for one report.

In: the report's prepared fields by name, as the Haystack index gives them. Out: the fields of a Whoosh
document. Every document gets every column: Whoosh writes a wrong table for a column with gaps at its end.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from archive.text.folding import fold
from search.analysis import Fields, grams, runs

PASSAGE_END: Final = "\n"
TITLE_FIELDS: Final = ("kicker", "headline", "subtitle")
BODY_FIELDS: Final = ("column_name", "editors_note", "headings", "paragraphs", "captions")
UNDATED: Final = 10**9


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
    def newest(self) -> tuple[int, int, int]:
        """Return the sort key: latest last day first, the better known date first, the higher id first."""
        return (-(self.last_day or -UNDATED), -(self.first_day or -UNDATED), -self.id)

    @property
    def oldest(self) -> tuple[int, int, int]:
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
    title, body = passages(prepared, TITLE_FIELDS), passages(prepared, BODY_FIELDS)
    folded_title, folded_body = [fold(text) for text in title], [fold(text) for text in body]
    values = _values_of(prepared, folded_title, folded_body)
    return {
        **{name: prepared.get(name) for name in stored},
        Fields.TITLE_GRAMS: _count_grams(folded_title),
        Fields.BODY_GRAMS: _count_grams(folded_body),
        Fields.TITLE_RUNS: Counter(run for text in title for run in runs(text)),
        Fields.BODY_RUNS: Counter(run for text in body for run in runs(text)),
        Fields.NAMES: Counter(filter(None, map(fold, prepared.get("credit_names") or ()))),
        Fields.WORDS: PASSAGE_END.join(title + body),
        Fields.FOLDED_TITLE: _encode(folded_title),
        Fields.FOLDED_BODY: _encode(folded_body),
        Fields.VALUES: values.encode(),
    }


def _count_grams(folded: Sequence[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for passage in folded:
        counts.update(grams(passage))
    return counts


def _encode(folded: Sequence[str]) -> bytes:
    return PASSAGE_END.join(folded).encode("utf-8")


def _values_of(prepared: Mapping[str, Any], title: Sequence[str], body: Sequence[str]) -> Values:
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


