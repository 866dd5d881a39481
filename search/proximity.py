"""Proximity: strings that stand close to each other in one passage of folded text.

In: a Near or a Gap, and text. Out: each place where its strings stand so, and where they stand. Marking shows what
this finds: what is marked is what the engine counts (`engine/strings.py`, from positions).

A regular expression would say the same in a line, and try the gaps of five strings in 200⁴ ways before it gave up.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import permutations
from typing import Final

from search.query_tree import Gap, Near

PASSAGE_END: Final = "\n"

Spans = list[tuple[int, int]]


def occurrences(node: Near | Gap, text: str) -> Iterator[Spans]:
    """Yield for each place where the strings stand so, from left to right, the span of every string.

    Each follows the one before it as early as it can; of several orders at one place the first by its strings counts.
    """
    start = 0
    for passage in text.split(PASSAGE_END):
        for spans in _in_passage(node, passage):
            yield [(start + first, start + last) for first, last in spans]
        start += len(passage) + len(PASSAGE_END)


def _in_passage(node: Near | Gap, passage: str) -> Iterator[Spans]:
    places = {part: _places(part, passage) for part in node.parts}
    if not all(places.values()):
        return
    least, orders = (node.least, [node.parts]) if isinstance(node, Gap) else (0, sorted({*permutations(node.parts)}))

    @cache
    def steps(order: tuple[str, ...]) -> dict[int, int]:
        """Return where the first string stands so that the others follow it, and where the second then stands."""
        if len(order) == 1:
            return dict.fromkeys(places[order[0]], 0)
        following = list(steps(order[1:]))
        found: dict[int, int] = {}
        for at in places[order[0]]:
            next_at = bisect_left(following, at + len(order[0]) + least)
            if next_at < len(following) and following[next_at] <= at + len(order[0]) + node.most:
                found[at] = following[next_at]
        return found

    for at in sorted({at for order in orders for at in steps(order)}):
        order = next(order for order in orders if at in steps(order))
        spans: Spans = []
        for first, part in enumerate(order):
            spans.append((at, at + len(part)))
            at = steps(order[first:])[at]
        yield spans


def _places(part: str, passage: str) -> Sequence[int]:
    """Return where a string stands in a passage, ascending; it may overlap itself."""
    found: list[int] = []
    at = passage.find(part)
    while at >= 0:
        found.append(at)
        at = passage.find(part, at + 1)
    return found
