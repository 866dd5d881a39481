"""What is each line of a pasted page? Frame, title, signature, caption, heading, note or prose.

In: lines in page order. Out: the same lines, each with its kind, and for those taken out the reason. Shape
decides first; position then settles the short lines, which a page uses for everything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from archive.ingest.bylines import (
    authors_of,
    is_photo_credit,
    parse_photo_credit,
    parse_signature,
    split_tail_signature,
)
from archive.ingest.dates import is_date_line
from archive.ingest.signatures import has_role
from archive.ingest.sources import can_be_name, clean_source_name, is_known_name, stands_as_name
from archive.ingest.text_frame import frame_reason, opens_tail
from archive.ingest.text_labelled import (
    PAPER_NAME,
    Labelled,
    LabelledPage,
    first_of,
    first_solid,
    is_solid,
    kind_at,
)
from archive.ingest.text_lines import Line, ends_sentence, is_heading_shape, is_prose, squeeze
from archive.ingest.text_page_titles import find_titles, is_title_like
from archive.ingest.text_titles import Titles, is_variant, may_be_title, split_subtitle, strip_dash

GLUED: Final = 60  # characters from which a line may be several headlines
MAX_GLUED: Final = 1500
MAX_HEAD: Final = 300  # lines that are looked through for a headline that a row of them repeats
MAX_CAPTION: Final = 220  # characters
TAIL_SHARE: Final = 0.3  # of the page's prose may follow a line that closes the report; more, and it does not
MAX_TOOL: Final = 4  # characters; between headline and body such a line is a button
MAX_NOTE: Final = 4  # paragraphs of an editor's note
_NOTE: Final = re.compile(
    r"^[【\[（(]?\s*(?:编\s*者\s*按|编者的话|开栏的?话|开栏语|编前语|编前话|编前|按语)\s*[】\]）)]?\s*[:：]?\s*(?P<text>.*)$"
)
_CAPTION_START: Final = re.compile(r"^(?:[▲△↑←→▼]|图\s*(?:为|[①-⑳]|\d{1,2}\s*[:：、])|[（(]?[左右上下]图)")


def label_page(lines: Sequence[Line]) -> LabelledPage:
    """Return what each of `lines` is."""
    titles_like = _short_lines(lines)
    labelled = [_by_shape(line, titles_like) for line in lines]
    labelled = _mark_names(_close_tail(labelled))
    titles = find_titles(labelled)
    if titles:
        labelled = _mark_titles(labelled, titles)
    labelled = _mark_unnamed_signatures(labelled, titles)
    labelled = _mark_captions(labelled, titles)
    labelled = _settle_short_lines(labelled, titles)
    return LabelledPage(tuple(_mark_note(labelled)), titles)


def _by_shape(line: Line, titles: frozenset[str]) -> Labelled:
    """Return what the line is by its own words, `short` where only its place can tell."""
    text = line.text
    if line.mark == "item" and "|" in text:  # the row of a table, which else looks like a menu
        return Labelled(line, "prose")
    if line.mark and line.mark != "item":
        return _by_mark(line)
    if _is_glued(text, titles):
        return Labelled(line, "frame", "同版其他标题")
    if is_date_line(text):
        return Labelled(line, "frame", "日期行")
    if _is_signature(text):
        return Labelled(line, "signature")
    note = _NOTE.match(text)
    if note:
        return Labelled(line, "note" if note["text"] else "note_label")
    if is_known_name(clean_source_name(text)):
        return Labelled(line, "frame", PAPER_NAME)
    reason = frame_reason(text)
    if reason:
        return Labelled(line, "frame", reason)
    if _is_caption(text):
        return Labelled(line, "caption")
    return Labelled(line, "prose" if is_prose(text) or line.mark == "item" else "short")


def _by_mark(line: Line) -> Labelled:
    """Return what the line was marked as; where title lines stand is settled with the other titles."""
    if line.mark == "picture":
        return Labelled(line, "frame", "图片的说明")
    return Labelled(line, "heading" if line.mark == "heading" else "short")


def _short_lines(page: Sequence[Line]) -> frozenset[str]:
    """Return the lines of the page's first part that may be headlines, without their spaces."""
    bare = (squeeze(line.text) for line in page[:MAX_HEAD] if len(line.text) <= 2 * GLUED)
    return frozenset(text for text in bare if 8 <= len(text) <= GLUED)


