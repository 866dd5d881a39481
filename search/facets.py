"""Facets: counts become values with names, in the order in which they are shown.

In: exact counts by value, and the question. Out: Facets with labels and toggle links. Names come from
the database in one query a facet, whatever the number of hits and of chips.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from archive.models import Contributor, Newspaper, Place
from search.questions import NONE, Question, Selection
from search.results import Chip, Facet, FacetValue

# A range of levels: a province is 1, a prefecture 2, a county 3.
TOP_LEVEL: Final = 1


def url_of(question: Question, view: str = "search") -> str:
    """Return the URL that asks this question."""
    parameters = question.parameters()
    return _path_of(view) + (f"?{urlencode(parameters)}" if parameters else "")


@cache
def _path_of(view: str) -> str:
    """Return the path of a view; a page has a thousand links to one and the same."""
    return reverse(view)


Names = Mapping[str, Mapping[str, str]]


def names_for(question: Question, counts: Mapping[str, Counter[str]]) -> Names:
    """Return the names of all values that a page shows, by facet: one query for each facet of rows."""
    shown: dict[str, set[str]] = {facet: set(counted) for facet, counted in counts.items()}
    for chosen in question.selections:
        shown.setdefault(chosen.facet, set()).add(chosen.value)
    return {facet: names_of(facet, values) for facet, values in shown.items()}


def facets_of(question: Question, counts: Mapping[str, Counter[str]], names: Names) -> tuple[Facet, ...]:
    """Return the four facets; a selected value is there even where it counts nothing."""
    labels = {"place": _("城市"), "year": _("年份"), "newspaper": _("报纸"), "author": _("作者")}
    return tuple(
        Facet(name, label, _values(question, name, counts[name], names[name])) for name, label in labels.items()
    )


def chips_of(question: Question, names: Names) -> tuple[Chip, ...]:
    """Return a chip for each filter in force."""
    chips = [
        Chip(_chip_label(chosen, names[chosen.facet]), url_of(question.toggled(chosen)))
        for chosen in question.selections
    ]
    if question.since:
        chips.append(Chip(_("自 %s") % question.since.written, url_of(question.without_since())))
    if question.until:
        chips.append(Chip(_("至 %s") % question.until.written, url_of(question.without_until())))
    return tuple(chips)


def names_of(facet: str, values: Iterable[str]) -> dict[str, str]:
    """Return the names of these values of a facet; one that is gone from the database is left out."""
    known = {NONE: _none_label(facet)}
    keys = [value for value in values if value != NONE]
    match facet:
        case "place":
            known |= Place.objects.filter(pk__in=keys).values_list("pk", "name")
        case "newspaper":
            papers = Newspaper.objects.filter(pk__in=keys).values_list("pk", "name")
            known |= {str(pk): name for pk, name in papers}
        case "author":
            known |= _author_names(keys)
        case "year":
            known |= {year: _("%s年") % year for year in keys}
        case "basis":
            known |= {"stated": _("日期为页面注明"), "inferred": _("日期为推定")}
        case _:
            known |= {key: key for key in keys}
    return known


def _author_names(keys: Iterable[str]) -> dict[str, str]:
    """Return the names of contributors; those who share theirs with their paper or place in brackets."""
    found = Contributor.objects.filter(pk__in=keys).values_list("pk", "name", "newspaper__name", "place__name")
    bearers = Counter(row[1] for row in found)
    homes = {row[0]: row[2] or row[3] for row in found}
    return {
        str(pk): f"{name}（{homes[pk]}）" if bearers[name] > 1 and homes[pk] else name
        for pk, name, *home in found
    }


def _values(
    question: Question, facet: str, counts: Counter[str], names: Mapping[str, str]
) -> tuple[FacetValue, ...]:
    chosen = {one.value for one in question.selections if one.facet == facet and not one.excluded}
    found = [
        FacetValue(
            value=value,
            label=names[value],
            count=counts[value],
            selected=value in chosen,
            url=url_of(question.toggled(Selection(facet, value))),
            level=_level(value) if facet == "place" else TOP_LEVEL,
        )
        for value in counts.keys() | chosen
        if value in names
    ]
    return tuple(sorted(found, key=_order(facet, counts)))


def _order(facet: str, counts: Counter[str]) -> Any:
    """Return the sort key of a facet's values; reports without any come last."""
    match facet:
        case "year":
            return lambda value: (value.value == NONE, -int(value.value) if value.value != NONE else 0)
        case "place":
            return lambda value: (value.value == NONE, *_place_path(value.value, counts))
        case _:
            return lambda value: (value.value == NONE, -value.count, value.label, value.value)


def _place_path(code: str, counts: Counter[str]) -> tuple[Any, ...]:
    """Return the key that puts a place after the one above it: larger counts first on each level."""
    above = [f"{code[:2]}0000", f"{code[:4]}00", code][: _level(code)]
    return tuple((-counts[one], one) for one in above)


def _level(code: str) -> int:
    if code == NONE or code.endswith("0000"):
        return 1
    return 2 if code.endswith("00") else 3


def _chip_label(chosen: Selection, names: Mapping[str, str]) -> str:
    name = names.get(chosen.value, chosen.value)
    return _("不含 %s") % name if chosen.excluded else name


def _none_label(facet: str) -> str:
    return {
        "place": _("地方未详"),
        "year": _("年份未详"),
        "newspaper": _("报纸未详"),
        "author": _("未署名"),
        "basis": _("日期未详"),
        "column": _("无栏目"),
    }.get(facet, _("未详"))
