"""Value lists: all values of one facet, page by page, for whoever looks for one that a page of results leaves out.

In: a question, the counts of its reply, a facet, and what should stand in the names. Out: a ValuesPage. Names
are asked for all values of the facet: this page is opened for them, and rarely.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from django.core.paginator import Paginator

from archive.text.folding import fold
from search.backends import Reply
from search.chips import chips_of
from search.facet_names import facet_labels, names_for
from search.facet_values import shown_of, values_of
from search.pages import beyond
from search.place_tree import path_to
from search.question_urls import url_of
from search.questions import Question
from search.results import FacetValue, ValuesPage

VALUES_A_PAGE: Final = 200


def values_page_of(
    question: Question, reply: Reply, facet: str, name: str, notes: Sequence[str]
) -> ValuesPage:
    """Return the asked page of the values in whose labels a name stands; the last with status 404 beyond it."""
    asked = question.on_page(1)
    paginator = Paginator(_values(asked, reply, facet, name), VALUES_A_PAGE)
    last = paginator.num_pages
    is_beyond = question.page > last
    return replace(
        empty_values_page(asked, facet, name),
        page=paginator.page(min(question.page, last)),
        notes=(*notes, *beyond(question.page, last)),
        chips=chips_of(asked, names_for(asked, {})),
        status=404 if is_beyond else 200,
    )


def empty_values_page(question: Question, facet: str, name: str) -> ValuesPage:
    """Return the page without values, for a question that has no answer."""
    return ValuesPage(
        query=question.text,
        label=facet_labels()[facet],
        facet=facet,
        name=name,
        back_url=url_of(question.on_page(1)),
        clear_url=url_of(question.without_filters()),
    )


def _values(question: Question, reply: Reply, facet: str, name: str) -> tuple[FacetValue, ...]:
    counts = reply.answer.facets[facet]
    shown = shown_of(question, {facet: counts}, None)
    names = names_for(replace(question, selections=()), shown)
    return values_of(question, facet, counts, shown[facet], _kept(facet, names[facet], fold(name)))


def _kept(facet: str, names: Mapping[str, str], part: str) -> dict[str, str]:
    """Return the names in which a part stands; those of places below one in whose name it stands as well."""
    found = {value for value, label in names.items() if part in fold(label)}
    if facet == "place":
        found = {code for code in names if not found.isdisjoint(path_to(code))}
    return {value: label for value, label in names.items() if value in found}
