"""Requests in the log: what was asked, by whom, and how did it end?

In: each request, by the outermost middleware. Out: one record of `archive.requests`, never with what was asked for (the
query string, a form) nor with the receipt of a letter; and in each answer X-Request-ID, by which a reader who
reports a fault names its lines. Behind proxies of ours the id is theirs, so that both logs have the same.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from config.logs import request_id

HEADER: Final = "X-Request-ID"
SECRETS: Final = ("receipt",)  # parameters of URLs that open what they name
_ID: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")

logger: Final = logging.getLogger("archive.requests")


class RequestLogMiddleware:
    """Writes each request down when it was answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        began = time.monotonic()
        number = _id_of(request)
        request_id.set(number)  # and left so: Django logs some of it once every middleware has answered
        response = self.get_response(request)
        response[HEADER] = number
        _write(request, response.status_code, time.monotonic() - began)
        return response


def _id_of(request: HttpRequest) -> str:
    given = request.headers.get(HEADER, "") if settings.PROXIES else ""
    return given if _ID.fullmatch(given) else uuid.uuid4().hex


def _write(request: HttpRequest, status: int, seconds: float) -> None:
    path, user = path_shown(request), _user_of(request)
    said = {
        "method": request.method, "path": path, "status": status, "ms": round(seconds * 1000, 1), "user_id": user
    }  # fmt: skip
    logger.info("%s %s %d", request.method, path, status, extra=said)


def path_shown(request: HttpRequest) -> str:
    """Return the path of a request, what opens something by itself left out."""
    path = request.path
    for name, value in (request.resolver_match.kwargs if request.resolver_match else {}).items():
        if name in SECRETS:
            path = path.replace(str(value), "…")
    return path


def _user_of(request: HttpRequest) -> str | None:
    """Return the number of who is logged in, where the request asked for that; none is fetched for the log."""
    session = getattr(request, "session", None)
    return session.get(SESSION_KEY) if session is not None and session.accessed else None
