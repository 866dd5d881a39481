"""Proximity: strings that stand close to each other in one passage, as a regular expression.

In: a Near or a Gap. Out: a pattern over folded text in which no match runs across PASSAGE_END or FIELD_END;
its groups are the strings. Matching counts with it, and snippets mark with it: what is marked is what matched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import permutations
from typing import Final

from search.query_tree import Gap, Near

PASSAGE_END: Final = "\n"
FIELD_END: Final = "\f"


@cache
def pattern_of(node: Near | Gap) -> re.Pattern[str]:
    """Return the pattern; the bounds of the nodes keep it small."""
    least = node.least if isinstance(node, Gap) else 0
    orders = {node.parts} if isinstance(node, Gap) else set(permutations(node.parts))
    between = rf"[^{PASSAGE_END}{FIELD_END}]{{{least},{node.most}}}?"
    return re.compile(
        "|".join(between.join(f"({re.escape(part)})" for part in order) for order in sorted(orders))
    )


def occurrences(node: Near | Gap, text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield for each place where the strings stand so, from left to right, the span of every string."""
    pattern = pattern_of(node)
    found = pattern.search(text)
    while found:
        yield [found.span(number) for number in range(1, pattern.groups + 1) if found[number] is not None]
        found = pattern.search(text, found.start() + 1)
