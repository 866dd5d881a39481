"""What a page was understood to say, as the one JSON object that scripts rely on.

In: an IngestResult. Out: a dict with every key always there, null where nothing is known. The same keys
describe a stored report (`article_record`), so that both can be compared.
"""

from __future__ import annotations

from typing import Any

from archive.ingest.bylines import authors_of
from archive.ingest.extracted import ExtractedArticle
from archive.ingest.intake import IngestResult
from archive.models import Article, Credit


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
            for figure in extracted.figures
        ],
        "section_headings": list(extracted.section_headings),
        "editors_note": extracted.editors_note,
        "body_text": extracted.body_text or None,
        "removed": [{"text": removed.text, "reason": removed.reason} for removed in extracted.removed],
        "evidence": dict(extracted.evidence),
        "warnings": list(extracted.warnings),
    }


def article_record(article: Article) -> dict[str, Any]:
    """Return the same fields of a stored report."""
    place = article.place
    return {
        "headline": article.headline,
        "kicker": article.kicker,
        "subtitle": article.subtitle,
        "column_name": article.column_name,
        "newspaper": article.newspaper.name if article.newspaper else None,
        "site": article.site,
        "source_printed": article.source_printed,
        "source_url": article.source_url,
        "place": {"code": place.code, "name": place.name} if place else None,
        "issue_number": article.issue_number,
        "print_page": article.print_page,
        "date_published": article.date_published,
        "date_precision": article.date_precision,
        "date_basis": article.date_basis,
        "period_start": article.period_start.isoformat() if article.period_start else None,
        "period_end": article.period_end.isoformat() if article.period_end else None,
        "byline": article.byline,
        "credits": [_credit_record(credit) for credit in article.signed_credits],
        "authors": article.authors,
        "figures": [
            {"caption": figure.caption, "credits": [credit.contributor.name for credit in figure.credits.all()]}
            for figure in article.figures.all()
        ],
        "section_headings": article.section_headings,
        "editors_note": article.editors_note,
        "body_text": article.body_text or None,
        "removed": article.removed,
        "evidence": article.evidence,
        "warnings": article.warnings,
    }


def _credit_record(credit: Credit) -> dict[str, str | None]:
    return {"name": credit.contributor.name, "role": credit.role}
