"""A saved HTML page -> an ExtractedArticle with evidence for every field.

In: the text of the page and the gazetteer. Out: the record; never an exception for a page however broken. The
page becomes lines (`html_lines.py`); the text is found (`html_body.py`), then the title above it
(`html_headline.py`), then the labels around both (`html_header.py`). An e-paper system's own marks and comments
(`epaper.py`) go before every general rule.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from archive.ingest.bylines import (
    authors_of,
    merge_credits,
    parse_signature,
)
from archive.ingest.dates import infer_date
from archive.ingest.epaper import EpaperRecord, find_print_page, read_epaper
from archive.ingest.extracted import (
    DateReading,
    ExtractedArticle,
    FoundFigure,
    SignedName,
)
from archive.ingest.html_blocks import BlockReading, caption_figures, read_blocks
from archive.ingest.html_body import BodyRange, find_body
from archive.ingest.html_header import (
    Source,
    find_confirmed_writer,
    find_credits,
    find_date,
    find_only_day,
    find_signatures,
    find_source,
    find_unlabelled_writer,
)
from archive.ingest.html_headline import TitleLines, find_title
from archive.ingest.html_lines import HtmlLine, parse_page, read_lines
from archive.ingest.html_metadata import PageMetadata, read_metadata
from archive.ingest.html_report import Report, cut_report, split_signatures
from archive.ingest.places import find_place
from archive.ingest.signatures import is_office
from archive.ingest.sources import clean_source_name, find_newspaper, is_newspaper_name
from archive.text.gazetteer import Gazetteer
from archive.text.names import is_person_name

LINES_ABOVE: Final = 8  # above the headline, that may still speak of the report
IMPRINT_ABOVE: Final = 2  # lines above the headline, where portals of 2003 tell date and source
LINES_BELOW: Final = 30  # below the text
LABELS_BELOW: Final = 3  # of them, that may still tell who wrote it, and for whom
WRITTEN_BY: Final = re.compile(r"(?:^|[\s　（(\[【])作者\s*[:：]")
EMPLOYER: Final = re.compile(
    r"([㐀-鿿·]{2,14}?(?:报|网|社|新闻|交汇点|客户端|融媒))(?:全媒体|首席|见习|实习|特约)?(?:记者|通讯员|评论员)"
)
OWNED: Final = re.compile(r"版权所有|Copyright|©", re.IGNORECASE)
OWN_EMPLOYER: Final = re.compile(r"^(?:本|该|我|整合|综合)")
FILED: Final = re.compile(r"^据?([㐀-鿿]{2,10}(?:网|社|报))[㐀-鿿]{0,6}\d{1,2}月\d{1,2}日(?:讯|电|消息)")


def extract_html_page(html: str, gazetteer: Gazetteer) -> ExtractedArticle:
    """Return what the page says; fields that it does not tell are None, with a warning in Chinese."""
    root = parse_page(html)
    if root is None:
        return ExtractedArticle(warnings=("页面里没有可读的内容。",), doubts=("页面里没有可读的内容。",))
    metadata, epaper, lines = read_metadata(root), read_epaper(html), read_lines(root)
    claimed = [title for title in (metadata.title, metadata.stated_title) if title]
    body = find_body(lines, claimed)
    titles = _titles(lines, body, metadata, epaper)
    if body is None:
        reason = "没有找到正文。"
        return ExtractedArticle(headline=titles.headline, warnings=(reason,), doubts=(reason,))
    report = cut_report(lines, body, titles)
    blocks = read_blocks(report.lines)
    split_signatures(blocks, report)
    return _assemble(lines, body, titles, report, blocks, metadata, epaper, gazetteer)


def _titles(
    lines: Sequence[HtmlLine], body: BodyRange | None, metadata: PageMetadata, epaper: EpaperRecord | None
) -> TitleLines:
    """Return the title lines; those that an e-paper system wrote down go before what is printed."""
    found = find_title(lines, body.first_prose + 1 if body else len(lines), metadata)
    if epaper is None or not epaper.headline:
        return found
    evidence = f"数字报标记：{epaper.headline}"
    return TitleLines(epaper.headline, epaper.kicker, epaper.subtitle, evidence, found.first, found.last)


def _credits(
    report: Report, around: Sequence[str], below: Sequence[str], epaper: EpaperRecord | None
) -> tuple[SignedName, ...]:
    """Return who signed, authors first; an office that sent the text in is no author beside people."""
    signed = [signature.names for signature in report.signatures]
    stated = parse_signature(epaper.author) if epaper and epaper.author else ()
    behind = [line for line in below[:LABELS_BELOW] if WRITTEN_BY.search(line)]
    labelled = tuple(find_credits([*around, *report.header, *report.footer, *behind], writers=True))
    desk = tuple(find_credits([*report.footer, *below], writers=False))
    merged = merge_credits(*signed, stated, labelled, desk)
    authors = set(authors_of(merged))
    people = any(is_person_name(name, labelled=True) for name in authors)
    kept = [c for c in merged if not (people and c.name in authors and _is_office(c.name))]
    return tuple(sorted(kept, key=lambda credit: credit.name not in authors))


def _is_office(name: str) -> bool:
    return is_office(name) and not is_person_name(name, labelled=True)


def _assemble(
    lines: Sequence[HtmlLine],
    body: BodyRange,
    titles: TitleLines,
    report: Report,
    blocks: BlockReading,
    metadata: PageMetadata,
    epaper: EpaperRecord | None,
    gazetteer: Gazetteer,
) -> ExtractedArticle:
    """Put the record together from what the parts of the page say."""
    near, above, below = _surroundings(lines, body, titles)
    _sign_by_headline(lines, body, titles, report, metadata)
    near = [*near, *report.header]
    text = "\n".join(block.text for block in blocks.blocks if block.kind in ("paragraph", "list", "table"))
    date = _date(report, near, [*above, *report.footer, *below], metadata, epaper)
    date = date or find_only_day(lines[: body.first_prose]) or infer_date(text, titles.headline)
    behind = [*report.footer, *below[:LABELS_BELOW]]
    source = _source(report, near, above, behind, below, text, metadata, epaper)
    newspaper = _newspaper(report, source, metadata, epaper)
    print_page = (epaper.print_page if epaper else None) or find_print_page(lines[: body.first_prose])
    credits = _credits(report, [*near, *above], below, epaper)
    figures = (*_figures_above(lines, body, titles), *blocks.figures)
    printed = " ".join(
        s.printed for s in report.signatures if any(n.name in authors_of(credits) for n in s.names)
    )
    place = find_place(
        headline=titles.headline,
        body=text,
        hints=[
            hint for hint in (newspaper, source.evidence if source else None, metadata.site, printed) if hint
        ],
        gazetteer=gazetteer,
    )
    evidence = {
        "headline": titles.evidence,
        "date_published": date.evidence if date else None,
        "source_printed": source.evidence if source else None,
        "newspaper": newspaper,
        "site": metadata.title if metadata.site else None,
        "place": place.evidence if place else None,
        "credits": "；".join(s.printed for s in report.signatures) or None,
        "print_page": print_page,
    }
    warnings, doubts = _warnings(titles, date, text)
    return ExtractedArticle(
        headline=titles.headline,
        kicker=titles.kicker or report.kicker,
        subtitle=titles.subtitle or report.subtitle,
        column_name=epaper.column_name if epaper else None,
        newspaper=newspaper,
        site=metadata.site,
        source_printed=source.name if source else None,
        source_url=metadata.url,
        place=place,
        print_page=print_page,
        date=date,
        byline=printed or None,
        credits=credits,
        figures=figures,
        editors_note=report.note,
        blocks=tuple(blocks.blocks),
        removed=(*report.removed, *blocks.removed),
        evidence={key: value for key, value in evidence.items() if value},
        warnings=warnings,
        doubts=doubts,
    )


def _surroundings(
    lines: Sequence[HtmlLine], body: BodyRange, titles: TitleLines
) -> tuple[list[str], list[str], list[str]]:
    """Return the lines between headline and text, those above the headline, and those below the text."""
    first = titles.first if titles.first is not None else body.start
    last = titles.last + 1 if titles.last is not None else body.start
    near = [line.parted for line in lines[last : max(body.first_prose, last)] if line.text]
    above = [
        line.parted for line in lines[max(0, first - LINES_ABOVE) : first] if line.text and not line.is_linked
    ]
    below = [line.parted for line in lines[body.stop : body.stop + LINES_BELOW] if line.text]
    return near, above, below


def _sign_by_headline(
    lines: Sequence[HtmlLine], body: BodyRange, titles: TitleLines, report: Report, metadata: PageMetadata
) -> None:
    """Note the signatures between headline and container, where e-papers print them, and who stands by the day."""
    start = titles.last + 1 if titles.last is not None else body.start
    above = lines[start : max(body.start, body.first_prose)]
    unlabelled = (*find_unlabelled_writer(above), *find_confirmed_writer(above, metadata.author))
    for printed, names in (*find_signatures(lines[start : body.start]), *unlabelled):
        report.sign(printed, names)


def _date(
    report: Report,
    near: Sequence[str],
    around: Sequence[str],
    metadata: PageMetadata,
    epaper: EpaperRecord | None,
) -> DateReading | None:
    """Return the day of publication; the paper's own day goes before that of the page that copied it."""
    if epaper and epaper.date:
        return DateReading(epaper.date, "stated", f"数字报标记：{epaper.date}")
    return report.paper_date or find_date(near, around, metadata)


