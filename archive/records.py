"""A report as a record: the keys of `ingest --dry-run --json` with its id and url (`/articles/<id>.json`).

In: a report as readers see it (`archive/access.py`), with its credits, figures and printings fetched. Out: a mapping
ready for JSON. A figure's `picture` is the SHA-256 of the picture as received, where one came with the page. `excerpt`
is true where `body_text` is but the beginning, and what quotes the rest is left out.
"""

from __future__ import annotations

from collections.abc import Iterable

from archive.models import Article, Credit

Json = dict[str, object]


def article_record(article: Article) -> Json:
    """Return the record of a report; what is not known is None."""
    printing = next(iter(article.printings.all()), None)
    return {
        "id": article.pk,
        "url": article.get_absolute_url(),
        "identifier": article.identifier,
        "file": printing.capture.file_name if printing else None,
        "encoding": printing.capture.encoding if printing else None,
        "status": None,
        "reason": None,
        **_printed(article),
        **_dates(article),
        **_signatures(article),
        "section_headings": article.section_headings,
        "editors_note": article.editors_note,
        "body_text": article.body_text,
        "removed": article.removed,
        "evidence": article.evidence,
        "warnings": article.warnings,
        "is_sample": article.is_sample,
        "access": article.access_in_force,
        "excerpt": article.is_excerpt,
        "rights": article.rights_in_force or None,
    }


def _printed(article: Article) -> Json:
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
    }


def _dates(article: Article) -> Json:
    return {
        "date_published": article.date_published,
        "date_precision": article.date_precision,
        "date_basis": article.date_basis,
        "period_start": article.period_start,
        "period_end": article.period_end,
    }


def _signatures(article: Article) -> Json:
    return {
        "byline": article.byline,
        "credits": [
            {"name": credit.contributor.name, "role": credit.role} for credit in article.signed_credits
        ],
        "authors": article.authors,
        "figures": [
            {"caption": figure.caption, "credits": _names(figure.credits.all())}
            | ({"picture": figure.picture.source_digest} if figure.picture else {})
            for figure in article.figures.all()
        ],
    }


def _names(credits: Iterable[Credit]) -> list[str]:
    return [credit.contributor.name for credit in credits]
