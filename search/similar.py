"""Similar reports: which others speak of the same as this one, and in which words?

In: a report, and a snapshot of the index with the reports to hide. Out: at most five SimilarReports, each from what is
stored with it in the index: the database is asked for none. Samples are like nothing, and nothing is like them.

The words are jieba's, and the terms of the archive's dictionary, which count double. A word is worth the more, the
oftener the report has it (n / (n + 2)); in a headline it counts as often as three times in the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from archive.models import Access, Article
from archive.text.folding import fold
from archive.text.spellings import usual_spelling
from search.analysis import bulk_words, normalize
from search.dictionary import Dictionary
from search.engine.likeness import Alike, alike
from search.engine.snapshot import Snapshot

MOST_SHOWN: Final = 5
# Words that are told of each: the weightiest.
MOST_TOLD: Final = 4
# Characters that are read of a report, which says early what it is about.
BEGINNING: Final = 2_000
SHORTEST: Final = 2  # characters of a word
HEADLINE_COUNT: Final = 3
TERM_WORTH: Final = 2.0


@dataclass(frozen=True, slots=True)
class SimilarReport:
    """A report that speaks of the same; `shared` are words that both have."""

    headline: str
    url: str
    newspaper: str | None
    date_published: str | None
    date_basis: str | None
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """What a report speaks of: what each folded word is worth, and how it is written."""

    worth: Mapping[str, float]
    written: Mapping[str, str]


def topic_of(article: Article, dictionary: Dictionary) -> Topic:
    """Return the words of a report that may tell what it is about; none of a sample."""
    if article.is_sample:
        return Topic({}, {})
    titles, text = article.headline or "", article.body_text[:BEGINNING]
    terms = dict(_terms_in(f"{titles}\n{text}", dictionary))
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for part, times in ((titles, HEADLINE_COUNT), (text, 1)):
        for word in bulk_words([normalize(part)], settings.CACHE_DIR):
            folded = fold(word)
            if _may_tell(folded):
                counts[folded] += times
                written.setdefault(folded, word)
    worth = {word: _worth(count) for word, count in counts.items() if not any(word in term for term in terms)}
    return Topic(worth | terms, written | {term: dictionary.words[term] for term in terms})


def similar_in(
    snapshot: Snapshot, hidden: frozenset[int], report: int, topic: Topic
) -> tuple[SimilarReport, ...]:
    """Return the reports most like one, the likest first."""
    found = alike(snapshot, topic.worth, hidden, report, MOST_SHOWN) if topic.worth else []
    return tuple(_shown(one, topic) for one in found)


def _terms_in(text: str, dictionary: Dictionary) -> Iterator[tuple[str, float]]:
    """Yield the terms of the dictionary that stand in a passage, folded, with what each is worth."""
    passages = "\n".join(usual_spelling(fold(passage)) for passage in text.splitlines())
    for term in dictionary.words:
        count = passages.count(term) if len(term) >= SHORTEST else 0
        if count:
            yield term, TERM_WORTH * _worth(count)


def _worth(count: int) -> float:
    return count / (count + 2)


def _may_tell(folded: str) -> bool:
    """Tell whether a word may say what a report is about: no number, and no single character."""
    return len(folded) >= SHORTEST and not any(map(str.isdigit, folded))


def _shown(one: Alike, topic: Topic) -> SimilarReport:
    stored: Mapping[str, Any] = one.document.stored
    shared = one.shared if stored.get("access") == Access.FULL else _in_sight(one.shared, stored)
    return SimilarReport(
        headline=stored.get("headline") or "",
        url=reverse("article", args=[one.document.id]),
        newspaper=stored.get("newspaper_name"),
        date_published=stored.get("date_published"),
        date_basis=stored.get("date_basis"),
        shared=tuple(topic.written[word] for word in shared[:MOST_TOLD]),
    )


def _in_sight(words: Sequence[str], stored: Mapping[str, Any]) -> list[str]:
    """Return those of the words that stand in what is open of a report of which an excerpt is."""
    open_text = fold("\n".join([stored.get("headline") or "", *(stored.get("paragraphs") or ())]))
    return [word for word in words if word in open_text]
