"""Also searched: what a page says of the equivalents that were looked for beside what was typed."""

from __future__ import annotations

from search.query_language import Expansion
from search.question_urls import url_of
from search.questions import Question
from search.results import Also


def also_of(question: Question, expansions: tuple[Expansion, ...]) -> Also | None:
    """Return what was looked for beside, with the way to switch it; None where there is nothing to say."""
    if question.is_browsing or (question.equivalents and not expansions):
        return None
    other_way = question.with_equivalents(not question.equivalents)
    return Also(expansions, is_on=question.equivalents, url=url_of(other_way))
