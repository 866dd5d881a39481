"""Which record would a report have, read anew?

In: a report, what its page says now, and which fields differ and may change. Out: the record, as values; of it nothing
is in the database yet but pictures that were not kept before, and a paper that was not known.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from archive import pictures
from archive.article_values import (
    ArticleRecord,
    CreditValue,
    FigureValue,
    at_home,
    paper_value,
    record_of,
    record_with,
)
from archive.ingest.bylines import authors_of
from archive.ingest.extracted import ExtractedArticle, FoundFigure, SignedName
from archive.ingest.recording import copy_fields
from archive.models import Article


def record_read_anew(
    article: Article, extracted: ExtractedArticle, changed: Collection[str], held: Collection[str]
) -> ArticleRecord:
    """Return the record that a report would have; its fields are set in memory, but for those held.

    Signatures and figures are those of the page only where `changed` names them.
    """
    before = record_of(article)
    copy_fields(article, extracted, held)
    credits, figures = before["credits"], before["figures"]
    if "credits" in changed:
        credits = _signed(article, extracted.credits, set(authors_of(extracted.credits)))
    if "figures" in changed:
        figures = _figures(article, extracted, figures)
    record = record_with(article, before["further_places"], credits, figures)
    return at_home(record) if {"newspaper", "place"} & set(changed) else record


def _figures(article: Article, extracted: ExtractedArticle, before: Sequence[FigureValue]) -> list[FigureValue]:
    """Return the figures of a page; a picture and its rights stay with the figure at the same address or place."""
    are_as_many = len(before) == len(extracted.figures)
    figures = []
    for order, found in enumerate(extracted.figures):
        same = next((old for at, old in enumerate(before) if _is_same(old, found, are_as_many and at == order)), None)
        picture = (same and same["picture"]) or _digest_of(found)
        rights_note = same["rights_note"] if same else ""
        credits = _signed(article, found.credits, set())
        figures.append(
            FigureValue(
                caption=found.caption, source_url=found.source_url, rights_note=rights_note, picture=picture,
                credits=credits,
            )
        )  # fmt: skip
    return figures


def _is_same(old: FigureValue, new: FoundFigure, is_in_its_place: bool) -> bool:
    if old["source_url"] and new.source_url:
        return old["source_url"] == new.source_url
    return is_in_its_place


def _digest_of(found: FoundFigure) -> str | None:
    """Return the digest of a picture, which is kept by that."""
    kept = pictures.keep(found.picture) if found.picture else None
    return kept.digest if kept else None


def _signed(article: Article, signed: Sequence[SignedName], authors: Collection[str]) -> list[CreditValue]:
    """Return signatures whose names are found, or made, in the report's paper, else in its place."""
    paper = paper_value(article.newspaper)
    return [
        CreditValue(
            name=one.name, role=one.role, is_author=one.name in authors, contributor=None,
            newspaper=paper, place=None if paper else article.place_id,
        )
        for one in signed
    ]  # fmt: skip
