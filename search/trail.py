"""The trail: a report was opened from a search; where in it do I stand, and what of it did I ask for?

In: the parameters of the report's page (those of the search, and `rank`), and the report. Out: a Trail, or None for
a bare URL, which asks the index nothing, and where the search cannot be asked: the report is shown all the same.

The index may have changed since: a report that is no longer at its rank is looked for nearby, and where it is not
there either, its neighbours are left out.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, NamedTuple

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from archive.models import Article, Figure
from search.backends import ArchiveSearchBackend, archive_backend
from search.engine.answering import FoundDocument
from search.engine.store import UnreadableIndexError
from search.forms import SearchForm
from search.marked_html import Piece, mark_pieces
from search.query_language import QueryError
from search.query_tree import Leaf, Node, leaves
from search.question_urls import asked_by, url_of
from search.questions import Question

logger = logging.getLogger(__name__)

# How far from its rank a report is looked for, where it is not there any more.
LOOKED_AROUND: Final = 20  # hits on either side
# Matches that are linked by number where nothing steps from one to the next.
MOST_NUMBERS: Final = 20
# The id of a hit on its page of results, but for its number.
ANCHOR: Final = "hit-"
_RANK: Final = re.compile(r"0*[1-9][0-9]{0,8}")


class Neighbour(NamedTuple):
    """The hit before or after: its headline, and its page on the same trail."""

    headline: str
    url: str


@dataclass(frozen=True, slots=True)
class MarkedReport:
    """The parts of a report that its page shows, as HTML with what matched marked, and how many matches there are.

    A part that the report does not have is empty; `captions` are those of the pictures shown, in their order.
    """

    kicker: SafeString
    headline: SafeString
    subtitle: SafeString
    note: tuple[SafeString, ...]
    body: SafeString
    captions: tuple[SafeString, ...]
    count: int

    @property
    def numbers(self) -> range:
        """Return the numbers of the matches that are linked one by one."""
        return range(1, min(self.count, MOST_NUMBERS) + 1)


@dataclass(frozen=True, slots=True)
class Trail:
    """What the page of a report shows of the search that led to it. `rank` and `total` are None where not known."""

    query: str
    back_url: str
    marks: MarkedReport
    rank: int | None = None
    total: int | None = None
    earlier: Neighbour | None = None
    later: Neighbour | None = None


def trail_of(parameters: QueryDict, article: Article, pictures: Sequence[Figure]) -> Trail | None:
    """Return the trail that leads to a report; None where no search is named or it cannot be asked."""
    question = SearchForm(parameters).question.on_page(1) if parameters else Question()
    if not asked_by(question):
        return None
    backend = archive_backend()
    try:
        tree = backend.read(question).tree
        position = _position(backend, tree, question, _rank_in(parameters), article.pk)
    except QueryError:
        return None
    except UnreadableIndexError as error:
        logger.warning("a report is shown without the search that led to it: %s", error)
        return None
    return _trail(question, position, article.pk, _marked(article, pictures, leaves(tree)))


class _Position(NamedTuple):
    """Where a report stands among the hits, and those beside it."""

    rank: int
    total: int
    earlier: FoundDocument | None
    later: FoundDocument | None


def _rank_in(parameters: QueryDict) -> int | None:
    written = parameters.get("rank", "").strip()
    return int(written) if _RANK.fullmatch(written) else None


def _position(
    backend: ArchiveSearchBackend, tree: Node, question: Question, rank: int | None, report: int
) -> _Position | None:
    """Return where a report stands: at its rank, or else not far from it."""
    if rank is None:
        return None
    at_rank = _position_near(backend, tree, question, rank, report, reach=1)
    if at_rank and at_rank.rank == rank:
        return at_rank
    return _position_near(backend, tree, question, rank, report, reach=LOOKED_AROUND)


def _position_near(
    backend: ArchiveSearchBackend, tree: Node, question: Question, rank: int, report: int, reach: int
) -> _Position | None:
    start = max(0, rank - 1 - reach)
    answer = backend.find(tree, question, start, rank + reach, facets=())
    found = answer.documents
    at = next((at for at, document in enumerate(found) if document.id == report), None)
    if at is None:
        return None
    earlier, later = found[at - 1] if at else None, found[at + 1] if at + 1 < len(found) else None
    return _Position(start + at + 1, answer.total, earlier, later)


def _trail(question: Question, position: _Position | None, report: int, marks: MarkedReport) -> Trail:
    if position is None:
        return Trail(question.text, url_of(question), marks)
    page = (position.rank - 1) // question.size + 1
    asked = asked_by(question)
    return Trail(
        query=question.text,
        back_url=f"{url_of(question.on_page(page))}#{ANCHOR}{report}",
        marks=marks,
        rank=position.rank,
        total=position.total,
        earlier=_neighbour(position.earlier, asked, position.rank - 1),
        later=_neighbour(position.later, asked, position.rank + 1),
    )


def _neighbour(found: FoundDocument | None, asked: str, rank: int) -> Neighbour | None:
    if found is None:
        return None
    url = f"{reverse('article', args=[found.id])}?{asked}&rank={rank}"
    return Neighbour(found.stored.get("headline") or "", url)


def _marked(article: Article, pictures: Sequence[Figure], wanted: Iterable[Leaf]) -> MarkedReport:
    """Return the parts of a report, marked; in the order in which the page has them."""
    note = [Piece(escape(line), "editors_note") for line in (article.editors_note or "").splitlines()]
    captions = [_lines(figure.caption) for figure in pictures]
    pieces = [
        Piece(escape(article.kicker or ""), "kicker"),
        Piece(_in_clauses(article.headline or ""), "headline"),
        Piece(escape(article.subtitle or ""), "subtitle"),
        *note,
        Piece(article.body_html, "paragraphs"),
        *(line for lines in captions for line in lines),
    ]
    marked = mark_pieces(pieces, wanted)
    # Escaped above but for the body, which was cleaned when it was kept; marks add nothing but themselves.
    htmls = iter([mark_safe(html) for html in marked.htmls])
    return MarkedReport(
        kicker=next(htmls),
        headline=next(htmls),
        subtitle=next(htmls),
        note=tuple(next(htmls) for _ in note),
        body=next(htmls),
        captions=tuple(mark_safe("".join(next(htmls) for _ in lines)) for lines in captions),
        count=marked.matches,
    )


def _lines(caption: str | None) -> list[Piece]:
    """Return the passages of a caption, with what ends each."""
    return [Piece(escape(line), "captions") for line in (caption or "").splitlines(keepends=True)]


def _in_clauses(headline: str) -> str:
    """Return a headline as the page of a report has it: it breaks between its clauses first."""
    return "".join(f'<span class="clause">{escape(clause)}</span> ' for clause in headline.split())
