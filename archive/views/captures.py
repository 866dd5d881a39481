"""The record of a capture: what was received, when, and its digest; never its bytes."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.models import Article, Capture
from archive.views.listing import page_of_reports


@require_safe
def capture(request: HttpRequest, digest: str) -> HttpResponse:
    """Render the records under a digest; 404 for the public where none of their reports is published."""
    captures = list(Capture.objects.filter(payload_digest=digest).select_related("parent").order_by("pk"))
    printed_on_it = Q(captures__payload_digest=digest) | Q(captures__parent__payload_digest=digest)
    numbers = Article.objects.published().filter(printed_on_it).values("pk")
    articles = Article.objects.filter(pk__in=numbers)
    total = articles.count()
    if not captures or not (total or request.user.is_staff):
        raise Http404(_("没有这份原件的记录。"))
    page = page_of_reports(request, articles, total)
    return render(request, "archive/capture.html", {"captures": captures, "digest": digest, "page": page})
