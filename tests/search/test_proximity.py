"""Proximity: what stands near, as a regular expression says it of short texts; and long ones take no longer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from search.proximity import PASSAGE_END, occurrences
from search.query_tree import Gap, Near
from tests.counting import lines_run

TEXTS = st.text(f"党建引{PASSAGE_END}", max_size=30)
PARTS = st.lists(st.text("党建引", min_size=1, max_size=2), min_size=1, max_size=4).map(tuple)


def by_expression(node: Near | Gap, text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield what `occurrences` does, found by trying."""
    least = node.least if isinstance(node, Gap) else 0
    orders = {node.parts} if isinstance(node, Gap) else set(permutations(node.parts))
    between = rf"[^{PASSAGE_END}]{{{least},{node.most}}}?"
    pattern = re.compile("|".join(between.join(f"({part})" for part in order) for order in sorted(orders)))
    found = pattern.search(text)
    while found:
        yield [found.span(number) for number in range(1, pattern.groups + 1) if found[number] is not None]
        found = pattern.search(text, found.start() + 1)


@given(TEXTS, PARTS, st.integers(0, 5), st.integers(0, 5))
def test_strings_stand_near_where_an_expression_finds_them(
    text: str, parts: tuple[str, ...], one: int, other: int
) -> None:
    least, most = sorted((one, other))
    for node in (Near(parts, most), Gap(parts, least, most)):
        assert list(occurrences(node, text)) == list(by_expression(node, text))


def test_a_passage_in_which_four_of_five_stand_everywhere_is_read_at_once() -> None:
    found: list[object] = []

    def look() -> None:
        found.extend(occurrences(Gap(("党", "党", "党", "党", "建"), 0, 200), "党" * 300 + "。" * 201 + "建"))
        found.extend(occurrences(Near(tuple("党引领村建"), 200), "党引领村" * 40 + "。" * 300 + "建"))

    assert lines_run(look) < 500_000  # some 43,000; an expression takes hours
    assert found == []
