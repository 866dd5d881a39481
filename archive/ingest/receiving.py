"""Files came: what is kept of them at once? In: files as somebody brought them. Out: a batch that waits to be run.

The bytes of each file are on the disk before the batch is there, and the batch is there with all its files or not
at all: nobody finds half of one. A file that cannot be taken is a row of the batch with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from archive.ingest.intake import MAX_FILE_NAME, keep_capture
from archive.ingest.limits import printable
from archive.ingest.recording import Given
from archive.models import BatchFile, IngestBatch
from archive.publishing import Actor

MAX_LABEL: Final = 200  # characters, as the database holds them
FILES_PER_INSERT: Final = 500


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file as it was brought: `size` in bytes, `read` gives them and is called for one file after the other."""

    name: str
    size: int
    read: Callable[[], bytes]


def make_batch(received: Iterable[ReceivedFile], given: Given, label: str = "") -> IngestBatch:
    """Keep what was brought, and return the batch of it."""
    files = [_keep(order, file, given.by) for order, file in enumerate(received, start=1)]
    batch = IngestBatch(
        label=printable(label or _label_of(files))[:MAX_LABEL],
        created_by=given.by if isinstance(given.by, User) else None,
        place=given.place,
        newspaper_name=given.newspaper or "",
        publish=given.publish,
    )
    with transaction.atomic():
        batch.save()
        for file in files:
            file.batch = batch
        BatchFile.objects.bulk_create(files, FILES_PER_INSERT)
    return batch


def _keep(order: int, received: ReceivedFile, by: Actor) -> BatchFile:
    """Return the row of a file, its bytes kept; of one that cannot be kept, its reason."""
    name = printable(received.name)[-MAX_FILE_NAME:]
    file = BatchFile(order=order, file_name=name, size=received.size)
    file.failure = _refusal_of(received)
    if not file.failure:
        try:
            file.capture = keep_capture(name, received.read(), by)
        except OSError as error:
            file.failure = _("原件没能保存：%(reason)s。请稍后再收入一次。") % {"reason": error.strerror or error}
    file.is_done = bool(file.failure)
    return file


def _refusal_of(received: ReceivedFile) -> str:
    """Return why a file is not even kept; empty for one that is."""
    limit = settings.UPLOAD_MAX_BYTES
    if received.size > limit:
        spoken = {"size": filesizeformat(received.size), "limit": filesizeformat(limit)}
        return _("文件有 %(size)s，超过 %(limit)s 的上限。请拆开再收入。") % spoken
    return "" if received.size else _("文件是空的。请重新保存原页面再收入。")


def _label_of(files: list[BatchFile]) -> str:
    """Return what a batch is called by its files."""
    if len(files) == 1:
        return files[0].file_name
    return _("%(name)s 等 %(count)d 个文件") % {"name": files[0].file_name, "count": len(files)} if files else ""
