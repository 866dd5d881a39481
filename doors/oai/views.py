"""OAI-PMH over HTTP: one address, asked by GET or POST, that answers 200 whatever it answers."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from doors.oai.arguments import read_arguments
from doors.oai.envelope import document, error
from doors.oai.errors import UNREADABLE, OaiError
from doors.oai.verbs import Site, answer

XML: Final = "text/xml; charset=utf-8"  # as the protocol has it


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """Answer a request of the protocol. A POST changes nothing: it is how long questions are asked."""
    now = timezone.now()
    given = request.POST if request.method == "POST" else request.GET
    site = Site(request.build_absolute_uri(request.path), request.build_absolute_uri, _domain(request))
    repeated = {name: str(value) for name, value in given.items()}
    try:
        answered = answer(read_arguments(dict(given.lists())), site)
    except OaiError as raised:
        answered = error(raised)
        repeated = {} if raised.code in UNREADABLE else repeated
    return HttpResponse(document(answered, site.base_url, repeated, now), content_type=XML)


def _domain(request: HttpRequest) -> str:
    """Return the domain of identifiers: that of the settings, or else the host that is asked, without its port."""
    host, _colon, port = request.get_host().rpartition(":")
    asked = host if host and port.isdigit() else request.get_host()
    return settings.OAI_DOMAIN or asked.strip("[]")
