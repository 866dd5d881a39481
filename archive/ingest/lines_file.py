"""JSON Lines: a page a line, each a record.

In: the bytes of a .jsonl file. Out: a Page for each line that holds something; a bad line's page says what is wrong
with it, and the others go on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from archive.ingest.document_file import normal_lines
from archive.ingest.encoding import Decoded, decode
from archive.ingest.page import Page, Wanted
from archive.ingest.record import RecordError, read_record


def read_json_lines(payload: bytes, wanted: Wanted) -> Iterator[Page]:
    """Yield one page for each line that holds something."""
    decoded = decode(payload)
    for number, line in enumerate(normal_lines(decoded.text).split("\n"), start=1):
        member = f"第 {number} 行"
        if line.strip() and wanted.takes(member):
            yield _line_page(member, line, decoded)


def _line_page(member: str, line: str, decoded: Decoded) -> Page:
    """Return the page of one JSON line."""
    payload = line.encode("utf-8", errors="surrogatepass")
    warnings = decoded.warnings if "\ufffd" in line else ()
    try:
        record = read_record(json.loads(line))
    except json.JSONDecodeError as error:
        failure = f"{member}不是完整的 JSON：第 {error.colno} 个字符处出错（{error.msg}）。"
    except (RecordError, RecursionError) as error:
        failure = f"{member}：{error}"
    else:
        return Page(member, "record", payload, line, decoded.encoding, record=record, warnings=warnings)
    return Page(member, "record", payload, line, decoded.encoding, failure=failure, warnings=warnings)
