"""A saved HTML page -> an ExtractedArticle with evidence for every field.

In: the text of the page and the gazetteer. Out: the record; never an exception for a page however broken. The
page becomes lines (`html_lines.py`); the text is found (`html_body.py`), then the title above it
(`html_headline.py`), then the labels around both (`html_header.py`). An e-paper system's own marks and comments
(`epaper.py`) go before every general rule.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from archive.ingest.bylines import (
    authors_of,
    merge_credits,
    parse_signature,
    split_lead_signature,
    split_tail_signature,
)
from archive.ingest.dates import infer_date, is_date_line, parse_printed_date
from archive.ingest.epaper import EpaperRecord, read_epaper
from archive.ingest.extracted import Block, DateReading, ExtractedArticle, FoundFigure, RemovedText, SignedName
from archive.ingest.html_blocks import BlockReading, caption_figures, read_blocks
from archive.ingest.html_body import BodyRange, find_body
from archive.ingest.html_header import Source, find_credits, find_date, find_source, paper_of_date_line
from archive.ingest.html_headline import TitleLines, find_title, fold_title
from archive.ingest.html_leftovers import is_prose, is_sentence, leftover_reason
from archive.ingest.html_lines import HtmlLine, parse_page, read_lines
from archive.ingest.html_metadata import PageMetadata, read_metadata
from archive.ingest.places import find_place
from archive.ingest.sources import is_newspaper_name
from archive.text.gazetteer import Gazetteer
from archive.text.names import is_person_name

LINES_ABOVE: Final = 8  # above the headline, that may still speak of the report
LINES_BELOW: Final = 30  # below the text
MAX_ORPHAN: Final = 30  # characters of a line without a sentence that ends no report
NOTE_LABEL: Final = re.compile(r"^[\s【\[（(]*(?:编者按|编者的话|编后|编辑点评)[\s】\]）):：]*")
NOTE_ALONE: Final = re.compile(r"^[\s【\[（(]*编者按[\s】\]）):：]*$")
SOURCE_NOTE: Final = re.compile(
    r"\s*[（(\[【](?:(?:本文|文章|资料|素材|图片|数据|据|综合|转自|摘自|原载|本文来自|来源|原题|原标题)[^（）()]{0,60}?)[）)\]】]\s*$"
)
EMPLOYER: Final = re.compile(r"([㐀-鿿·]{2,14}?(?:报|网|社|新闻|交汇点|客户端|融媒))(?:全媒体|首席|见习|实习|特约)?(?:记者|通讯员|评论员)")
OWN_EMPLOYER: Final = re.compile(r"^(?:本|该|我|整合|综合)")
FILED: Final = re.compile(r"^([㐀-鿿]{2,10}(?:网|社|报))[㐀-鿿]{0,6}\d{1,2}月\d{1,2}日(?:讯|电|消息)")


class _Signature(NamedTuple):
    """A signature as it stands on the page, and who signs in it."""

    printed: str
    names: tuple[SignedName, ...]


@dataclass(slots=True)
class _Report:
    """A report while its edges are cut: its lines, what was signed, removed and learnt at the edges."""

    lines: list[HtmlLine]
    signatures: list[_Signature] = field(default_factory=list)
    removed: list[RemovedText] = field(default_factory=list)
    header: list[str] = field(default_factory=list)  # lines cut from the head that speak of the report
    footer: list[str] = field(default_factory=list)
    kicker: str | None = None
    subtitle: str | None = None
    note: str | None = None
    paper: str | None = None
    paper_date: DateReading | None = None

    def remove(self, text: str, reason: str) -> None:
        """Note what was taken out, and why."""
        self.removed.append(RemovedText(text, reason))

    def sign(self, printed: str, names: Sequence[SignedName]) -> None:
        """Note a signature that was taken out of the text."""
        self.signatures.append(_Signature(printed, tuple(names)))
        self.remove(printed, "署名")


def extract_html_page(html: str, gazetteer: Gazetteer) -> ExtractedArticle:
    """Return what the page says; fields that it does not tell are None, with a warning in Chinese."""
    root = parse_page(html)
    if root is None:
        return ExtractedArticle(warnings=("页面里没有可读的内容。",), doubts=("页面里没有可读的内容。",))
    metadata, epaper, lines = read_metadata(root), read_epaper(html), read_lines(root)
    body = find_body(lines, html)
    titles = _titles(lines, body, metadata, epaper)
    if body is None:
        reason = "没有找到正文。"
        return ExtractedArticle(headline=titles.headline, warnings=(reason,), doubts=(reason,))
    report = _cut(lines, body, titles)
    blocks = read_blocks(report.lines)
    _split_signatures(blocks, report)
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


def _cut(lines: Sequence[HtmlLine], body: BodyRange, titles: TitleLines) -> _Report:
    """Return the report between its edges: without title, labels and signatures above, and the site's below."""
    start = body.start
    if titles.last is not None and titles.last >= start:
        start = titles.last + 1
    report = _Report(list(lines[start : body.stop]))
    _cut_head(report, titles)
    _cut_tail(report)
    return report


