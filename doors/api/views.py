"""Views of the API: each asks and says what there is, of what readers see and no sample.

In: what is asked (`asking.Asked`), and what the address names. Out: a mapping; ProblemError or Http404 for none.
Lists go by number or code, so that what is added comes last; each takes a fixed number of queries.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, TypeVar

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from archive.access import what_readers_see
from archive.browsing import count_by_place
from archive.held_names import Named, authors_counted, newspapers_counted
from archive.models import Article, ArticleQuerySet, Contributor, Credit, Newspaper, Place, Term
from archive.records import article_record
from archive.views.articles import error_of, gone_report, whole
from doors.api.asking import Asked, Json
from doors.api.description import description
from doors.api.door import door
from doors.api.parameters import LIST, SEARCH
from doors.api.problems import RETRY_SECONDS, ProblemError
from doors.api.rows import author_row, newspaper_row, place_row, term_row
from search.forms import SearchForm
from search.questions import After
from search.views import page_as_json

CODE: Final = re.compile("[0-9]{6}")
Named_ = TypeVar("Named_", Newspaper, Contributor)


def open_reports() -> ArticleQuerySet:
    """Return the reports that programs are told of."""
    return Article.objects.published().filter(is_sample=False)


@door(*SEARCH)
def search(asked: Asked) -> Json:
    """Answer a question: the keys of /search.json, with a cursor in place of the page."""
    form = SearchForm(asked.parameters)
    if form.problems:
        raise ProblemError(400, " ".join(form.problems))
    page, after = form.portion(asked.limit, _after(asked))
    if page.error:
        headers = {"Retry-After": str(RETRY_SECONDS)} if page.status == 503 else {}
        raise ProblemError(page.status, page.error, headers, suggestion=page.suggestion)
    found = page_as_json(page)
    del found["page"]
    return found | asked.going_on(list(after) if after else None)


@door(*LIST)
def articles(asked: Asked) -> Json:
    """List the reports with their text, by number."""
    reports = open_reports()
    following = list(whole(reports.filter(pk__gt=_number(asked))).order_by("pk")[: asked.limit + 1])
    given = following[: asked.limit]
    records = [article_record(seen) for one in given if (seen := what_readers_see(one))]
    return asked.portion(records, reports.count(), _last(following, given))


@door()
def article(asked: Asked, pk: int) -> Json:
    """Give a report; 410 for one that was public, 404 for any other."""
    found = what_readers_see(whole(open_reports()).filter(pk=pk).first())
    if found is not None:
        return article_record(found)
    if Article.objects.filter(pk=pk, is_sample=True).exists():
        raise Http404(_("没有这篇报道。"))
    gone = gone_report(pk)
    raise ProblemError(
        410, error_of(gone), id=gone.number, newspaper=gone.newspaper, date_published=gone.date_published,
        withdrawal_reason=gone.reason,
    )  # fmt: skip


@door(*LIST)
def places(asked: Asked) -> Json:
    """List the places that have reports, or have some below them, by code."""
    counts = count_by_place(open_reports())
    last = str(asked.after[0]) if asked.after else ""
    following = sorted(code for code, count in counts.items() if count and code > last)
    given = following[: asked.limit]
    found = Place.objects.in_bulk(given)
    rows = [place_row(found[code], counts[code]) for code in given if code in found]
    return asked.portion(rows, len(+counts), [given[-1]] if len(following) > len(given) else None)


@door()
def place(asked: Asked, code: str) -> Json:
    """Give a place, whether it has reports or not."""
    found = Place.objects.filter(code=code).first() if CODE.fullmatch(code) else None
    if found is None:
        raise Http404(_("没有代码是这个的地方。"))
    return place_row(found, open_reports().in_place(code).count())


@door(*LIST)
def newspapers(asked: Asked) -> Json:
    """List the papers that have reports, by number."""
    reports = open_reports()
    held = _with_reports(reports)
    following, given = _numbered(held, asked)
    rows = map(newspaper_row, newspapers_counted(reports, given))
    return asked.portion(list(rows), held.count(), _last(following, given))


@door()
def newspaper(asked: Asked, pk: int) -> Json:
    """Give a paper that has reports."""
    reports = open_reports()
    found = newspapers_counted(reports, [Named(pk, "")]) if _with_reports(reports).filter(pk=pk).exists() else []
    if not found:
        raise Http404(_("没有这份报纸，或它没有已发布的报道。"))
    return newspaper_row(found[0])


@door(*LIST)
def authors(asked: Asked) -> Json:
    """List who wrote a report, by number."""
    reports = open_reports()
    held = _who_wrote(reports)
    following, given = _numbered(held, asked)
    rows = map(author_row, authors_counted(reports, given))
    return asked.portion(list(rows), held.count(), _last(following, given))


@door()
def author(asked: Asked, pk: int) -> Json:
    """Give somebody who wrote a report."""
    reports = open_reports()
    found = authors_counted(reports, [Named(pk, "")]) if _who_wrote(reports).filter(pk=pk).exists() else []
    if not found:
        raise Http404(_("没有这位作者，或没有已发布的报道。"))
    return author_row(found[0])


@door(*LIST)
def terms(asked: Asked) -> Json:
    """List the words of the dictionary, by number."""
    following = list(_terms().filter(pk__gt=_number(asked)).order_by("pk")[: asked.limit + 1])
    given = following[: asked.limit]
    return asked.portion([_term(one) for one in given], Term.objects.count(), _last(following, given))


@door()
def term(asked: Asked, pk: int) -> Json:
    """Give a word of the dictionary."""
    found = _terms().filter(pk=pk).first()
    if found is None:
        raise Http404(_("词典里没有这个词。"))
    return _term(found)


@door()
def openapi(asked: Asked) -> Json:
    """Give the description of this API."""
    return description()


@door()
def nowhere(asked: Asked, rest: str) -> Json:
    """Say that there is no such address."""
    raise Http404(_("接口没有这个地址；有哪些，见 /api/v1/。地址末尾不带斜线。"))


def _after(asked: Asked) -> After | None:
    if asked.after is None:
        return None
    key, score, reports = asked.after
    return After(key, score, tuple(reports))


def _number(asked: Asked) -> int:
    return int(asked.after[0]) if asked.after else 0


def _numbered(rows: QuerySet[Named_], asked: Asked) -> tuple[list[Named], list[Named]]:
    """Return what follows by number, one more than is given where there is more; and what is given."""
    numbers = rows.filter(pk__gt=_number(asked)).order_by("pk").values_list("pk", flat=True)[: asked.limit + 1]
    following = [Named(number, "") for number in numbers]
    return following, following[: asked.limit]


def _last(following: Sequence[Article | Named | Term], given: Sequence[Article | Named | Term]) -> list[int] | None:
    """Return the place of the last row given, None where no more follow."""
    return [given[-1].pk] if len(following) > len(given) else None


def _with_reports(reports: ArticleQuerySet) -> QuerySet[Newspaper]:
    return Newspaper.objects.filter(Exists(reports.filter(newspaper=OuterRef("pk"))))


def _who_wrote(reports: ArticleQuerySet) -> QuerySet[Contributor]:
    wrote = Credit.objects.filter(contributor=OuterRef("pk"), is_author=True, article__in=reports)
    return Contributor.objects.filter(Exists(wrote))


def _terms() -> QuerySet[Term]:
    return Term.objects.select_related("meaning").prefetch_related(
        Prefetch("meaning__terms", Term.objects.order_by("pk"))
    )


def _term(term: Term) -> Json:
    return term_row(term, list(term.meaning.terms.all()) if term.meaning else [])
