"""Taking away: what a page of results offers beside its hits, the feed and the files.

In: a question and its answer. Out: a TakeAway of links, with how many reports a file has. Samples are in none.
"""

from __future__ import annotations

from search.engine.answering import Answer
from search.exports import FORMATS
from search.question_urls import url_of
from search.questions import DEFAULT_SIZE, DEFAULT_SORT, Question
from search.results import Link, TakeAway


def take_away_of(question: Question, answer: Answer) -> TakeAway:
    """Return what may be taken away of all hits of a question, whatever page of them is shown."""
    whole = question.on_page(1).in_pages_of(DEFAULT_SIZE)
    count = answer.total - answer.samples
    files = tuple(Link(form.label, url_of(whole, f"search_{form.name}")) for form in FORMATS)
    return TakeAway(
        feed_url=url_of(whole.sorted_by(DEFAULT_SORT), "search_atom"),
        count=count,
        samples=answer.samples,
        files=files if count else (),
    )
