"""Who acts, and from where? The request that is being answered, for whoever must write down who did something.

In: each request, by a middleware. Out: `acting()`, its member of staff and address; None outside of requests.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.http.response import HttpResponseBase

HOME_NETWORK: Final = 64  # bits of an IPv6 address that one household shares


@dataclass(slots=True)
class Acting:
    """One request, and what it has changed so far of things that are written down as a whole."""

    request: HttpRequest
    touched: dict[Any, Any] = field(default_factory=dict)

    @property
    def user(self) -> User | None:
        """Return who is logged in, None where nobody is."""
        user = getattr(self.request, "user", None)
        return user if isinstance(user, User) else None

    @property
    def address(self) -> str | None:
        """Return the address that the request came from."""
        return address_of(self.request)


_acting: Final[ContextVar[Acting | None]] = ContextVar("_acting", default=None)


def acting() -> Acting | None:
    """Return the request that is being answered."""
    return _acting.get()


@contextmanager
def acting_for(request: HttpRequest) -> Iterator[None]:
    """Let what is done meanwhile be done by whoever sent the request."""
    token = _acting.set(Acting(request))
    try:
        yield
    finally:
        _acting.reset(token)


class ActingMiddleware:
    """Remembers each request while it is answered; stands behind the middleware that knows who is logged in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        with acting_for(request):
            return self.get_response(request)


def address_of(request: HttpRequest) -> str | None:
    """Return the address of who asks; None where it is none, as behind a socket file.

    A client writes X-Forwarded-For as it likes; only what our own proxies added at its end is to be believed.
    """
    stations = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
    if settings.PROXIES and len(stations) >= settings.PROXIES:
        return valid_address(stations[-settings.PROXIES])
    return valid_address(request.META.get("REMOTE_ADDR", ""))


def sender_of(address: str) -> str:
    """Return what counts as one sender: the address, or the network of an IPv6 address that one household shares."""
    known = ipaddress.ip_address(address)
    return str(ipaddress.ip_network((known, HOME_NETWORK), strict=False) if known.version == 6 else known)


def valid_address(address: str) -> str | None:
    """Return an IP address as every database holds it; None for what is none.

    A server that listens on [::] writes those of IPv4 as ::ffff:192.0.2.1, all of which would be one sender.
    """
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return str(getattr(known, "ipv4_mapped", None) or known)