def _cut_head(report: _Report, titles: TitleLines) -> None:
    """Take what is not text off the head of the report, and keep what it tells."""
    kept: list[HtmlLine] = []
    title = fold_title(titles.headline or "")
    while report.lines:
        line = report.lines[0]
        if line.text and _begins_text(line) and fold_title(line.text) != title and not _is_label(line):
            break
        report.lines.pop(0)
        if line.image is not None:
            kept.append(line)
        elif line.text and not _learn_from_head(report, line, title, kept):
            kept.append(line)
    report.lines[:0] = kept
    _cut_note(report)


def _begins_text(line: HtmlLine) -> bool:
    """Tell whether a line is text: a sentence, or long enough with signs of one, and no signature."""
    if parse_signature(line.text) or leftover_reason(line):
        return False
    return is_prose(line) or is_sentence(line.text)


def _is_label(line: HtmlLine) -> bool:
    return is_date_line(line.text)


def _learn_from_head(report: _Report, line: HtmlLine, title: str, kept: list[HtmlLine]) -> bool:
    """Read a line above the text; say whether it is dealt with."""
    text, folded = line.text, fold_title(line.text)
    names = parse_signature(text)
    paper = paper_of_date_line(text)
    if folded and folded == title or (len(folded) >= 8 and folded in title):
        _take_kicker(report, kept)
        report.remove(text, "正文里重印的标题")
    elif names:
        report.sign(text, names)
    elif is_date_line(text):
        report.header.append(text)
        report.paper = report.paper or paper
        day = parse_printed_date(text)
        if paper and day:
            report.paper_date = DateReading(day, "stated", text)
        report.remove(text, "日期行")
    elif reason := leftover_reason(line):
        report.header.append(text)
        report.remove(text, reason)
    elif title and report.removed and report.removed[-1].reason == "正文里重印的标题" and (line.is_centred or line.is_strong):
        report.subtitle = report.subtitle or text.lstrip("—-― ")
    else:
        return False
    return True


def _take_kicker(report: _Report, kept: list[HtmlLine]) -> None:
    """Take the short lines kept above a reprinted title for the line above it."""
    above = [line for line in kept if line.text and (line.is_centred or line.is_strong)]
    if above and report.kicker is None:
        report.kicker = " ".join(line.text for line in above)
        kept[:] = [line for line in kept if line not in above]


