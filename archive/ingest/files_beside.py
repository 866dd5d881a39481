"""What lay beside a saved page is kept, and found again whenever the page is read.

In: the captures of a page and of the files of its folder. Out: a FileBeside of each; or the bytes of all, by the names
that the page may call them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Final

from archive import payloads
from archive.ingest.file_kinds import ending_of
from archive.ingest.page_folder import PAGE_ENDINGS
from archive.models import Capture, FileBeside

logger: Final = logging.getLogger(__name__)


def note_beside(page: Capture, files: Iterable[tuple[str, Capture]]) -> None:
    """Note which files lay beside a page, each by its path from there; what was noted before is not noted twice."""
    for name, capture in files:
        FileBeside.objects.get_or_create(page=page, name=name, capture=capture)


def beside_of(page: Capture) -> dict[str, bytes]:
    """Return the files that lay beside a page, by their paths from there; none for what is no saved page.

    One whose bytes are gone is left out: fixity tells of it, and the page can be read without.
    """
    if ending_of(page.file_name) not in PAGE_ENDINGS or page.parent_id is not None:
        return {}
    found: dict[str, bytes] = {}
    for beside in page.files_beside.select_related("capture"):
        try:
            found[beside.name] = payloads.read(beside.capture.payload_digest)
        except payloads.PayloadError as error:
            logger.warning("%s of %s: %s", beside.name, page.payload_digest, error)
    return found
