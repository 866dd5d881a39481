"""Why so few: which condition keeps reports away?

In: a question that finds fewer than ten reports. Out: each of its conditions with the question without it, and how
many reports that finds. Conditions are the parts of the query, the values chosen in a facet (alternatives, so they go
together), each exclusion, and each end of the range of dates. All counts are of one state of the index, without hits
and facets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from search.backends import archive_backend
from search.chips import chip_label
from search.dictionary import current_dictionary
from search.facet_names import facet_labels, names_for
from search.query_language import ParsedQuery, QueryError, QueryPart
from search.question_urls import url_of
from search.questions import ANY, FILTERS, Question

# So many further questions are asked at most.
MOST_WAYS: Final = 12


@dataclass(frozen=True, slots=True)
class WayOut:
    """A condition, how many reports are found without it, and the URL of that search.

    `is_text` says that it is part of what was typed.
    """

    label: str
    is_text: bool
    count: int
    url: str


class _Without(NamedTuple):
    """A condition, and the question without it."""

    label: str
    is_text: bool
    question: Question


def ways_out(question: Question) -> list[WayOut]:
    """Return what each condition keeps away; none where there is one condition alone. UnreadableIndexError."""
    without = list(_each_removed(replace(question, page=1)))
    if len(without) < 2:
        return []
    backend, dictionary = archive_backend(), current_dictionary()
    kept, asked = [], []
    for one in without[:MOST_WAYS]:
        try:
            asked.append((backend.read(one.question, dictionary).tree, one.question))
        except QueryError:
            continue
        kept.append(one)
    totals = backend.totals(asked)
    return [
        WayOut(one.label, one.is_text, total, url_of(one.question))
        for one, total in zip(kept, totals, strict=True)
    ]


def _each_removed(question: Question) -> Iterator[_Without]:
    """Yield the question without each of its conditions, in the order in which they are shown."""
    for part in parts_of(archive_backend().read(question), question):
        yield _Without(part.text, True, replace(question, text=part.rest))
    yield from _without_values(question)
    if question.since:
        yield _Without(_("自 %s") % question.since.written, False, question.without_since())
    if question.until:
        yield _Without(_("至 %s") % question.until.written, False, question.without_until())


def _without_values(question: Question) -> Iterator[_Without]:
    names, labels = names_for(question, {}), facet_labels()
    for facet in FILTERS:
        chosen = [one for one in question.selections if one.facet == facet and not one.excluded]
        if chosen:
            values = _("、").join(chip_label(one, names[facet]) for one in chosen)
            label = _("%(facet)s：%(values)s") % {"facet": labels[facet], "values": values}
            rest = tuple(one for one in question.selections if one not in chosen)
            yield _Without(label, False, replace(question, selections=rest))
    for one in question.selections:
        if one.excluded:
            yield _Without(chip_label(one, names[one.facet]), False, question.toggled(one))


def parts_of(parsed: ParsedQuery, question: Question) -> tuple[QueryPart, ...]:
    """Return the conditions of the query, each as typed; none where any of them is enough."""
    if question.match == ANY:
        return ()
    if parsed.parts or question.is_browsing:
        return parsed.parts
    return (QueryPart(question.text.strip(), ""),)
