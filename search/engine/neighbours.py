"""Neighbours: which characters stand behind a character, in how many documents; and which strings are words.

In: a snapshot and folded strings. Out: document frequencies of pairs, read from the term tables alone. They are
upper bounds: deleted documents count, and a document counts once in its titles and once in its text. So they say
where to look; what is shown rests on an exact question.
"""

from __future__ import annotations

from collections import Counter

from search.engine.matching import TEXT_ZONES
from search.engine.schema import WORDS
from search.engine.snapshot import Snapshot
from search.proximity import PASSAGE_END


def followers(snapshot: Snapshot, character: str) -> Counter[str]:
    """Return the characters that stand behind one, with how often at most; a millisecond for some hundred of them."""
    found: Counter[str] = Counter()
    for segment in snapshot.segments:
        for zone in TEXT_ZONES:
            found.update(segment.followers(zone, character))
    del found[PASSAGE_END]
    return found


def pair_frequency(snapshot: Snapshot, pair: str) -> int:
    """Return in how many documents a pair stands at most."""
    term = pair.encode("utf-8")
    entries = (segment.terms.find(zone.name, term) for segment in snapshot.segments for zone in TEXT_ZONES)
    return sum(entry.document_frequency for entry in entries if entry)


def is_word(snapshot: Snapshot, folded: str) -> bool:
    """Tell whether a string was cut as a word of some document: 党建 is one, 长三 is a part of 长三角."""
    term = folded.encode("utf-8")
    return any(segment.terms.find(WORDS, term) for segment in snapshot.segments)
