"""The report without its edges: title lines, labels and signatures off its head, the site's lines off its end.

In: the lines of the container. Out: a Report, which keeps what was cut: signatures, labels that speak of the report,
and every removal with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from archive.ingest.bylines import parse_signature, split_lead_signature, split_tail_signature
from archive.ingest.dates import is_date_line, parse_printed_date
from archive.ingest.extracted import Block, DateReading, RemovedText, SignedName
from archive.ingest.html_blocks import BlockReading, is_caption
from archive.ingest.html_body import BodyRange
from archive.ingest.html_header import behind_source, paper_of_date_line
from archive.ingest.html_headline import TitleLines, fold_title
from archive.ingest.html_leftovers import LABELS, is_prose, is_sentence, leftover_reason
from archive.ingest.html_lines import HtmlLine
from archive.ingest.signatures import has_role
from archive.ingest.sources import is_newspaper_name, parse_source_label, stands_as_name
from archive.text.names import is_person_name

MAX_RECORDED: Final = 20  # lines after the report's end that are shown to staff
MAX_DECK: Final = 120  # characters of what a page says of a report between its headline and its date
MAX_FILED: Final = 16  # characters of a dateline behind the text
MAX_ORPHAN: Final = 30  # characters of a line without a sentence that ends no report
MAX_HEAD_LINES: Final = 12  # of the report, that may stand above its signature
TITLE_LINES_ABOVE: Final = 2  # above a signature
MAX_TITLE_LINE: Final = 60  # characters
DAY_ALONE: Final = re.compile(
    r"(?:\d{1,2}月\d{1,2}日|\d{1,2}-\d{1,2}|昨天|今天)?\s*(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?|\d{1,2}\s*(?:分钟|小时|天)前|刚刚"
)
NOTE_LABEL: Final = re.compile(r"^[\s【\[（(]*(?:编者按|编者的话|编后|编辑点评)[\s】\]）):：]*")
NOTE_ALONE: Final = re.compile(r"^[\s【\[（(]*编者按[\s】\]）):：]*$")
SOURCE_NOTE: Final = re.compile(
    r"\s*[（(\[【](?:(?:本文|文章|资料|素材|图片|数据|据|综合|转自|摘自|原载|本文来自|来源|原题|原标题)[^（）()]{0,60}?|[^（）()，。]{2,24}\s(?:供稿|提供|整理|综合|摘编|报送)|"
    r"作者(?:系|为|单位|简介)[^（）()]{2,60}|本[报刊网台]评论员)[）)\]】]\s*$"
)
# 《 样例日报 》（ 2012年05月18日 04 版）
PRINTED_IN: Final = re.compile(
    r"[（(\s]*《\s*(?P<paper>[㐀-鿿]{2,12})\s*》\s*[（(]?\s*(?P<day>(?:19|20)\d{2}\s*[年\-/.]\s*\d{1,2}\s*[月\-/.]\s*\d{1,2}\s*日?)"
    r"[\s,，]*(?:星期.)?[\s,，]*(?:第?\s*[A-Z]?[\d〇一二三四五六七八九十]{1,3}\s*版)?[\s）)]*"
)
END_MARK: Final = re.compile(r"\s*[（(\[【](?:完|全文完|本文完|续完|未完待续)[）)\]】]\s*$")


class Signature(NamedTuple):
    """A signature as it stands on the page, and who signs in it."""

    printed: str
    names: tuple[SignedName, ...]


@dataclass(slots=True)
class Report:
    """A report while its edges are cut: its lines, what was signed, removed and learnt at the edges."""

    lines: list[HtmlLine]
    signatures: list[Signature] = field(default_factory=list)
    removed: list[RemovedText] = field(default_factory=list)
    header: list[str] = field(default_factory=list)  # lines cut from the head that speak of the report
    footer: list[str] = field(default_factory=list)
    kicker: str | None = None
    subtitle: str | None = None
    note: str | None = None
    paper: str | None = None
    paper_date: DateReading | None = None
    printed_in: str | None = None  # the paper whose issue a line behind the text names

    def remove(self, text: str, reason: str) -> None:
        """Note what was taken out, and why."""
        self.removed.append(RemovedText(text, reason))

    def sign(self, printed: str, names: Sequence[SignedName]) -> None:
        """Note a signature that was taken out of the text."""
        self.signatures.append(Signature(printed, tuple(names)))
        self.remove(printed, "署名")


def cut_report(lines: Sequence[HtmlLine], body: BodyRange, titles: TitleLines) -> Report:
    """Return the report between its edges: without title, labels and signatures above, and the site's below."""
    start = body.start
    if titles.last is not None and titles.last >= start:
        start = titles.last + 1
    report = Report(list(lines[start : body.stop]))
    below = [line for line in lines[body.stop : body.end] if line.text]
    for line in below[:MAX_RECORDED]:
        report.remove(line.text, leftover_reason(line) or "报道结束之后的内容")
    _cut_head(report, titles)
    _cut_tail(report)
    return report


