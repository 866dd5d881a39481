"""Dublin Core: what a report is, in the fifteen elements that libraries exchange.

In: a report as readers see it (`archive/access.py`), with its paper, place, further places and credits fetched; and its
absolute address. Out: elements in order, an element as often as it has values, none without one. A date is given where
the page states it, as far as it states it; one that was inferred stands in the citation alone, in its brackets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from archive.browsing import ancestors
from archive.citation_styles import gbt7714
from archive.citations import citation_of, one_line, spaced
from archive.models import Article, Place
from archive.text.excerpts import excerpt

LANGUAGE: Final = "zh"
# Which of Zotero's kinds it is (its importers read it so), and which of the DCMI Type Vocabulary.
TYPES: Final = ("newspaperArticle", "Text")


class Element(NamedTuple):
    """One value of one element: `title`, `creator`, `source` and so on."""

    name: str
    value: str


def dublin_core(article: Article, url: str) -> tuple[Element, ...]:
    """Return what is known of a report, the name that programs read first at the head of each element."""
    return tuple(Element(name, value) for name, value in _elements(article, url) if value)


def stated_date(article: Article) -> str:
    """Return when a report was printed as far as its page states it (YYYY, YYYY-MM or YYYY-MM-DD); "" where not."""
    return (article.date_published or "") if article.date_basis == "stated" else ""


def beginning_of(article: Article) -> str:
    """Return how a report begins, never more of it than its excerpt."""
    paragraphs = article.body_text.splitlines()
    return one_line(" ".join(paragraphs if article.is_excerpt else excerpt(paragraphs)))


def signers_besides(article: Article) -> list[str]:
    """Return who signed a report without being its author, in order, each once."""
    others = [credit.contributor.name for credit in article.signed_credits if not credit.is_author]
    return list(dict.fromkeys(others))


def path_of_names(place: Place) -> str:
    """Return the names of a place and of what it lies in, the widest first."""
    return "".join(one.name for one in (*ancestors(place), place))


def _elements(article: Article, url: str) -> Iterator[tuple[str, str]]:
    paper, cited = article.newspaper, citation_of(article, url)
    for line in (article.headline, article.kicker, article.subtitle):
        yield "title", spaced(line)
    yield from _each("creator", cited.authors)
    yield "subject", spaced(article.column_name)
    yield "description", beginning_of(article)
    yield "publisher", spaced(paper.publisher if paper else None)
    yield from _each("contributor", signers_besides(article))
    yield "date", stated_date(article)
    yield from _each("type", TYPES)
    yield "format", "text/html"
    yield "identifier", url
    yield "identifier", one_line(gbt7714(cited))
    yield "source", spaced(paper.name if paper else None)
    yield "source", one_line(article.source_url)
    yield "language", LANGUAGE
    first = [article.place] if article.place else []
    yield from _each("coverage", map(path_of_names, [*first, *article.further_places.all()]))
    yield "coverage", _period(article)
    yield "rights", one_line(article.rights_in_force)


def _each(name: str, values: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield from ((name, one_line(value)) for value in values)


def _period(article: Article) -> str:
    """Return the time that a report covers as an interval of ISO 8601; "" where an end of it is not known."""
    if article.period_start is None or article.period_end is None:
        return ""
    return f"{article.period_start.isoformat()}/{article.period_end.isoformat()}"
