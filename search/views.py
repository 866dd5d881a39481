"""Views: bind, ask, render."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.models import Article
from search.forms import Refusal, SearchForm
from search.hints import Hints, hints_for
from search.question_urls import url_of
from search.results import Hit, ResultPage

RETRY_SECONDS = "10"


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show a page of results."""
    form = SearchForm(request.GET)
    result = form.search()
    hints = Hints() if result.error else hints_for(form.question, result.total)
    context = {"result": result, "form": form, "hints": hints}
    response = render(request, "search/results.html", context, status=result.status)
    return _say_when_to_retry(response)


@require_safe
def search_values(request: HttpRequest) -> HttpResponse:
    """Show all values of a facet, page by page."""
    form = SearchForm(request.GET)
    result = form.values()
    response = render(request, "search/values.html", {"result": result, "form": form}, status=result.status)
    return _say_when_to_retry(response)


@require_safe
def search_why(request: HttpRequest) -> HttpResponse:
    """Explain why a report is among the hits, or that it is not; 404 for one that may not be seen."""
    form = SearchForm(request.GET)
    result = form.why(get_object_or_404(Article.objects.published(), pk=form.report()))
    response = render(request, "search/why.html", {"why": result}, status=result.status)
    return _say_when_to_retry(response)


@require_safe
def search_json(request: HttpRequest) -> HttpResponse:
    """Give the same as data; a parameter that cannot be read is refused."""
    form = SearchForm(request.GET)
    if form.problems:
        return refuse_parameters(form, "search_json")
    result = form.search(most_values=None)
    if result.error:
        return refuse_question(Refusal(result.error, result.status, result.suggestion))
    if result.page > result.last_page:
        last = url_of(form.question.on_page(result.last_page), "search_json")
        return _json({"error": _("没有这一页。"), "suggestion": last, "last": last}, 404)
    return _json(page_as_json(result), 200)


@require_safe
def suggest_json(request: HttpRequest) -> HttpResponse:
    """Give what the word that is being typed may mean; a filter that cannot be read is left out."""
    form = SearchForm(request.GET)
    suggestions = form.suggestions()
    if isinstance(suggestions, Refusal):
        return refuse_question(suggestions)
    return _json({"query": form.question.text, "suggestions": [asdict(one) for one in suggestions]}, 200)


def refuse_parameters(form: SearchForm, view: str) -> HttpResponse:
    """Answer that values cannot be read, with the URL that leaves them out."""
    corrected = url_of(form.question, view)
    return _json({"error": " ".join(form.problems), "suggestion": corrected}, 400)


def refuse_question(refusal: Refusal) -> HttpResponse:
    """Answer that a question has no answer, with a query that has one."""
    refused = {"error": refusal.error, "suggestion": refusal.suggestion}
    return _say_when_to_retry(_json(refused, refusal.status))


def page_as_json(result: ResultPage) -> dict[str, Any]:
    """Return the page as contract.md has it."""
    return {
        "query": result.query,
        "total": result.total,
        "page": result.page,
        "size": result.size,
        "sort": result.sort,
        "hits": [_hit_as_json(hit) for hit in result.hits],
        "facets": {
            facet.name: [
                {"value": one.value, "label": one.label, "count": one.count, "selected": one.selected}
                for one in facet.values
            ]
            for facet in result.facets
        },
        "notes": list(result.notes),
        "also": [
            {"typed": one.typed, "others": list(one.others)}
            for one in (result.also.expansions if result.also else ())
        ],
    }


def _hit_as_json(hit: Hit) -> dict[str, Any]:
    place = {"code": hit.place_code, "name": hit.place_name} if hit.place_code else None
    return {
        "id": hit.id,
        "url": hit.url,
        "identifier": hit.identifier,
        "headline": "".join(fragment.text for fragment in hit.headline),
        "place": place,
        "date_published": hit.date_published,
        "date_precision": hit.date_precision,
        "date_basis": hit.date_basis,
        "newspaper": hit.newspaper,
        "authors": list(hit.authors),
        "score": hit.score,
        "is_sample": hit.is_sample,
        "access": hit.access,
        "excerpt": hit.is_excerpt,
        "snippet": [{"text": one.text, "match": one.match} for cut in hit.snippet for one in cut],
    }


def _json(content: dict[str, Any], status: int) -> JsonResponse:
    return JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})


def _say_when_to_retry(response: HttpResponse) -> HttpResponse:
    if response.status_code == 503:
        response["Retry-After"] = RETRY_SECONDS
    return response