def _cut_head(report: Report, titles: TitleLines) -> None:
    """Take what is not text off the head of the report, and keep what it tells."""
    kept: list[HtmlLine] = []
    title = fold_title(titles.headline or "")
    _cut_header(report)
    _cut_above_signature(report)
    while report.lines:
        line = report.lines[0]
        is_told = not (kept and kept[-1].image is not None and is_caption(line, kept[-1]))
        if line.text and is_told and _begins_text(line) and fold_title(line.text) != title and not _is_label(line):
            break
        report.lines.pop(0)
        if line.image is not None or not is_told or (line.text and not _learn_from_head(report, line, title, kept)):
            kept.append(line)
    report.lines[:0] = kept
    _cut_note(report)


def _cut_header(report: Report) -> None:
    """Take off the lines up to the one that tells the date or the source, if no text stands before it."""
    begins = next((i for i, line in enumerate(report.lines) if _begins_text(line)), 0)
    begins = _behind_deck(report.lines, begins)
    told = [
        i
        for i in range(begins)
        if parse_printed_date(report.lines[i].text) and leftover_reason(report.lines[i])
    ]
    told += [i for i in range(begins) if is_date_line(report.lines[i].text)]
    unread = report.lines[: max(told, default=0)]
    if any(parse_signature(line.text) or line.is_centred for line in unread):
        return  # title lines and signatures are read one by one
    for line in unread:
        if line.text:
            report.header.append(line.parted)
            report.remove(line.text, "标题与正文之间的说明")
    del report.lines[: len(unread)]


def _behind_deck(lines: Sequence[HtmlLine], begins: int) -> int:
    """Return where the text begins, if its first sentence stands between headline and the line of date and source."""
    texts = [i for i in range(begins, len(lines)) if lines[i].text][:2]
    if len(texts) < 2 or any(line.text for line in lines[:begins]) or len(lines[begins].text) > MAX_DECK:
        return begins
    imprint = lines[texts[1]]
    is_imprint = bool(parse_printed_date(imprint.text)) and leftover_reason(imprint) == LABELS
    if not is_imprint or is_sentence(imprint.text):
        return begins
    return next((i for i in range(texts[1], len(lines)) if _begins_text(lines[i])), begins)


def _cut_above_signature(report: Report) -> None:
    """Take off what stands above a signature that opens the report: no sentence, so a line of the title."""
    lines = report.lines[:MAX_HEAD_LINES]
    after_picture = {i + 1 for i, line in enumerate(lines) if line.image is not None}  # a caption
    texts = [
        line for i, line in enumerate(lines)
        if line.text and i not in after_picture and not leftover_reason(line)
    ][: TITLE_LINES_ABOVE + 1]  # fmt: skip
    signed = next((i for i, line in enumerate(texts) if parse_signature(line.text) and has_role(line.text)), 0)
    above = texts[:signed]
    if any(is_sentence(line.text) or len(line.text) > MAX_TITLE_LINE for line in above):
        return
    for line in above:
        report.lines.remove(line)
        report.remove(line.text, "标题与正文之间的说明")
    if above:
        report.subtitle = report.subtitle or " ".join(line.text.lstrip("—-― ") for line in above)


def _begins_text(line: HtmlLine) -> bool:
    """Tell whether a line is text: a sentence, or long enough with signs of one, and no signature."""
    if parse_signature(line.text) or leftover_reason(line):
        return False
    return is_prose(line) or is_sentence(line.text)


def _is_label(line: HtmlLine) -> bool:
    return is_date_line(line.text)


def _learn_from_head(report: Report, line: HtmlLine, title: str, kept: list[HtmlLine]) -> bool:
    """Read a line above the text; say whether it is dealt with."""
    text, folded = line.text, fold_title(line.text)
    names = parse_signature(text)
    paper = paper_of_date_line(text)
    if (folded and folded == title) or (len(folded) >= 8 and folded in title):
        _take_kicker(report, kept)
        report.remove(text, "正文里重印的标题")
    elif names:
        report.sign(text, names)
    elif is_date_line(text) or DAY_ALONE.fullmatch(text):
        report.header.append(line.parted)
        report.paper = report.paper or paper
        day = parse_printed_date(text)
        if paper and day:
            report.paper_date = DateReading(day, "stated", text)
        report.remove(text, "日期行")
    elif reason := leftover_reason(line) or (LABELS if stands_as_name(text) else None):
        report.header.append(line.parted)
        report.remove(text, reason)
    elif (
        title
        and report.removed
        and report.removed[-1].reason == "正文里重印的标题"
        and (line.is_centred or line.is_strong)
    ):
        report.subtitle = report.subtitle or text.lstrip("—-― ")
    else:
        return False
    return True


