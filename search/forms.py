"""Forms: the parameters of a request become a Question. The only place that reads them.

In: the request's GET. Out: a Question and the problems found in it: each value that cannot be read is
left out, and named. A page says so in notes; JSON refuses the problems.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Final, NamedTuple, TypeVar

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models import Article, Contributor, Credit, Newspaper, Place
from search.backends import Reply, ReportQuerySet, archive_backend
from search.date_range import SINCE, UNTIL, read_range
from search.engine.answering import Listing
from search.engine.store import UnreadableIndexError
from search.pages import empty_page, in_words, page_of
from search.query_language import MAX_CHARACTERS, QueryError
from search.questions import (
    DEFAULT_MATCH,
    DEFAULT_SIZE,
    DEFAULT_SORT,
    FACETS,
    FILTERS,
    MATCHES,
    NONE,
    OFF,
    ON,
    SIZES,
    SORTS,
    After,
    Question,
    Selection,
)
from search.results import VALUES_SHOWN, ResultPage, ValuesPage
from search.suggestions import Suggestion, suggestions_for
from search.value_lists import empty_values_page, values_page_of
from search.why_this import WhyPage, refused_why, why_of
from search.within import joined

logger = logging.getLogger(__name__)

NAME_CHARACTERS: Final = 60  # as many as the name of a contributor may have
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_YEAR: Final = re.compile(r"[0-9]{4}")

Found = TypeVar("Found")


class Refusal(NamedTuple):
    """Why a question has no answer, the status that says so, and a query that works."""

    error: str
    status: int
    suggestion: str | None = None


class Portion(NamedTuple):
    """Some hits as a page, and the last of them where more follow."""

    page: ResultPage
    after: After | None = None


class SearchForm(forms.Form):
    """The search box and what stands around it; the filters are links."""

    q = forms.CharField(
        label=gettext_lazy("检索"),
        required=False,
        max_length=MAX_CHARACTERS,
        strip=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def __init__(self, parameters: QueryDict) -> None:
        super().__init__(parameters)
        self.parameters = parameters
        self.problems: list[str] = []  # as whoever refuses them says it
        self.notes: list[str] = []  # as a page says what it left out
        self.dates = read_range(parameters)
        self.question = self._read()

    def search(self, most_values: int | None = VALUES_SHOWN) -> ResultPage:
        """Return the page of results; an error on it and its status where there is no answer.

        A facet lists at most so many values, None: all of them.
        """
        reply = self._ask(self.question)
        if isinstance(reply, Refusal):
            return empty_page(self.question, *reply, notes=self.notes)
        return page_of(self.question, reply, self.notes, most_values)

    def portion(self, size: int, after: After | None) -> Portion:
        """Return so many hits, from the first or those after one, with all values of all facets and without samples."""
        question = replace(self.question, size=size, page=1, after=after, has_samples=False)
        reply = self._ask(question)
        if isinstance(reply, Refusal):
            return Portion(empty_page(question, *reply, notes=self.notes))
        return Portion(page_of(question, reply, self.notes, None), reply.answer.after)

    def values(self) -> ValuesPage:
        """Return a page of all values of the facet that is asked for; an error on it where there is no answer."""
        facet = self._choice("facet", FACETS, FACETS[0])
        name = self.parameters.get("name", "").strip()[:NAME_CHARACTERS]
        reply = self._ask(self.question.on_page(1))
        if isinstance(reply, Refusal):
            refused = empty_values_page(self.question, facet, name)
            return replace(refused, error=reply.error, status=reply.status, notes=tuple(self.notes))
        return values_page_of(self.question, reply, facet, name, self.notes)

    def report(self) -> int:
        """Return the id of the report that is asked about; 0, which none has, where it cannot be read."""
        written = self.parameters.get("id", "").strip()
        return int(written) if _NUMBER.fullmatch(written) else 0

    def why(self, article: Article) -> WhyPage:
        """Return why a report is among the hits, or that it is not; an error where there is no answer."""
        reply = _or_refused(lambda: archive_backend().ask_of_one(self.question, article.pk))
        if isinstance(reply, Refusal):
            return refused_why(self.question, article, reply.error, reply.status)
        return why_of(self.question, article, reply, self.notes)

    def all_hits(self, sort: str | None = None) -> Listing | Refusal:
        """Return all hits but the samples, in this order where the request names none; a Refusal for no answer."""
        is_sorted = bool(self.parameters.get("sort", "").strip())
        question = self.question.sorted_by(sort) if sort and not is_sorted else self.question
        return _or_refused(lambda: ReportQuerySet().list_all(question))

    def suggestions(self) -> list[Suggestion] | Refusal:
        """Return what the word that is being typed may mean."""
        return _or_refused(lambda: suggestions_for(self.question))

    def _ask(self, question: Question) -> Reply | Refusal:
        return _or_refused(lambda: ReportQuerySet().ask(question))

    def parameters_kept(self) -> list[tuple[str, str]]:
        """Return what was asked, for hidden inputs of a form that goes on from it."""
        return [(name, value) for name, value in self.question.parameters() if name != "page"]

    def hidden_fields_kept(self) -> list[tuple[str, str]]:
        """Return the filters in force, for hidden inputs: a new query keeps them."""
        return [(name, value) for name, value in self.parameters_kept() if name != "q"]

    def parameters_but_dates(self) -> list[tuple[str, str]]:
        """Return what was asked but the range of days, for hidden inputs of the form that asks for another."""
        return [(name, value) for name, value in self.parameters_kept() if name not in (SINCE, UNTIL)]

    def _read(self) -> Question:
        self._read_dates()
        return Question(
            text=joined(self.parameters.get("q", ""), self.parameters.get("within", "")),
            match=self._choice("match", MATCHES, DEFAULT_MATCH),
            equivalents=self._choice("equivalents", (ON, OFF), ON) == ON,
            selections=self._selections(),
            since=self.dates.since.day,
            until=self.dates.until.day,
            sort=self._choice("sort", SORTS, DEFAULT_SORT),
            size=int(self._choice("size", tuple(map(str, SIZES)), str(DEFAULT_SIZE))),
            page=self._page(),
        )

    def _selections(self) -> tuple[Selection, ...]:
        found: list[Selection] = []
        for facet in FILTERS:
            names = (facet, f"-{facet}")
            written = {name: self._written(name) for name in names}
            if not any(written.values()):
                continue
            known = READERS[facet]({one for name in names for one in written[name]} - {NONE}) | {NONE: NONE}
            for name in names:
                for one in written[name]:
                    if one in known:
                        found.append(Selection(facet, known[one], excluded=name != facet))
                    else:
                        self._refuse(name, one)
        return tuple(dict.fromkeys(found))

    def _written(self, name: str) -> list[str]:
        return [one for one in map(str.strip, self.parameters.getlist(name)) if one]

    def _read_dates(self) -> None:
        for field in self.dates.fields:
            if field.error and not self.dates.is_reversed:
                self._refuse(field.name, field.written)
        if self.dates.is_reversed:
            self.problems.append(_("起始日期晚于截止日期。"))
            self.notes.append(_("起始日期晚于截止日期，已都略去。"))

    def _choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        written = self.parameters.get(name, "").strip()
        if not written or written in choices:
            return written or default
        self._refuse(name, written)
        return default

    def _page(self) -> int:
        written = self.parameters.get("page", "").strip()
        if written and not (_NUMBER.fullmatch(written) and int(written)):
            self._refuse("page", written)
            return 1
        return int(written or 1)

    def _refuse(self, name: str, written: str) -> None:
        shown = {"name": name, "value": written[:40]}
        self.problems.append(_("参数 %(name)s 的值“%(value)s”无法识别。") % shown)
        self.notes.append(_("参数 %(name)s 的值“%(value)s”无法识别，已略去。") % shown)


def _or_refused(ask: Callable[[], Found]) -> Found | Refusal:
    """Return what is found, or why there is no answer."""
    try:
        return ask()
    except QueryError as error:
        return Refusal(in_words(error.notice), 400, error.suggestion)
    except UnreadableIndexError as error:
        logger.warning("search is unavailable: %s", error)
        return Refusal(_("检索正在准备，请稍后再试。"), 503)


def _read_places(written: set[str]) -> dict[str, str]:
    codes = [one for one in written if re.fullmatch(r"[0-9]{6}", one)]
    return {code: code for code in Place.objects.filter(pk__in=codes).values_list("pk", flat=True)}


def _read_years(written: set[str]) -> dict[str, str]:
    return {one: str(int(one)) for one in written if _YEAR.fullmatch(one) and int(one)}


def _read_newspapers(written: set[str]) -> dict[str, str]:
    reports = Article.objects.published().filter(newspaper=OuterRef("pk"))
    return _read_rows(Newspaper.objects.filter(Exists(reports)), written)


def _read_authors(written: set[str]) -> dict[str, str]:
    signed = Credit.objects.filter(contributor=OuterRef("pk"), article__in=Article.objects.published())
    return _read_rows(Contributor.objects.filter(Exists(signed)), written)


def _read_rows(rows: QuerySet[Newspaper] | QuerySet[Contributor], written: set[str]) -> dict[str, str]:
    """Return the ids that numbers and names mean, in one query; a name that more than one bears means none.

    The rows are those of published reports: a chip would tell the name of any other.
    """
    if not written:
        return {}
    numbers = [int(one) for one in written if _NUMBER.fullmatch(one)]
    names = [one for one in written if "\x00" not in one]  # PostgreSQL refuses NUL
    found = list(rows.filter(Q(pk__in=numbers) | Q(name__in=names)).values_list("pk", "name"))
    bearers = Counter(row[1] for row in found)
    by_name = {name: str(pk) for pk, name in found if bearers[name] == 1 and not _NUMBER.fullmatch(name)}
    known = {str(row[0]): str(row[0]) for row in found}
    return {one: value for one in written if (value := by_name.get(one) or known.get(one.lstrip("0")))}


def _read_bases(written: set[str]) -> dict[str, str]:
    return {one: one for one in written & {"stated", "inferred"}}


def _read_columns(written: set[str]) -> dict[str, str]:
    return {one: one for one in written}


# For the values written in a URL, the value that each means; those that mean none are left out.
READERS: Final[dict[str, Callable[[set[str]], dict[str, str]]]] = {
    "place": _read_places,
    "year": _read_years,
    "newspaper": _read_newspapers,
    "author": _read_authors,
    "basis": _read_bases,
    "column": _read_columns,
    "role": _read_columns,
}
