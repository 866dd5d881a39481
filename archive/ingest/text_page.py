"""A page as pasted text, without markup -> an `ExtractedArticle` with evidence for every field.

In: the text and the gazetteer. Out: the record; never an exception. Lines are labelled first
(`text_labels.py`), then each field is read from the lines of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from archive.ingest.bylines import authors_of, is_author_role, merge_credits
from archive.ingest.dates import find_stated_date, infer_date
from archive.ingest.extracted import DateReading, ExtractedArticle, PlaceReading, RemovedText, SignedName
from archive.ingest.places import find_place, resolve_place
from archive.ingest.roles import AUTHOR
from archive.ingest.sources import (
    SourceReading,
    find_newspaper,
    find_publisher,
    find_site,
    find_source_behind_date,
    is_newspaper_name,
    parse_source_label,
)
from archive.ingest.text_body import Body, Signature, line_signatures, read_body, turns_of
from archive.ingest.text_imprint import labelled_credits, read_imprint
from archive.ingest.text_labelled import PAPER_NAME, LabelledPage
from archive.ingest.text_labels import label_page
from archive.ingest.text_lines import drop_stray_spaces, split_lines
from archive.ingest.text_marks import read_marks
from archive.ingest.text_paragraphs import ends_openly, unwrap
from archive.text.gazetteer import Gazetteer

_PLACE_PREFIX: Final = re.compile(r"^[㐀-鿿]{2,8}(?=[:：|｜])")
_TYPED_PLACE: Final = re.compile(r"^(?:地方|所在地)\s*[:：]\s*(?P<name>[^。]{2,40})$")
SHOWN: Final = 20  # characters of a passage quoted in a warning


def extract_text_page(text: str, gazetteer: Gazetteer) -> ExtractedArticle:
    """Return what the pasted page says; a field that it does not tell is None, with a warning in Chinese."""
    page = label_page(unwrap(read_marks(split_lines(text))))
    body = read_body(page)
    frame = [*page.texts("frame"), *page.texts("signature")]
    signatures = [*line_signatures(page), *(Signature(*c) for c in labelled_credits(frame)), *body.signatures]
    date = find_stated_date(frame) or infer_date(body.text, _titles_text(page))
    names = [p.text for p in page.lines if p.reason == PAPER_NAME]
    paper = _find_paper(frame, names)
    place = _find_place(page, body, paper, frame, gazetteer)
    imprint = read_imprint(frame)
    site = find_site(frame, names)
    notes = [block.text for block in body.blocks if block.kind == "note"]
    titles = page.titles
    return ExtractedArticle(
        headline=titles.headline if titles else None,
        kicker=titles.kicker if titles else None,
        subtitle=titles.subtitle if titles else None,
        column_name=imprint.column_name,
        newspaper=paper.name if paper else None,
        site=site.name if site else None,
        source_printed=_source(frame),
        place=place,
        issue_number=imprint.issue_number,
        print_page=imprint.print_page,
        date=date,
        byline=_byline(signatures),
        credits=_authors_first(merge_credits(*(signature.names for signature in signatures))),
        figures=body.figures,
        editors_note="\n".join(notes) or None,
        blocks=body.blocks,
        removed=_removed(page, body),
        evidence=_evidence(page, date, place, paper, signatures) | imprint.evidence,
        warnings=tuple(_warnings(page, body, date, place, paper)),
    )


def _titles_text(page: LabelledPage) -> str | None:
    """Return all title lines as one string, the headline last."""
    if page.titles is None:
        return None
    return " ".join(filter(None, (page.titles.kicker, page.titles.subtitle, page.titles.headline)))


def _source(frame: Sequence[str]) -> str | None:
    """Return what stands behind 来源： in the frame, as printed, or else behind the day and hour."""
    return next(filter(None, map(parse_source_label, frame)), None) or find_source_behind_date(frame)


def _find_paper(frame: Sequence[str], names: Sequence[str]) -> SourceReading | None:
    """Return the paper that the page names as its own, else the paper that 来源： names, else its site."""
    own = find_newspaper(frame, names)
    return own if own and is_newspaper_name(own.name) else _paper_of_source(frame) or own


def _paper_of_source(frame: Sequence[str]) -> SourceReading | None:
    """Return the paper that 来源： names, where the page names none as its own and this is one."""
    source = _source(frame)
    return (
        SourceReading(source.strip("《》"), f"来源：{source}")
        if source and is_newspaper_name(source)
        else None
    )


def _find_place(
    page: LabelledPage, body: Body, paper: SourceReading | None, frame: Sequence[str], gazetteer: Gazetteer
) -> PlaceReading | None:
    """Return the place reported on: as somebody typed it, else as the text tells it.

    The paper, its address and a place before the headline are hints.
    """
    typed = _typed_place(frame, gazetteer)
    if typed:
        return typed
    publisher = find_publisher(frame)
    prefixes = [found[0] for line in frame if (found := _PLACE_PREFIX.match(line))]
    named = [reading.name for reading in (paper, publisher) if reading]
    contacts = [p.text for p in page.lines if p.reason in ("联系方式", "主办单位", "版权声明")]
    return find_place(
        headline=_titles_text(page), body=body.text, hints=[*prefixes, *named, *contacts], gazetteer=gazetteer
    )


def _typed_place(frame: Sequence[str], gazetteer: Gazetteer) -> PlaceReading | None:
    """Return the place that a typed label names: 地方：南阳市, or its code; None where that means none, or several."""
    found = next(filter(None, map(_TYPED_PLACE.match, frame)), None)
    place = resolve_place(found["name"].strip(), gazetteer) if found else None
    return PlaceReading(place.code, place.name, found[0]) if place and found else None


def _byline(signatures: Sequence[Signature]) -> str | None:
    """Return the author's signature as printed: the paper's own rather than the page's 作者 label."""
    signed = [signature for signature in signatures if authors_of(signature.names)]
    printed = [s for s in signed if any(name.role not in (None, AUTHOR) for name in s.names)]
    return next((signature.printed for signature in (*printed, *signed)), None)


