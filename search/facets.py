"""Facets: counts become values with names, in the order in which they are shown.

In: exact counts by value, and the question. Out: Facets with labels and toggle links. Names come from
the database in one or two queries a facet, for the values that are shown and the chips.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import quote_plus

from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from archive.models import Contributor, Newspaper, Place
from search.engine.facets import FacetCounts
from search.questions import NONE, Question, Selection
from search.results import Chip, Facet, FacetValue

# A range of levels: a province is 1, a prefecture 2, a county 3.
TOP_LEVEL: Final = 1


# Rows asked for in one query; SQLite takes at most 32,766 values.
ROWS_A_QUERY: Final = 10_000

Counts = Mapping[str, FacetCounts]
Names = Mapping[str, Mapping[str, str]]
Shown = Mapping[str, Mapping[str, int]]


def url_of(question: Question, view: str = "search", **further: str) -> str:
    """Return the URL that asks this question of a view, with parameters that are the view's own."""
    parameters = [*further.items(), *question.parameters()]
    return _path_of(view) + (f"?{urlencode(parameters)}" if parameters else "")


@cache
def _path_of(view: str) -> str:
    """Return the path of a view; a page has a thousand links to one and the same."""
    return reverse(view)


def shown_of(question: Question, counts: Counts, most: int | None) -> Shown:
    """Return the values that each facet shows with their counts: the largest, at most so many, and those chosen."""
    return {facet: _shown(question, facet, counted, most) for facet, counted in counts.items()}


def names_for(question: Question, shown: Shown) -> Names:
    """Return the names of all values that a page shows, by facet, those of its chips among them."""
    named = {facet: set(values) for facet, values in shown.items()}
    for chosen in question.selections:
        named.setdefault(chosen.facet, set()).add(chosen.value)
    return {facet: names_of(facet, values) for facet, values in named.items()}


def facets_of(question: Question, counts: Counts, shown: Shown, names: Names) -> tuple[Facet, ...]:
    """Return the facets; a selected value is there even where it counts nothing."""
    return tuple(
        Facet(
            name=name,
            label=label,
            values=values_of(question, name, counts[name], shown[name], names[name]),
            unlisted=len(counts[name]) - sum(map(bool, shown[name].values())),
            all_url=url_of(question.on_page(1), "search_values", facet=name),
        )
        for name, label in facet_labels().items()
    )


def facet_labels() -> dict[str, str]:
    """Return what the facets are called on screen, in their order."""
    return {
        "place": _("城市"),
        "year": _("年份"),
        "newspaper": _("报纸"),
        "author": _("作者"),
        "column": _("栏目"),
        "role": _("署名身份"),
        "basis": _("日期依据"),
    }


def chips_of(question: Question, names: Names) -> tuple[Chip, ...]:
    """Return a chip for each filter in force."""
    chips = [
        Chip(chip_label(chosen, names[chosen.facet]), url_of(question.toggled(chosen)))
        for chosen in question.selections
    ]
    if question.since:
        chips.append(Chip(_("自 %s") % question.since.written, url_of(question.without_since())))
    if question.until:
        chips.append(Chip(_("至 %s") % question.until.written, url_of(question.without_until())))
    return tuple(chips)


def names_of(facet: str, values: Iterable[str]) -> dict[str, str]:
    """Return the names of these values of a facet; one that is gone from the database is left out."""
    keys = set(values)
    known = {NONE: _none_label(facet)} if NONE in keys else {}
    keys.discard(NONE)
    match facet:
        case "place":
            known |= _rows(Place.objects.values_list("pk", "name"), keys)
        case "newspaper":
            known |= _rows(Newspaper.objects.values_list("pk", "name"), keys)
        case "author":
            known |= _author_names(keys)
        case "year":
            label = _("%s年")
            known |= {year: label % year for year in keys}
        case "basis":
            known |= {"stated": _("日期为页面注明"), "inferred": _("日期为推定")}
        case _:
            known |= {key: key for key in keys}
    return known


def _rows(rows: Any, keys: Iterable[str]) -> dict[str, str]:
    """Return the second column by the first, as they stand in a URL, of the rows with these keys."""
    ordered = sorted(keys)
    some = (ordered[at : at + ROWS_A_QUERY] for at in range(0, len(ordered), ROWS_A_QUERY))
    return {str(pk): name for few in some for pk, name in rows.filter(pk__in=few)}


def _author_names(keys: Iterable[str]) -> dict[str, str]:
    """Return the names of contributors; those who share theirs with their paper or place in brackets."""
    names = _rows(Contributor.objects.values_list("pk", "name"), keys)
    bearers = Counter(names.values())
    shared = [key for key, name in names.items() if bearers[name] > 1]
    home = Coalesce("newspaper__name", "place__name")
    homes = _rows(Contributor.objects.values_list("pk", home), shared)
    return names | {key: f"{names[key]}（{home}）" for key, home in homes.items() if home}


def _shown(question: Question, facet: str, counts: FacetCounts, most: int | None) -> dict[str, int]:
    largest = dict(counts.most_common(most))
    further = [value for value in _chosen(question, facet) if value not in largest]
    return largest | {value: counts.get(value, 0) for value in further}


def _chosen(question: Question, facet: str) -> list[str]:
    return [one.value for one in question.selections if one.facet == facet and not one.excluded]


def values_of(
    question: Question, facet: str, counts: FacetCounts, shown: Mapping[str, int], names: Mapping[str, str]
) -> tuple[FacetValue, ...]:
    """Return those values of a facet that have a name, in the order of the facet."""
    chosen, url_with = _chosen(question, facet), links_to_values(question, facet)
    found = [
        FacetValue(
            value=value,
            label=names[value],
            count=count,
            selected=value in chosen,
            url=url_of(question.toggled(Selection(facet, value))) if value in chosen else url_with(value),
            level=_level(value) if facet == "place" else TOP_LEVEL,
        )
        for value, count in shown.items()
        if value in names
    ]
    return tuple(sorted(found, key=_order(facet, counts)))


def links_to_values(question: Question, facet: str) -> Callable[[str], str]:
    """Return what makes the URLs that choose a value of a facet: all but the value is written once."""
    parameters = question.toggled(Selection(facet, "")).parameters()
    at = parameters.index((facet, ""))
    before = "".join(f"{urlencode([one])}&" for one in parameters[:at])
    after = "".join(f"&{urlencode([one])}" for one in parameters[at + 1 :])
    start = f"{_path_of('search')}?{before}{facet}="
    return lambda value: f"{start}{quote_plus(value)}{after}"


def _order(facet: str, counts: Mapping[str, int]) -> Any:
    """Return the sort key of a facet's values; reports without any come last."""
    match facet:
        case "year":
            return lambda value: (value.value == NONE, -int(value.value) if value.value != NONE else 0)
        case "place":
            return lambda value: (value.value == NONE, *_place_path(value.value, counts))
        case _:
            return lambda value: (value.value == NONE, -value.count, value.label, value.value)


def _place_path(code: str, counts: Mapping[str, int]) -> tuple[Any, ...]:
    """Return the key that puts a place after the one above it: larger counts first on each level."""
    above = [f"{code[:2]}0000", f"{code[:4]}00", code][: _level(code)]
    return tuple((-counts.get(one, 0), one) for one in above)


def _level(code: str) -> int:
    if code == NONE or code.endswith("0000"):
        return 1
    return 2 if code.endswith("00") else 3


def chip_label(chosen: Selection, names: Mapping[str, str]) -> str:
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
        "role": _("身份未注"),
    }.get(facet, _("未详"))
