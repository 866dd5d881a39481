"""Names of facets and of their values, as a page shows them.

In: values as the index counts them. Out: what they are called. The database is asked once or twice a facet, for all
values that a page shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from archive.models import Contributor, Newspaper, Place
from search.questions import NONE, Question

# Rows asked for in one query; SQLite takes at most 32,766 values.
ROWS_A_QUERY: Final = 10_000

Names = Mapping[str, Mapping[str, str]]


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


def names_for(question: Question, shown: Mapping[str, Iterable[str]]) -> Names:
    """Return the names of all values that a page shows, by facet, those of its chips among them."""
    named = {facet: set(values) for facet, values in shown.items()}
    for chosen in question.selections:
        named.setdefault(chosen.facet, set()).add(chosen.value)
    return {facet: names_of(facet, values) for facet, values in named.items()}


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
    if not shared:
        return names
    home = Coalesce("newspaper__name", "place__name")
    homes = _rows(Contributor.objects.values_list("pk", home), shared)
    return names | {key: f"{names[key]}（{home}）" for key, home in homes.items() if home}


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
