"""The page of the API: the description for people, on the server and from the same declarations.

In: a request. Out: every address with its parameters and, where there is one, a link that asks it.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from doors.api.description import introduction
from doors.api.operations import OPERATIONS
from doors.api.parameters import MOST_ITEMS


@require_safe
def api_page(request: HttpRequest) -> HttpResponse:
    """Render what can be asked, and how."""
    context = {
        "introduction": introduction(),
        "operations": OPERATIONS,
        "most_items": MOST_ITEMS,
        "a_minute": settings.API_A_MINUTE,
    }
    return render(request, "doors/api.html", context)
