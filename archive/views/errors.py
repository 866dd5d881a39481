"""Pages for what is not there: with words of our own where a view has some."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render


class NoSuchPage(Http404):
    """A page beyond the last of a list; its text is for the reader."""


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404: as JSON where JSON was asked for, else with a search box and the words of the view, if any."""
    words = str(exception) if isinstance(exception, NoSuchPage) else ""
    if request.path.endswith(".json"):
        return JsonResponse({"error": words or "404"}, status=404)
    return render(request, "404.html", {"words": words}, status=404)