def _source(
    report: Report,
    near: Sequence[str],
    above: Sequence[str],
    behind: Sequence[str],
    below: Sequence[str],
    text: str,
    metadata: PageMetadata,
    epaper: EpaperRecord | None,
) -> Source | None:
    """Return where the report comes from, the surest sign first; last of all whom its writers work for."""
    if epaper and epaper.newspaper:
        return Source(epaper.newspaper, f"数字报标记：{epaper.newspaper}")
    if report.paper:
        return Source(report.paper, report.paper_date.evidence if report.paper_date else report.paper)
    found = find_source(near, behind, [*above, *below], metadata)
    found = found or find_source(above[-IMPRINT_ABOVE:], (), (), metadata)
    if found:
        return found
    for signature in report.signatures:
        employer = EMPLOYER.search(signature.printed)
        if employer and not OWN_EMPLOYER.match(employer.group(1)):
            return Source(employer.group(1), signature.printed)
    if report.printed_in:
        return Source(report.printed_in, report.paper_date.evidence if report.paper_date else report.printed_in)
    filed = FILED.match(text)
    if filed:
        return Source(filed.group(1), filed.group())
    own = clean_source_name(metadata.site or "")
    if is_newspaper_name(own):
        return Source(own, metadata.title or own)
    masthead = find_newspaper(above) or find_newspaper([line for line in below if OWNED.search(line)])
    return Source(*masthead) if masthead and is_newspaper_name(masthead.name) else None


