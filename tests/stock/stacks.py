"""Two ways to search, behind one face: the stock stack, and ours. The claims ask both the same."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import jieba
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template
from haystack.inputs import AutoQuery
from haystack.query import SearchQuerySet

from archive import publishing
from archive.locks import held
from archive.models import Article, Newspaper
from search.analysis import segmenter
from search.backends import ReportQuerySet, archive_backend
from search.engine.store import UnreadableIndexError
from search.forms import READERS
from search.indexing import rebuild
from search.pages import page_of
from search.questions import Question, Selection
from search.templatetags.hits import hit_items
from tests.search.building import draft
from tests.stock.engine import StockIndex


class SaysSoError(Exception):
    """The stack says in so many words that it cannot answer now."""


class Stack(Protocol):
    """What a claim may do with a way to search."""

    def add(self, body: str, *, headline: str = ..., paper: str | None = ..., year: int | None = ...) -> int:
        """Index a report and return its id."""

    def found(self, typed: str) -> list[int]:
        """Return all hits; SaysSoError where there is an index no more."""

    def read(self, typed: str) -> list[int]:
        """Return all hits of what a reader typed in the stack's own query language."""

    def everything(self) -> list[int]:
        """Return every report, as a page without a query lists them."""

    def page(self, typed: str, number: int, size: int) -> list[int]:
        """Return one page of hits."""

    def papers(self, chosen: Sequence[str] = ()) -> tuple[dict[str, int], int]:
        """Return the counts of the facet, and how many hits there are with these values chosen."""

    def newest_then_headline(self) -> list[int]:
        """Return every report, the latest year first, then by headline."""

    def shown(self, typed: str) -> str:
        """Return the HTML of the only hit, with what matched marked by the backend."""

    def template_shown(self, typed: str) -> str:
        """Return the HTML of the only hit as the template tag makes it."""

    def learn(self, word: str) -> None:
        """Put a word into the dictionary."""

    def remove_while_another_writes(self, number: int) -> None:
        """Take a report out of sight while another process holds the lock of the index."""

    def rebuild(self, poll: Callable[[], None]) -> None:
        """Build the index anew, polling while it goes on."""

    def folder(self) -> Path:
        """Return the folder in which Whoosh's files are."""


class StockStack:
    """Stock Haystack, its Whoosh backend, jieba's ChineseAnalyzer."""

    def __init__(self) -> None:
        self.queries = SearchQuerySet(using="stock")
        self.backend = self.queries.query.backend
        self.index = StockIndex()
        self.articles: dict[int, Article] = {}

    def add(
        self, body: str, *, headline: str = "样例标题", paper: str | None = None, year: int | None = None
    ) -> int:
        number = len(self.articles) + 1
        article = Article(pk=number, headline=headline, body_text=body, site=paper)
        article.set_date(str(year) if year else None, "stated", "样例")
        self.articles[number] = article
        self.backend.update(self.index, [article])
        return number

    def found(self, typed: str) -> list[int]:
        return _ids(self.queries.filter(content=AutoQuery(typed)))

    def read(self, typed: str) -> list[int]:
        return _ids(self.queries.raw_search(typed))

    def everything(self) -> list[int]:
        return _ids(self.queries.all())

    def page(self, typed: str, number: int, size: int) -> list[int]:
        # A fresh query for each request, as in a view; Django's paginator cuts the last slice to what is left.
        return _ids(Paginator(self.queries.filter(content=AutoQuery(typed)), size).page(number))

    def papers(self, chosen: Sequence[str] = ()) -> tuple[dict[str, int], int]:
        hits = self.queries.filter(content="小事").facet("paper")
        for value in chosen:
            hits = hits.narrow(f'paper_exact:"{value}"')
        return dict(hits.facet_counts().get("fields", {}).get("paper", [])), len(_ids(hits))

    def newest_then_headline(self) -> list[int]:
        return _ids(self.queries.filter(content="小事").order_by("-year", "headline"))

    def shown(self, typed: str) -> str:
        (hit,) = self.queries.filter(content=AutoQuery(typed)).highlight()
        return "".join(hit.highlighted["text"])

    def template_shown(self, typed: str) -> str:
        (hit,) = self.queries.filter(content=AutoQuery(typed))
        template = Template("{% load highlight %}{% highlight hit.text with typed %}")
        return template.render(Context({"hit": hit, "typed": typed}))

    def learn(self, word: str) -> None:
        jieba.add_word(word, freq=10**6)

    def remove_while_another_writes(self, number: int) -> None:
        writer = self.backend.index.writer()
        try:
            self.backend.remove(self.articles[number])
        finally:
            writer.cancel()

    def rebuild(self, poll: Callable[[], None]) -> None:
        self.backend.clear()
        poll()
        self.backend.update(self.index, self.articles.values())
        poll()

    def folder(self) -> Path:
        return Path(self.backend.path)


class OurStack:
    """The archive's own engine."""

    def __init__(self) -> None:
        self.backend = archive_backend()

    def add(
        self, body: str, *, headline: str = "样例标题", paper: str | None = None, year: int | None = None
    ) -> int:
        article = draft(headline, body, newspaper=paper, date=str(year) if year else None)
        publishing.publish(article)
        # The test's transaction never commits, so nobody tells the index.
        self.backend.update(self.backend.index, [article])
        return article.pk

    def found(self, typed: str) -> list[int]:
        return self._ids(Question(typed, size=50))

    read = found

    def everything(self) -> list[int]:
        return self.found("")

    def page(self, typed: str, number: int, size: int) -> list[int]:
        return self._ids(Question(typed, size=size, page=number))

    def papers(self, chosen: Sequence[str] = ()) -> tuple[dict[str, int], int]:
        selections = tuple(Selection("newspaper", READERS["newspaper"]({name})[name]) for name in chosen)
        found = ReportQuerySet().ask(Question("小事", selections)).answer
        names = {str(paper.pk): paper.name for paper in Newspaper.objects.all()}
        return {names[value]: count for value, count in found.facets["newspaper"].items()}, found.total

    def newest_then_headline(self) -> list[int]:
        return [int(hit.pk) for hit in SearchQuerySet().filter(content="小事").order_by("-year", "headline")]

    def shown(self, typed: str) -> str:
        question = Question(typed)
        return hit_items(page_of(question, ReportQuerySet().ask(question), []))

    template_shown = shown

    def learn(self, word: str) -> None:
        segmenter(settings.CACHE_DIR).add_word(word, freq=10**6)

    def remove_while_another_writes(self, number: int) -> None:
        with held(self.backend.store.root.with_suffix(".write.lock"), 0):
            publishing.withdraw(Article.objects.get(pk=number), "样例原因")

    def rebuild(self, poll: Callable[[], None]) -> None:
        rebuild(progress=lambda done, total: poll())
        poll()

    def folder(self) -> Path:
        return self.backend.store.root / (self.backend.store.root / "CURRENT").read_text().strip()

    def _ids(self, question: Question) -> list[int]:
        try:
            return [document.id for document in ReportQuerySet().ask(question).answer.documents]
        except UnreadableIndexError as error:
            raise SaysSoError(str(error)) from error


def _ids(hits: Any) -> list[int]:
    return [int(hit.pk) for hit in hits]


@contextlib.contextmanager
def forgetting(*words: str) -> Iterator[None]:
    """Take words out of both dictionaries again."""
    try:
        yield
    finally:
        for word in words:
            jieba.del_word(word)
            segmenter(settings.CACHE_DIR).del_word(word)
