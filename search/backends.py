"""The Haystack engine: Haystack's verbs on one side, our engine over Whoosh on the other.

In: a Question, or what a SearchQuerySet asks. Out: an Answer, or the dict that Haystack expects.

Haystack's stock Whoosh backend is replaced, not extended: its pages of hits overlap, its facet fields go
through an English analyzer, its parser raises on lone signs, it swallows lock errors and leaks searchers
(ARCHITECTURE.md names each measured fault).
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import whoosh
from django.conf import settings
from django.db import Error as DatabaseError
from haystack import connections
from haystack.backends import BaseEngine, BaseSearchBackend, BaseSearchQuery, SearchNode
from haystack.constants import DEFAULT_ALIAS, DJANGO_CT, DJANGO_ID, ID
from haystack.indexes import SearchIndex
from haystack.models import SearchResult
from haystack.query import SearchQuerySet
from haystack.utils import get_identifier
from whoosh.index import LockError

from archive.models import Article, Change
from archive.text import folding
from search.analysis import DICTIONARY_VERSION, bulk_words, normalize
from search.bulk import Failure, Prepared, Refuse, documents_of, failure_of, make_document
from search.dictionary import Dictionary, current_dictionary
from search.engine.answering import Answer, FoundDocument, Listing, answer, listing, totals
from search.engine.documents import Document
from search.engine.ranking import ranked
from search.engine.schema import build_schema
from search.engine.snapshot import Snapshot
from search.engine.store import IndexStore, UnreadableIndexError
from search.lookups import facet_lists, field_as, narrowing, sorted_by
from search.query_language import ParsedQuery, no_equivalents, parse
from search.query_tree import And, Everything, Exact, Field, Node, Not, Nothing, Or
from search.questions import FACETS, Question
from search.search_indexes import SCHEMA_VERSION, ArticleIndex

logger = logging.getLogger(__name__)

# What keeps anybody from writing to the index,
CANNOT_WRITE: Final = (OSError, LockError)
# and all that is wrong with the machine rather than with a report.
FAULTS_OF_THE_MACHINE: Final = (
    *CANNOT_WRITE, MemoryError, DatabaseError, BrokenExecutor, UnreadableIndexError
)  # fmt: skip

# The document field is never stored: the passages are, each by itself.
NOT_STORED: Final = frozenset({"text"})
# By these terms Haystack knows a report.
IDENTIFIERS: Final = (ID, DJANGO_CT, DJANGO_ID)
TEXT_FIELDS: Final = frozenset({"content", "text"})
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, and how the query was read."""

    parsed: ParsedQuery
    answer: Answer


