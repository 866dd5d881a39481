"""Pages for what is not there, for what is too much to be received, and for faults: with words of our own."""

from __future__ import annotations

import sys
from typing import Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

BLOCK_BYTES: Final = 1 << 20
MOST_BYTES_HEARD_OUT: Final = 2 << 30
RETRY_SECONDS: Final = 10  # until the database may be there again


class NoSuchPage(Http404):
    """A page beyond the last of a list; its text is for the reader."""


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404: as JSON where JSON was asked for, else with a search box and the words of the view, if any."""
    words = str(exception) if isinstance(exception, NoSuchPage) else ""
    if request.path.endswith(".json"):
        return JsonResponse({"error": words or "404"}, status=404)
    return render(request, "404.html", {"words": words}, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, and say what to do where more came at once than is received; nothing of such a request is kept."""
    words = ""
    if isinstance(exception, TooManyFilesSent):
        words = _(
            "一次送来的文件超过 %(most)d 个，这一次什么也没有收；您电脑里的文件没有变动。请打成一个 zip 再收入；"
            "或者打开浏览器的 JavaScript，再拖放或选择，文件就会分几次送来，合成一批。"
        ) % {"most": settings.DATA_UPLOAD_MAX_NUMBER_FILES}
    elif isinstance(exception, RequestDataTooBig):
        words = _("粘贴的文字超过 %(most)s 的上限，这一次什么也没有收。请存成文件，或分成几篇再收入。") % {
            "most": filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        }
    if words:
        _hear_out(request)
    return render(request, "400.html", {"words": words, "back": request.path if words else ""}, status=400)


def fault(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 and when to ask again while the database is away: harvesters then wait instead of giving up.

    Nothing on the page is asked of the database.
    """
    is_away = isinstance(sys.exception(), OperationalError | InterfaceError)
    status, headers = (503, {"Retry-After": str(RETRY_SECONDS)}) if is_away else (500, {})
    if request.path.endswith(".json"):
        words = _("数据库暂时没有回答，请稍后再试。") if is_away else "500"
        return JsonResponse({"error": words}, status=status, headers=headers)
    return HttpResponse(render_to_string("500.html"), status=status, headers=headers)


def _hear_out(request: HttpRequest) -> None:
    """Read the rest of a request: a browser that is answered before it has sent all shows a broken connection."""
    left = MOST_BYTES_HEARD_OUT
    try:
        while left > 0 and (block := request.read(BLOCK_BYTES)):
            left -= len(block)
    except (UnreadablePostError, OSError):
        return
