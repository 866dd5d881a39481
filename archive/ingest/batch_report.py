"""What became of each page of a batch? In: a batch. Out: a row for each page, and for each file that could not be read.

Rows stand in the order in which the files came and the pages stand in them. A page of rows costs three queries,
however many there are; the whole report goes out as CSV, some rows at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, QuerySet, Value
from django.utils.translation import gettext as _

from archive.models import Article, BatchFile, BatchItem, Capture, IngestBatch
from archive.text.table_files import BOM, csv_rows, defused

Outcome = BatchItem.Outcome
ROWS_TOGETHER: Final = 500
NO_ITEM: Final = 2_147_483_647  # the order of the row of a file whose reading failed: behind any page it gave
# What a row does not show of a report.
HEAVY: Final = ("body_html", "body_text", "evidence", "removed", "warnings", "section_headings")
Key = tuple[int, int, int]  # order of the file, order of the page or NO_ITEM, number of the item or the file


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One page with its item, or a file that gave none."""

    file: BatchFile
    item: BatchItem | None = None

    @property
    def outcome(self) -> str:
        """Return the outcome, one of BatchItem.Outcome."""
        return self.item.outcome if self.item else Outcome.FAILED.value

    @property
    def outcome_label(self) -> str:
        """Return the outcome in words."""
        return str(Outcome(self.outcome).label)

    @property
    def mark(self) -> str:
        """Return the outcome as a CSS class."""
        return self.outcome.replace(" ", "-")

    @property
    def reason(self) -> str:
        """Return why it is so; empty where all is well."""
        return self.item.reason if self.item else self.file.failure

    @property
    def member(self) -> str:
        """Return where in its file the page stands; empty where the file is the page."""
        return self.item.member if self.item else ""

    @property
    def encoding(self) -> str:
        """Return the charset that the page was read by."""
        return self.item.encoding if self.item else ""

    @property
    def confidence(self) -> int | None:
        """Return how sure we are, 0 to 100; None where nothing was read."""
        return self.item.confidence if self.item else None

    @property
    def article(self) -> Article | None:
        """Return the report that the page is; of an unchanged page, the one that it equals."""
        return self.item.article if self.item else None

    @property
    def resembles(self) -> Article | None:
        """Return the report that the page is near to."""
        return self.item.resembles if self.item else None

    @property
    def capture(self) -> Capture | None:
        """Return what is kept of the page, or else of its file."""
        return (self.item.capture if self.item else None) or self.file.capture

    @property
    def decision(self) -> str:
        """Return in words what a person made of it; empty where nobody has looked."""
        return str(self.item.get_decision_display()) if self.item and self.item.decision else ""


def row_keys(batch: IngestBatch, outcome: str = "") -> QuerySet[Any, Any]:
    """Return the keys of the rows of a batch in their order, of one outcome or of all; to be counted and cut."""
    items = batch.items.order_by().filter(**({"outcome": outcome} if outcome else {}))
    keys = items.annotate(at=F("file__order"), nth=F("order")).values_list("at", "nth", "pk")
    if outcome not in ("", Outcome.FAILED):
        return keys.order_by("at", "nth")
    refused = batch.files.order_by().exclude(failure="").annotate(at=F("order"), nth=Value(NO_ITEM))
    return keys.union(refused.values_list("at", "nth", "pk"), all=True).order_by("at", "nth")


def rows_of(keys: Iterable[Key]) -> list[ReportRow]:
    """Return the rows that the keys name."""
    keys = list(keys)
    items = _items().in_bulk([number for _at, nth, number in keys if nth != NO_ITEM])
    files = _files().in_bulk([number for _at, nth, number in keys if nth == NO_ITEM])
    return [
        ReportRow(files[number]) if nth == NO_ITEM else ReportRow(items[number].file, items[number])
        for _at, nth, number in keys
        if number in (files if nth == NO_ITEM else items)
    ]


def report_csv(batch: IngestBatch) -> Iterator[bytes]:
    """Yield the report of a batch, its heading first."""
    yield (BOM + csv_rows([_heading()])).encode()
    # Read at once: a row that comes meanwhile shifts none.
    keys = list(row_keys(batch))
    for start in range(0, len(keys), ROWS_TOGETHER):
        rows = enumerate(rows_of(keys[start : start + ROWS_TOGETHER]), start=start + 1)
        yield csv_rows([defused(cell) for cell in _cells(number, row)] for number, row in rows).encode()
    unread = _files().filter(batch=batch, is_done=False, failure="").order_by("order")
    for number, file in enumerate(unread, start=len(keys) + 1):
        yield csv_rows([[defused(cell) for cell in _unread(number, file, batch)]]).encode()


def _items() -> QuerySet[BatchItem]:
    heavy = [f"{report}__{name}" for report in ("article", "resembles") for name in HEAVY]
    return BatchItem.objects.select_related("file__capture", "capture", "article", "resembles").defer(*heavy)


def _files() -> QuerySet[BatchFile]:
    return BatchFile.objects.select_related("capture")


def _heading() -> list[str]:
    return [
        _("序号"), _("文件"), _("文件内位置"), _("结果"), _("原因"), _("字符编码"), _("把握"), _("报道编号"), _("标题"),
        _("相近的报道"), _("处理"), _("原件 SHA-256"),
    ]  # fmt: skip


def _unread(number: int, file: BatchFile, batch: IngestBatch) -> list[str]:
    """Return the row of a file that was not read to its end, so that a report of what came in leaves no file out."""
    is_over = batch.state == IngestBatch.State.CANCELLED
    why = _("批次已取消，这个文件没有读完。") if is_over else _("这个文件还没有读完。")
    digest = file.capture.payload_digest if file.capture else ""
    return [str(number), file.file_name, "", _("没有读完"), why, *[""] * 6, digest]


def _cells(number: int, row: ReportRow) -> list[str]:
    article, resembles, capture = row.article, row.resembles, row.capture
    return [
        str(number),
        row.file.file_name,
        row.member,
        row.outcome_label,
        row.reason,
        row.encoding,
        "" if row.confidence is None else str(row.confidence),
        str(article.pk) if article else "",
        (article.headline or "") if article else "",
        str(resembles.pk) if resembles else "",
        row.decision,
        capture.payload_digest if capture else "",
    ]