class ArchiveSearchBackend(BaseSearchBackend):
    """Reads and writes the index of reports."""

    def __init__(self, connection_alias: str, **connection_options: Any) -> None:
        super().__init__(connection_alias, **connection_options)
        self.index: ArticleIndex = connections[connection_alias].get_unified_index().get_index(Article)
        fields = self.index.fields.items()
        self.stored = [name for name, field in fields if field.stored and name not in NOT_STORED]
        self.analyse = partial(
            make_document, stored=self.stored, identifiers=IDENTIFIERS, cache_dir=settings.CACHE_DIR
        )
        schema = build_schema(self.stored, (DJANGO_CT, DJANGO_ID), ID, settings.CACHE_DIR)
        self.store = IndexStore(Path(connection_options["PATH"]), schema, stamp_of_this_code())

    # Questions

    def ask(self, question: Question) -> Reply:
        """Return the answer to a question; QueryError or UnreadableIndexError where there is none."""
        parsed = self.read(question)
        start = (question.page - 1) * question.size
        return Reply(parsed, self.find(parsed.tree, question, start, start + question.size))

    def read(self, question: Question, dictionary: Dictionary | None = None) -> ParsedQuery:
        """Return how a question's text is understood, by the dictionary of now unless one is given.

        QueryError where nothing can be made of it.
        """
        dictionary = dictionary or current_dictionary()
        equivalents = dictionary.equivalents if question.equivalents else no_equivalents
        parsed = parse(question.text, dictionary.cut, question.match, equivalents)
        return replace(parsed, also=tuple(map(dictionary.written, parsed.also)))

    def ask_of_one(self, question: Question, report: int) -> Reply:
        """Return the answer that holds one report alone, with its score among all; nothing where it does not match."""
        parsed = self.read(question)

        def find(snapshot: Snapshot, hidden: frozenset[int]) -> Answer:
            tree = And((ranked(snapshot, parsed.tree, question, hidden, _words), Field("id", str(report))))
            return _read(answer(snapshot, tree, question, hidden, 0, 1, ()))

        return Reply(parsed, self.look(find))

    def list_all(self, question: Question) -> Listing:
        """Return all hits of a question but the samples; QueryError or UnreadableIndexError where there is no answer.

        They are read one by one from the snapshot that was asked, whatever is committed meanwhile.
        """
        tree = self.read(question).tree

        def find(snapshot: Snapshot, hidden: frozenset[int]) -> Listing:
            return listing(snapshot, ranked(snapshot, tree, question, hidden, _words), question, hidden)

        return self.look(find)

    def find(
        self,
        tree: Node,
        question: Question,
        start: int = 0,
        end: int | None = None,
        facets: Iterable[str] = FACETS,
    ) -> Answer:
        """Return the answer to a query tree; UnreadableIndexError where the index cannot be read."""

        def find(snapshot: Snapshot, hidden: frozenset[int]) -> Answer:
            wanted = ranked(snapshot, tree, question, hidden, _words)
            return _read(answer(snapshot, wanted, question, hidden, start, end, facets))

        return self.look(find)

    def totals(self, asked: Sequence[tuple[Node, Question]]) -> list[int]:
        """Return how many reports each question finds, all at one state of the index."""
        return self.look(lambda snapshot, hidden: totals(snapshot, asked, hidden))

    def look(self, find: Callable[[Snapshot, frozenset[int]], Found]) -> Found:
        """Return what is found in a snapshot, the reports to hide beside it; UnreadableIndexError as for `find`."""
        # Before the index is opened: a removal that is applied in between is then hidden twice, never shown.
        hidden = hidden_reports()
        try:
            return self.store.ask(lambda snapshot: find(snapshot, hidden))
        except UnreadableIndexError as error:
            if not Article.objects.published().exists():
                return find(Snapshot.empty(), hidden)
            if error.__cause__:
                # A damaged segment raises whatever its bytes make of it; the log has the whole story.
                logger.exception("the index could not be read")
            raise

    def all_stored(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the id and the stored fields of every indexed report, or raise UnreadableIndexError."""
        try:
            snapshot: Snapshot = self.store.ask(lambda snapshot: snapshot)
            for number in snapshot.live.nonzero()[0].tolist():
                yield int(snapshot.ids[number]), snapshot.stored(number)
        except Exception as error:
            raise UnreadableIndexError(f"the index could not be read: {error!r}") from error

    def search(self, query_string: Node, **kwargs: Any) -> dict[str, Any]:
        """Answer a SearchQuerySet: its tree, narrowed, in its order, cut to its slice."""
        tree: Node = And((query_string, *map(narrowing, kwargs.get("narrow_queries") or ())))
        if (models := kwargs.get("models")) and Article not in models:
            tree = Nothing()
        sort_by = kwargs.get("sort_by") or ()
        start, end = kwargs.get("start_offset") or 0, kwargs.get("end_offset")
        found = self.find(tree, Question(), 0 if sort_by else start, None if sort_by else end)
        documents = sorted_by(found.documents, sort_by)[start:end] if sort_by else found.documents
        result_class = kwargs.get("result_class") or SearchResult
        return {
            "results": [
                result_class("archive", "article", str(document.id), document.score, **self._shown(document))
                for document in documents
            ],
            "hits": found.total,
            "facets": {"fields": facet_lists(found, kwargs.get("facets") or ()), "dates": {}, "queries": {}},
        }

    def _shown(self, document: FoundDocument) -> dict[str, Any]:
        return {name: document.stored.get(name) for name in self.stored}

    # Writing. The caller holds the writer lock of `indexing.py`; errors are never swallowed.

    def documents(self, articles: Iterable[Article], count: int, refuse: Refuse) -> Iterator[Document]:
        """Yield the documents of some `count` reports, made in several processes where they are many.

        A report that cannot be made into one is told to `refuse` and left out.
        """
        return documents_of(map(self._prepared, articles), self.analyse, refuse, count)

    def _prepared(self, article: Article) -> Prepared | Failure:
        """Return the fields of a report by name, as Haystack has them, or what went wrong."""
        try:
            return self.prepare(article)
        except FAULTS_OF_THE_MACHINE:
            raise
        except Exception:  # noqa: BLE001  (whatever it is, it concerns this report alone)
            return failure_of(article.pk)

    def prepare(self, article: Article) -> Prepared:
        """Return the fields of a report by name, as Haystack has them."""
        prepared: Prepared = self.index.full_prepare(article)
        return prepared

    def update(self, index: SearchIndex, iterable: Iterable[Article], commit: bool = True) -> None:
        """Index reports for Haystack's own commands; those that are not published are taken out."""
        articles = list(iterable)
        public = (self.analyse(self.prepare(one)) for one in articles if self.index.should_update(one))
        self.store.commit(self.live_or_new(), public, [article.pk for article in articles])

    def remove(self, obj_or_string: Article | str, commit: bool = True) -> None:
        """Take one report out of the index."""
        number = int(get_identifier(obj_or_string).rsplit(".", 1)[1])
        self.store.commit(self.live_or_new(), [], [number])

    def clear(self, models: Sequence[type[Article]] | None = None, commit: bool = True) -> None:
        """Begin an empty index; our only model is cleared or nothing is."""
        if models is None or Article in models:
            former = self.store.generation()
            self.store.switch_to(self.store.begin())
            if former:  # no sweep: whoever rebuilds would lose its unfinished generation to it
                self.store.discard(self.store.root / former)

    def live_or_new(self) -> Path:
        """Return the live generation, or a new one made live where there is none."""
        try:
            return self.store.live()
        except UnreadableIndexError:
            folder = self.store.begin()
            self.store.switch_to(folder)
            return folder


class ArchiveSearchQuery(BaseSearchQuery):
    """Builds query trees, not strings: nothing is ever parsed that a program wrote."""

    backend: ArchiveSearchBackend

    def build_query(self) -> Node:
        """Return the tree of all filters."""
        return self._tree(self.query_filter)

    def ask(self, question: Question) -> Reply:
        """Answer a whole question at once: hits, total and facets in one pass."""
        return self.backend.ask(question)

    def list_all(self, question: Question) -> Listing:
        """Give all hits of a question, one by one."""
        return self.backend.list_all(question)

    def _tree(self, node: SearchNode) -> Node:
        parts = tuple(
            self._tree(child) if isinstance(child, SearchNode) else self._leaf(node, *child)
            for child in node.children
        )
        tree: Node = Everything()
        if parts:
            tree = Or(parts) if node.connector == "OR" else And(parts)
        return Not(tree) if node.negated else tree

    def _leaf(self, node: SearchNode, expression: str, value: Any) -> Node:
        field, kind = node.split_expression(expression)
        value = getattr(value, "query_string", value)
        if field in TEXT_FIELDS:
            return Or(tuple(self._text(kind, one) for one in (value if kind == "in" else [value])))
        return field_as(kind, field, value)

    def _text(self, kind: str, value: Any) -> Node:
        folded = folding.fold(str(value))
        return Exact(folded) if kind == "exact" and folded else parse(str(value), current_dictionary().cut).tree


class ReportQuerySet(SearchQuerySet):
    """Haystack's SearchQuerySet with two verbs more."""

    def ask(self, question: Question) -> Reply:
        """Return the answer to a question; QueryError or UnreadableIndexError where there is none."""
        query: ArchiveSearchQuery = self.query
        return query.ask(question)

    def list_all(self, question: Question) -> Listing:
        """Return all hits of a question but the samples, read one by one; the same errors."""
        query: ArchiveSearchQuery = self.query
        return query.list_all(question)


class ArchiveSearchEngine(BaseEngine):
    """What HAYSTACK_CONNECTIONS names."""

    backend = ArchiveSearchBackend
    query = ArchiveSearchQuery


def _read(found: Answer) -> Answer:
    """Read the stored fields of all hits, so that damage in them is met where a question is asked anew."""
    for document in found.documents:
        assert document.stored is not None
    return found


def _words(text: str) -> Sequence[str]:
    return bulk_words([normalize(text)], settings.CACHE_DIR)


def archive_backend() -> ArchiveSearchBackend:
    """Return the backend of this thread."""
    backend: ArchiveSearchBackend = connections[DEFAULT_ALIAS].get_backend()
    return backend


def hidden_reports() -> frozenset[int]:
    """Return the reports whose removal the index has not taken up; one indexed query, normally empty."""
    return frozenset(Change.objects.unapplied().removals().values_list("article_id", flat=True))


def stamp_of_this_code() -> dict[str, str]:
    """Return the versions that an index must have been made with to be readable here."""
    source = Path(folding.__file__).read_bytes() + folding.TABLE.read_bytes()
    return {
        "schema": SCHEMA_VERSION,
        "whoosh": whoosh.versionstring(),
        "dictionary": DICTIONARY_VERSION,
        "folding": hashlib.sha256(source).hexdigest()[:16],
    }
