"""The trail: a report was opened from a search; where in it do I stand, and what of it did I ask for?

In: the parameters of the report's page (those of the search, and `rank`), and the report. Out: a Way, None for a bare
URL and where the search cannot be asked; its Position in the index; and of both a Trail.

The index may have changed since: a report that is no longer at its rank is looked for nearby, and where it is not
there either, its neighbours are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, NamedTuple

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from archive.models import Article, Figure
from search.backends import archive_backend, find_in
from search.dictionary import Dictionary
from search.engine.answering import FoundDocument
from search.engine.snapshot import Snapshot
from search.forms import SearchForm
from search.marked_html import Piece, mark_pieces
from search.query_language import QueryError
from search.query_tree import Leaf, Node, leaves
from search.question_urls import asked_by, url_of
from search.questions import Question

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


class Way(NamedTuple):
    """How a reader came to a report: by which question, how it was read, and at which rank, where that is known."""

    question: Question
    tree: Node
    rank: int | None


def way_of(parameters: QueryDict, dictionary: Dictionary) -> Way | None:
    """Return the way that the parameters of a report's page name; None where they name none that can be gone."""
    question = SearchForm(parameters).question.on_page(1) if parameters else Question()
    if not asked_by(question):
        return None
    try:
        return Way(question, archive_backend().read(question, dictionary).tree, _rank_in(parameters))
    except QueryError:
        return None


def trail_of(way: Way, position: Position | None, article: Article, pictures: Sequence[Figure]) -> Trail:
    """Return what the page of a report shows of the way to it."""
    return _trail(way.question, position, article.pk, _marked(article, pictures, leaves(way.tree)))


class Position(NamedTuple):
    """Where a report stands among the hits, and those beside it."""

    rank: int
    total: int
    earlier: FoundDocument | None
    later: FoundDocument | None


def position_in(snapshot: Snapshot, hidden: frozenset[int], way: Way, report: int) -> Position | None:
    """Return where a report stands: at its rank, or else not far from it; None where it does not."""
    if way.rank is None:
        return None
    at_rank = _position_near(snapshot, hidden, way, way.rank, report, reach=1)
    if at_rank and at_rank.rank == way.rank:
        return at_rank
    return _position_near(snapshot, hidden, way, way.rank, report, reach=LOOKED_AROUND)


def _rank_in(parameters: QueryDict) -> int | None:
    written = parameters.get("rank", "").strip()
    return int(written) if _RANK.fullmatch(written) else None


def _position_near(
    snapshot: Snapshot, hidden: frozenset[int], way: Way, rank: int, report: int, reach: int
) -> Position | None:
    start = max(0, rank - 1 - reach)
    answer = find_in(snapshot, hidden, way.tree, way.question, start, rank + reach, facets=())
    found = answer.documents
    at = next((at for at, document in enumerate(found) if document.id == report), None)
    if at is None:
        return None
    earlier, later = found[at - 1] if at else None, found[at + 1] if at + 1 < len(found) else None
    return Position(start + at + 1, answer.total, earlier, later)


def _trail(question: Question, position: Position | None, report: int, marks: MarkedReport) -> Trail:
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
