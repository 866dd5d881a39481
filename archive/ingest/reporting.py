"""What a page was understood to say, as the one JSON object that scripts rely on.

In: an IngestResult. Out: a dict with every key always there, null where nothing is known. A stored report
has the same keys (`archive/records.py`).
"""

from __future__ import annotations

from typing import Any

from archive.ingest.bylines import authors_of
from archive.ingest.extracted import ExtractedArticle
from archive.ingest.intake import IngestResult


def result_record(result: IngestResult) -> dict[str, Any]:
    """Return the record of one page, with its file, encoding and outcome first."""
    outcome = {
        "file": result.file,
        "encoding": result.encoding,
        "status": result.status,
        "reason": result.reason,
    }
    return outcome | extracted_record(result.extracted or ExtractedArticle())


def extracted_record(extracted: ExtractedArticle) -> dict[str, Any]:
    """Return the fields of a record that was read from a page."""
    place, date = extracted.place, extracted.date
    return {
        "headline": extracted.headline,
        "kicker": extracted.kicker,
        "subtitle": extracted.subtitle,
        "column_name": extracted.column_name,
        "newspaper": extracted.newspaper,
        "site": extracted.site,
        "source_printed": extracted.source_printed,
        "source_url": extracted.source_url,
        "place": {"code": place.code, "name": place.name} if place else None,
        "issue_number": extracted.issue_number,
        "print_page": extracted.print_page,
        "date_published": date.value if date else None,
        "date_precision": date.precision if date else None,
        "date_basis": date.basis if date else None,
        "period_start": extracted.period_start,
        "period_end": extracted.period_end,
        "byline": extracted.byline,
        "credits": [{"name": credit.name, "role": credit.role} for credit in extracted.credits],
        "authors": list(authors_of(extracted.credits)),
        "figures": [
            {"caption": figure.caption, "credits": [credit.name for credit in figure.credits]}
            | ({"picture": figure.picture.source_digest} if figure.picture else {})
            for figure in extracted.figures
        ],
        "section_headings": list(extracted.section_headings),
        "editors_note": extracted.editors_note,
        "body_text": extracted.body_text or None,
        "removed": [{"text": removed.text, "reason": removed.reason} for removed in extracted.removed],
        "evidence": dict(extracted.evidence),
        "warnings": list(extracted.warnings),
    }
