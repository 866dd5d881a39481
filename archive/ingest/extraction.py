"""A page -> what it says, each field with its evidence: chooses the reader by what the page is.

In: a Page of `formats.py` and the gazetteer. Out: an ExtractedArticle. Saved HTML has markup to go by, pasted
text has none, a record is taken as given. A figure is given its picture where that came with the page.
"""

from __future__ import annotations

from dataclasses import replace

from archive.ingest.extracted import ExtractedArticle
from archive.ingest.html_page import extract_html_page
from archive.ingest.page import Page
from archive.ingest.record import extract_record
from archive.ingest.tail_imprint import with_tail_imprint
from archive.ingest.text_page import extract_text_page
from archive.text.gazetteer import Gazetteer


def extract(page: Page, gazetteer: Gazetteer) -> ExtractedArticle:
    """Return what the page says."""
    if page.kind == "record":
        return extract_record(page.record or {}, gazetteer)
    if page.kind == "html":
        return _with_pictures(with_tail_imprint(extract_html_page(page.text, gazetteer)), page)
    return with_tail_imprint(extract_text_page(page.text, gazetteer))


def _with_pictures(extracted: ExtractedArticle, page: Page) -> ExtractedArticle:
    """Return the record with each figure's picture, found by the address that the page gives it."""
    pictures = {picture.source: picture for picture in page.pictures}
    figures = (replace(f, picture=pictures.get((f.source_url or "").strip())) for f in extracted.figures)
    return replace(extracted, figures=tuple(figures))