def _take_kicker(report: Report, kept: list[HtmlLine]) -> None:
    """Take the short lines kept above a reprinted title for the line above it."""
    above = [line for line in kept if line.text and (line.is_centred or line.is_strong)]
    if above and report.kicker is None:
        report.kicker = " ".join(line.text for line in above)
        kept[:] = [line for line in kept if line not in above]


def _cut_note(report: Report) -> None:
    """Take off an editor's note of one paragraph; a label alone goes, and what it heads stays in the text."""
    texts = [line for line in report.lines if line.text]
    if not texts:
        return
    if NOTE_ALONE.match(texts[0].text):  # nothing shows where it ends: it stays in the text
        report.lines.remove(texts[0])
        report.remove(texts[0].text, "编者按的标签")
    elif NOTE_LABEL.match(texts[0].text) and len(texts) > 1:
        report.note = NOTE_LABEL.sub("", texts[0].text)
        report.lines.remove(texts[0])


def _cut_tail(report: Report) -> None:
    """Take what is not text off the end of the report, and keep what it tells; pictures there go with it."""
    paragraphs = sum(1 for line in report.lines if is_prose(line))
    cut: list[tuple[HtmlLine, str]] = []
    for index in range(len(report.lines) - 1, -1, -1):
        line = report.lines[index]
        reason = _tail_reason(line, paragraphs) if line.text else ""
        if reason is None:
            break
        if line.text:
            del report.lines[index:]
            cut.append((line, reason))
    for line, reason in reversed(cut):
        _learn_from_tail(report, line, reason)


def _tail_reason(line: HtmlLine, paragraphs: int) -> str | None:
    """Return why the last line of a report is no part of it, or None where it is."""
    if parse_signature(line.text) or _is_filed(line.text):
        return "署名"
    if SOURCE_NOTE.fullmatch(line.text) or PRINTED_IN.fullmatch(line.text):
        return "来源、编辑等标签"
    reason = leftover_reason(line)
    if reason:
        return reason
    orphan = len(line.text) <= MAX_ORPHAN and not is_sentence(line.text)
    if orphan and paragraphs > 2 and line.tag not in ("td", "li"):
        return "正文之后没有成句的短行"
    return None


def _is_filed(text: str) -> bool:
    """Tell whether a line is a dateline with who filed it, moved to the end: 样例日报讯（记者 张三）."""
    split = split_tail_signature(text)
    return bool(split.names) and len(split.text) <= MAX_FILED and split.text.endswith(("讯", "电", "消息"))


def _learn_from_tail(report: Report, line: HtmlLine, reason: str) -> None:
    """Read a line cut from the end: a signature, a label with a writer behind it, or the site's."""
    text = line.text
    names = parse_signature(text)
    writer = re.match(r"^\s*(?:来源|稿源)\s*[:：]\s*([㐀-鿿·]{2,4})\s*$", text)
    imprint = PRINTED_IN.fullmatch(text)
    if names:
        report.sign(text, names)
        if parse_source_label(text):
            report.footer.append(line.parted)
    elif _is_filed(text):
        report.sign(text, split_tail_signature(text).names)
    elif (behind := (behind_source(text) or "").replace(" ", "")) and is_person_name(behind):
        report.footer.append(line.parted)
        report.sign(text, (SignedName(behind, None),))
    elif imprint and is_newspaper_name(imprint["paper"]) and (day := parse_printed_date(imprint["day"])):
        report.printed_in = imprint["paper"]
        report.paper_date = report.paper_date or DateReading(day, "stated", text)
        report.remove(text, reason)
    elif writer and is_person_name(writer.group(1)):
        report.sign(text, (SignedName(writer.group(1), None),))
    else:
        report.footer.append(line.parted)
        report.remove(text, reason)


def split_signatures(reading: BlockReading, report: Report) -> None:
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
        mark = END_MARK.search(text)
        if note and text[: note.start()].strip():
            report.footer.append(note.group().strip())
            report.remove(note.group().strip(), "来源、编辑等标签")
            text = text[: note.start()].rstrip()
        elif mark and text[: mark.start()].strip():
            report.remove(mark.group().strip(), "页码或结束符")
            text = text[: mark.start()].rstrip()
        elif tail.printed and tail.text:
            report.sign(tail.printed, tail.names)
            text = tail.text
        else:
            break
    reading.blocks[last] = Block("paragraph", text)
