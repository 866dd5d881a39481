"""The record of a capture: what was received, when, and its digest; never its bytes."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.models import Article, Capture, Printing
from archive.views.listing import page_of_reports


def _captures(digest: str, user: User | AnonymousUser) -> QuerySet[Capture]:
    """Return the records under a digest: for the public those that a report which they see stands on."""
    captures = Capture.objects.filter(payload_digest=digest)
    if user.is_staff:
        return captures
    seen = Printing.objects.filter(waits=False, article__in=Article.objects.published())
    return captures.filter(Q(pk__in=seen.values("capture")) | Q(pk__in=seen.values("capture__parent")))


@require_safe
def capture(request: HttpRequest, digest: str) -> HttpResponse:
    """Render the records under a digest; 404 for the public where none of their reports is published."""
    captures = list(_captures(digest, request.user).select_related("parent").order_by("pk"))
    printed_on_it = Q(printings__capture__payload_digest=digest) | Q(printings__capture__parent__payload_digest=digest)
    numbers = Article.objects.published().filter(printed_on_it, printings__waits=False).values("pk")
    articles = Article.objects.filter(pk__in=numbers)
    total = articles.count()
    if not captures or not (total or request.user.is_staff):
        raise Http404(_("没有这份原件的记录。"))
    page = page_of_reports(request, articles, total)
    return render(request, "archive/capture.html", {"captures": captures, "digest": digest, "page": page})
