"""Covered: does what was asked for stand in what is not open of a report?

In: a hit as it came back, and leaves of a query. Out: yes or no. The index counts in all of a text, and gives back no
more of it than readers may see: what it counted and that does not show stands in the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search.engine.answering import FoundDocument
from search.engine.documents import EXCERPT, passages
from search.engine.schema import BODY, TITLE, ZONES, Zone
from search.marking import Passage, find_all_spans
from search.query_tree import Gap, Leaf, Near


def is_covered(found: FoundDocument, wanted: Iterable[Leaf]) -> bool:
    """Tell whether something that was asked for stands in what is not open of a report, and so in no snippet of it."""
    if not _is_excerpt(found):
        return False
    shown = _shown(found, [BODY])
    counted = {one.leaf: one.counts[ZONES.index(BODY)] for one in found.matched}
    return any(counted.get(leaf, 0) > _times_in(shown, leaf) for leaf in wanted)


def is_open_in(found: FoundDocument, leaf: Leaf) -> bool:
    """Tell whether something that was asked for stands where readers of a hit can see it."""
    return not _is_excerpt(found) or _times_in(_shown(found, [TITLE, BODY]), leaf) > 0


def _is_excerpt(found: FoundDocument) -> bool:
    return found.stored.get("access") == EXCERPT


def _shown(found: FoundDocument, zones: Sequence[Zone]) -> list[Passage]:
    names = [name for zone in zones for name in zone.fields]
    return [Passage(text, name) for name in names for text in passages(found.stored, [name])]


def _times_in(texts: Sequence[Passage], leaf: Leaf) -> int:
    """Return how often a leaf stands in passages; of one that is several strings each is marked by itself."""
    marked = sum(map(len, find_all_spans(texts, {leaf: None})))
    return marked // len(leaf.parts) if isinstance(leaf, Near | Gap) else marked
