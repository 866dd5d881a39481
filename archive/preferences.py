"""Preferences: in which language and theme does this reader read, and do single keys act?

In: a request. Out: what the reader chose at the foot of a page, kept in one cookie a choice, and nothing where nothing
was chosen; a cookie that says anything else says nothing. The language is Django's own to read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

KEPT_SECONDS: Final = 365 * 24 * 60 * 60


class Choice(NamedTuple):
    """A cookie and the values that it may have; without it the device, the browser or the house decides."""

    cookie: str
    values: frozenset[str]


class Preferences(NamedTuple):
    """What a page has to know: light, dark or "" for as the device is; off or "" for keys that act."""

    theme: str = ""
    keys: str = ""


# By the name of the field that chooses it.
CHOICES: Final = {
    "language": Choice(settings.LANGUAGE_COOKIE_NAME, frozenset(code for code, _name in settings.LANGUAGES)),
    "theme": Choice("theme", frozenset({"light", "dark"})),
    "keys": Choice("keys", frozenset({"off"})),
}


def preferences_of(request: HttpRequest | None) -> Preferences:
    """Return what the reader chose; nothing of it where there is no request."""
    return Preferences(*(_chosen(request, name) for name in Preferences._fields)) if request else Preferences()


def _chosen(request: HttpRequest, name: str) -> str:
    kept = request.COOKIES.get(CHOICES[name].cookie, "")
    return kept if kept in CHOICES[name].values else ""


def keep(request: HttpRequest, response: HttpResponse) -> None:
    """Keep in cookies what the form says; an empty value forgets, an unknown one changes nothing."""
    for name, choice in CHOICES.items():
        given = request.POST.get(name)
        if given == "":
            response.delete_cookie(choice.cookie, samesite="Lax")
        elif given in choice.values:
            response.set_cookie(
                choice.cookie, given, max_age=KEPT_SECONDS, samesite="Lax", secure=request.is_secure(), httponly=True
            )


def is_from_this_site(request: HttpRequest) -> bool:
    """Tell whether a page of this site sent the form: every browser says so of a POST, in Origin or Referer."""
    sender = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(sender).netloc == request.get_host()


class PreferencesMiddleware:
    """Says that answers differ by cookie: Django says it of the language in the header alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        patch_vary_headers(response, ("Cookie",))
        return response
