"""Meta tags: what the head of a report's page tells reference managers, in Dublin Core and in `citation_*`.

In: a report as `archive/dublin_core.py` takes it, and its absolute address. Out: tags in order; a field that is not
known has none. `citation_journal_title` is the only name that readers of `citation_*` have for what a report stood in;
that it is a newspaper says `DC.type`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from archive.citations import citation_of, one_line, spaced
from archive.dublin_core import LANGUAGE, dublin_core, stated_date
from archive.models import Article

# Not said as DC: Zotero takes a coverage for a call number, and the format is that of the page itself.
ELSEWHERE: Final = {"coverage": "DCTERMS.coverage", "format": ""}


class Tag(NamedTuple):
    """One `<meta name content>`."""

    name: str
    content: str


def meta_tags(article: Article, url: str) -> tuple[Tag, ...]:
    """Return the tags of a report."""
    known = (Tag(name, value) for name, value in _citation_fields(article, url) if value)
    named = (Tag(ELSEWHERE.get(name, f"DC.{name}"), value) for name, value in dublin_core(article, url))
    return (*known, *(tag for tag in named if tag.name))


def _citation_fields(article: Article, url: str) -> Iterator[tuple[str, str]]:
    cited = citation_of(article, url)
    yield "citation_title", spaced(cited.headline)
    for name in cited.authors:
        yield "citation_author", one_line(name)
    yield "citation_publication_date", stated_date(article).replace("-", "/")
    yield "citation_journal_title", spaced(cited.newspaper)
    yield "citation_publisher", spaced(article.newspaper.publisher if article.newspaper else None)
    yield "citation_issue", one_line(cited.issue_number)
    yield "citation_firstpage", one_line(cited.print_page)
    yield "citation_language", LANGUAGE
    yield "citation_public_url", url
    yield "citation_abstract_html_url" if article.is_excerpt else "citation_fulltext_html_url", url
