"""Reports made by hand for tests: the least that each needs."""

from __future__ import annotations

from typing import Any

from archive import publishing
from archive.editing import set_body
from archive.models import Article, Contributor, Credit, Newspaper


def make_article(
    headline: str | None = "样例标题",
    body: str = "<p>样例正文。</p>",
    *,
    place: str | None = "411300",
    newspaper: str | None = None,
    date: str | None = "2022-06-16",
    basis: str = "stated",
    authors: tuple[str, ...] = (),
    publish: bool = True,
    **fields: Any,
) -> Article:
    """Save a report through the same door as everything else, published unless told otherwise."""
    paper = Newspaper.objects.get_or_create(name=newspaper)[0] if newspaper else None
    article = Article(headline=headline, place_id=place, newspaper=paper, **fields)
    article.set_date(date, basis, "样例凭据")
    set_body(article, body)
    publishing.record_created(article)
    for order, name in enumerate(authors):
        home = {"newspaper": paper, "place": None if paper else article.place}
        contributor, _created = Contributor.objects.get_or_create(name=name, **home)
        Credit.objects.create(article=article, contributor=contributor, role="记者", is_author=True, order=order)
    if publish:
        publishing.publish(article)
    return article
