"""Where and when a report was printed, as a line of its own says it: （《样例日报》2017年8月9日第2版）.

In: what was understood of a page. Out: the same with paper, day and page from such a line, where the page says them
nowhere else, and without the line in body or captions. Compilers of volumes end each report so; it is no sentence, so
that readers of markup cut it off and readers of pasted text take it for the caption of a picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple

from archive.ingest.dates import parse_printed_date
from archive.ingest.extracted import DateReading, ExtractedArticle, RemovedText
from archive.ingest.media_names import is_newspaper_name
from archive.ingest.paper_rules import DATE_WARNINGS

MAX_LINE: Final = 60  # characters
REASON: Final = "文末的出处"
PAPER_WARNING: Final = "页面没有写明报纸"
PAPER: Final = re.compile(r"《([^《》]{2,24})》")
PAGE: Final = re.compile(r"第?\s*([A-Z]?\d{1,3})\s*版")
# All that such a line may hold beside the paper: else it says something, and is no imprint.
_HAN: Final = "〇零一二三四五六七八九十"
_BESIDE: Final = re.compile(
    rf"(?:19|20)\d\d\s*[年./\-]\s*\d{{1,2}}\s*[月./\-]\s*\d{{1,2}}\s*[日号]?|[二一][{_HAN}]{{3}}年[{_HAN}]{{1,2}}月[{_HAN}]{{1,3}}日"
    r"|(?:原|本文|文章)?(?:刊登|刊载|刊发|发表|登载|转载|原发|摘|选|转|录|载|刊|见)?(?:载|刊|自|于|在)?(?=\s*(?:《|[12〇一二]|[:：]))"
    rf"|{PAGE.pattern}|头版|要闻版|星期[一二三四五六日天]|[\s（）()\[\]【】—–\-:：，,、。.·]"
)


class Imprint(NamedTuple):
    """Paper and day as a line prints them, the page where it does."""

    line: str
    newspaper: str
    day: str
    print_page: str | None


def parse_imprint(line: str) -> Imprint | None:
    """Return what a line says that is an imprint and nothing else; None for any other."""
    papers = PAPER.findall(line) if len(line) <= MAX_LINE else []
    day = parse_printed_date(line) if len(papers) == 1 and is_newspaper_name(papers[0]) else None
    if day is None or PAPER.sub("", _BESIDE.sub("", line)):
        return None
    page = PAGE.search(line)
    return Imprint(line, papers[0], day, page[1] if page else None)


def with_tail_imprint(extracted: ExtractedArticle) -> ExtractedArticle:
    """Return the record with what its imprint adds; what the page says elsewhere stays."""
    imprint = next(filter(None, map(parse_imprint, _lines(extracted))), None)
    return _filled(_without(extracted, imprint.line), imprint) if imprint else extracted


def _lines(extracted: ExtractedArticle) -> Iterator[str]:
    """Yield what may be an imprint: the end of the body, captions without a picture, what was taken out."""
    yield from (block.text for block in extracted.blocks[-2:])
    yield from (figure.caption or "" for figure in extracted.figures if not figure.source_url)
    yield from (removed.text for removed in reversed(extracted.removed))


def _without(extracted: ExtractedArticle, line: str) -> ExtractedArticle:
    """Return the record without the line in its body and captions, and with it among what was removed."""
    removed = extracted.removed
    if line not in {one.text for one in removed}:
        removed = (*removed, RemovedText(line, REASON))
    return replace(
        extracted, removed=removed,
        blocks=tuple(block for block in extracted.blocks if block.text != line),
        figures=tuple(figure for figure in extracted.figures if figure.caption != line),
    )  # fmt: skip


def _filled(extracted: ExtractedArticle, imprint: Imprint) -> ExtractedArticle:
    found: dict[str, Any] = {}
    settled: tuple[str, ...] = ()
    if extracted.newspaper is None:
        found["newspaper"], settled = imprint.newspaper, (PAPER_WARNING,)
    if extracted.date is None or extracted.date.basis == "inferred":
        found["date"] = DateReading(imprint.day, "stated", imprint.line)
        settled += DATE_WARNINGS
    if extracted.print_page is None and imprint.print_page:
        found["print_page"] = imprint.print_page
    evidence = {"date_published" if name == "date" else name: imprint.line for name in found}
    warnings = tuple(warning for warning in extracted.warnings if not warning.startswith(settled or ("\0",)))
    return replace(extracted, **found, evidence=extracted.evidence | evidence, warnings=warnings)
