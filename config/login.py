"""Logging in: who has failed too often, and what are they told?

In: a try to log in. Out: after five that failed under one name and from one address, fifteen minutes in which no
password is looked at, and a page that says so and how it ends. django-axes counts, in the database, for all processes.
"""

from __future__ import annotations

from typing import Any, Final

from axes.backends import AxesStandaloneBackend
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TOO_MANY: Final = 429


class LockOutBackend(AxesStandaloneBackend):  # type: ignore[misc]  # is not typed
    """The lock of django-axes, for whoever comes from somewhere: a command at its terminal has no address."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        """Return None where the next backend may look; PermissionDenied where the name is locked."""
        if request is not None:
            super().authenticate(request, **credentials)


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """Answer a try that came while the name was locked."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    words = {"minutes": minutes, "failures": settings.AXES_FAILURE_LIMIT}
    frame = admin.site.each_context(request)
    response = render(request, "admin/locked_out.html", {**frame, **words}, status=TOO_MANY)
    response["Retry-After"] = str(minutes * 60)
    return response
