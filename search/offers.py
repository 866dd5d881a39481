"""Offers: all words together find few reports; how many have some of them?

In: a question and how many reports it found. Out: the offer to ask for any word, None where that is no more. It
costs one more look into the index, and only where few were found.
"""

from __future__ import annotations

from dataclasses import replace

from search.backends import archive_backend
from search.question_urls import url_of
from search.questions import ANY, FEW, Question
from search.results import Offer


def offer_of_any(question: Question, total: int) -> Offer | None:
    """Return what is found where any of the words is enough."""
    if total >= FEW or question.match == ANY or question.is_browsing:
        return None
    wider = replace(question, match=ANY, page=1)
    backend = archive_backend()
    (found,) = backend.totals([(backend.read(wider).tree, wider)])
    return Offer(found, url_of(wider)) if found > total else None
