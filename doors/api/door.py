"""The door: what holds for every address of the API, whoever asks, and from which page.

In: a view that answers with a mapping, or raises a ProblemError. Out: a view of Django's: GET, HEAD, OPTIONS alone
(405), so many requests a minute (429), open to scripts of every page (CORS: nothing here depends on who is logged in),
with an ETag of what is said (304), and each error as a problem.

The ETag is a digest of the answer, not of the state behind it. To answer takes some milliseconds; a list of all that an
answer depends on (changes, index, papers, words, captures) would be wrong as soon as somebody adds to it, and leave a
withdrawn report in a cache. For the same reason caches may keep an answer but have to ask each time (`no-cache`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from archive.acting import address_of, sender_of
from doors.api.asking import Json, asked_of
from doors.api.limits import Allowance, Limiter
from doors.api.parameters import Parameter
from doors.api.problems import RETRY_SECONDS, ProblemError, problem_response

logger = logging.getLogger(__name__)

METHODS: Final = "GET, HEAD, OPTIONS"
CROSS_ORIGIN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, RateLimit, RateLimit-Policy, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT: Final = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
Answer = Callable[..., Json]
View = Callable[..., HttpResponse]

limiter: Final = Limiter()


def door(*parameters: Parameter) -> Callable[[Answer], View]:
    """Open a view to programs, that takes these parameters: it is given what is asked, and what its address says."""

    def opened(answer: Answer) -> View:
        @csrf_exempt  # it changes nothing: a POST is told 405, not that it lacks a token
        @wraps(answer)
        def view(request: HttpRequest, **named: Any) -> HttpResponse:
            return _through(request, lambda: answer(asked_of(request, parameters), **named))

        return view

    return opened


def _through(request: HttpRequest, answer: Callable[[], Json]) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=CROSS_ORIGIN | PREFLIGHT)
    allowance = _spend(request)
    try:
        response = _answered(request, allowance, answer)
    except ProblemError as problem:
        response = problem_response(problem)
    for name, value in {**CROSS_ORIGIN, **(allowance.headers() if allowance else {})}.items():
        response[name] = value
    return response


def _answered(request: HttpRequest, allowance: Allowance | None, answer: Callable[[], Json]) -> HttpResponse:
    if allowance and allowance.is_spent:
        told = {"most": allowance.most, "seconds": allowance.seconds}
        raise ProblemError(429, _("每分钟最多 %(most)d 次，请过 %(seconds)d 秒再来。") % told)
    if request.method not in ("GET", "HEAD"):
        raise ProblemError(405, _("这里只供读取，请用 GET。"), {"Allow": METHODS})
    try:
        return _conditional(request, _json(answer()))
    except Http404 as error:
        raise ProblemError(404, str(error)) from error
    except DatabaseError as error:
        logger.exception("the database did not answer")
        raise ProblemError(503, _("数据库暂时没有回答，请稍后再试。"), {"Retry-After": str(RETRY_SECONDS)}) from error


def _spend(request: HttpRequest) -> Allowance | None:
    """Count a request; None where nobody is limited, or the sender cannot be told from others."""
    address = address_of(request)
    if not settings.API_A_MINUTE or address is None:
        return None
    return limiter.spend(sender_of(address), settings.API_A_MINUTE, time.monotonic())


def _json(answer: Json) -> HttpResponse:
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "public, no-cache"
    if following := answer.get("next"):
        response["Link"] = f'<{following}>; rel="next"'
    set_response_etag(response)
    return response


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return the answer, or that it is the one that the client has already."""
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    if answer is None or answer.status_code == 412:
        raise ProblemError(412, _("它已不是您说的那一版。"))
    return answer
