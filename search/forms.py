"""Forms: the parameters of a request become a Question. The only place that reads them.

In: the request's GET. Out: a Question and the problems found in it: each value that cannot be read is
left out, and named. A page shows the problems as notes; JSON refuses them.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Callable
from typing import Final

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models import Contributor, Newspaper, Place
from archive.text.days import span_of
from search.backends import ReportQuerySet
from search.engine.store import UnreadableIndexError
from search.pages import empty_page, in_words, page_of
from search.query_language import MAX_CHARACTERS, QueryError
from search.questions import (
    DEFAULT_SIZE,
    DEFAULT_SORT,
    FILTERS,
    NONE,
    SIZES,
    SORTS,
    Day,
    Question,
    Selection,
)
from search.results import ResultPage

logger = logging.getLogger(__name__)

_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_YEAR: Final = re.compile(r"[0-9]{4}")
_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


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
        self.problems: list[str] = []
        self.question = self._read()

    def search(self) -> ResultPage:
        """Return the page of results; an error on it and its status where there is no answer."""
        try:
            reply = ReportQuerySet().ask(self.question)
        except QueryError as error:
            return empty_page(self.question, in_words(error.notice), 400, error.suggestion, self.problems)
        except UnreadableIndexError as error:
            logger.warning("search is unavailable: %s", error)
            return empty_page(self.question, _("检索正在准备，请稍后再试。"), 503, notes=self.problems)
        return page_of(self.question, reply, self.problems)

    def hidden_fields_kept(self) -> list[tuple[str, str]]:
        """Return the filters in force, for hidden inputs: a new query keeps them."""
        return [(name, value) for name, value in self.question.parameters() if name not in ("q", "page")]

    def _read(self) -> Question:
        since, until = self._day("from"), self._day("to")
        if since and until and since.ordinal > until.ordinal:
            self.problems.append(_("起始日期晚于截止日期，已都略去。"))
            since = until = None
        return Question(
            text=self.parameters.get("q", ""),
            selections=self._selections(),
            since=since,
            until=until,
            sort=self._choice("sort", SORTS, DEFAULT_SORT),
            size=int(self._choice("size", tuple(map(str, SIZES)), str(DEFAULT_SIZE))),
            page=self._page(),
        )

    def _selections(self) -> tuple[Selection, ...]:
        found: list[Selection] = []
        for facet in FILTERS:
            for excluded in (False, True):
                name = "-" * excluded + facet
                for written in filter(None, map(str.strip, self.parameters.getlist(name))):
                    value = NONE if written == NONE else READERS[facet](written)
                    if value is None:
                        self._refuse(name, written)
                    else:
                        found.append(Selection(facet, value, excluded))
        return tuple(dict.fromkeys(found))

    def _day(self, name: str) -> Day | None:
        written = self.parameters.get(name, "").strip()
        if not written:
            return None
        try:
            if not _DATE.fullmatch(written):
                raise ValueError(written)
            span = span_of(written)
        except ValueError:
            self._refuse(name, written)
            return None
        day: dt.date = span.first if name == "from" else span.last
        return Day(written, day.toordinal())

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
        self.problems.append(_("参数 %(name)s 的值“%(value)s”无法识别，已略去。") % shown)


def _read_place(written: str) -> str | None:
    is_code = re.fullmatch(r"[0-9]{6}", written) is not None
    return written if is_code and Place.objects.filter(pk=written).exists() else None


def _read_year(written: str) -> str | None:
    return str(int(written)) if _YEAR.fullmatch(written) and int(written) else None


def _read_newspaper(written: str) -> str | None:
    return _only_one(Newspaper.objects.filter(**_number_or_name(written)))


def _read_author(written: str) -> str | None:
    return _only_one(Contributor.objects.filter(**_number_or_name(written)))


def _number_or_name(written: str) -> dict[str, int | str]:
    if _NUMBER.fullmatch(written):
        return {"pk": int(written)}
    return {"name": written.replace("\x00", "")}  # PostgreSQL refuses NUL


def _only_one(found: QuerySet[Newspaper] | QuerySet[Contributor]) -> str | None:
    """Return the id; None where there is none, or where a name is that of more than one."""
    numbers = list(found.values_list("pk", flat=True)[:2])
    return str(numbers[0]) if len(numbers) == 1 else None


def _read_basis(written: str) -> str | None:
    return written if written in ("stated", "inferred") else None


def _read_column(written: str) -> str | None:
    return written


READERS: Final[dict[str, Callable[[str], str | None]]] = {
    "place": _read_place,
    "year": _read_year,
    "newspaper": _read_newspaper,
    "author": _read_author,
    "basis": _read_basis,
    "column": _read_column,
}
