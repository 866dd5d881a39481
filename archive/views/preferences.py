"""What a reader chooses at the foot of a page: language, theme, keys."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from archive.preferences import is_from_this_site, keep


@csrf_exempt  # told by where it comes from: a token would be a cookie for every reader, and fresh bytes on every page
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep what was chosen and lead back to the page; 403 where another site sends the form."""
    if not is_from_this_site(request):
        return render(request, "403_csrf.html", status=403)
    response = HttpResponseRedirect(_back(request))
    keep(request, response)
    return response


def _back(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else reverse("home")
