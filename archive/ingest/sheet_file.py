"""A spreadsheet -> a page a row, each a record with the keys of JSON Lines.

In: the bytes of a .csv or .xlsx. Out: Pages. The header row says which column is what (`sheet_header.py`); a row that
is no record says why, and the others go on. Of formulas the value last shown is taken; nothing is calculated.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import openpyxl

from archive.ingest.dates import parse_printed_date
from archive.ingest.document_file import normal_lines
from archive.ingest.encoding import decode
from archive.ingest.limits import printable
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


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its rows of text with the number of each, and its name where a file has several."""

    rows: Iterable[tuple[int, list[str]]]
    name: str = ""


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
            yield from _row_pages(Sheet(numbered, UNSEEN.sub("", sheet.title)), wanted)
            is_any_table = True
        except NoTableError as error:
            refusal = error
    if not is_any_table:
        raise refusal or FormatError("里面没有表格。")


class NoTableError(FormatError):
    """A table whose first rows do not say which column is what, or that has nothing below them."""


def _row_pages(
    sheet: Sheet, wanted: Wanted, encoding: str | None = None, warnings: tuple[str, ...] = ()
) -> Iterator[Page]:
    """Yield the pages of a table; raises NoTableError for one without a header or rows."""
    keys: list[str | None] = []
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
        if keys:
            rows += 1
            member = f"{sheet.name} 第 {number} 行".strip()
            if wanted.takes(member):
                yield _row_page(member, keys, row, encoding, warnings, notes)
        elif is_header(row):
            keys, notes = keys_of(row), _unknown_columns(row)
        elif seen >= ROWS_ABOVE:
            break
    if not keys:
        raise NoTableError("没有找到表头。第一行应写明各列：标题、正文，以及日期、地方、报纸、作者等。")
    if not rows:
        raise NoTableError("表头下面一行也没有。")


def _unknown_columns(header: Sequence[str]) -> tuple[str, ...]:
    """Return a note of the columns that say nothing to us."""
    unknown = [cell for cell, key in zip(header, keys_of(header), strict=True) if cell and key is None]
    return (f"表中这些列没有采用：{'、'.join(unknown)}。",) if unknown else ()


def _row_page(
    member: str,
    keys: Sequence[str | None],
    row: Sequence[str],
    encoding: str | None,
    warnings: tuple[str, ...],
    notes: tuple[str, ...],
) -> Page:
    """Return the page of one row; what it holds beyond the header's columns is left out."""
    given = {key: _value(key, cell) for key, cell in zip(keys, row, strict=False) if key and cell}
    text = json.dumps(given, ensure_ascii=False)
    payload = text.encode("utf-8", errors="surrogatepass")
    own_warnings = warnings if "\ufffd" in text else ()
    try:
        record, failure = read_record(given), None
    except RecordError as error:
        record, failure = None, f"{member}：{error}"
    return Page(
        member, "record", payload, text, encoding,
        record=record, failure=failure, warnings=own_warnings, notes=notes,
    )  # fmt: skip


def _value(key: str, cell: str) -> Any:
    """Return a cell as its key's value: names as a list, a day in digits."""
    if key == "authors":
        return [name for name in PARTED_NAMES.split(cell) if name]
    return _date(cell) if key == "date_published" else cell


def _date(cell: str) -> str:
    """Return a date as YYYY, YYYY-MM or YYYY-MM-DD; what is none stays as it is, to be told."""
    day = parse_printed_date(cell)
    if day:
        return day
    month, year = MONTH.fullmatch(cell), YEAR.fullmatch(cell)
    if month:
        return f"{month[1]}-{int(month[2]):02}"
    return year[1] if year else cell


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
