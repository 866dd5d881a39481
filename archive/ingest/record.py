"""From one object of a JSON Lines file to an ExtractedArticle: bulk import, where nothing has to be guessed.

In: a decoded JSON value. Out: a checked record, and the article that it describes. The body is taken as
given: no heading or byline is drawn from it. A value of the wrong shape is a RecordError that names the key.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final

from archive.ingest.body import read_blocks
from archive.ingest.cleaning import clean_body
from archive.ingest.extracted import Block, DateReading, ExtractedArticle, PlaceReading, SignedName
from archive.text.gazetteer import Gazetteer

TEXT_KEYS: Final = (
    "headline", "kicker", "subtitle", "column_name", "newspaper", "site", "source_printed", "source_url",
    "issue_number", "print_page", "editors_note",
)  # fmt: skip
OTHER_KEYS: Final = ("identifier", "body", "body_html", "date_published", "place", "authors", "credits")
DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
LONGEST: Final = 500  # characters of a line of text, as the database holds them


class RecordError(ValueError):
    """A line that is no record; the message names what is wrong with it."""


def read_record(value: Any) -> dict[str, Any]:
    """Return the record that a JSON value holds, with empty values left out; RecordError for a wrong shape."""
    if not isinstance(value, dict):
        raise RecordError("应是一个 JSON 对象，形如 {\"headline\": …, \"body\": …}。")
    record = {str(key): held for key, held in value.items() if held not in (None, "", [])}
    for key in (*TEXT_KEYS, "identifier", "body", "body_html", "date_published", "place"):
        record |= {key: _text(key, record[key])} if key in record else {}
    if "body" not in record and "body_html" not in record:
        raise RecordError("缺少 body（或 body_html）。")
    if "date_published" in record:
        _check_date(record["date_published"])
    record["authors"] = _names(record.get("authors", []))
    record["credits"] = _credits(record.get("credits", []))
    return record


def extract_record(record: Mapping[str, Any], gazetteer: Gazetteer) -> ExtractedArticle:
    """Return the article that a record describes; a place that cannot be told is left open, with a doubt."""
    place, doubts = _place(record.get("place"), gazetteer)
    date = record.get("date_published")
    unknown = sorted(set(record) - set(TEXT_KEYS) - set(OTHER_KEYS))
    warnings = (f"没有用到的键：{'、'.join(unknown)}。",) if unknown else ()
    return ExtractedArticle(
        **{key: record.get(key) for key in TEXT_KEYS},
        place=place,
        date=DateReading(date, "stated", date) if date else None,
        credits=_signatures(record),
        blocks=_blocks(record),
        evidence={"place": place.evidence} if place else {},
        warnings=(*warnings, *doubts),
        doubts=doubts,
    )


def _text(key: str, value: Any) -> str:
    """Return a value as text; numbers are taken as they are written, anything else is refused."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise RecordError(f"{key} 应是文字，不是 {type(value).__name__}。")
    text = str(value).strip().replace("\x00", "")
    if key not in ("body", "body_html", "editors_note", "source_url") and len(text) > LONGEST:
        raise RecordError(f"{key} 超过 {LONGEST} 个字符。")
    return text


def _check_date(value: str) -> None:
    match = DATE.fullmatch(value)
    try:
        year, month, day = (int(part or 1) for part in match.groups()) if match else (0, 0, 0)
        dt.date(year, month, day)
    except ValueError:
        raise RecordError(f"date_published “{value}”不是日期；应是 YYYY、YYYY-MM 或 YYYY-MM-DD。") from None


def _names(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise RecordError("authors 应是名字的列表。")
    return [name.strip() for name in value if name.strip()]


def _credits(value: Any) -> list[SignedName]:
    well_formed = isinstance(value, list) and all(isinstance(c, dict) and isinstance(c.get("name"), str) for c in value)
    if not well_formed:
        raise RecordError('credits 应是列表，每项形如 {"name": "张三", "role": "记者"}。')
    return [SignedName(credit["name"].strip(), credit.get("role") or None) for credit in value]


def _signatures(record: Mapping[str, Any]) -> tuple[SignedName, ...]:
    """Return the credits, and the authors that are not among them, without a role."""
    signed: list[SignedName] = list(record.get("credits", []))
    known = {credit.name for credit in signed}
    return (*signed, *(SignedName(name, None) for name in record.get("authors", []) if name not in known))


def _place(value: str | None, gazetteer: Gazetteer) -> tuple[PlaceReading | None, tuple[str, ...]]:
    if value is None:
        return None, ()
    resolution = gazetteer.resolve(value)
    if resolution.place:
        return PlaceReading(resolution.place.code, resolution.place.name, value), ()
    if resolution.is_ambiguous:
        names = "、".join(f"{place.name}（{place.code}）" for place in resolution.candidates[:6])
        return None, (f"地方“{value}”可指{names}，没有采用。",)
    return None, (f"不认得地方“{value}”，没有采用。",)


def _blocks(record: Mapping[str, Any]) -> tuple[Block, ...]:
    if "body" in record:
        return tuple(Block("paragraph", line.strip()) for line in record["body"].split("\n") if line.strip())
    return read_blocks(clean_body(record["body_html"]).body_html)
