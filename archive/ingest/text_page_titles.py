"""The title lines of a labelled page: candidates by place, then kicker and subtitle beside the headline.

In: the lines of a page with their kinds. Out: `Titles`, or None where no line will do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from archive.ingest.bylines import authors_of, parse_signature
from archive.ingest.text_labelled import Labelled, first_solid, is_solid, kind_at
from archive.ingest.text_lines import is_heading_shape, squeeze
from archive.ingest.text_titles import (
    MIN_HAN,
    TITLE_LENGTH,
    Candidate,
    Titles,
    find_headline,
    is_variant,
    may_be_title,
    split_subtitle,
    strip_dash,
)

MAX_CANDIDATES: Final = 100  # at each end: below the browser title, and above the first paragraph
MAX_LINES: Final = 3000  # lines in which repetitions of a headline are counted
DASHES: Final = ("—", "--")


def find_titles(page: Sequence[Labelled]) -> Titles | None:
    """Return the title lines of the page, or None where no line will do."""
    marked = _marked_titles(page)
    if marked:
        return marked
    prose = first_solid(page)
    signed = [
        i
        for i, labelled in enumerate(page[: len(page) * 2 // 3])
        if labelled.kind == "signature" and authors_of(parse_signature(labelled.text))
    ]
    candidates = list(_candidates(page, prose, signed)) or list(_candidates(page, prose, signed, MIN_HAN))
    candidates = candidates[:MAX_CANDIDATES] + candidates[MAX_CANDIDATES:][-MAX_CANDIDATES:]
    found = find_headline(candidates, [labelled.text for labelled in page[:MAX_LINES]])
    if not found:
        return None
    chosen, why = found
    headline, subtitle = split_subtitle(chosen.text)
    at = max(
        c.at for c in candidates if squeeze(c.text) == squeeze(chosen.text) and c.at <= max(prose, chosen.at)
    )
    return Titles(headline, _kicker(page, at, headline), subtitle or _subtitle(page, at, headline), at, why)


def _marked_titles(page: Sequence[Labelled]) -> Titles | None:
    """Return the title lines that a person marked as such, or None."""
    at = next((i for i, labelled in enumerate(page) if labelled.line.mark == "title"), None)
    if at is None:
        return None
    headline, subtitle = split_subtitle(page[at].text)
    named = {p.line.mark: strip_dash(p.text) for p in reversed(page) if p.line.mark}
    subtitle = named.get("subtitle") or subtitle or _subtitle(page, at, headline)
    return Titles(headline, named.get("kicker") or _kicker(page, at, headline), subtitle, at, "标明的标题")


def is_title_like(labelled: Labelled) -> bool:
    """Return whether nothing in the words of a line says that it is no title."""
    return labelled.kind in ("short", "prose") and not is_solid(labelled)


def _candidates(
    page: Sequence[Labelled], prose: int, signed: Sequence[int], shortest: int = TITLE_LENGTH[0]
) -> Iterator[Candidate]:
    """Yield each line that may be a title: above the first paragraph, or right above an author."""
    for i, labelled in enumerate(page):
        if i >= prose and i + 1 not in signed:
            continue
        if is_title_like(labelled) and may_be_title(labelled.text, shortest):
            dashed = i + 1 < len(page) and page[i + 1].text.startswith(DASHES)
            yield Candidate(i, labelled.text, "subtitle" if dashed else kind_at(page, i + 1))


def _kicker(page: Sequence[Labelled], index: int, headline: str) -> str | None:
    """Return the one short line right above the headline, where nothing of the report stands above it."""
    if any(
        labelled.kind in ("prose", "caption")
        for labelled in page[:index]
        if not is_variant(labelled.text, headline)
    ):
        return None
    run: list[str] = []
    for labelled in reversed(page[:index]):
        if labelled.kind != "short" or is_variant(labelled.text, headline):
            break
        run.append(labelled.text)
    return run[0] if len(run) == 1 and len(squeeze(run[0])) >= 4 else None


def _subtitle(page: Sequence[Labelled], index: int, headline: str) -> str | None:
    """Return the subtitle that follows the headline, on its own line or in a repetition of the headline."""
    for labelled in page[: first_solid(page)]:
        again, behind = split_subtitle(labelled.text)
        if behind and squeeze(again) == squeeze(headline):
            return behind
    if kind_at(page, index + 1) not in ("short", "prose") or is_solid(page[index + 1]):
        return None
    text = page[index + 1].text
    if text.startswith(DASHES):
        return strip_dash(text)
    apart = kind_at(page, index + 2) in ("signature", "frame", "short", "caption")
    others = [p for p in page[index + 2 :] if p.kind == "short" and is_heading_shape(p.text)]
    return text if may_be_title(text) and (apart or not others) else None
