"""What a page of results costs beside the engine: names and links, marks and snippets, HTML, JSON.

In: a question and the reply of the engine. Out: milliseconds of processor time of each part, the median of some
rounds. Run by itself it makes the replies: twenty reports that hold what is asked, and facets as an archive of
100,000 reports has them (370 places and what lies above them, 20 years, 200 papers, 3,000 authors, 300 columns,
12 roles), with the names in a database in memory.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from typing import Any, Final, NamedTuple

import django
import numpy as np

if __name__ == "__main__":
    os.environ["DATABASE_URL"] = "sqlite://:memory:"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import QueryDict  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from archive.models import Contributor, Newspaper  # noqa: E402
from archive.text.folding import fold  # noqa: E402
from bench.generated import AUTHORS, PAPERS, YEARS, Prepared, articles, material  # noqa: E402
from search.analysis import runs, words  # noqa: E402
from search.backends import Reply  # noqa: E402
from search.engine.answering import Answer, FoundDocument  # noqa: E402
from search.engine.documents import passages  # noqa: E402
from search.engine.facets import FacetCounts  # noqa: E402
from search.engine.postings import Integers  # noqa: E402
from search.engine.schema import ZONES  # noqa: E402
from search.engine.scoring import Matched  # noqa: E402
from search.forms import SearchForm  # noqa: E402
from search.pages import hits_of, page_of  # noqa: E402
from search.query_language import parse  # noqa: E402
from search.query_tree import Equivalents, Exact, Leaf, Run, Signer, Word, leaves  # noqa: E402
from search.questions import Question  # noqa: E402
from search.results import ResultPage  # noqa: E402
from search.views import page_as_json  # noqa: E402

ROUNDS: Final = 30
REPORTS: Final = 2_000  # that hits are taken from
TOTAL: Final = 100_000  # reports that the facets count
COLUMNS: Final = 300  # names of columns; a paper has some of its own
ROLES: Final = 12
QUERIES: Final = ("", "党建", "发展", "党", "党建 工作 群众", '"全面从严治党"', "2021年", "發展")


class Parts(NamedTuple):
    """Milliseconds of each part, and how often the database was asked."""

    snippets: float
    page: float
    html: float
    json: float
    queries: int

    @property
    def all_but_engine(self) -> float:
        """Return what a page of HTML costs: snippets are part of the page."""
        return self.page + self.html


def parts_of(question: Question, reply: Reply) -> Parts:
    """Return what the parts of a page cost for one reply."""
    with CaptureQueriesContext(connection) as asked:
        page = page_of(question, reply, ())
    whole = page_of(question, reply, (), None)
    return Parts(
        snippets=milliseconds(lambda: hits_of(reply, 1)),
        page=milliseconds(lambda: page_of(question, reply, ())),
        html=milliseconds(lambda: html_of(question, page)),
        json=milliseconds(lambda: json.dumps(page_as_json(whole), ensure_ascii=False)),
        queries=len(asked),
    )


def milliseconds(act: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Return the median processor time of an act."""
    act()
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        act()
        taken.append(time.process_time() - began)
    return statistics.median(taken) * 1e3


def html_of(question: Question, page: ResultPage) -> str:
    """Return the page as HTML."""
    form = SearchForm(QueryDict(f"q={question.text}"))
    request = RequestFactory().get("/search/", {"q": question.text})
    return render_to_string("search/results.html", {"result": page, "form": form}, request)


def made_reply(text: str, reports: Sequence[Prepared], facets: dict[str, FacetCounts]) -> Reply:
    """Return the reply to a query over these reports as the engine gives it: hits with what matched in them."""
    parsed = parse(text, partial(words, cache_dir=settings.CACHE_DIR))
    wanted = tuple(leaves(parsed.tree))
    in_text = [leaf for leaf in wanted if not isinstance(leaf, Signer)]
    each = (
        FoundDocument(number, 1.0, partial(dict, report), partial(matched, report, wanted))
        for number, report in enumerate(reports, 1)
    )
    holding = (one for one in each if len(one.matched) == len(in_text))
    return Reply(parsed, Answer(TOTAL, tuple(islice(holding, Question().size)), facets))


def matched(report: Prepared, wanted: Sequence[Leaf]) -> tuple[Matched, ...]:
    """Return which leaves stand in a report, and how often in each zone."""
    counts = (
        (leaf, tuple(_count(leaf, passages(report, zone.fields)) for zone in ZONES[:2])) for leaf in wanted
    )
    return tuple(Matched(leaf, (*each, 0), 1.0) for leaf, each in counts if any(each))


def _count(leaf: Leaf, texts: Sequence[str]) -> int:
    match leaf:
        case Equivalents(parts):
            return sum(_count(part, texts) for part in parts)
        case Run(string):
            return sum(runs(text).count(string) for text in texts)
        case Word(string) | Exact(string):
            return sum(fold(text).count(string) for text in texts)
        case _:
            return 0


def made_facets(source: random.Random, codes: Sequence[str]) -> dict[str, FacetCounts]:
    """Return counts of as many values as an archive has, which fall with the rank."""
    values = {
        "place": codes,
        "year": [str(year) for year in range(2004, 2004 + YEARS)],
        "newspaper": [str(number) for number in range(1, PAPERS + 1)],
        "author": [str(number) for number in range(1, AUTHORS + 1)],
        "column": [f"栏目{number:03}" for number in range(1, COLUMNS + 1)],
        "role": [f"身份{number:02}" for number in range(1, ROLES + 1)],
        "basis": ["stated", "inferred"],
    }
    return {name: FacetCounts(labels, _falling(len(labels), source)) for name, labels in values.items()}


def _falling(count: int, source: random.Random) -> Integers:
    drawn = source.choices(range(count), [1 / (rank + 5) for rank in range(count)], k=TOTAL)
    return np.bincount(drawn, minlength=count) + 1


def main() -> None:
    """Print what each part costs for some queries."""
    call_command("migrate", verbosity=0)
    Newspaper.objects.bulk_create(Newspaper(pk=n, name=f"样例日报{n:03}") for n in range(1, PAPERS + 1))
    Contributor.objects.bulk_create(Contributor(pk=n, name=f"作者{n:04}") for n in range(1, AUTHORS + 1))
    drawn_from = material(settings.CACHE_DIR)
    reports = list(articles(REPORTS, drawn_from))
    codes = sorted({code for place in drawn_from.places for code in place.codes})
    facets = made_facets(random.Random(4), codes)
    print("query                  hits  snippets   page   html   page+html  json  queries")
    for text in QUERIES:
        reply = made_reply(text, reports, facets)
        parts = parts_of(Question(text), reply)
        print(
            f"{text or '(everything)':18} {len(reply.answer.documents):8} {parts.snippets:8.2f} {parts.page:7.2f} "
            f"{parts.html:7.2f} {parts.all_but_engine:9.2f} {parts.json:7.2f} {parts.queries:5}"
        )


if __name__ == "__main__":
    main()
