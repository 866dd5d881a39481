"""Suggestions: what a reader who is typing may mean.

In: a question whose text is still being typed. Out: at most eight places, papers, authors and terms, each with its
count and where it leads. Only the last word is completed: what stands before it, and the filters in force, narrow the
counts as they will narrow the results. Counts are those of the live index, so that nothing that is not published is
suggested, however the table of names came to know of it.

A name by itself leads to its page; beside other words or filters it becomes a filter; a term is searched for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from archive.models import Place
from search.backends import archive_backend
from search.engine.answering import answer
from search.engine.facets import FacetCounts
from search.facet_names import names_of
from search.name_table import Fit, Name
from search.published_names import NAMED_FACETS, TERM, name_table
from search.question_urls import url_of
from search.questions import Question, Selection

MOST_SUGGESTIONS: Final = 8
# So many terms are counted to show the best of them: each is a question of its own.
MOST_TERMS_COUNTED: Final = 16
# Behind these nothing is completed: a quoted string is meant as it stands, and an excluded word leads nowhere.
_QUOTES: Final = frozenset('"＂“”「」')
_EXCLUDING: Final = ("-", "－")
KINDS: Final = (*NAMED_FACETS, TERM)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be meant: its kind (place, newspaper, author, term), its name, how many reports, and where it leads."""

    kind: str
    kind_label: str
    label: str
    count: int
    url: str


class _Counted(NamedTuple):
    fit: Fit
    total: int
    name: Name


def suggestions_for(question: Question) -> list[Suggestion]:
    """Return what the last word of a question may mean, the best first; UnreadableIndexError or QueryError."""
    rest, typed = split_last_word(question.text)
    if not typed:
        return []
    before = replace(question, text=rest, sort="newest", page=1)
    matching = name_table().matching(typed)
    counted = [*_counted_names(before, matching), *_counted_terms(before, matching)]
    best = sorted((one for one in counted if one.total), key=_order)[:MOST_SUGGESTIONS]
    labels = _labels([one.name for one in best])
    return [_suggestion(replace(question, text=rest, page=1), one, labels) for one in best if one.name in labels]


def split_last_word(text: str) -> tuple[str, str]:
    """Return what stands before the last word, and that word; empty where there is nothing to complete."""
    rest, _space, last = text.replace("\u3000", " ").rpartition(" ")
    is_quoted = not _QUOTES.isdisjoint(last) or text.count('"') % 2
    return rest.strip(), "" if is_quoted or last.startswith(_EXCLUDING) else last.strip()


def _counted_names(before: Question, matching: Mapping[Name, Fit]) -> Iterator[_Counted]:
    counts = _facet_counts(before)
    chosen = {(one.facet, one.value) for one in before.selections}
    for name, fit in matching.items():
        if name.kind != TERM and (name.kind, name.value) not in chosen:
            yield _Counted(fit, counts[name.kind].get(name.value, 0), name)


def _facet_counts(before: Question) -> Mapping[str, FacetCounts]:
    backend = archive_backend()
    tree = backend.read(before).tree
    found = backend.look(
        lambda snapshot, hidden: answer(snapshot, tree, before, hidden, 0, 0, facets=NAMED_FACETS)
    )
    return found.facets


def _counted_terms(before: Question, matching: Mapping[Name, Fit]) -> list[_Counted]:
    backend = archive_backend()
    terms = sorted((fit, len(name.value), name) for name, fit in matching.items() if name.kind == TERM)
    asked = [_with_term(before, name.value) for _fit, _length, name in terms[:MOST_TERMS_COUNTED]]
    totals = backend.totals([(backend.read(one).tree, one) for one in asked])
    return [_Counted(fit, total, name) for (fit, _length, name), total in zip(terms, totals, strict=False)]


def _with_term(before: Question, term: str) -> Question:
    return replace(before, text=f"{before.text} {term}".strip())


def _order(one: _Counted) -> tuple[int, int, int, str, str]:
    """Return the sort key: what fits best, then what most reports have."""
    return one.fit, -one.total, KINDS.index(one.name.kind), one.name.forms[0], one.name.value


def _suggestion(before: Question, one: _Counted, labels: Mapping[Name, str]) -> Suggestion:
    return Suggestion(
        one.name.kind, _kind_labels()[one.name.kind], labels[one.name], one.total, _url(before, one.name)
    )


def _url(before: Question, name: Name) -> str:
    if name.kind == TERM:
        return url_of(_with_term(before, name.value))
    if before.text or before.selections or before.since or before.until:
        return url_of(before.toggled(Selection(name.kind, name.value)))
    return reverse(name.kind, args=[name.value])


def _labels(names: list[Name]) -> dict[Name, str]:
    """Return what these names are called now, namesakes told apart; one that is gone is left out."""
    labels: dict[Name, str] = {}
    for kind in NAMED_FACETS:
        of_kind = {name.value: name for name in names if name.kind == kind}
        known = names_of(kind, of_kind) if of_kind else {}
        known = _places_told_apart(known) if kind == "place" else known
        labels |= {of_kind[value]: label for value, label in known.items()}
    return labels | {name: name.value for name in names if name.kind == TERM}


def _places_told_apart(known: Mapping[str, str]) -> dict[str, str]:
    """Return the names of places, those that several bear with the division above each."""
    several = [code for code, name in known.items() if [*known.values()].count(name) > 1]
    above = dict(Place.objects.filter(pk__in=several).values_list("pk", "parent__name")) if several else {}
    return {code: f"{name}（{above[code]}）" if above.get(code) else name for code, name in known.items()}


def _kind_labels() -> dict[str, str]:
    return {"place": _("地方"), "newspaper": _("报纸"), "author": _("作者"), TERM: _("词语")}
