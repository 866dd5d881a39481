"""Headers of staff pages: may a browser or a proxy keep what staff see?

In: each answer. Out: below the staff site never, whatever it is (a page, a file, a refusal): whoever sits at the
machine next goes back to nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers

STAFF_SITE: Final = "/admin/"


class StaffPagesMiddleware:
    """Says of every answer of the staff site that it is not to be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        response = self.get_response(request)
        if request.path_info.startswith(STAFF_SITE):
            del response["Cache-Control"]  # which would be added to, not replaced
            add_never_cache_headers(response)
        return response
