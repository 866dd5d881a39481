"""The page as it came, as text beside its record: which words was each field read from, and what was left out?

In: a capture, and the report that stands on it, if any. Out: a PageBeside, from one reading of the kept bytes; a page
that cannot be read says why, with whatever text it has. Nothing of a page reaches the screen but its text, and of a PDF
the pictures of its pages (`page_sheets.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from archive import payloads
from archive.admin.page_sheets import SheetPicture, pictures_beside
from archive.admin.review import label_of_reading
from archive.hand_edits import EDITED_EVIDENCE
from archive.ingest.encoding import decode
from archive.ingest.extracted import RemovedText
from archive.ingest.formats import FormatError, Page
from archive.ingest.intake import page_of
from archive.ingest.page_lines import MAX_LINES, PageLine, lines_of, text_lines
from archive.ingest.page_marks import mark_page
from archive.ingest.page_reading import MarkedPage, Reading
from archive.ingest.record import GIVEN
from archive.models import Article, Capture
from archive.payloads import PayloadError

# Where a reading is put right: its own box, unless it is said here.
TARGETS: Final = {
    "credits": "credits-group", "authors": "credits-group", "figures": "figures-group", "body": "id_body_html",
}  # fmt: skip
FAMILIES: Final = {
    "kicker": "title", "headline": "title", "subtitle": "title", "column_name": "title",
    "date_published": "date", "date": "date", "period": "date",
    "place": "place", "further_places": "place",
    "byline": "people", "credits": "people", "authors": "people",
    "newspaper": "source", "source_printed": "source", "site": "source", "source_url": "source",
    "issue_number": "source", "print_page": "source",
}  # fmt: skip
# Fields that are printed as they stand: where extraction gave no evidence, they are their own.
PRINTED: Final = ("kicker", "headline", "subtitle", "column_name", "byline", "source_printed", "editors_note")
EDITED_BEFORE: Final = EDITED_EVIDENCE % ""
MAX_UNREADABLE: Final = 0.02  # share of characters that are no text, beyond which bytes are not shown as text
DECODED_BYTES: Final = 400_000  # of a file that no reader took


@dataclass(frozen=True, slots=True)
class PageBeside:
    """A page beside its record. `failure` says why it could not be read as it should; `is_cut`, that more follows.

    `sheets` are the pages of a PDF that it stands on, as pictures.
    """

    capture: Capture | None = None
    page: MarkedPage | None = None
    failure: str = ""
    is_cut: bool = False
    sheets: tuple[SheetPicture, ...] = ()

    @property
    def is_textless(self) -> bool:
        """Tell whether there is nothing to read."""
        return self.page is None or not self.page.runs


def page_beside(capture: Capture | None, article: Article | None, member: str = "") -> PageBeside:
    """Return the page of a capture with a report's readings.

    `member` is the page's name in its file where the capture is the file, or another page that says the same.
    """
    if capture is None:
        return PageBeside()
    is_other = member and member != capture.member
    asked = Capture(parent=capture.parent or capture, member=member) if is_other else capture
    read, lines, failure = _read(asked)
    sheets = pictures_beside(asked, [read] if read else [], is_read=read is not None)
    removed = _removed_of(article) if article else []
    page = mark_page(lines, list(readings_of(article)) if article else [], removed, _passages_of(article))
    return PageBeside(capture, page, failure, len(lines) == MAX_LINES, tuple(sheets))


def readings_of(article: Article) -> Iterator[Reading]:
    """Yield each field that was read from words of the page; those that are printed as they stand, too."""
    evidence = {name: str(words).removeprefix(EDITED_BEFORE) for name, words in article.evidence.items() if words}
    for name in PRINTED:
        if getattr(article, name) and evidence.get(name, GIVEN) == GIVEN:
            evidence[name] = getattr(article, name)
    if "credits" not in evidence:
        names = [credit.contributor.name for credit in article.credits.select_related("contributor")]
        evidence |= {"credits": "；".join(names)} if names else {}
    for name, words in evidence.items():
        label, target = str(label_of_reading(name)), TARGETS.get(name, f"id_{name}")
        yield Reading(name, words, label, target, FAMILIES.get(name, "other"))


def _read(capture: Capture) -> tuple[Page | None, list[PageLine], str]:
    """Return a page, its lines, and why it could not be read; its bytes as text where no reader takes them."""
    try:
        page = page_of(capture)
    except FormatError as error:
        return None, _bytes_as_lines(capture), str(error)
    except PayloadError as error:
        return None, [], str(error)
    return page, lines_of(page), page.failure or page.blank or ""


def _bytes_as_lines(capture: Capture) -> list[PageLine]:
    """Return the bytes of a file as lines, if they are text."""
    try:
        payload = payloads.read((capture.parent or capture).payload_digest)[:DECODED_BYTES]
    except PayloadError:
        return []
    text = decode(payload).text if payload else ""
    unreadable = sum(not (sign.isprintable() or sign in "\n\r\t\u3000\xa0") for sign in text)
    return text_lines(text) if unreadable <= len(text) * MAX_UNREADABLE else []


def _removed_of(article: Article) -> list[RemovedText]:
    return [RemovedText(str(one.get("text", "")), str(one.get("reason", ""))) for one in article.removed]


def _passages_of(article: Article | None) -> list[str]:
    """Return the paragraphs, headings, captions and note of a report as it stands now."""
    if article is None:
        return []
    captions = article.figures.exclude(caption=None).values_list("caption", flat=True)
    notes = (article.editors_note or "").splitlines()
    return [*article.body_text.splitlines(), *map(str, article.section_headings), *map(str, captions), *notes]
