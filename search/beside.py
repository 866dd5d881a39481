"""Beside a report: what does search show on the page of one?

In: the parameters of the page, the report and its pictures. Out: the search that led to it, and the reports like it,
both of one state of the index and by one reading of the dictionary: two queries, whatever is shown. Where the index
cannot be read neither is there, and the report is shown all the same.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import NamedTuple

from django.http import QueryDict

from archive.models import Article, Figure
from search.backends import archive_backend
from search.dictionary import current_dictionary
from search.engine.snapshot import Snapshot
from search.engine.store import UnreadableIndexError
from search.similar import SimilarReport, similar_in, topic_of
from search.trail import Position, Trail, position_in, trail_of, way_of

logger = logging.getLogger(__name__)


class Beside(NamedTuple):
    """The search that led to a report, None where none did; and the reports like it, the likest first."""

    trail: Trail | None = None
    similar: tuple[SimilarReport, ...] = ()


def beside_a_report(parameters: QueryDict, article: Article, pictures: Sequence[Figure]) -> Beside:
    """Return what search shows on the page of a report."""
    dictionary = current_dictionary()
    way, topic = way_of(parameters, dictionary), topic_of(article, dictionary)

    def find(snapshot: Snapshot, hidden: frozenset[int]) -> tuple[Position | None, tuple[SimilarReport, ...]]:
        position = position_in(snapshot, hidden, way, article.pk) if way else None
        return position, similar_in(snapshot, hidden, article.pk, topic)

    try:
        position, similar = archive_backend().look(find)
    except UnreadableIndexError as error:
        logger.warning("a report is shown without what search adds to it: %s", error)
        return Beside()
    return Beside(trail_of(way, position, article, pictures) if way else None, similar)
