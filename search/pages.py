"""Pages: a reply of the index becomes the page of results.

In: a question, its reply, and the notes so far. Out: a ResultPage with its links. No query for a hit:
everything shown of a report came back with it from the index.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from archive.models import Access
from search.also import also_of
from search.backends import Reply
from search.chips import chips_of, clear_url_of, query_chips_of
from search.covered import is_covered
from search.engine.answering import FoundDocument
from search.engine.documents import passages
from search.engine.schema import BODY, TITLE, ZONES, Zone
from search.facet_names import names_for
from search.facet_values import shown_of
from search.facets import facets_of
from search.marking import Passage, Span, find_all_spans
from search.query_language import Notice
from search.query_tree import Leaf, leaves
from search.question_urls import asked_by, url_of
from search.questions import SIZES, SORTS, Question
from search.results import VALUES_SHOWN, Hit, Link, ResultPage
from search.snippets import mark, pick
from search.take_away import take_away_of

# The order in which cuts are taken: what says most about a report first.
SNIPPET_FIELDS: Final = (
    "paragraphs", "headings", "captions", "editors_note", "kicker", "subtitle", "column_name",
)  # fmt: skip
HEADLINE: Final = "headline"
# Pages shown on either side of the current one.
PAGES_AROUND: Final = 2


def page_of(
    question: Question, reply: Reply, notes: Sequence[str], most_values: int | None = VALUES_SHOWN
) -> ResultPage:
    """Return the page that shows a reply, with at most so many values a facet (None: all of them).

    Status 404 where it lies beyond the last one.
    """
    total, start = reply.answer.total, (question.page - 1) * question.size
    last = last_page(total, question.size)
    is_beyond = question.page > last
    shown = shown_of(question, reply.answer.facets, most_values)
    names = names_for(question, shown)
    hits = hits_of(reply, start + 1)
    return ResultPage(
        query=question.text,
        total=total,
        page=question.page,
        size=question.size,
        sort=question.sort,
        hits=hits,
        facets=facets_of(question, reply.answer.facets, shown, names),
        notes=(*notes, *map(in_words, reply.parsed.notes), *beyond(question.page, last)),
        chips=chips_of(question, names),
        query_chips=query_chips_of(question),
        page_links=_page_links(question, last),
        first_rank=start + 1 if hits else 0,
        last_rank=start + len(hits) if hits else 0,
        last_page=last,
        clear_url=clear_url_of(question),
        sort_links=_sort_links(question),
        size_links=tuple(
            Link(str(size), url_of(question.in_pages_of(size)), size == question.size) for size in SIZES
        ),
        is_browsing=question.is_browsing,
        also=also_of(question, reply.parsed.also),
        asked=asked_by(question),
        take_away=take_away_of(question, reply.answer),
        status=404 if is_beyond else 200,
    )


def empty_page(
    question: Question, error: str, status: int, suggestion: str | None = None, notes: Sequence[str] = ()
) -> ResultPage:
    """Return the page that says why there is no answer."""
    return ResultPage(
        query=question.text,
        size=question.size,
        sort=question.sort,
        notes=tuple(notes),
        error=error,
        suggestion=suggestion,
        clear_url=clear_url_of(question),
        is_browsing=question.is_browsing,
        status=status,
    )


def in_words(notice: Notice) -> str:
    """Return a notice of the query language in the language of the reader."""
    return _(notice.message) % notice.values


def beyond(page: int, last: int) -> tuple[str, ...]:
    """Return the note that there is no such page, nothing where there is one."""
    if page <= last:
        return ()
    return (_("没有第 %(page)d 页，最后一页是第 %(last)d 页。") % {"page": page, "last": last},)


def last_page(total: int, size: int) -> int:
    """Return the number of the last page; 1 where nothing was found."""
    return max(1, -(-total // size))


def hits_of(reply: Reply, first_rank: int) -> tuple[Hit, ...]:
    """Return the hits of a reply as they are shown."""
    wanted = tuple(leaves(reply.parsed.tree))
    return tuple(hit_of(found, rank, wanted) for rank, found in enumerate(reply.answer.documents, first_rank))


def hit_of(found: FoundDocument, rank: int, wanted: Sequence[Leaf]) -> Hit:
    """Return a hit as it is shown."""
    stored: dict[str, Any] = found.stored
    marked = [one for zone in (BODY, TITLE) for one in _marked(found, zone, wanted)]
    headline = next((one for one in marked if one.passage.field == HEADLINE), None)
    shown = sorted((one for one in marked if one.passage.field != HEADLINE), key=_cut_order)
    return Hit(
        rank=rank,
        id=found.id,
        url=str(found.id).join(_around_the_id()),
        identifier=stored.get("identifier"),
        headline=mark(headline.passage.text, headline.spans) if headline else (),
        snippet=pick([one.passage.text for one in shown], [one.spans for one in shown]),
        place_code=stored.get("place_code"),
        place_name=stored.get("place_name"),
        date_published=stored.get("date_published"),
        date_precision=stored.get("date_precision"),
        date_basis=stored.get("date_basis"),
        newspaper=stored.get("newspaper_name"),
        newspaper_id=stored.get("newspaper_id"),
        authors=tuple(stored.get("author_names") or ()),
        score=found.score,
        is_sample=bool(stored.get("is_sample")),
        access=stored.get("access") or Access.FULL.value,
        is_covered=is_covered(found, wanted),
    )


@cache
def _around_the_id() -> list[str]:
    """Return what stands before and after the id in the URL of a report: a page has twenty of them."""
    return reverse("article", args=[0]).rsplit("0", 1)


class _Marked(NamedTuple):
    """A passage, and what matched in it."""

    passage: Passage
    spans: list[Span]


def _marked(found: FoundDocument, zone: Zone, wanted: Sequence[Leaf]) -> list[_Marked]:
    """Return the passages of a zone with their marks; what the index counted there says when all are found."""
    texts = [Passage(text, name) for name in zone.fields for text in passages(found.stored, [name])]
    counted = {one.leaf: one.counts[ZONES.index(zone)] for one in found.matched}
    unknown = 0 if counted else None
    spans = find_all_spans(texts, {leaf: counted.get(leaf, unknown) for leaf in wanted})
    return list(map(_Marked, texts, spans))


def _cut_order(one: _Marked) -> int:
    return SNIPPET_FIELDS.index(one.passage.field)


def _page_links(question: Question, last: int) -> tuple[Link, ...]:
    """Return links to the first page, those around the current one and the last; none to a single page."""
    if last == 1 and question.page == 1:
        return ()
    here = min(question.page, last)
    around = range(max(1, here - PAGES_AROUND), min(last, here + PAGES_AROUND) + 1)
    pages = sorted({1, *around, last})
    return tuple(Link(str(page), url_of(question.on_page(page)), page == question.page) for page in pages)


def _sort_links(question: Question) -> tuple[Link, ...]:
    labels = {"relevance": _("相关"), "newest": _("最新"), "oldest": _("最早")}
    return tuple(
        Link(labels[sort], url_of(question.sorted_by(sort)), sort == question.sort)
        for sort in SORTS
    )
