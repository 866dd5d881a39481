"""Chips: what narrows the results, each with the way to take it away.

In: a question, and the names of its values. Out: a Chip for each filter in force, and for what the query itself was
told to do otherwise than usual.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _

from search.facet_names import Names, facet_labels
from search.question_urls import url_of
from search.questions import DEFAULT_MATCH, NONE, Question, Selection
from search.results import Chip

# A year or a place is known for one; a name may be that of an author or of a column.
NAMES_ALONE_SAY_LITTLE: Final = ("author", "column", "role")


def chips_of(question: Question, names: Names) -> tuple[Chip, ...]:
    """Return a chip for each filter in force."""
    kinds = facet_labels() if question.selections else {}
    chips = [
        Chip(
            label=chip_label(chosen, names[chosen.facet]),
            url=url_of(question.toggled(chosen)),
            kind=kinds[chosen.facet] if chosen.facet in NAMES_ALONE_SAY_LITTLE and chosen.value != NONE else "",
            is_exclusion=chosen.excluded,
        )
        for chosen in question.selections
    ]
    if question.since:
        chips.append(Chip(_("自 %s") % question.since.written, url_of(question.without_since())))
    if question.until:
        chips.append(Chip(_("至 %s") % question.until.written, url_of(question.without_until())))
    return tuple(chips)


def query_chips_of(question: Question) -> tuple[Chip, ...]:
    """Return a chip for each way in which the query is read otherwise than usual."""
    chips = []
    if question.match != DEFAULT_MATCH:
        chips.append(Chip(_("任一词即可"), url_of(replace(question, match=DEFAULT_MATCH, page=1))))
    if not question.equivalents:
        chips.append(Chip(_("不作同义扩展"), url_of(replace(question, equivalents=True, page=1))))
    return tuple(chips)


def clear_url_of(question: Question) -> str:
    """Return the URL of the query without any chip."""
    return url_of(replace(question.without_filters(), match=DEFAULT_MATCH, equivalents=True))


def chip_label(chosen: Selection, names: Mapping[str, str]) -> str:
    """Return what a chip says of a value: its name, and that it is excluded."""
    name = names.get(chosen.value, chosen.value)
    return _("不含 %s") % name if chosen.excluded else name