def _is_glued(text: str, titles: frozenset[str]) -> bool:
    """Return whether `text` is a row of headlines run together: long, no sentence, another line inside it."""
    if len(text) < GLUED or len(text) > MAX_GLUED or "。" in text:
        return False
    bare = squeeze(text)
    return any(title in bare and title != bare for title in titles)


def _is_signature(text: str) -> bool:
    """Return whether the line is a signature by its words: a role in it, or brackets around names."""
    return bool(parse_signature(text)) and (has_role(text) or text[0] in "(（[【")


def _is_caption(text: str) -> bool:
    """Return whether the line is a caption by its words: a photographer, brackets around it, 图为."""
    if len(text) > MAX_CAPTION:
        return False
    bracketed = text[0] in "(（" and text[-1] in ")）" and len(text) >= 15 and not re.search(r"[)）].", text)
    return bracketed or bool(_CAPTION_START.match(text)) or (is_photo_credit(text) and not _is_report(text))


def _is_report(text: str) -> bool:
    """Return whether `text` is a paragraph of the report that ends in a picture credit in brackets.

    One that names a writer too (文/… 图/…) signs the report, however short its last paragraph.
    """
    signed = split_tail_signature(text)
    if signed.printed and authors_of(signed.names) and len(signed.text) >= GLUED // 2:
        return True
    sentences = len(re.findall(r"[。！？]", parse_photo_credit(text).caption or ""))
    return sentences >= 2 and text[-1] in ")）"


def _close_tail(page: list[Labelled]) -> list[Labelled]:
    """Return `page` with all that follows the report marked as frame; signatures stay."""
    total = sum(len(labelled.text) for labelled in page if is_solid(labelled))
    seen = 0
    for index, labelled in enumerate(page):
        seen += len(labelled.text) if is_solid(labelled) else 0
        if seen and opens_tail(labelled.text) and total - seen <= TAIL_SHARE * total:
            return page[:index] + [_outside(after) for after in page[index:]]
    return page


def _outside(labelled: Labelled) -> Labelled:
    """Return a line behind the report as frame, unless it signs or is frame already."""
    if labelled.kind in ("signature", "frame"):
        return labelled
    return replace(labelled, kind="frame", reason="正文之后的内容")


def _mark_names(page: list[Labelled]) -> list[Labelled]:
    """Return `page` with the names of papers and sites as frame, unless one is all there is for a headline.

    Right below the date any shape of a name is one, elsewhere that which headlines hardly ever have.
    """
    named = {
        i
        for i, p in enumerate(page)
        if p.kind == "short" and (stands_as_name(p.text) or (_is_dated(page, i - 1) and can_be_name(p.text)))
    }
    above = range(first_solid(page))
    titled = any(may_be_title(page[i].text) for i in above if i not in named and is_title_like(page[i]))
    return [
        replace(p, kind="frame", reason=PAPER_NAME) if i in named and (titled or i not in above) else p
        for i, p in enumerate(page)
    ]


def _is_dated(page: Sequence[Labelled], index: int) -> bool:
    return index >= 0 and page[index].reason == "日期行"


def _mark_titles(page: list[Labelled], titles: Titles) -> list[Labelled]:
    """Return `page` with the title lines marked, and each repetition of the headline as frame."""
    taken = {squeeze(titles.kicker or ""), squeeze(titles.subtitle or "")} - {""}
    marked = []
    for index, labelled in enumerate(page):
        kind, reason = labelled.kind, labelled.reason
        if index == titles.at or squeeze(strip_dash(labelled.text)) in taken:
            kind = "title" if kind in ("short", "prose") else kind
        elif kind in ("short", "prose") and not is_solid(labelled) and _repeats(labelled.text, titles):
            kind, reason = "frame", "标题的重复"
        marked.append(replace(labelled, kind=kind, reason=reason))
    return marked


