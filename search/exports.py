"""Exports: all hits of a question as a file, written while it is read.

In: a Listing and the address of the site. Out: bytes, block by block, in one of FORMATS. What a row says of a report
is a TakenReport, made of the fields that came back with the hit; no block is kept once it is written.

A row is a hit that is no sample, in the order of the question; `Listing.total` counts them before the first is read,
and commits that come meanwhile change nothing. One thing does: before a block is written the database is asked which
of its reports are still as open, so that a report withdrawn while a file is read is in no line that follows. A row less
than was counted harms nobody; a withdrawn report breaks a promise.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, NamedTuple

from archive.citations import BIBTEX_TYPE, RIS_TYPE, Citation, bibtex, ris
from archive.models import Access
from archive.text.table_files import BOM, csv_rows, defused
from search.engine.answering import FoundDocument, Listing
from search.still_open import still_open

# As many reports are held at a time; some megabytes of long ones.
BLOCK: Final = 200
BETWEEN_AUTHORS: Final = "; "
# The columns of the CSV: names of the record of a report (`archive/records.py`). New ones come last.
COLUMNS: Final = (
    "id", "url", "headline", "kicker", "subtitle", "newspaper", "place", "place_code", "date_published",
    "date_precision", "date_basis", "authors", "column_name", "identifier", "issue_number", "print_page",
)  # fmt: skip


class TakenReport(NamedTuple):
    """A report as it is taken away: its absolute URL, its score, and the fields that are stored with a hit."""

    id: int
    url: str
    score: float
    stored: dict[str, Any]

    def text(self, name: str) -> str | None:
        """Return a field of one value."""
        value: str | None = self.stored.get(name)
        return value

    def texts(self, name: str) -> list[str]:
        """Return a field of several values."""
        return list(self.stored.get(name) or ())


Write = Callable[[Iterable[TakenReport]], str]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files: what its names end in, what it is called, what it begins with, and how a block is written."""

    name: str
    label: str
    content_type: str
    write: Write
    head: str = ""


def stream(form: Format, listing: Listing, article_url: Callable[[int], str]) -> Iterator[bytes]:
    """Yield a file block by block; `article_url` gives the absolute URL of a report."""
    yield form.head.encode()
    while block := list(islice(listing.documents, BLOCK)):
        shown = [one.found for one in still_open(block)]
        yield form.write(_taken(shown, article_url)).encode()


def citation_of_hit(report: TakenReport) -> Citation:
    """Return what is cited of a hit."""
    return Citation(
        id=report.id,
        url=report.url,
        headline=report.text("headline") or "",
        authors=tuple(dict.fromkeys(report.texts("author_names"))),
        newspaper=report.text("newspaper_name"),
        date_published=report.text("date_published"),
        is_inferred=report.text("date_basis") == "inferred",
        print_page=report.text("print_page"),
        issue_number=report.text("issue_number"),
    )


def _taken(block: Iterable[FoundDocument], article_url: Callable[[int], str]) -> Iterator[TakenReport]:
    return (TakenReport(found.id, article_url(found.id), found.score, found.stored) for found in block)


def _write_csv(reports: Iterable[TakenReport]) -> str:
    return csv_rows([defused(cell) for cell in _cells(report)] for report in reports)


def _cells(report: TakenReport) -> list[str]:
    """Return the cells of a report, in the order of COLUMNS; what is not known is empty."""
    values = {
        **report.stored,
        "id": str(report.id),
        "url": report.url,
        "newspaper": report.text("newspaper_name"),
        "place": report.text("place_name"),
        "authors": BETWEEN_AUTHORS.join(report.texts("author_names")),
    }
    return [values.get(name) or "" for name in COLUMNS]


def _write_json_lines(reports: Iterable[TakenReport]) -> str:
    return "".join(json.dumps(_as_json(report), ensure_ascii=False) + "\n" for report in reports)


def _as_json(report: TakenReport) -> dict[str, Any]:
    """Return a hit of /search.json without its snippet, its URL absolute; and the text under the record's names."""
    code = report.text("place_code")
    return {
        "id": report.id,
        "url": report.url,
        "identifier": report.text("identifier"),
        "headline": report.text("headline"),
        "place": {"code": code, "name": report.text("place_name")} if code else None,
        "date_published": report.text("date_published"),
        "date_precision": report.text("date_precision"),
        "date_basis": report.text("date_basis"),
        "newspaper": report.text("newspaper_name"),
        "authors": report.texts("author_names"),
        "score": report.score,
        "kicker": report.text("kicker"),
        "subtitle": report.text("subtitle"),
        "column_name": report.text("column_name"),
        "issue_number": report.text("issue_number"),
        "print_page": report.text("print_page"),
        "byline": report.text("byline"),
        "editors_note": "\n".join(report.texts("editors_note")) or None,
        "section_headings": report.texts("headings"),
        "figures": [{"caption": caption} for caption in report.texts("captions")],
        "body_text": "\n".join(report.texts("paragraphs")),
        "access": report.text("access"),
        "excerpt": report.text("access") == Access.EXCERPT,
        "rights": report.text("rights") or None,
    }


def _write_bibtex(reports: Iterable[TakenReport]) -> str:
    return "".join(bibtex(citation_of_hit(report)) + "\n" for report in reports)


def _write_ris(reports: Iterable[TakenReport]) -> str:
    return "".join(ris(citation_of_hit(report)) for report in reports)


CSV: Final = Format(
    "csv", "CSV", "text/csv; charset=utf-8; header=present", _write_csv, BOM + csv_rows([COLUMNS])
)
JSON_LINES: Final = Format("jsonl", "JSON Lines", "application/x-ndjson; charset=utf-8", _write_json_lines)
BIBTEX: Final = Format("bib", "BibTeX", BIBTEX_TYPE, _write_bibtex)
RIS: Final = Format("ris", "RIS", RIS_TYPE, _write_ris)
FORMATS: Final = (CSV, JSON_LINES, BIBTEX, RIS)