def _cut_note(report: _Report) -> None:
    """Take off an editor's note that is marked as one and ends visibly; one without an end stays in the text."""
    texts = [line for line in report.lines if line.text]
    if not texts:
        return
    if NOTE_ALONE.match(texts[0].text):
        ends = next((i for i, line in enumerate(texts) if i and re.match(r"本[报网台刊]讯|本报记者", line.text)), None)
        report.lines.remove(texts[0])
        report.remove(texts[0].text, "编者按的标签")
        if ends:
            report.note = "\n".join(line.text for line in texts[1:ends])
            for line in texts[1:ends]:
                report.lines.remove(line)
    elif NOTE_LABEL.match(texts[0].text) and len(texts) > 1:
        report.note = NOTE_LABEL.sub("", texts[0].text)
        report.lines.remove(texts[0])


def _cut_tail(report: _Report) -> None:
    """Take what is not text off the end of the report, and keep what it tells; pictures there go with it."""
    paragraphs = sum(1 for line in report.lines if is_prose(line))
    cut: list[tuple[str, str]] = []
    for index in range(len(report.lines) - 1, -1, -1):
        line = report.lines[index]
        reason = _tail_reason(line, paragraphs) if line.text else ""
        if reason is None:
            break
        if line.text:
            del report.lines[index:]
            cut.append((line.text, reason))
    for text, reason in reversed(cut):
        _learn_from_tail(report, text, reason)


def _tail_reason(line: HtmlLine, paragraphs: int) -> str | None:
    """Return why the last line of a report is no part of it, or None where it is."""
    if parse_signature(line.text):
        return "署名"
    if SOURCE_NOTE.fullmatch(line.text):
        return "来源、编辑等标签"
    reason = leftover_reason(line)
    if reason:
        return reason
    orphan = len(line.text) <= MAX_ORPHAN and not is_sentence(line.text)
    if orphan and paragraphs > 2 and line.tag not in ("td", "li"):
        return "正文之后没有成句的短行"
    return None


def _learn_from_tail(report: _Report, text: str, reason: str) -> None:
    """Read a line cut from the end: a signature, a label with a writer behind it, or the site's."""
    names = parse_signature(text)
    writer = re.match(r"^\s*(?:来源|稿源)\s*[:：]\s*([㐀-鿿·]{2,4})\s*$", text)
    if names:
        report.sign(text, names)
    elif writer and is_person_name(writer.group(1)):
        report.sign(text, (SignedName(writer.group(1), None),))
    else:
        report.footer.append(text)
        report.remove(text, reason)


def _split_signatures(reading: BlockReading, report: _Report) -> None:
    """Take the signatures off the first and the last paragraph, where newspapers print them."""
    indices = [i for i, block in enumerate(reading.blocks) if block.kind == "paragraph"]
    if not indices:
        return
    first, last = indices[0], indices[-1]
    lead = split_lead_signature(reading.blocks[first].text)
    if lead.printed and lead.text:
        report.sign(lead.printed, lead.names)
        reading.blocks[first] = Block("paragraph", lead.text)
    text = reading.blocks[last].text
    while True:
        note = SOURCE_NOTE.search(text)
        tail = split_tail_signature(text)
        if note and text[: note.start()].strip():
            report.footer.append(note.group().strip())
            report.remove(note.group().strip(), "来源、编辑等标签")
            text = text[: note.start()].rstrip()
        elif tail.printed and tail.text:
            report.sign(tail.printed, tail.names)
            text = tail.text
        else:
            break
    reading.blocks[last] = Block("paragraph", text)


def _credits(
    report: _Report, around: Sequence[str], below: Sequence[str], epaper: EpaperRecord | None
) -> tuple[SignedName, ...]:
    """Return who signed, authors first; an office that sent the text in is no author beside people."""
    signed = [signature.names for signature in report.signatures]
    stated = parse_signature(epaper.author) if epaper and epaper.author else ()
    labelled = tuple(find_credits([*around, *report.header], writers=True))
    desk = tuple(find_credits([*report.footer, *below], writers=False))
    merged = merge_credits(*signed, stated, labelled, desk)
    authors = set(authors_of(merged))
    people = any(is_person_name(name, labelled=True) for name in authors)
    kept = [c for c in merged if not (people and c.name in authors and not is_person_name(c.name, labelled=True))]
    return tuple(sorted(kept, key=lambda credit: credit.name not in authors))


