"""schema.org: a report as a `NewsArticle`, for search engines and whoever else reads JSON-LD.

In: a report as `archive/dublin_core.py` takes it, with its figures fetched; and what makes an address absolute. Out: a
mapping of what is known, and as text that can stand in a `<script type="application/ld+json">`: such a script is data
and not run, so that the Content-Security-Policy has nothing against it. The text of the report stands in the page
itself and is not repeated.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

from django.urls import reverse

from archive.citations import one_line, spaced
from archive.dublin_core import beginning_of, path_of_names, signers_besides, stated_date
from archive.models import Article

Json = dict[str, object]
Absolute = Callable[[str], str]
# What ends a script or a line of one, however it is quoted.
ESCAPES: Final = str.maketrans({mark: f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"})


def news_article(article: Article, absolute: Absolute) -> Json:
    """Return a report as a NewsArticle; what is not known is not there."""
    url, paper = absolute(article.get_absolute_url()), article.newspaper
    lines = [spaced(line) for line in (article.kicker, article.subtitle)]
    record: Json = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": url,
        "url": url,
        "mainEntityOfPage": url,
        "headline": spaced(article.headline),
        "alternativeHeadline": [line for line in lines if line],
        "description": beginning_of(article),
        "datePublished": stated_date(article),
        "author": [_person(name) for name in dict.fromkeys(article.authors)],
        "contributor": [_person(name) for name in signers_besides(article)],
        "creditText": one_line(article.byline),
        "publisher": _named("NewsMediaOrganization", paper.name if paper else None),
        "isPartOf": _issue(article),
        "articleSection": spaced(article.column_name),
        "printPage": one_line(article.print_page),
        "spatialCoverage": [
            {"@type": "Place", "name": path_of_names(place), "identifier": place.code}
            for place in (*filter(None, [article.place]), *article.further_places.all())
        ],
        "image": [absolute(reverse("picture", args=[digest])) for digest in _pictures(article)],
        "isBasedOn": one_line(article.source_url),
        "inLanguage": "zh-Hans",
        "copyrightNotice": one_line(article.rights_in_force),
    }
    return {name: value for name, value in record.items() if value} | {
        "isAccessibleForFree": not article.is_excerpt
    }


def as_script(record: Json) -> str:
    """Return JSON that ends no script, however it is embedded."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)


def _issue(article: Article) -> Json | None:
    paper = _named("Newspaper", article.newspaper.name if article.newspaper else None)
    number = one_line(article.issue_number)
    return {"@type": "PublicationIssue", "issueNumber": number, "isPartOf": paper} if number and paper else paper


def _person(name: str) -> Json:
    return {"@type": "Person", "name": one_line(name)}


def _named(kind: str, name: str | None) -> Json | None:
    return {"@type": kind, "name": spaced(name)} if name else None


def _pictures(article: Article) -> list[str]:
    return [figure.picture.digest for figure in article.figures.all() if figure.picture]
