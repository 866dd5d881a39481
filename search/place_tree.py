"""The tree of places: province, prefecture, county, as a reader walks down it.

In: counts by code of GB/T 2260. Out: which places a page shows, and the shown values as nested nodes. The largest
provinces stand there, each with its largest cities in a disclosure; the branch of a chosen place is open, one
level further down. A place has no fewer reports than one within it, so that none of the largest stands alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from heapq import nlargest
from typing import Any, Final

from django.utils.http import urlencode

from search.questions import NONE
from search.results import FacetValue, PlaceNode

# A tree of so few places is shown whole, all its branches open.
SMALL_TREE: Final = 15
# Places in a branch that is closed; one that is open has as many as a facet has values.
CLOSED_BRANCH: Final = 5
_TOP: Final = ""
# Trees of places kept: most questions count some report in the same hundreds of places.
TREES_KEPT: Final = 32

Branches = Mapping[str, Sequence[str]]


def level_of(code: str) -> int:
    """Return how far down a place stands: a province is 1, a prefecture 2, a county 3."""
    if code == NONE or code.endswith("0000"):
        return 1
    return 2 if code.endswith("00") else 3


def path_to(code: str) -> tuple[str, ...]:
    """Return the codes from the province down to a place, itself last."""
    return (*(f"{code[:2]}0000", f"{code[:4]}00")[: level_of(code) - 1], code)


def order_of_places(counts: Mapping[str, int]) -> Callable[[str], tuple[Any, ...]]:
    """Return the sort key that puts a place after the one above it: larger counts first on each level."""
    return lambda code: (code == NONE, *((-counts.get(above, 0), above) for above in path_to(code)))


def places_shown(counts: Mapping[str, int], chosen: Iterable[str], most: int) -> dict[str, int]:
    """Return the places that a page shows with their counts, at most so many of a branch, and those chosen."""
    branches = _branches_of(frozenset(counts))
    kept = {above for code in chosen for above in path_to(code) if above in counts or above == code}
    opened = _opened(counts, branches, kept)
    most = max(most, SMALL_TREE) if len(counts) <= SMALL_TREE else most
    found = _largest(branches, _TOP, counts, most)
    for code in {*found, *opened}:
        found += _largest(branches, code, counts, most if code in opened else CLOSED_BRANCH)
    return {code: counts.get(code, 0) for code in (*found, *kept)}


def tree_of(values: Sequence[FacetValue], counts: Mapping[str, int], all_url: str) -> tuple[PlaceNode, ...]:
    """Return the values, which stand in the order of the tree, as nested nodes.

    A branch of which some are left out has the URL of all places, `all_url`, with its name.
    """
    branches = _branches_of(frozenset(counts))
    opened = _opened(counts, branches, {above for one in values if one.selected for above in path_to(one.value)})
    shown = {value.value for value in values}
    below: dict[str, list[FacetValue]] = {}
    for value in values:
        below.setdefault(_above(value.value, shown), []).append(value)

    def node(value: FacetValue) -> PlaceNode:
        nodes = tuple(map(node, below.get(value.value, ())))
        unlisted = len(branches.get(value.value, ())) - len(nodes) if nodes else 0
        url = f"{all_url}&{urlencode({'name': value.label})}" if unlisted > 0 else ""
        return PlaceNode(value, nodes, value.value in opened, max(0, unlisted), url)

    return tuple(map(node, below.get(_TOP, ())))


@lru_cache(maxsize=TREES_KEPT)
def _branches_of(known: frozenset[str]) -> Branches:
    """Return the codes by the code above them."""
    found: dict[str, list[str]] = defaultdict(list)
    for code in known:
        for above in _all_above(code):
            if above in known:
                break
        else:
            above = _TOP
        found[above].append(code)
    return found


def _above(code: str, known: Container[str]) -> str:
    """Return the nearest known place above a place: some counties have no prefecture between them and the province."""
    for above in _all_above(code):
        if above in known:
            return above
    return _TOP


@cache
def _all_above(code: str) -> tuple[str, ...]:
    """Return the codes above a place, the nearest first; a page walks through hundreds, always the same."""
    return path_to(code)[-2::-1]


def _opened(counts: Mapping[str, int], branches: Branches, chosen: set[str]) -> set[str]:
    """Return the places whose branches are open: the path of what is chosen, and where there is no other way."""
    if len(counts) <= SMALL_TREE:
        return {*counts}
    found, code = {*chosen}, _TOP
    while len(under := [one for one in branches.get(code, ()) if one != NONE]) == 1:
        (code,) = under
        found.add(code)
    return found


def _largest(branches: Branches, above: str, counts: Mapping[str, int], most: int) -> list[str]:
    codes = branches.get(above, ())
    largest = nlargest(most, (code for code in codes if code != NONE), key=lambda code: (counts[code], code))
    return [*largest, NONE] if NONE in codes else largest
