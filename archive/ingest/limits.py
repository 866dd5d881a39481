"""What the database can hold: a record made to fit, and a doubt for whatever had to give.

In: an ExtractedArticle as read. Out: the same without control characters, with over-long lines cut and
addresses that are none left out; each loss is a doubt, so that a person looks. The capture has it all.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from archive.ingest.extracted import Block, ExtractedArticle, FoundFigure, SignedName

MAX_CHARS: Final = {
    "headline": 500, "kicker": 500, "subtitle": 500, "column_name": 200, "newspaper": 100, "site": 200,
    "source_printed": 300, "issue_number": 30, "print_page": 30,
}  # fmt: skip
LABELS: Final = {
    "headline": "标题", "kicker": "引题", "subtitle": "副题", "column_name": "栏目", "newspaper": "报纸",
    "site": "网站", "source_printed": "来源", "issue_number": "期号", "print_page": "版次",
}  # fmt: skip
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
    """Return the record as the database can hold it, with a doubt for every loss."""
    doubts: list[str] = []
    fields = {name: _line(name, getattr(extracted, name), doubts) for name in MAX_CHARS}
    fitted = replace(
        extracted,
        **fields,  # type: ignore[arg-type]
        source_url=_address(extracted.source_url, doubts),
        byline=printable(extracted.byline) if extracted.byline else None,
        editors_note=printable(extracted.editors_note) if extracted.editors_note else None,
        credits=_names(extracted.credits, doubts),
        figures=tuple(_figure(figure, doubts) for figure in extracted.figures),
        blocks=tuple(_block(block) for block in extracted.blocks),
        removed=tuple(replace(r, text=printable(r.text)) for r in extracted.removed),
        evidence={key: printable(words) for key, words in extracted.evidence.items()},
    )
    return replace(fitted, doubts=(*fitted.doubts, *doubts), warnings=(*fitted.warnings, *doubts))


def _line(name: str, text: str | None, doubts: list[str]) -> str | None:
    if text is None:
        return None
    text, limit = printable(text), MAX_CHARS[name]
    if len(text) > limit:
        doubts.append(f"{LABELS[name]}有 {len(text)} 个字符，只留了前 {limit} 个。")
    return text[:limit].strip() or None


def _address(address: str | None, doubts: list[str]) -> str | None:
    if address is None or (ADDRESS.fullmatch(address) and len(address) <= MAX_ADDRESS):
        return address
    doubts.append(f"原网址不是网址或过长，没有采用：{printable(address)[:80]}")
    return None


def _names(signed: tuple[SignedName, ...], doubts: list[str]) -> tuple[SignedName, ...]:
    """Return the signatures that can be names; what is longer than any name stays in the byline only."""
    kept = []
    for credit in signed:
        name, role = printable(credit.name), printable(credit.role)[:MAX_ROLE] if credit.role else None
        if 0 < len(name) <= MAX_NAME:
            kept.append(SignedName(name, role))
        else:
            doubts.append(f"署名过长，没有采用：{name[:20]}…")
    return tuple(kept)


def _figure(figure: FoundFigure, doubts: list[str]) -> FoundFigure:
    caption = printable(figure.caption) or None if figure.caption else None
    address = figure.source_url if figure.source_url and ADDRESS.fullmatch(figure.source_url) else None
    address = address if address and len(address) <= MAX_ADDRESS else None
    return FoundFigure(caption, _names(figure.credits, doubts), address)


def _block(block: Block) -> Block:
    return replace(block, text=printable(block.text), html=printable(block.html) if block.html else None)