def _assemble(
    lines: Sequence[HtmlLine],
    body: BodyRange,
    titles: TitleLines,
    report: _Report,
    blocks: BlockReading,
    metadata: PageMetadata,
    epaper: EpaperRecord | None,
    gazetteer: Gazetteer,
) -> ExtractedArticle:
    """Put the record together from what the parts of the page say."""
    near, above, below = _surroundings(lines, body, titles)
    near = [*near, *report.header]
    text = "\n".join(block.text for block in blocks.blocks if block.kind in ("paragraph", "list", "table"))
    date = _date(report, near, [*above, *report.footer, *below], metadata, epaper)
    date = date or infer_date(text, titles.headline)
    source = _source(report, near, [*above, *report.footer, *below], text, metadata, epaper)
    newspaper = _newspaper(report, source, metadata, epaper)
    credits = _credits(report, [*near, *above], below, epaper)
    figures = (*_figures_above(lines, body, titles), *blocks.figures)
    place = find_place(
        headline=titles.headline,
        body=text,
        hints=[hint for hint in (newspaper, source.name if source else None, metadata.site) if hint],
        gazetteer=gazetteer,
    )
    printed = " ".join(s.printed for s in report.signatures if any(n.name in authors_of(credits) for n in s.names))
    evidence = {
        "headline": titles.evidence,
        "date_published": date.evidence if date else None,
        "source_printed": source.evidence if source else None,
        "newspaper": newspaper,
        "site": metadata.title if metadata.site else None,
        "place": place.evidence if place else None,
        "credits": "；".join(s.printed for s in report.signatures) or None,
        "print_page": f"数字报标记：{epaper.print_page}" if epaper and epaper.print_page else None,
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
        print_page=epaper.print_page if epaper else None,
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
    near = [line.text for line in lines[last : max(body.first_prose, last)] if line.text]
    above = [line.text for line in lines[max(0, first - LINES_ABOVE) : first] if line.text and not line.is_linked]
    below = [line.text for line in lines[body.stop : body.stop + LINES_BELOW] if line.text]
    return near, above, below


def _date(
    report: _Report,
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
    report: _Report,
    near: Sequence[str],
    after: Sequence[str],
    text: str,
    metadata: PageMetadata,
    epaper: EpaperRecord | None,
) -> Source | None:
    """Return where the report comes from, the surest sign first; last of all whom its writers work for."""
    if epaper and epaper.newspaper:
        return Source(epaper.newspaper, f"数字报标记：{epaper.newspaper}")
    if report.paper:
        return Source(report.paper, report.paper_date.evidence if report.paper_date else report.paper)
    found = find_source(near, after, metadata)
    if found:
        return found
    for signature in report.signatures:
        employer = EMPLOYER.search(signature.printed)
        if employer and not OWN_EMPLOYER.match(employer.group(1)):
            return Source(employer.group(1), signature.printed)
    filed = FILED.match(text)
    return Source(filed.group(1), filed.group()) if filed else None


def _newspaper(
    report: _Report, source: Source | None, metadata: PageMetadata, epaper: EpaperRecord | None
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
    if titles.last is None or titles.last >= body.start:
        return ()
    return tuple(caption_figures(lines[titles.last + 1 : body.start]).figures)


def _warnings(titles: TitleLines, date: DateReading | None, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what staff should know, and of that what a person should look at first."""
    doubts = () if titles.headline else ("没有读出标题。",)
    if not text:
        doubts = (*doubts, "没有读出正文。")
    notes = ()
    if date is None:
        notes = ("页面没有写明刊发日期。",)
    elif date.basis == "inferred":
        notes = (f"刊发日期是推断的，依据：{date.evidence}",)
    return (*doubts, *notes), doubts
