"""What the database can hold: a record made to fit, and a note of whatever had to give.

In: an ExtractedArticle as read. Out: the same without control characters, with over-long lines cut and
addresses that are none left out; each loss is told, so that a person looks. The capture has it all.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from archive.ingest.extracted import Block, DateReading, ExtractedArticle, FoundFigure, SignedName
from archive.text.days import span_of

MAX_CHARS: Final = {
    "headline": 500, "kicker": 500, "subtitle": 500, "column_name": 200, "newspaper": 100, "site": 200,
    "source_printed": 300, "issue_number": 30, "print_page": 30,
}  # fmt: skip
LABELS: Final = {
    "headline": "标题", "kicker": "引题", "subtitle": "副题", "column_name": "栏目", "newspaper": "报纸",
    "site": "网站", "source_printed": "来源", "issue_number": "期号", "print_page": "版次",
}  # fmt: skip
MAX_BODY: Final = 400_000  # characters; with its markup it stays below what cleaning takes
MAX_NAME: Final = 60
MAX_ROLE: Final = 30
MAX_ADDRESS: Final = 1000
ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
# Controls and lone surrogates: no text, and PostgreSQL refuses them.
UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def printable(text: str) -> str:
    """Return the text without control characters and broken surrogates."""
    return UNPRINTABLE.sub("", text)


def fit(extracted: ExtractedArticle) -> ExtractedArticle:
    """Return the record as the database can hold it, with every loss told."""
    losses: list[str] = []
    fields = {name: _line(name, getattr(extracted, name), losses) for name in MAX_CHARS}
    fitted = replace(
        extracted,
        **fields,  # type: ignore[arg-type]
        source_url=_address(extracted.source_url, losses),
        date=_date(extracted.date, losses),
        byline=printable(extracted.byline) if extracted.byline else None,
        editors_note=printable(extracted.editors_note) if extracted.editors_note else None,
        credits=_names(extracted.credits, losses),
        figures=tuple(_figure(figure, losses) for figure in extracted.figures),
        blocks=_body(extracted.blocks, losses),
        removed=tuple(replace(r, text=printable(r.text)) for r in extracted.removed),
        evidence={key: printable(words) for key, words in extracted.evidence.items()},
    )
    return replace(
        fitted,
        losses=tuple(losses),
        doubts=(*fitted.doubts, *losses),
        warnings=(*fitted.warnings, *losses),
    )


def _line(name: str, text: str | None, losses: list[str]) -> str | None:
    if text is None:
        return None
    text, limit = printable(text), MAX_CHARS[name]
    if len(text) > limit:
        losses.append(f"{LABELS[name]}有 {len(text)} 个字符，只留了前 {limit} 个。")
    return text[:limit].strip() or None


def _address(address: str | None, losses: list[str]) -> str | None:
    if address is None or (ADDRESS.fullmatch(address) and len(address) <= MAX_ADDRESS):
        return address
    losses.append(f"原网址不是网址或过长，没有采用：{printable(address)[:80]}")
    return None


def _names(signed: tuple[SignedName, ...], losses: list[str]) -> tuple[SignedName, ...]:
    """Return the signatures that can be names; what is longer than any name stays in the byline only."""
    kept = []
    for credit in signed:
        name, role = printable(credit.name), printable(credit.role)[:MAX_ROLE] if credit.role else None
        if 0 < len(name) <= MAX_NAME:
            kept.append(SignedName(name, role))
        else:
            losses.append(f"署名过长，没有采用：{name[:20]}…")
    return tuple(kept)


def _figure(figure: FoundFigure, losses: list[str]) -> FoundFigure:
    caption = printable(figure.caption) or None if figure.caption else None
    address = figure.source_url if figure.source_url and ADDRESS.fullmatch(figure.source_url) else None
    address = address if address and len(address) <= MAX_ADDRESS else None
    return FoundFigure(caption, _names(figure.credits, losses), address, figure.picture)


def _date(date: DateReading | None, losses: list[str]) -> DateReading | None:
    if date is None:
        return None
    try:
        span_of(date.value)
    except ValueError:
        losses.append(f"读出的日期 {printable(date.value)} 不会是报纸的日期，没有采用。")
        return None
    return date


def _body(blocks: tuple[Block, ...], losses: list[str]) -> tuple[Block, ...]:
    """Return as many blocks as one report can have; the last may be cut."""
    kept, room = [], MAX_BODY
    for block in map(_block, blocks):
        if len(block.html or block.text) > room:
            if block.html is None and room:
                kept.append(replace(block, text=block.text[:room]))
            losses.append(f"正文有 {sum(len(b.text) for b in blocks)} 个字符，只留了开头约 {MAX_BODY} 个。")
            break
        kept.append(block)
        room -= len(block.html or block.text)
    return tuple(kept)


def _block(block: Block) -> Block:
    return replace(block, text=printable(block.text), html=printable(block.html) if block.html else None)
