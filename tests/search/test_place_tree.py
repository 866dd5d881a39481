"""The tree of places: which stand on a page, under which, and which branches are open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from search.place_tree import CLOSED_BRANCH, SMALL_TREE, order_of_places, path_to, places_shown, tree_of
from search.questions import NONE
from search.results import FacetValue, PlaceNode

MOST = 10
# Twelve provinces with eight cities each, and each city with a county.
PROVINCES = [f"{number}0000" for number in range(11, 23)]
CITIES = {province: [f"{province[:2]}{city:02}00" for city in range(1, 9)] for province in PROVINCES}
COUNTIES = {city: f"{city[:4]}01" for cities in CITIES.values() for city in cities}
MANY: dict[str, int] = (
    {province: 100 - at for at, province in enumerate(PROVINCES)}
    | {city: 20 - at for cities in CITIES.values() for at, city in enumerate(cities)}
    | dict.fromkeys(COUNTIES.values(), 1)
)


def tree(counts: Mapping[str, int], chosen: Iterable[str] = ()) -> tuple[PlaceNode, ...]:
    shown = places_shown(counts, chosen, MOST)
    values = [
        FacetValue(code, code, count, code in set(chosen), "", 1)
        for code, count in sorted(shown.items(), key=lambda item: order_of_places(counts)(item[0]))
    ]
    return tree_of(values, counts, "/all/?facet=place")


def codes(nodes: Iterable[PlaceNode]) -> list[str]:
    return [node.value.value for node in nodes]


def node_of(nodes: Iterable[PlaceNode], code: str) -> PlaceNode:
    return next(node for node in nodes if node.value.value == code)


def test_the_way_to_a_place_leads_from_its_province() -> None:
    assert path_to("411302") == ("410000", "411300", "411302")
    assert path_to("411300") == ("410000", "411300")
    assert path_to("410000") == ("410000",)
    assert path_to(NONE) == (NONE,)


def test_the_largest_provinces_stand_with_their_largest_cities_closed() -> None:
    nodes = tree(MANY)
    assert codes(nodes) == PROVINCES[:MOST]
    first = nodes[0]
    assert codes(first.nodes) == CITIES[PROVINCES[0]][:CLOSED_BRANCH]
    assert (first.is_open, first.unlisted, first.all_url) == (False, 3, "/all/?facet=place&name=110000")
    assert all(not city.nodes for city in first.nodes)


def test_the_branch_of_a_chosen_place_is_open_and_one_level_deeper() -> None:
    city = CITIES[PROVINCES[-1]][-1]
    nodes = tree(MANY, [city])
    province = node_of(nodes, PROVINCES[-1])
    assert (province.is_open, province.unlisted) == (True, 0)
    assert codes(province.nodes) == CITIES[PROVINCES[-1]]
    chosen = node_of(province.nodes, city)
    assert (chosen.value.selected, chosen.is_open, codes(chosen.nodes)) == (True, True, [COUNTIES[city]])
    assert len(nodes) == MOST + 1


def test_the_only_province_is_open() -> None:
    counts = {code: count for code, count in MANY.items() if code.startswith("11")} | {NONE: 3}
    nodes = tree(counts)
    assert codes(nodes) == ["110000", NONE]
    assert nodes[0].is_open
    assert codes(nodes[0].nodes) == CITIES["110000"]


def test_a_small_tree_is_shown_whole() -> None:
    counts = {"410000": 4, "411300": 3, "411302": 2, "411303": 1, "610000": 1, "610900": 1}
    nodes = tree(counts)
    assert len(counts) <= SMALL_TREE
    assert codes(nodes) == ["410000", "610000"]
    assert codes(nodes[0].nodes[0].nodes) == ["411302", "411303"]
    assert all(node.is_open for node in (*nodes, nodes[0].nodes[0]))


def test_a_county_without_a_prefecture_stands_under_its_province() -> None:
    (province,) = tree({"410000": 2, "419001": 2})
    assert codes(province.nodes) == ["419001"]


def test_a_chosen_place_without_reports_stands_by_itself() -> None:
    nodes = tree(MANY, ["659001"])
    assert node_of(nodes, "659001").value.count == 0


def test_reports_without_a_place_are_always_told() -> None:
    assert codes(tree(MANY | {NONE: 1}))[-1] == NONE
