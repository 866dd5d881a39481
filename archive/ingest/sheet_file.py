"""A spreadsheet -> a page a row, each a record with the keys of JSON Lines.

In: the bytes of a .csv or .xlsx. Out: Pages. The header row says which column is what (`sheet_header.py`); a row that
is no record says why, and the others go on; one without a text, as a list of holdings has them, is a record that a
person completes. Of formulas the value last shown is taken; nothing is calculated.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import openpyxl
from openpyxl.utils.datetime import WINDOWS_EPOCH

from archive.ingest.bylines import parse_signature
from archive.ingest.dates import parse_printed_date
from archive.ingest.document_file import normal_lines
from archive.ingest.encoding import decode
from archive.ingest.limits import printable
from archive.ingest.merged_cells import MergedCell, ReachingDown, merged_cells
from archive.ingest.office_package import check_package
from archive.ingest.page import FormatError, Page, Wanted
from archive.ingest.record import RecordError, read_record
from archive.ingest.sheet_header import ROWS_ABOVE, is_header, keys_of
from archive.ingest.zip_entries import UNSEEN

MAIN_PART: Final = "xl/workbook.xml"
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 100
MAX_EMPTY_ROWS: Final = 5_000  # in a row; below them nothing is looked for
MAX_CELL_CHARS: Final = 1_000_000
DELIMITERS: Final = ",\t;，"
PARTED_NAMES: Final = re.compile(r"[、，,;；/\s\u3000]+")
YEAR: Final = re.compile(r"((?:19|20)\d{2})年?")
MONTH: Final = re.compile(r"((?:19|20)\d{2})\s*[年\-/.]\s*(\d{1,2})月?")
# A day as spreadsheets count it, where the cell was not made to show a date: of the years 1954 to 2064.
SERIAL: Final = re.compile(r"([2-5]\d{4})(?:\.\d+)?")
# October typed as 2014.10 is the number 2014.1.
CUT_MONTH: Final = re.compile(r"((?:19|20)\d{2})\.1")

# What is written once for several reports, in a merged cell.
OF_AN_ISSUE: Final = frozenset(
    {"date_published", "newspaper", "place", "issue_number", "print_page", "column_name", "source_printed", "site"}
)

SERIAL_DAY: Final = "日期格里是表格的日期序号 {cell}，读作 {day}。"
CUT_OFF: Final = "日期“{cell}”分不清是 1 月还是 10 月（表格把 2014.10 存成 2014.1），只取到年。"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its rows of text with the number of each, and its name where a file has several."""

    rows: Iterable[tuple[int, list[str]]]
    name: str = ""
    epoch: dt.datetime = WINDOWS_EPOCH  # from which its days are counted
    merged: Sequence[MergedCell] = ()


class Day(NamedTuple):
    """A date as a record has it, with how it was read where that is not plain, and what of it is doubtful."""

    value: str
    note: str | None = None
    doubt: str | None = None


def read_csv(payload: bytes, wanted: Wanted) -> Iterator[Page]:
    """Yield a page for each row below the header of a CSV file."""
    decoded = decode(payload)
    text = normal_lines(decoded.text)
    csv.field_size_limit(MAX_CELL_CHARS)
    rows = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    try:
        numbered = ((number, [cell.strip() for cell in row]) for number, row in enumerate(rows, start=1))
        yield from _row_pages(Sheet(numbered), wanted, decoded.encoding, decoded.warnings)
    except csv.Error as error:
        raise FormatError(
            f"第 {rows.line_num} 行起不成表格（{error}）。请用 Excel 打开，另存为 .xlsx 再收入。"
        ) from error


def read_workbook(payload: bytes, wanted: Wanted) -> Iterator[Page]:
    """Yield a page for each row below the header, in every sheet of a workbook that has one."""
    check_package(payload, MAIN_PART, ".xlsx", "Excel 表格")
    book = openpyxl.load_workbook(io.BytesIO(payload), read_only=True, data_only=True, keep_links=False)
    is_any_table, refusal = False, None
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what a file says of its size is not to be trusted
        rows = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)
        numbered = ((number, [_text(cell) for cell in row]) for number, row in enumerate(rows, start=1))
        try:
            yield from _row_pages(Sheet(numbered, UNSEEN.sub("", sheet.title), book.epoch, _merged(sheet)), wanted)
            is_any_table = True
        except NoTableError as error:
            refusal = error
    if not is_any_table:
        raise refusal or FormatError("里面没有表格。")


def _merged(sheet: Any) -> list[MergedCell]:
    """Return the merged cells of a sheet; openpyxl keeps them only of books that it reads whole."""
    with sheet._get_source() as source:
        return list(merged_cells(source))


class NoTableError(FormatError):
    """A table whose first rows do not say which column is what, or that has nothing below them."""


