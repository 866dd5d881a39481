"""One report: as a page, as a record, and what is left of it when it is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.access import what_readers_see
from archive.citation_styles import apa, gbt7714, gbt7714_2025, gbt7714_2025_online, gbt7714_online
from archive.citations import citation_of
from archive.meta_tags import Tag, meta_tags
from archive.models import Access, Article, ArticleQuerySet, Change, Credit, Figure, Place, Printing, State
from archive.records import article_record
from archive.report_page import report_page
from archive.schema_org import as_script, news_article


@dataclass(frozen=True, slots=True)
class Gone:
    """What readers are told of a report that was public: nothing of what it said, nor its title or author."""

    number: int
    newspaper: str | None = None
    date_published: str | None = None
    date_basis: str | None = None
    reason: str | None = None
    is_deleted: bool = False
    is_closed: bool = False  # published still, but for staff alone


class CitedAs(NamedTuple):
    """A report as a line of a bibliography, and what that style is called."""

    style: str
    text: str


@dataclass(frozen=True, slots=True)
class Citing:
    """How a report is cited: in one line, as read here today, and after each style."""

    line: str
    styles: tuple[CitedAs, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """What the head of a page tells programs of its report; `json_ld` may stand in a script as it is."""

    tags: tuple[Tag, ...]
    json_ld: SafeString


@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """Render a published report; 410 for one that was public, 404 for any other."""
    found = what_readers_see(whole(Article.objects.published()).filter(pk=pk).first())
    if found is None:
        return render(request, "archive/gone.html", {"gone": gone_report(pk)}, status=410)
    for_programs = {} if found.is_sample else _for_programs(request, found)
    return render(request, "archive/article.html", report_page(found) | for_programs)


@require_safe
def article_json(request: HttpRequest, pk: int) -> JsonResponse:
    """Answer with the record of a published report; 410 and 404 as its page does."""
    found = what_readers_see(whole(Article.objects.published()).filter(pk=pk).first())
    if found is not None:
        return _json(article_record(found))
    gone = gone_report(pk)
    return _json(
        {
            "error": error_of(gone),
            "id": gone.number,
            "newspaper": gone.newspaper,
            "date_published": gone.date_published,
            "withdrawal_reason": gone.reason,
        },
        status=410,
    )


def whole(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Fetch with a report everything that its page shows, in a fixed number of queries."""
    signed = Credit.objects.select_related("contributor").order_by("order", "pk")
    return articles.select_related("place__parent__parent", "newspaper").prefetch_related(
        Prefetch("credits", signed),
        Prefetch("figures", Figure.objects.select_related("picture").prefetch_related(Prefetch("credits", signed))),
        Prefetch("further_places", Place.objects.select_related("parent__parent")),
        Prefetch("printings", Printing.objects.filter(waits=False).select_related("capture__recognition", "newspaper")),
    )


def _for_programs(request: HttpRequest, article: Article) -> dict[str, object]:
    """Return how a report is cited, and what is told of it to programs: of a sample neither."""
    url = request.build_absolute_uri(article.get_absolute_url())
    json_ld = as_script(news_article(article, request.build_absolute_uri))
    return {
        "citation": _citing(request, article),
        "described": Described(meta_tags(article, url), mark_safe(json_ld)),
    }


def _citing(request: HttpRequest, article: Article) -> Citing:
    cited = citation_of(article, request.build_absolute_uri(article.get_absolute_url()))
    online = gbt7714_online(cited, timezone.localdate())
    return Citing(
        line=online,
        styles=(
            CitedAs(_("GB/T 7714—2015 印刷版"), gbt7714(cited)),
            CitedAs(_("GB/T 7714—2015 网络版"), online),
            CitedAs(_("GB/T 7714—2025 印刷版"), gbt7714_2025(cited)),
            CitedAs(_("GB/T 7714—2025 网络版"), gbt7714_2025_online(cited)),
            CitedAs(_("APA 第七版"), apa(cited)),
        ),
    )


def error_of(gone: Gone) -> str:
    """Return in a word why a report is gone."""
    if gone.is_closed:
        return _("不再公开")
    return _("已删除") if gone.is_deleted else _("已撤下")


def gone_report(pk: int) -> Gone:
    """Return what may be said of a report that was public and is not any more; Http404 where it never was.

    Of one that is kept to staff, and of one that is deleted, no more than that.
    """
    if not Change.objects.filter(article_id=pk, was_public=True).exists():
        raise Http404(_("没有这篇报道。"))
    found = Article.objects.filter(pk=pk).select_related("newspaper").first()
    if found is None:
        return Gone(number=pk, is_deleted=True)
    if found.access_in_force == Access.STAFF:
        return Gone(number=pk, is_closed=True)
    if found.state != State.WITHDRAWN:  # published again since the door looked for it
        raise Http404(_("没有这篇报道。"))
    return Gone(
        number=pk,
        newspaper=found.newspaper.name if found.newspaper else None,
        date_published=found.date_published,
        date_basis=found.date_basis,
        reason=found.withdrawal_reason,
    )


def _json(record: dict[str, object], status: int = 200) -> JsonResponse:
    return JsonResponse(record, status=status, json_dumps_params={"ensure_ascii": False, "indent": 2})
