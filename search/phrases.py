"""Phrases: which terms of the dictionary stand in most of the reports that were added within a year?

In: the index, and which reports were published when. Out: Phrases, those in most reports first, each with the search
that finds it everywhere. A phrase is a term of at least four characters; it is counted as an exact string, once a
report, in published reports alone. Counted anew when the index, the terms or the day have changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from django.utils import timezone

from archive.models import Change, Term
from search.backends import archive_backend
from search.engine.docsets import DocSet, intersection
from search.engine.matching import Matches
from search.engine.snapshot import Snapshot
from search.engine.store import UnreadableIndexError
from search.query_tree import Exact
from search.question_urls import url_of
from search.questions import Question

FEWEST_CHARACTERS: Final = 4
MOST_PHRASES: Final = 16
DAYS: Final = 365
# Far more than a dictionary of the domain has: each is a look-up of its own.
MOST_TERMS: Final = 2_000
_QUOTES: Final = frozenset('"＂“”「」')


@dataclass(frozen=True, slots=True)
class Phrase:
    """A term, how many of the reports added within a year have it, and the search for it."""

    word: str
    count: int
    url: str


_counted: Final[WeakKeyDictionary[Snapshot, tuple[Hashable, tuple[Phrase, ...]]]] = WeakKeyDictionary()


def frequent_phrases() -> tuple[Phrase, ...]:
    """Return the phrases; none where the index cannot be read."""
    words = dict(Term.objects.values_list("folded", "word")[:MOST_TERMS])
    wanted = {folded: word for folded, word in words.items() if len(folded) >= FEWEST_CHARACTERS}
    try:
        return archive_backend().look(lambda snapshot, hidden: _kept(snapshot, hidden, wanted))
    except UnreadableIndexError:
        return ()


def _kept(snapshot: Snapshot, hidden: frozenset[int], words: Mapping[str, str]) -> tuple[Phrase, ...]:
    today = timezone.localdate()
    state = hidden, tuple(words.items()), today
    kept = _counted.get(snapshot)
    if kept is None or kept[0] != state:
        added = _added_since(snapshot, hidden, today - dt.timedelta(DAYS))
        kept = _counted[snapshot] = state, tuple(_count(snapshot, added, words))[:MOST_PHRASES]
    return kept[1]


def _added_since(snapshot: Snapshot, hidden: frozenset[int], day: dt.date) -> DocSet:
    """Return the documents whose report may be seen and was published on that day or later."""
    since = timezone.make_aware(dt.datetime.combine(day, dt.time.min))
    published = Change.objects.filter(kind=Change.Kind.PUBLISHED, at__gte=since)
    ids = np.fromiter(published.values_list("article_id", flat=True), np.int64)
    added = DocSet(snapshot.documents, mask=np.isin(snapshot.ids, ids))
    visible = snapshot.visible(hidden)
    return added if visible is None else intersection([added, visible], snapshot.documents)


def _count(snapshot: Snapshot, added: DocSet, words: Mapping[str, str]) -> Iterator[Phrase]:
    """Yield the words that any of these documents has, those in most of them first."""
    matches = Matches(snapshot)
    sizes = {
        folded: intersection([matches.documents(Exact(folded)), added], snapshot.documents).size for folded in words
    }
    for folded, count in sorted(sizes.items(), key=lambda one: (-one[1], one[0])):
        if count:
            yield Phrase(words[folded], count, url_of(Question(f"“{_unquoted(folded, words[folded])}”")))


def _unquoted(folded: str, word: str) -> str:
    """Return a term as it is looked for between quotes; one that has quotes itself in its folded form, without them."""
    return word if _QUOTES.isdisjoint(word) else folded
