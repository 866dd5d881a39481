"""On which pages of a PDF does this page stand, and where are they to be seen?

In: a capture and what was read from it. Out: for each page of the PDF the addresses of its picture, beside the text and
by itself, and why it could not be drawn if it could not. The pictures are answered to staff alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response

from archive.ingest.drawing import BESIDE, FULL, Drawing, DrawingError
from archive.ingest.file_kinds import ending_of
from archive.ingest.page import Page
from archive.models import Capture
from archive.page_pictures import BusyError, Sheet, fault_of, picture_of
from archive.payloads import PayloadError

DRAWN: Final = (".pdf",)
MOST_SHOWN: Final = 40  # pages at once; a document that is read as one report has no more
CANNOT: Final = 422  # a sound question about a page that cannot be drawn
BUSY: Final = 503
PLAIN: Final = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class SheetPicture:
    """A page of a PDF on screen; `fault` says why it could not be drawn the last time."""

    number: int
    url: str
    full_url: str
    fault: str = ""


def pictures_beside(capture: Capture, pages: Sequence[Page], *, is_read: bool = True) -> list[SheetPicture]:
    """Return the pages of a PDF that were read from a capture, each once; none of another kind of file.

    A PDF that could not be read may still be drawn: of that the first page is given.
    """
    file = capture.parent or capture
    found = {(page.entry, number): None for page in pages for number in page.sheets}
    if not is_read and not found and is_drawn(file.file_name):
        found = {("", 1): None}
    return [_picture(Sheet(file, entry, number)) for entry, number in list(found)[:MOST_SHOWN]]


def is_drawn(file_name: str) -> bool:
    """Tell whether a file is of a kind whose pages are drawn."""
    return ending_of(file_name) in DRAWN


def _picture(sheet: Sheet) -> SheetPicture:
    return SheetPicture(sheet.number, _address(sheet), _address(sheet, size="full"), fault_of(sheet, BESIDE))


def _address(sheet: Sheet, **query: str) -> str:
    if sheet.entry:
        query["entry"] = sheet.entry
    return reverse("admin:archive_capture_page", args=[sheet.file.pk, sheet.number], query=query or None)


def answer(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Answer with the picture of a page, or in words why there is none; 304 to who names this version of it."""
    drawing = FULL if request.GET.get("size") == "full" else BESIDE
    etag = f'"{sheet.key(drawing)}"'
    response = get_conditional_response(request, etag) or _drawn(sheet, drawing)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if response.status_code in (200, 304):
        response["ETag"] = etag
    return response


def _drawn(sheet: Sheet, drawing: Drawing) -> HttpResponse:
    try:
        return HttpResponse(picture_of(sheet, drawing), content_type="image/jpeg")
    except BusyError as error:
        return HttpResponse(str(error), content_type=PLAIN, status=BUSY, headers={"Retry-After": "5"})
    except (DrawingError, PayloadError) as error:
        return HttpResponse(str(error), content_type=PLAIN, status=CANNOT)
