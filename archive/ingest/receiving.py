"""Files came: what is kept of them at once? In: files as somebody brought them. Out: a batch that waits to be run.

The bytes of each file are on the disk before the batch is there, and the batch is there with all its files or not
at all: nobody finds half of one. A file that cannot be taken is a row of the batch with its reason. What lay in the
folder of a saved page is kept beside the page, and is no row. More files may follow into a batch, as long as nobody
has cancelled it: a browser sends many in portions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from archive.ingest.files_beside import note_beside
from archive.ingest.intake import MAX_FILE_NAME, keep_capture
from archive.ingest.limits import printable
from archive.ingest.page_folder import MOST_BYTES_BESIDE, sort_out
from archive.ingest.recording import Given
from archive.models import BatchFile, Capture, IngestBatch
from archive.permissions import Actor

MAX_LABEL: Final = 200  # characters, as the database holds them
FILES_PER_INSERT: Final = 500


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file as it was brought: `size` in bytes, `read` gives them and is called for one file after the other.

    `path` is where it lay among those that came with it (`年度/样例_files/1.jpg`), "" where nobody says.
    """

    name: str
    size: int
    read: Callable[[], bytes]
    path: str = ""


class BatchClosedError(Exception):
    """Files came for a batch that takes no more; the message says why."""


def make_batch(received: Iterable[ReceivedFile], given: Given, label: str = "") -> IngestBatch:
    """Keep what was brought, and return the batch of it."""
    files = _kept(list(received), given.by)
    batch = IngestBatch(
        label=printable(label or _label_of(files))[:MAX_LABEL],
        created_by=given.by if isinstance(given.by, User) else None,
        place=given.place,
        newspaper_name=given.newspaper or "",
        publish=given.publish,
    )
    with transaction.atomic():
        batch.save()
        _write(batch, files, 0)
    return batch


def add_to_batch(batch: IngestBatch, received: Iterable[ReceivedFile], after: int, by: Actor) -> None:
    """Add what was brought to a batch that has `after` files; where it has more, these are in already.

    One that was done waits again. BatchClosedError where it was cancelled meanwhile.
    """
    files = _kept(list(received), by)
    with transaction.atomic():
        held = IngestBatch.objects.select_for_update().get(pk=batch.pk)
        if held.cancel_asked_at or held.state == IngestBatch.State.CANCELLED:
            raise BatchClosedError(_("这一批已被取消，后面的文件没有收入；已收入的留着。"))
        if batch.files.count() > after:
            return
        _write(batch, files, after)
        if held.state == IngestBatch.State.DONE:
            IngestBatch.objects.filter(pk=batch.pk).update(state=IngestBatch.State.WAITING, finished_at=None)


def _write(batch: IngestBatch, files: list[BatchFile], after: int) -> None:
    for order, file in enumerate(files, start=after + 1):
        file.batch, file.order = batch, order
    BatchFile.objects.bulk_create(files, FILES_PER_INSERT)


def _kept(received: Sequence[ReceivedFile], by: Actor) -> list[BatchFile]:
    """Return the rows of the files to be read, their bytes kept, and those of what lay beside them."""
    pages = sort_out([file.path or file.name for file in received]).pages
    return [_keep(received[page.number], {name: received[n] for name, n in page.beside.items()}, by) for page in pages]


def _keep(received: ReceivedFile, beside: dict[str, ReceivedFile], by: Actor) -> BatchFile:
    """Return the row of a file, its bytes kept; of one that cannot be kept, its reason."""
    name = printable(received.name)[-MAX_FILE_NAME:]
    file = BatchFile(file_name=name, size=received.size)
    file.failure = _refusal_of(received)
    if not file.failure:
        try:
            file.capture = keep_capture(name, received.read(), by)
            note_beside(file.capture, _kept_beside(beside, by))
        except OSError as error:
            file.failure = _("原件没能保存：%(reason)s。请稍后再收入一次。") % {"reason": error.strerror or error}
    file.is_done = bool(file.failure)
    return file


def _kept_beside(beside: dict[str, ReceivedFile], by: Actor) -> Iterator[tuple[str, Capture]]:
    """Yield the pictures beside a page as captures, as far as they are within bounds."""
    room = MOST_BYTES_BESIDE
    for name, file in beside.items():
        room -= file.size
        if room < 0:
            return
        if not _refusal_of(file):
            yield name, keep_capture(name, file.read(), by)


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
