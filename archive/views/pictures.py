"""A picture of a report: for everyone while a published report that is open in full shows it, else for staff alone."""

from __future__ import annotations

from typing import Final

from django.http import FileResponse, Http404, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.models import Article, Picture
from archive.pictures import path_of

YEAR: Final = 365 * 24 * 3600  # seconds


@require_safe
def picture(request: HttpRequest, digest: str) -> FileResponse:
    """Answer with the bytes under a digest, which never change; 404 where nobody may see them or they are gone."""
    found = Picture.objects.filter(digest=digest).first()
    shown = Article.objects.published().in_full().filter(figures__picture=found)
    is_public = found is not None and shown.exists()
    if found is None or not (is_public or request.user.is_staff):
        raise Http404(_("没有这张图片。"))
    try:
        opened = path_of(found.digest).open("rb")
    except FileNotFoundError as error:
        raise Http404(_("没有这张图片。")) from error
    response = FileResponse(opened, content_type=found.media_type)
    response["Content-Length"] = str(found.size)
    response["Cache-Control"] = f"{'public' if is_public else 'private'}, max-age={YEAR}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
