"""Reports for the tests of search: built in our own words, published through `archive.publishing`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from archive import publishing
from archive.models import Article, Contributor, Credit, Figure, Newspaper

BODY = "样例正文，说的是村里的小事。"


def draft(
    headline: str = "样例标题",
    body: str | Sequence[str] = BODY,
    *,
    date: str | None = None,
    place: str | None = None,
    newspaper: str | None = None,
    authors: Sequence[str] = (),
    captions: Sequence[str] = (),
    headings: Sequence[str] = (),
    roles: Sequence[str] = (),
    **fields: Any,
) -> Article:
    """Return a saved draft with its credits and figures."""
    article = Article(headline=headline, place_id=place, section_headings=list(headings), **fields)
    article.body_text = body if isinstance(body, str) else "\n".join(body)
    article.body_html = "".join(f"<p>{line}</p>" for line in article.body_text.splitlines())
    article.set_date(date, "stated" if date else None, date)
    if newspaper:
        article.newspaper = Newspaper.objects.get_or_create(name=newspaper)[0]
    publishing.record_created(article)
    for order, name in enumerate(authors):
        contributor = Contributor.objects.get_or_create(name=name, newspaper=article.newspaper, place=None)[0]
        role = roles[order] if order < len(roles) else None
        Credit.objects.create(article=article, contributor=contributor, role=role, is_author=True, order=order)
    for order, caption in enumerate(captions):
        Figure.objects.create(article=article, caption=caption, order=order)
    return article


def published(*args: Any, **fields: Any) -> Article:
    """Return a published report."""
    article = draft(*args, **fields)
    publishing.publish(article)
    return article