def _row_pages(
    sheet: Sheet, wanted: Wanted, encoding: str | None = None, warnings: tuple[str, ...] = ()
) -> Iterator[Page]:
    """Yield the pages of a table; raises NoTableError for one without a header or rows."""
    header: list[str] = []
    keys: list[str | None] = []
    above: ReachingDown | None = None
    notes: tuple[str, ...] = ()
    seen = empty = rows = 0
    for number, row in sheet.rows:
        empty = 0 if any(row) else empty + 1
        if empty > MAX_EMPTY_ROWS:
            break
        if empty:
            continue
        seen += 1
        if seen > MAX_ROWS:
            raise FormatError(f"表格超过 {MAX_ROWS:,} 行。请拆开再收入。")
        if above is not None:
            rows += 1
            row = above.filled(number, row)
            member = f"{sheet.name} 第 {number} 行".strip()
            if wanted.takes(member):
                yield _row_page(member, _Row(header, keys, row, sheet.epoch), encoding, warnings, notes)
        elif is_header(row):
            header, keys, notes = row, keys_of(row), _unknown_columns(row)
            columns = [column for column, key in enumerate(keys) if key in OF_AN_ISSUE]
            above = ReachingDown(sheet.merged, columns, number)
        elif seen >= ROWS_ABOVE:
            break
    if not header:
        raise NoTableError("没有找到表头。第一行应写明各列：标题、正文，以及日期、地方、报纸、作者等。")
    if not rows:
        raise NoTableError("表头下面一行也没有。")


def _unknown_columns(header: Sequence[str]) -> tuple[str, ...]:
    """Return a note of the columns that say nothing to us."""
    unknown = [cell for cell, key in zip(header, keys_of(header), strict=True) if cell and key is None]
    return (f"表中这些列没有采用：{'、'.join(unknown)}。",) if unknown else ()


@dataclass(frozen=True, slots=True)
class _Row:
    """One row below its header; what it holds beyond the header's columns is left out."""

    header: Sequence[str]
    keys: Sequence[str | None]
    cells: Sequence[str]
    epoch: dt.datetime

    def values(self) -> dict[str, Any]:
        """Return what is given, under the keys of a record; a byline of its own goes before that of the authors."""
        given: dict[str, Any] = {}
        for key, cell in zip(self.keys, self.cells, strict=False):
            if key == "authors" and cell:
                given |= {**_signed(cell), **{k: given[k] for k in ("byline",) if k in given}}
            elif key and cell:
                given[key] = cell
        return given

    def told(self, error: RecordError) -> str:
        """Return what is wrong, with the columns named as their header does."""
        text = str(error)
        for key, word in zip(self.keys, self.header, strict=True):
            text = text.replace(f"“{key}”是", f"“{word}”是")
        return text


def _row_page(
    member: str, row: _Row, encoding: str | None, warnings: tuple[str, ...], notes: tuple[str, ...]
) -> Page:
    """Return the page of one row."""
    given = row.values()
    day = _day(given.get("date_published", ""), row.epoch)
    if day.value:
        given["date_published"] = day.value
    text = json.dumps(given, ensure_ascii=False)
    payload = text.encode("utf-8", errors="surrogatepass")
    own_warnings = warnings if "\ufffd" in text else ()
    try:
        record, failure = read_record(given, needs_text=False), None
    except RecordError as error:
        record, failure = None, f"{member}：{row.told(error)}"
    return Page(
        member, "record", payload, text, encoding, record=record, failure=failure,
        warnings=(*own_warnings, *filter(None, (day.doubt,))), notes=(*notes, *filter(None, (day.note,))),
    )  # fmt: skip


def _signed(cell: str) -> dict[str, Any]:
    """Return who signed, as a byline is read: 王　丽 is one person, and 本报记者 李小明 no two."""
    signed = parse_signature(cell)
    if any(name.role for name in signed):
        return {"byline": cell, "credits": [{"name": name.name, "role": name.role} for name in signed]}
    names = [name.name for name in signed] or PARTED_NAMES.split(cell)
    return {"authors": [name for name in names if name]}


def _day(cell: str, epoch: dt.datetime) -> Day:
    """Return a date as YYYY, YYYY-MM or YYYY-MM-DD; what is none stays as it is, to be told."""
    day = parse_printed_date(cell)
    if day:
        return Day(day)
    if cut := CUT_MONTH.fullmatch(cell):
        return Day(cut[1], doubt=CUT_OFF.format(cell=cell))
    if serial := SERIAL.fullmatch(cell):
        counted = (epoch + dt.timedelta(days=int(serial[1]))).date().isoformat()
        return Day(counted, note=SERIAL_DAY.format(cell=cell, day=counted))
    month, year = MONTH.fullmatch(cell), YEAR.fullmatch(cell)
    if month:
        return Day(f"{month[1]}-{int(month[2]):02}")
    return Day(year[1] if year else cell)


def _text(cell: object) -> str:
    """Return a cell as text: a day without its midnight, a whole number without its point."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return printable(str(cell)).strip()[:MAX_CELL_CHARS]


def _delimiter(text: str) -> str:
    """Return what parts the cells: what stands most often in the first line."""
    first = text.lstrip().split("\n", 1)[0]
    return max(DELIMITERS, key=first.count)
