"""From what was understood to rows: an article with its credits, figures and printing.

In: an ExtractedArticle and what the operator gave. Out: a saved draft. The caller holds the transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from archive import pictures, publishing
from archive.article_values import (
    ArticleRecord,
    CreditValue,
    FigureValue,
    credit_value,
    figure_value,
    record_with,
)
from archive.editing import set_body, text_digest
from archive.ingest.body import render_blocks
from archive.ingest.bylines import authors_of
from archive.ingest.extracted import ExtractedArticle, PlaceReading, SignedName
from archive.models import Article, Capture, Contributor, Credit, Figure, Newspaper, Place, Printing
from archive.permissions import Actor
from archive.proposals import must_wait

GIVEN_BY_OPERATOR: Final = "收入者指定"  # evidence is kept, so it is in one language


@dataclass(frozen=True, slots=True)
class Given:
    """What the operator says of a file: it fills what the page does not say, and overrides nothing."""

    place: Place | None = None
    newspaper: str | None = None
    publish: bool = False
    by: Actor = None


def fill_in(extracted: ExtractedArticle, given: Given) -> ExtractedArticle:
    """Return the record with its empty place and paper filled; a contradiction becomes a warning."""
    evidence, warnings = dict(extracted.evidence), list(extracted.warnings)
    place, newspaper = extracted.place, extracted.newspaper
    if given.place and place is None:
        place = PlaceReading(given.place.code, given.place.name, GIVEN_BY_OPERATOR)
        evidence["place"] = place.evidence
    elif given.place and place and place.code != given.place.code:
        warnings.append(f"收入者指定的地方是{given.place.name}，页面读出的是{place.name}；保留后者。")
    if given.newspaper and newspaper is None:
        newspaper = given.newspaper
        evidence["newspaper"] = GIVEN_BY_OPERATOR
    elif given.newspaper and newspaper != given.newspaper:
        warnings.append(f"收入者指定的报纸是{given.newspaper}，页面读出的是{newspaper}；保留后者。")
    return replace(extracted, place=place, newspaper=newspaper, evidence=evidence, warnings=tuple(warnings))


def given_by_operator(article: Article) -> tuple[Place | None, str | None]:
    """Return the place and the paper that an operator gave when the report came in, None where the page did."""
    gave_place, gave_paper = (article.evidence.get(key) == GIVEN_BY_OPERATOR for key in ("place", "newspaper"))
    return article.place if gave_place else None, str(article.newspaper) if gave_paper else None


def write_article(extracted: ExtractedArticle, capture: Capture, identifier: str | None, by: Actor) -> Article:
    """Save the record as a draft with everything that hangs on it, and return it."""
    article = Article(identifier=identifier)
    copy_fields(article, extracted)
    publishing.record_created(article, by, lambda: write_credits(article, extracted))
    Printing.objects.create(article=article, capture=capture, **_printed(article, extracted))
    return article


COPIED = (
    "headline", "kicker", "subtitle", "column_name", "site", "source_printed", "source_url",
    "issue_number", "print_page", "byline", "editors_note",
)  # fmt: skip


def copy_fields(article: Article, extracted: ExtractedArticle, held: Collection[str] = ()) -> None:
    """Set every field of the article itself from the record, but those held; nothing is saved."""
    for name in COPIED:
        if name not in held:
            setattr(article, name, getattr(extracted, name))
    if "newspaper" not in held:
        article.newspaper = newspaper_named(extracted.newspaper)
    if "place" not in held:
        article.place_id = extracted.place.code if extracted.place else None
    for name in {"period_start", "period_end"} - set(held):
        setattr(article, name, _day(getattr(extracted, name)))
    date = extracted.date
    if "date_published" not in held:
        article.set_date(*((date.value, date.basis, date.evidence) if date else (None, None, None)))
    article.evidence = evidence_beside(article, extracted, held)
    article.warnings = list(extracted.warnings)
    _copy_body(article, extracted, is_held="body_html" in held)


def _copy_body(article: Article, extracted: ExtractedArticle, *, is_held: bool) -> None:
    if is_held:
        article.text_digest = text_digest(article.headline, article.body_text)
    else:
        article.removed = [asdict(removed) for removed in extracted.removed]
        article.warnings += set_body(article, render_blocks(extracted.blocks))


def evidence_beside(
    article: Article, extracted: ExtractedArticle, held: Collection[str]
) -> Mapping[str, str]:
    """Return the evidence of a record, and for what is held that of the article."""
    own = {name: words for name, words in article.evidence.items() if name in held}
    return {name: words for name, words in extracted.evidence.items() if name not in held} | own


def attach(article: Article, capture: Capture, extracted: ExtractedArticle, by: Actor = None) -> None:
    """Note that the report stands on that capture, in that paper and on that day.

    Paper and day are what the page says, and so an edit like any other: of a public report it may have to wait.
    """
    printed = {**_printed(article, extracted), "waits": must_wait(article, by)}
    Printing.objects.get_or_create(article=article, capture=capture, defaults=printed)


def _printed(article: Article, extracted: ExtractedArticle) -> dict[str, Any]:
    """Return in which paper and on which day a page says that it was printed."""
    own = article.newspaper
    newspaper = own if own and own.name == extracted.newspaper else newspaper_named(extracted.newspaper)
    date = extracted.date.value if extracted.date and extracted.date.basis == "stated" else None
    return {"newspaper": newspaper, "date": date}


def write_credits(article: Article, extracted: ExtractedArticle) -> ArticleRecord:
    """Write the signatures of a report that has none, and its figures with theirs; return its record."""
    signed = write_signatures(article, extracted)
    return record_with(article, (), signed, write_figures(article, extracted))


def write_signatures(article: Article, extracted: ExtractedArticle) -> list[CreditValue]:
    """Write the signatures of the report itself, and return them."""
    return _sign(article, None, extracted.credits, set(authors_of(extracted.credits)))


def write_figures(article: Article, extracted: ExtractedArticle) -> list[FigureValue]:
    """Write the report's figures with their signatures, and return them."""
    figures = []
    for order, found in enumerate(extracted.figures):
        figure = Figure.objects.create(
            article=article, order=order, caption=found.caption, source_url=found.source_url,
            picture=pictures.keep(found.picture) if found.picture else None,
        )  # fmt: skip
        figures.append(figure_value(figure, _sign(article, figure, found.credits, set())))
    return figures


def newspaper_named(name: str | None) -> Newspaper | None:
    """Return the newspaper of that name, made on its first appearance; None for no name."""
    return Newspaper.objects.get_or_create(name=name)[0] if name else None


def contributor_named(name: str, article: Article) -> Contributor:
    """Return the contributor of that name within the article's paper, else its place, else nowhere."""
    paper, place = article.newspaper, None if article.newspaper else article.place
    return Contributor.objects.get_or_create(name=name, newspaper=paper, place=place)[0]


def _sign(
    article: Article, figure: Figure | None, signed: Sequence[SignedName], authors: set[str]
) -> list[CreditValue]:
    rows = [
        Credit(
            article=article,
            figure=figure,
            contributor=contributor_named(credit.name, article),
            role=credit.role,
            is_author=credit.name in authors,
            order=order,
        )
        for order, credit in enumerate(signed)
    ]
    Credit.objects.bulk_create(rows)
    return [credit_value(row, article.newspaper) for row in rows]


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None
