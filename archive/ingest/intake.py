"""From a file to drafts: the last step of taking in, and the only one that writes.

In: a file's name and bytes, and what the operator says of it. Out: one IngestResult a page. The bytes
are kept first, under their digest and unaltered; each report then goes in with its credits, figures and
printing in one transaction. Safe to run again at any point: what is there is not written twice.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from archive import payloads, publishing
from archive.editing import text_digest
from archive.ingest.extracted import ExtractedArticle
from archive.ingest.extraction import extract
from archive.ingest.formats import FormatError, Page, pages_of
from archive.ingest.recording import Given, attach, fill_in, write_article
from archive.models import Article, Capture, Newspaper
from archive.publishing import Actor, PublishingError
from archive.text.gazetteer import load_gazetteer

Status = Literal["new", "unchanged", "near", "needs review", "failed"]
MAX_FILE_NAME: Final = 300  # characters, as the database holds them
logger: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of one page. `article` is None where nothing was written (failed, or a dry run)."""

    file: str
    status: Status
    reason: str | None = None
    encoding: str | None = None
    extracted: ExtractedArticle | None = None
    article: Article | None = None


def keep_capture(file_name: str, payload: bytes, by: Actor = None) -> Capture:
    """Keep an upload's bytes and its record, and return the record; bytes kept before give their first one."""
    digest = payloads.keep(payload)
    actor = by if by is not None and by.is_authenticated else None
    defaults = {"file_name": file_name[-MAX_FILE_NAME:], "size": len(payload), "captured_by": actor}
    return Capture.objects.get_or_create(payload_digest=digest, parent=None, defaults=defaults)[0]


def ingest(capture: Capture, given: Given) -> Iterator[IngestResult]:
    """Take in every page of a capture, yielding what became of each; nothing is raised for a bad page."""
    try:
        payload = payloads.read(capture.payload_digest)
        yield from (_take_in(page, capture, given) for page in pages_of(capture.file_name, payload))
    except (FormatError, payloads.PayloadError) as error:
        yield _failed(capture, capture.file_name, str(error))


def preview(file_name: str, payload: bytes, given: Given) -> Iterator[IngestResult]:
    """Tell what `ingest` would make of a file, and write nothing."""
    known = Capture.objects.filter(payload_digest=payloads.digest_of(payload), parent=None).first()
    try:
        for page in pages_of(file_name, payload):
            yield _judge(page, known, given)
    except FormatError as error:
        yield IngestResult(file_name, "failed", str(error))