def _newspaper(
    report: Report, source: Source | None, metadata: PageMetadata, epaper: EpaperRecord | None
) -> str | None:
    """Return the paper that printed the report, where one is named."""
    if epaper and epaper.newspaper:
        return epaper.newspaper
    name = source.name.strip("《》") if source else ""
    if is_newspaper_name(name):
        return name
    site = metadata.site or ""
    return report.paper or (site if epaper and is_newspaper_name(site) else None)


def _figures_above(lines: Sequence[HtmlLine], body: BodyRange, titles: TitleLines) -> tuple[FoundFigure, ...]:
    """Return the pictures between headline and text, where e-paper systems put them."""
    if titles.last is None or titles.last >= body.start or not lines[body.first_prose].in_content:
        return ()
    return tuple(caption_figures(lines[titles.last + 1 : body.start]).figures)


def _warnings(
    titles: TitleLines, date: DateReading | None, text: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what staff should know, and of that what a person should look at first."""
    doubts: tuple[str, ...] = () if titles.headline else ("没有读出标题。",)
    if not text:
        doubts = (*doubts, "没有读出正文。")
    notes: tuple[str, ...] = ()
    if date is None:
        notes = ("页面没有写明刊发日期。",)
    elif date.basis == "inferred":
        notes = (f"刊发日期是推断的，依据：{date.evidence}",)
    return (*doubts, *notes), doubts
