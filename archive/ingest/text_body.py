"""The body of a labelled page: blocks in reading order, and the signatures that its paragraphs carry.

In: a page whose lines are labelled. Out: blocks (paragraphs made whole, headings, figures, the editor's
note), figures with their photographers, and the signatures cut off the first and the last paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from archive.ingest.bylines import (
    authors_of,
    parse_photo_credit,
    parse_signature,
    split_lead_signature,
    split_tail_signature,
)
from archive.ingest.extracted import Block, FoundFigure, SignedName
from archive.ingest.text_labelled import Labelled, LabelledPage
from archive.ingest.text_labels import note_text
from archive.ingest.text_lines import drop_stray_spaces
from archive.ingest.text_paragraphs import join_pieces

_SLASHES: Final = re.compile(r"\s*[/／|｜]\s*")
_TURN: Final = re.compile(r"[（(](?:上接|下转|紧接|转)\s*第?\s*[^）)]{1,10}版[^）)]{0,6}[）)]")
_SPACES: Final = re.compile(r"\s{3,}")


class Signature(NamedTuple):
    """A signature as it stands on the page, and who signs in it."""

    printed: str
    names: tuple[SignedName, ...]


class Body(NamedTuple):
    """The blocks of a report, its figures, and the signatures found in its paragraphs."""

    blocks: tuple[Block, ...]
    figures: tuple[FoundFigure, ...]
    signatures: tuple[Signature, ...]

    @property
    def paragraphs(self) -> list[str]:
        """Return the paragraphs in order."""
        return [block.text for block in self.blocks if block.kind == "paragraph"]

    @property
    def text(self) -> str:
        """Return the paragraphs joined by line feeds."""
        return "\n".join(self.paragraphs)


def read_body(page: LabelledPage) -> Body:
    """Return the blocks, figures and signatures of the report on `page`."""
    lines = [_without_turn(labelled) for labelled in page.lines]
    lines, signatures = _cut_signatures([labelled for labelled in lines if labelled.text])
    return Body(tuple(_blocks(lines)), tuple(read_figures(page)), tuple(signatures))


def turns_of(page: LabelledPage) -> list[str]:
    """Return the notes that send the reader to another page of the paper: （下转第四版）."""
    return [found for labelled in page.lines for found in _TURN.findall(labelled.text)]


def _without_turn(labelled: Labelled) -> Labelled:
    """Return the line without a note that sends the reader to another page."""
    return labelled.with_text(_TURN.sub("", labelled.text).strip())


def read_figures(page: LabelledPage) -> list[FoundFigure]:
    """Return a figure for each caption, without its photographer."""
    figures = []
    for text in page.texts("caption"):
        credit = parse_photo_credit(text)
        caption = drop_stray_spaces(credit.caption) if credit.caption else None
        figures.append(FoundFigure(caption, credit.credits))
    return figures


def line_signatures(page: LabelledPage) -> list[Signature]:
    """Return the signatures that stand on lines of their own."""
    return [Signature(text, parse_signature(text)) for text in page.texts("signature")]


def clean_heading(text: str) -> str:
    """Return a heading without the strokes that set its halves apart: / 甲 / 乙 -> 甲 乙."""
    return _SPACES.sub("  ", _SLASHES.sub(" ", text)).strip()


def _blocks(lines: Sequence[Labelled]) -> list[Block]:
    """Return the blocks of the body; pieces of a paragraph are joined over what stands between."""
    kept = [labelled for labelled in lines if labelled.kind in ("prose", "heading", "note", "caption")]
    blocks: list[Block] = []
    for is_heading, run in groupby(kept, lambda labelled: labelled.kind == "heading"):
        if is_heading:
            blocks += [Block("heading", clean_heading(labelled.text)) for labelled in run]
        else:
            blocks += _section(list(run))
    return blocks


def _section(run: Sequence[Labelled]) -> list[Block]:
    """Return the blocks of the lines between two headings."""
    prose = [labelled.line for labelled in run if labelled.kind == "prose"]
    blocks = [Block("note", drop_stray_spaces(note_text(p.text))) for p in run if p.kind == "note"]
    blocks += [Block("paragraph", text) for text in join_pieces(prose)]
    captions = [parse_photo_credit(p.text).caption for p in run if p.kind == "caption"]
    return blocks + [Block("figure", drop_stray_spaces(caption)) for caption in captions if caption]


def _cut_signatures(lines: list[Labelled]) -> tuple[list[Labelled], list[Signature]]:
    """Return `lines` without the signatures that open the first and end the last paragraph, and these."""
    at = [i for i, labelled in enumerate(lines) if labelled.kind == "prose"]
    signatures: list[Signature] = []
    if not at:
        return lines, signatures
    lead = split_lead_signature(lines[at[0]].text)
    if lead.printed:
        lines[at[0]] = lines[at[0]].with_text(lead.text)
        signatures.append(Signature(lead.printed, lead.names))
    for printed, text, names in _tails(lines[at[-1]].text):
        lines[at[-1]] = lines[at[-1]].with_text(text)
        signatures.append(Signature(printed, names))
    return [labelled for labelled in lines if labelled.text], signatures


def _tails(paragraph: str) -> Iterator[tuple[str, str, tuple[SignedName, ...]]]:
    """Yield what is cut off the end of `paragraph`, what is left of it and who signs: pictures, then authors."""
    picture = parse_photo_credit(paragraph)
    signs_whole = authors_of(split_tail_signature(paragraph).names)  # （文/张三 图/李四） is not cut in two
    has_credit = picture.caption and paragraph.startswith(picture.caption) and picture.caption != paragraph
    if picture.caption and has_credit and not signs_whole:
        yield paragraph.removeprefix(picture.caption).strip(), picture.caption, picture.credits
        paragraph = picture.caption
    tail = split_tail_signature(paragraph)
    if tail.printed:
        yield tail.printed, tail.text, tail.names
