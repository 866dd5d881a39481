"""One line of JSON Lines -> an ExtractedArticle. What a record says is taken as given: nothing is read out of it.

In: a JSON object with the keys of docs/ (headline, body or body_html, and what else is known). Out: the record,
or a RecordError that says which key is wrong and how. An ambiguous place stays empty, with a doubt.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from archive.ingest.extracted import Block, DateReading, ExtractedArticle, PlaceReading, SignedName
from archive.ingest.html_blocks import read_blocks
from archive.ingest.html_lines import parse_page, read_lines
from archive.ingest.places import resolve_place
from archive.ingest.text_titles import strip_dash
from archive.text.days import span_of
from archive.text.gazetteer import Gazetteer

TEXT_KEYS: Final = (
    "headline", "body", "body_html", "kicker", "subtitle", "date_published", "newspaper", "issue_number",
    "print_page", "source_url", "column_name", "byline", "editors_note", "source_printed", "site",
)  # fmt: skip
GIVEN: Final = "随记录给出"
MAX_IDENTIFIER: Final = 200  # characters, as the database holds them


class RecordError(ValueError):
    """A record that cannot be taken in; the message names the key and what is wrong with it."""


def read_record(loaded: object, *, needs_text: bool = True) -> dict[str, Any]:
    """Return a JSON value as a record, checked; raises RecordError. A list of what is held may do without texts."""
    if not isinstance(loaded, dict):
        raise RecordError("这一行不是一个 JSON 对象（{…}）。")
    record = {key: value for key, value in loaded.items() if value not in (None, "", [])}
    if len(str(record.get("identifier", ""))) > MAX_IDENTIFIER:
        raise RecordError(f"“identifier”超过 {MAX_IDENTIFIER} 个字符。")
    if isinstance(record.get("place"), dict):  # as our own records have it
        record["place"] = record["place"].get("code") or record["place"].get("name")
    if not isinstance(record.get("place") or "", (str, int)):
        raise RecordError("“place”应当是代码或名称。")
    for key in TEXT_KEYS:
        value = record.get(key, "")
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise RecordError(f"“{key}”应当是文字。")
    if not str(record.get("headline", "")).strip():
        raise RecordError("缺少“headline”（标题）。")
    if needs_text and not str(record.get("body", "") or record.get("body_html", "")).strip():
        raise RecordError("缺少“body”或“body_html”（正文）。")
    _check_date(record.get("date_published"))
    _check_names(record)
    return record


def _check_date(value: object) -> None:
    """Raise RecordError for a date that no calendar has or that is not written as we ask."""
    if value is None:
        return
    try:
        span_of(str(value))
    except ValueError as error:
        wanted = "应当是 YYYY、YYYY-MM 或 YYYY-MM-DD 的真实日期。"
        raise RecordError(f"“date_published”是“{value}”，{wanted}") from error


def _check_names(record: Mapping[str, Any]) -> None:
    """Raise RecordError for authors or credits of another shape."""
    authors, credits = record.get("authors", []), record.get("credits", [])
    if not isinstance(authors, list) or not all(isinstance(name, str) for name in authors):
        raise RecordError("“authors”应当是姓名的列表。")
    named = isinstance(credits, list) and all(
        isinstance(credit, dict)
        and isinstance(credit.get("name"), str)
        and isinstance(credit.get("role") or "", str)
        for credit in credits
    )
    if not named:
        raise RecordError("“credits”应当是带有“name”（及可选“role”）的对象的列表。")


def extract_record(record: Mapping[str, Any], gazetteer: Gazetteer) -> ExtractedArticle:
    """Return a checked record as what it says; no heading, byline or date is drawn from its body."""
    place, doubts = _place(record.get("place"), gazetteer)
    date = record.get("date_published")
    credits = _credits(record)
    given = [key for key in ("headline", "date_published", "newspaper", "place") if record.get(key)]
    return ExtractedArticle(
        headline=_text(record, "headline"),
        kicker=_text(record, "kicker"),
        subtitle=strip_dash(_text(record, "subtitle") or "") or None,
        column_name=_text(record, "column_name"),
        newspaper=_text(record, "newspaper"),
        site=_text(record, "site"),
        source_printed=_text(record, "source_printed"),
        source_url=_text(record, "source_url"),
        place=place,
        issue_number=_text(record, "issue_number"),
        print_page=_text(record, "print_page"),
        date=DateReading(str(date), "stated", GIVEN) if date else None,
        byline=_text(record, "byline") or "、".join(credit.name for credit in credits) or None,
        credits=credits,
        editors_note=_text(record, "editors_note"),
        blocks=_blocks(record),
        evidence=dict.fromkeys(given, GIVEN),
        warnings=doubts,
        doubts=doubts,
    )


def _text(record: Mapping[str, Any], key: str) -> str | None:
    """Return a value as text, None for an empty one."""
    return str(record.get(key, "")).strip() or None


def _place(value: object, gazetteer: Gazetteer) -> tuple[PlaceReading | None, tuple[str, ...]]:
    """Return the place that a code or name means, and the doubt where it means none or several."""
    if value is None:
        return None, ()
    name = str(value).strip()
    place = resolve_place(name, gazetteer)
    if place:
        return PlaceReading(place.code, place.name, f"{GIVEN}：{name}"), ()
    candidates = gazetteer.resolve(name).candidates
    if not candidates:
        return None, (f"不认识地名或代码“{name}”，地方留空。",)
    shown = "、".join(f"{candidate.name}（{candidate.code}）" for candidate in candidates[:6])
    return None, (f"地名“{name}”有多个：{shown}，地方留空。",)


def _credits(record: Mapping[str, Any]) -> tuple[SignedName, ...]:
    """Return the signed names: `credits` with their roles, then authors who are not among them."""
    credits = [SignedName(c["name"].strip(), c.get("role") or None) for c in record.get("credits", ())]
    named = {credit.name for credit in credits}
    authors = [
        SignedName(name.strip(), None) for name in record.get("authors", ()) if name.strip() not in named
    ]
    return tuple(credit for credit in (*authors, *credits) if credit.name)


def _blocks(record: Mapping[str, Any]) -> tuple[Block, ...]:
    """Return the body's paragraphs as given; of HTML also its headings, lists and tables as marked."""
    if record.get("body"):
        lines = (line.strip() for line in str(record["body"]).splitlines())
        return tuple(Block("paragraph", line) for line in lines if line)
    root = parse_page(str(record.get("body_html", "")))
    return tuple(read_blocks(read_lines(root), as_marked=True).blocks) if root is not None else ()
