"""Headers: may a browser or a proxy keep what staff see? And what is left of an answer to HEAD?

In: each answer. Out: below the staff site it is never kept, whatever it is (a page, a file, a refusal): whoever sits at
the machine next goes back to nothing. To HEAD the headers alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers

STAFF_SITE: Final = "/admin/"


class HeadersAloneMiddleware:
    """Leaves the body of an answer to HEAD away, which Django leaves to the server.

    gunicorn does drop it, with a warning for each in the log, and once it was made: of a download that is thousands of
    reports for nothing. Stands outside of what measures or packs a body.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        response = self.get_response(request)
        if request.method == "HEAD":
            if isinstance(response, HttpResponse):
                response.headers.setdefault("Content-Length", str(len(response.content)))
                response.content = b""
            elif isinstance(response, StreamingHttpResponse):
                response.streaming_content = ()
        return response


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
