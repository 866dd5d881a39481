"""Reading kept pages again: what would today's rules make of every capture?

In: a report and its first capture. Out: how the record differs from what is stored, and on request the report
brought up to it. A report that a person has edited is never touched; what an operator gave is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction

from archive import publishing
from archive.ingest.extracted import ExtractedArticle
from archive.ingest.formats import FormatError
from archive.ingest.intake import page_of, understand
from archive.ingest.recording import (
    GIVEN_BY_OPERATOR,
    Given,
    copy_fields,
    given_by_operator,
    write_credits,
)
from archive.ingest.reporting import extracted_record
from archive.models import Article, Change
from archive.payloads import PayloadError
from archive.records import article_record

SPACES: Final = re.compile(r"[ \u3000]+")  # a stored body has single spaces


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One key of the record: what is stored, and what the page would give now."""

    name: str
    stored: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Replay:
    """One report read again. `failure` says why it could not be; `is_edited` that a person's hand is on it."""

    article: Article
    extracted: ExtractedArticle | None = None
    differences: tuple[FieldDifference, ...] = ()
    is_edited: bool = False
    failure: str | None = None


def replay_all() -> Iterator[Replay]:
    """Read the first capture of every report again, in the order of their ids; nothing is written."""
    for article in Article.objects.exclude(printings=None).order_by("pk").iterator(chunk_size=200):
        yield replay(article)


def replay(article: Article) -> Replay:
    """Read a report's first capture again, and tell what would change."""
    capture = article.captures.select_related("parent").order_by("printings__pk")[0]
    try:
        given = Given(*given_by_operator(article))
        page = page_of(capture, with_pictures=True)
        if page.failure or page.blank:
            return Replay(article, failure=page.failure or page.blank)
        extracted = understand(page, given)
        extracted = replace(extracted, warnings=(*extracted.warnings, *_contradictions(article)))
    except (FormatError, PayloadError) as error:
        return Replay(article, failure=str(error))
    stored, now = article_record(article), extracted_record(extracted)
    differences = tuple(
        FieldDifference(name, stored[name], now[name]) for name in now if _plain(stored[name]) != _plain(now[name])
    )
    return Replay(article, extracted, differences, _is_edited(article))


def apply(replayed: Replay) -> None:
    """Bring a report up to its page as read now; those edited by a person are left as they are."""
    if replayed.extracted is None or replayed.is_edited or not replayed.differences:
        return
    article = replayed.article
    with transaction.atomic():
        copy_fields(article, replayed.extracted)
        article.credits.all().delete()
        article.figures.all().delete()
        write_credits(article, replayed.extracted)
        publishing.record_edit(article, note="extract")


def _contradictions(article: Article) -> list[str]:
    """Return the warnings that an operator's word stood against the page's: the page alone cannot tell them."""
    return [warning for warning in article.warnings if warning.startswith(GIVEN_BY_OPERATOR)]


def _is_edited(article: Article) -> bool:
    return Change.objects.filter(article_id=article.pk, kind=Change.Kind.EDITED).exclude(by=None).exists()


def _plain(value: Any) -> Any:
    """Return a value as JSON would give it back, so that tuples, days and empty texts compare."""
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, str):
        return SPACES.sub(" ", value) or None
    return value.isoformat() if hasattr(value, "isoformat") else value
