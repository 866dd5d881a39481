"""URLs of questions: a question becomes the address at which its answer stands.

In: a question. Out: a path with its parameters, in their fixed order.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from urllib.parse import quote_plus

from django.urls import reverse
from django.utils.http import urlencode

from search.questions import Question, Selection


def url_of(question: Question, view: str = "search", **further: str) -> str:
    """Return the URL that asks this question of a view, with parameters that are the view's own."""
    parameters = [*further.items(), *question.parameters()]
    return path_of(view) + (f"?{urlencode(parameters)}" if parameters else "")


def asked_by(question: Question) -> str:
    """Return the parameters that ask a question as they stand in a URL, without its page; "" for all reports."""
    return urlencode(question.on_page(1).parameters())


def links_to_values(question: Question, facet: str, excluded: bool = False) -> Callable[[str], str]:
    """Return what makes the URLs that choose a value of a facet, or exclude it: all but the value is written once."""
    parameters = question.toggled(Selection(facet, "", excluded)).parameters()
    name = "-" * excluded + facet
    at = parameters.index((name, ""))
    before = "".join(f"{urlencode([one])}&" for one in parameters[:at])
    after = "".join(f"&{urlencode([one])}" for one in parameters[at + 1 :])
    start = f"{path_of('search')}?{before}{name}="
    return lambda value: f"{start}{value if value.isascii() and value.isalnum() else quote_plus(value)}{after}"


@cache
def path_of(view: str) -> str:
    """Return the path of a view; a page has a thousand links to one and the same."""
    return reverse(view)