def _authors_first(credits: Sequence[SignedName]) -> tuple[SignedName, ...]:
    """Return `credits` with those who wrote the report before those who worked on it."""
    return tuple(sorted(credits, key=lambda signed: not is_author_role(signed.role)))


def _removed(page: LabelledPage, body: Body) -> tuple[RemovedText, ...]:
    """Return what was taken out of the page, in its order, each with the reason in Chinese."""
    frame = [RemovedText(p.text, p.reason or "页面框架") for p in page.lines if p.kind == "frame"]
    signed = [RemovedText(p.text, "署名行，已记入署名") for p in page.lines if p.kind == "signature"]
    labels = [RemovedText(p.text, "编者按的标签") for p in page.lines if p.kind == "note_label"]
    cut = [RemovedText(s.printed, "署名，已记入署名") for s in body.signatures]
    turns = [RemovedText(words, "转版提示") for words in turns_of(page)]
    return (*frame, *signed, *labels, *cut, *turns)


def _evidence(
    page: LabelledPage,
    date: DateReading | None,
    place: PlaceReading | None,
    paper: SourceReading | None,
    signatures: Sequence[Signature],
) -> dict[str, str]:
    """Return for each field the words it was read from."""
    titles = page.titles
    found = {
        "headline": f"{titles.headline}（{titles.why}）" if titles else None,
        "kicker": titles.kicker if titles else None,
        "subtitle": titles.subtitle if titles else None,
        "date_published": date.evidence if date else None,
        "place": place.evidence if place else None,
        "newspaper": paper.evidence if paper else None,
        "credits": " ".join(signature.printed for signature in signatures) or None,
        "byline": _byline(signatures),
        "editors_note": next(iter((*page.texts("note_label"), *page.texts("note"))), None),
    }
    return {key: words for key, words in found.items() if words}


def _warnings(
    page: LabelledPage,
    body: Body,
    date: DateReading | None,
    place: PlaceReading | None,
    paper: SourceReading | None,
) -> list[str]:
    """Return in Chinese what a person should look at."""
    checks = (
        (page.titles is None, "没有认出标题"),
        (not body.paragraphs, "没有认出正文"),
        (date is None, "页面没有写明刊发日期"),
        (date is not None and date.basis == "inferred", "刊发日期由文中词语推断，请核对"),
        (place is None, "没有认出报道所在地"),
        (paper is None, "页面没有写明报纸"),
    )
    cut = [f"段落似不完整：…{drop_stray_spaces(p)[-SHOWN:]}" for p in body.paragraphs if ends_openly(p)]
    return [words for holds, words in checks if holds] + cut
