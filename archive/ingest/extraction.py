"""A page -> what it says, each field with its evidence: chooses the reader by what the page is.

In: a Page of `formats.py` and the gazetteer. Out: an ExtractedArticle. Saved HTML has markup to go by, pasted
text has none, a record is taken as given.
"""

from __future__ import annotations

from archive.ingest.extracted import ExtractedArticle
from archive.ingest.formats import Page
from archive.ingest.html_page import extract_html_page
from archive.ingest.record import extract_record
from archive.ingest.text_page import extract_text_page
from archive.text.gazetteer import Gazetteer


def extract(page: Page, gazetteer: Gazetteer) -> ExtractedArticle:
    """Return what the page says."""
    if page.kind == "record":
        return extract_record(page.record or {}, gazetteer)
    if page.kind == "html":
        return extract_html_page(page.text, gazetteer)
    return extract_text_page(page.text, gazetteer)
