"""Documents: what is written to the index for one report.

In: the report's prepared fields by name, as the Haystack index gives them. Out: a Document, which needs
neither the database nor this process any more: bulk work makes them in several processes.
"""

from __future__ import annotations

import datetime as dt
import pickle
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from archive.text.excerpts import excerpt
from archive.text.folding import fold
from search.analysis import runs
from search.engine.schema import (
    BODY,
    FACET_COLUMNS,
    FACTS,
    RECORD,
    TITLE,
    VALUE_END,
    VALUES,
    WORDS,
    ZONES,
    Zone,
    ZoneText,
    run_in_field,
    signer,
    zone_text,
)
from search.query_tree import ANY_ROLE, AUTHOR
from search.questions import FILTERS

STORED_LEVEL: Final = 3  # of zlib, as Whoosh's own column of stored fields has it
# A report has some 500 words; those that are met again and again are folded once. Some 10 MB.
WORDS_KEPT: Final = 1 << 15
# What quotes the text of a report, and does not come back with a hit where no more than an excerpt is open.
EXCERPT: Final = "excerpt"
TEXT: Final = "paragraphs"
QUOTING: Final = ("headings", "captions", "editors_note")
# Between the role and the name of a credit (`credit_roles`).
CREDIT_TAB: Final = "\t"


@dataclass(frozen=True, slots=True)
class Document:
    """A report, analysed.

    `identifiers` are the terms by which Haystack knows it, `zones` stands in the order of ZONES, `facets` in
    that of FILTERS: the values side by side, VALUE_END between two. Days are proleptic ordinals, 0: undated.
    `stored` is the pickled dict of the fields that come back with a hit, compressed.
    """

    id: int
    identifiers: tuple[tuple[str, str], ...]
    zones: tuple[ZoneText, ...]
    words: Counter[str]
    first_day: int
    last_day: int
    is_sample: bool
    facets: tuple[str, ...]
    stored: bytes


def passages(prepared: Mapping[str, Any], fields: Iterable[str]) -> list[str]:
    """Return the passages of these fields, in order: a quoted string must stand within one of them."""
    found: list[str] = []
    for name in fields:
        value = prepared.get(name)
        found.extend([value] if isinstance(value, str) else value or [])
    return [passage for passage in found if passage]


def kept_of(prepared: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return the fields that come back with a hit: what readers may see, and no more."""
    kept = {name: prepared.get(name) for name in names}
    if prepared.get("access") == EXCERPT:
        kept |= {name: [] for name in QUOTING} | {TEXT: excerpt(passages(prepared, [TEXT]))}
    return kept


def document_of(
    prepared: Mapping[str, Any],
    stored: Iterable[str],
    identifiers: Mapping[str, str],
    words: Sequence[str],
) -> Document:
    """Return the document of a report.

    `stored` names the fields that come back with a hit; `identifiers` are Haystack's, stored too; `words` what
    jieba cuts of its title lines and text (`cut_from`).
    """
    kept = {**kept_of(prepared, stored), **identifiers}
    return Document(
        id=int(prepared["django_id"]),
        identifiers=tuple(identifiers.items()),
        zones=tuple(_zone_of(prepared, zone) for zone in ZONES),
        words=_folded(Counter(words)),
        first_day=_day_number(prepared.get("date_from")),
        last_day=_day_number(prepared.get("date_to")),
        is_sample=bool(prepared.get("is_sample")),
        facets=tuple(VALUE_END.join(_facet_values(prepared, name)) for name in FILTERS),
        stored=zlib.compress(pickle.dumps(kept, -1), STORED_LEVEL),
    )


def _folded(counts: Mapping[str, int]) -> Counter[str]:
    """Return the counts of the folded words; what folds to nothing is no word."""
    folded: dict[str, int] = {}
    for term, count in zip(map(_fold_word, counts), counts.values(), strict=True):
        folded[term] = folded.get(term, 0) + count
    folded.pop("", None)
    return Counter(folded)


_fold_word: Final = lru_cache(WORDS_KEPT)(fold)


def cut_from(prepared: Mapping[str, Any]) -> list[str]:
    """Return the passages whose words are counted: title lines and text."""
    return passages(prepared, TITLE.fields) + passages(prepared, BODY.fields)


def as_whoosh(document: Document) -> dict[str, Any]:
    """Return a document as the keyword arguments of Whoosh's own `add_document`."""
    stored: dict[str, Any] = pickle.loads(zlib.decompress(document.stored))
    given: dict[str, Any] = {name: value for name, value in stored.items() if value is not None}
    given |= dict(document.identifiers)
    given |= {zone.name: text for zone, text in zip(ZONES, document.zones, strict=True)}
    given[WORDS] = document.words
    given[VALUES] = rows_of([document]).tobytes()
    for name, values in zip(FILTERS, document.facets, strict=True):
        given[FACET_COLUMNS[name]] = values.encode("utf-8")
    return given


def rows_of(documents: Sequence[Document]) -> npt.NDArray[np.void]:
    """Return the rows of documents in the column VALUES."""
    rows = [
        (one.id, one.first_day, one.last_day, one.is_sample, *(zone.ends for zone in one.zones))
        for one in documents
    ]
    return np.array(rows, RECORD)


def _zone_of(prepared: Mapping[str, Any], zone: Zone) -> ZoneText:
    """Return what is indexed of the fields of a zone."""
    by_field = {name: passages(prepared, [name]) for name in zone.fields}
    counted: Counter[str] = Counter()
    for name, texts in by_field.items():
        for run in (run for text in texts for run in runs(text)):
            counted[run] += 1
            counted[run_in_field(name, run)] += 1
    if zone is FACTS:
        counted.update(_signers(prepared))
    return zone_text(([fold(text) for text in texts] for texts in by_field.values()), counted)


def _signers(prepared: Mapping[str, Any]) -> Iterator[str]:
    """Yield the terms of everybody who signed: of the name alone, with each role, and as an author."""
    signed = [(name, ANY_ROLE) for name in prepared.get("credit_names") or ()]
    signed += [(name, AUTHOR) for name in prepared.get("author_names") or ()]
    signed += [(name, role) for role, name in _roles(prepared)]
    for name, role in signed:
        if folded := fold(name):
            yield signer(folded, role)


def _roles(prepared: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the role and the name of each credit that has a role."""
    for written in prepared.get("credit_roles") or ():
        role, _, name = written.partition(CREDIT_TAB)
        yield role, name


def _facet_values(prepared: Mapping[str, Any], name: str) -> list[str]:
    """Return a report's values in a filter, as they stand in a URL."""
    match name:
        case "place":
            return list(prepared.get("place_codes") or ())
        case "author":
            return [str(number) for number in prepared.get("author_ids") or ()]
        case "newspaper":
            return _one(prepared.get("newspaper_id"))
        case "basis":
            return _one(prepared.get("date_basis"))
        case "role":
            return [value for role in dict(_roles(prepared)) for value in _one(role)]
        case "column":
            return _one(prepared.get("column_name"))
        case _:
            return _one(prepared.get(name))


def _one(value: Any) -> list[str]:
    """Return the only value of a filter, none where there is none; what parts values cannot stand in one."""
    return [] if value is None or value == "" else [str(value).replace(VALUE_END, " ")]


def _day_number(day: dt.date | None) -> int:
    return day.toordinal() if day else 0
