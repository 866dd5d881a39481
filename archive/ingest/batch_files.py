"""Which pages has a file of a batch, and what ended the reading of it?

In: a BatchFile. Out: its pages one after the other, each with whether it is the last; how many they are; and why the
file gave none, or no more. Nothing is raised for a bad file.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from archive import payloads
from archive.ingest.file_kinds import ending_of
from archive.ingest.files_beside import beside_of
from archive.ingest.formats import FormatError, Page, Wanted, pages_of
from archive.models import BatchFile

logger: Final = logging.getLogger(__name__)

# Files of these kinds hold many pages, and are read once more to count them, without their pictures.
MANY_PAGED: Final = (".jsonl", ".csv", ".xlsx", ".pdf", ".zip")
FILE_FAULT: Final = "程序出错，没能读完这个文件；原件已保存。"


class FileReading:
    """One file as it is read: `count` pages where all is well, `failure` says what ended the reading."""

    def __init__(self, file: BatchFile) -> None:
        self.count = file.pages or 0
        self.failure = ""
        self._file = file
        self._payload = b""
        self._beside: dict[str, bytes] = {}

    def open(self) -> None:
        """Read the bytes, and count the pages where that was not done before."""
        with self._ends_with_reason():
            capture = self._file.capture
            self._payload = payloads.read(capture.payload_digest if capture else "")
            self._beside = beside_of(capture) if capture else {}
            if not self.count:
                self.count = self._count()

    def pages(self) -> Iterator[tuple[Page, bool]]:
        """Yield the pages in their order, each with whether it is the last."""
        pages = iter(()) if self.failure else self._read()
        held = next(pages, None)
        while held is not None:
            following = next(pages, None)
            yield held, following is None
            held = following

    def _read(self) -> Iterator[Page]:
        with self._ends_with_reason():
            yield from pages_of(self._file.file_name, self._payload, beside=self._beside)

    def _count(self) -> int:
        if ending_of(self._file.file_name) not in MANY_PAGED:
            return 1
        return sum(1 for _page in pages_of(self._file.file_name, self._payload, Wanted(pictures=False)))

    @contextmanager
    def _ends_with_reason(self) -> Iterator[None]:
        """Turn whatever ends the reading into the reason of it."""
        try:
            yield
        except (FormatError, payloads.PayloadError) as error:
            self.failure = str(error)
        except OSError as error:
            self.failure = f"原件读不出来：{error.strerror or error}。"
        except Exception:  # the border: whatever one file does to us, the others go on
            logger.exception("reading %s failed", self._file.file_name)
            self.failure = FILE_FAULT
