"""Published reports for the tests of pages: one call each, in words of our own."""

from __future__ import annotations

from typing import Any

from archive import publishing
from archive.models import Article, Capture, Contributor, Credit, Figure, Newspaper, Printing

BODY = "样例村党支部召开党员大会，商量修路的事。"


def draft(headline: str = "样例村的党员大会", date: str | None = None, **fields: Any) -> Article:
    """Return a saved draft; `date` as far as it is known, stated unless `date_basis` says otherwise."""
    basis = fields.pop("date_basis", "stated")
    fields = {"body_html": f"<p>{BODY}</p>", "body_text": BODY, **fields}
    article = Article(headline=headline, **fields)
    article.set_date(date, basis, "报头" if basis == "stated" else "正文写到今年六月")
    publishing.record_created(article)
    return article


def published(headline: str = "样例村的党员大会", date: str | None = None, **fields: Any) -> Article:
    """Return a published report."""
    article = draft(headline, date, **fields)
    publishing.publish(article)
    return article


def paper(name: str = "样例日报") -> Newspaper:
    """Return the newspaper of that name."""
    return Newspaper.objects.get_or_create(name=name)[0]


def sign(
    article: Article, name: str, role: str | None = "记者", order: int = 0, **fields: Any
) -> Contributor:
    """Sign the report and return the contributor; an author unless `is_author` says otherwise."""
    home = {"newspaper": article.newspaper, "place": None if article.newspaper else article.place}
    contributor = Contributor.objects.get_or_create(name=name, **home)[0]
    fields.setdefault("is_author", True)
    Credit.objects.create(article=article, contributor=contributor, role=role, order=order, **fields)
    return contributor


def illustrate(article: Article, caption: str, photographer: str) -> Figure:
    """Give the report a picture with its photographer."""
    figure = Figure.objects.create(article=article, order=article.figures.count(), caption=caption)
    sign(article, photographer, "摄影", figure=figure, is_author=False)
    return figure


def capture_of(article: Article, digit: str = "a", **fields: Any) -> Capture:
    """Give the report a capture whose digest is that hexadecimal digit over and over."""
    defaults = {"payload_digest": digit * 64, "size": 2048, "file_name": "样例页.html", **fields}
    capture = Capture.objects.create(**defaults)
    Printing.objects.create(article=article, capture=capture, newspaper=article.newspaper)
    return capture