def _repeats(text: str, titles: Titles) -> bool:
    """Return whether `text` is the headline again, with or without its subtitle."""
    return is_variant(split_subtitle(text)[0], titles.headline)


def _mark_unnamed_signatures(page: list[Labelled], titles: Titles | None) -> list[Labelled]:
    """Return `page` with bare names right below the titles or the last paragraph marked as signature."""
    solid = [i for i, labelled in enumerate(page) if is_solid(labelled)]
    if not solid:
        return page
    places = {solid[-1] + 1}
    if titles:
        places.add(next((i for i in range(titles.at, len(page)) if page[i].kind != "title"), -1))
    return [
        replace(labelled, kind="signature")
        if i in places and labelled.kind == "short" and parse_signature(labelled.text)
        else labelled
        for i, labelled in enumerate(page)
    ]


def _mark_captions(page: list[Labelled], titles: Titles | None) -> list[Labelled]:
    """Return `page` with the short lines of a row of captions marked."""
    marked = list(page)
    start = min(first_of(page, "caption"), first_solid(page))
    for index, labelled in enumerate(page):
        if labelled.kind != "short":
            continue
        above_headline = bool(titles) and start < index < (titles.at if titles else 0)
        in_row = index > 0 and marked[index - 1].kind == "caption" and not _leads_to_prose(marked, index)
        if above_headline or in_row:
            marked[index] = replace(labelled, kind="caption")
    return marked


def _leads_to_prose(page: Sequence[Labelled], index: int) -> bool:
    """Return whether one or two short lines from `index` on stand right above a paragraph, as headings do."""
    return (
        "prose" in (kind_at(page, index + 1), kind_at(page, index + 2))
        and kind_at(page, index + 1) != "caption"
    )


def _is_tool(text: str) -> bool:
    """Return whether a line is as short as a button; one with a full stop is the end of a printed paragraph: 限。"""
    return len(squeeze(text)) <= MAX_TOOL and not ends_sentence(text)


def _settle_short_lines(page: list[Labelled], titles: Titles | None) -> list[Labelled]:
    """Return `page` with each short line left settled by its place: heading, piece of prose, or frame."""
    last = max((i for i, labelled in enumerate(page) if labelled.kind == "prose"), default=-1)
    first = first_solid(page)
    opening = next((i for i, labelled in enumerate(page) if is_solid(labelled)), first)
    start = min(titles.at, first) if titles else opening
    start = start if last >= 0 else len(page)
    settled = []
    for index, labelled in enumerate(page):
        if labelled.kind in ("short", "prose") and index < start:
            labelled = replace(labelled, kind="frame", reason="标题之前的文字")
        elif labelled.kind == "short" and index > last:
            labelled = replace(labelled, kind="frame", reason="正文之后的文字")
        elif labelled.kind == "short" and index < first and _is_tool(labelled.text):
            labelled = replace(labelled, kind="frame", reason="标题之下的短字")
        elif labelled.kind == "short":
            labelled = replace(labelled, kind="heading" if is_heading_shape(labelled.text) else "prose")
        settled.append(labelled)
    return settled


def _mark_note(page: list[Labelled]) -> list[Labelled]:
    """Return `page` with the paragraphs of the editor's note marked: from its label to the next heading."""
    start = first_of(page, "note_label")
    if start == len(page):
        return page
    end = start + 1
    while kind_at(page, end) == "prose" and end - start <= MAX_NOTE:
        end += 1
    if kind_at(page, end) == "prose" or "prose" not in {p.kind for p in page[end:]}:
        end = min(end, start + 2)
    return [replace(p, kind="note") if start < i < end else p for i, p in enumerate(page)]


def note_text(text: str) -> str:
    """Return an editor's note without its label: 编者按：… -> …"""
    found = _NOTE.match(text)
    return found["text"].strip() if found else text
