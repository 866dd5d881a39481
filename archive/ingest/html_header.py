"""When, from where and by whom: what stands around the report, read from its labels and places.

In: the lines between headline and text, those around, and the page's metadata. Out: date, source and signed
names, each with the words it was read from. A person whom only the page's head names as author is not believed:
it is the publisher or the editor more often.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from archive.ingest.bylines import parse_signature
from archive.ingest.dates import find_stated_date, is_date_line, parse_printed_date
from archive.ingest.extracted import DateReading, SignedName
from archive.ingest.html_lines import HtmlLine
from archive.ingest.html_metadata import PageMetadata
from archive.ingest.signatures import has_role
from archive.ingest.sources import clean_source_name, is_newspaper_name, is_site_name, parse_source_label
from archive.text.names import LABELLED_SURNAMES, is_person_name

MAX_HEADER_LINE: Final = 160  # characters; a longer line above the text is no label
MAX_DATED_LINE: Final = 60
TODAY: Final = re.compile(r"今天|今日是|现在是|现在时间|当前(?:时间|日期)|北京时间|天气")
MAX_IMPRINT_WORDS: Final = 8  # of the line of date and source, that are looked at
ADDRESS_DATE: Final = re.compile(
    r"/((?:19|20)\d{2})[-/]?([01]\d)[-/]?([0-3]\d)/|/t?((?:19|20)\d{2})([01]\d)([0-3]\d)_"
)
CLOCK: Final = re.compile(r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?")
DAY: Final = re.compile(r"(?:19|20)\d{2}\s*[年\-/.]/?\s*\d{1,2}\s*[月\-/.]/?\s*\d{1,2}\s*日?")
WEB: Final = re.compile(r"(?:https?://)?(?:[\w-]+\.){1,4}(?:com|cn|net|org)[\w./?=&-]*", re.IGNORECASE)
LABELS: Final = re.compile(
    r"(?:发布|发表|更新)?(?:时间|日期)\s*[:：]?|星期[一二三四五六日天]|分享到?[:：]?|字号|[|｜•·]"
)
SOURCE_END: Final = re.compile(
    r"(?:社|网|报|台|周刊|杂志|在线|客户端|新闻|频道|号|融媒|融媒体|融媒体中心|传媒|集团|组织部|宣传部|发布|论坛|早班车|局|委|办公室)$"
)
EMPTY_LABEL: Final = re.compile(r"(?:来源|稿源|出处)\s*[:：]?\s*$")
NO_SOURCE: Final = re.compile(
    r"^(?:本站|本网站?|原创|转载|未知|其他|其它|网络|互联网|综合|佚名|admin|[\d\W_]+)$|^http", re.IGNORECASE
)
CREDIT: Final = re.compile(
    r"(?P<label>作者|(?<![㐀-鿿])文(?=\s*[/／])|记者|通讯员|撰稿|供稿|责任编辑|责编|网络编辑|本文编辑|编辑|校对|审核|终审|初审|复审|编审|监制|值班编委)(?:\s*[:：/／]\s*|(?<=记者|讯员)\s+)"
    r"(?P<names>[^:：/／]{2,40}?)(?=\s*(?:[㐀-鿿]{2,6}\s*[:：/／]|(?<=\s)[图片摄文]\s*[:：/／]|(?:19|20)\d{2}|\d{2}-\d{2}|浏览|点击|查看|字号|阅读|打印|[|｜（）()\[\]【】])|\s*$)"
)
# 来源：样例日报 2013年8月20日第2版: a day right behind the paper's name is the paper's, an hour behind it the site's.
EDITIONS: Final = ("数字报", "电子报", "数字报刊", "数字版", "电子版")
COPY_MARK: Final = re.compile(r"^[【\[（(]\s*(?:转载?|转[贴帖]|原创)\s*[】\])）]")
PAPER_DAY: Final = re.compile(
    r"(?:来源|稿源|出处|原载)\s*[:：]\s*《?(?P<name>[㐀-鿿]{2,14})》?\s*[（(]?\s*"
    r"(?P<day>(?:19|20)\d{2}\s*[年\-/.]\s*\d{1,2}\s*[月\-/.]\s*\d{1,2}(?!\d)(?!\s*日?\s*\d{1,2}[:：])\s*日?)"
)
LABEL_ALONE: Final = re.compile(r"(?:作者|记者|通讯员|撰稿|责任编辑|责编|编辑|审核)\s*[:：]?")
AUTHOR_HINTS: Final = re.compile(r"author|byline|zuozhe|writer")
WRITER_LABELS: Final = frozenset(("作者", "文", "记者", "通讯员", "撰稿"))
UNTRUSTED_WRITERS: Final = re.compile(r"admin|管理员|小编|编辑|佚名|未知|匿名|博主|楼主|网友", re.IGNORECASE)


class Source(NamedTuple):
    """Where a page says that its report comes from, and the words that say so."""

    name: str
    evidence: str


def find_date(near: Sequence[str], around: Sequence[str], metadata: PageMetadata) -> DateReading | None:
    """Return the day of publication: printed by the headline, then the page's head, then near by, then its address."""
    stated = _paper_day(near) or find_stated_date(near) or _first_day(near)
    if stated:
        return stated
    if metadata.date:
        return DateReading(metadata.date, "stated", metadata.date_evidence or metadata.date)
    return find_stated_date(around) or _address_date(metadata.url)


def _paper_day(lines: Sequence[str]) -> DateReading | None:
    """Return the day of the issue that a label of the source names beside the paper."""
    for line in lines:
        found = PAPER_DAY.search(line) if len(line) <= MAX_HEADER_LINE else None
        day = parse_printed_date(found["day"]) if found and is_newspaper_name(found["name"]) else None
        if found and day:
            return DateReading(day, "stated", found[0].strip())
    return None


def _first_day(lines: Sequence[str]) -> DateReading | None:
    """Return the first full date of the lines right by the headline, whatever stands beside it."""
    for line in lines:
        date = parse_printed_date(line) if len(line) <= MAX_HEADER_LINE else None
        if date:
            return DateReading(date, "stated", line)
    return None


def find_only_day(lines: Sequence[HtmlLine]) -> DateReading | None:
    """Return the day that stands above the text, in a link or not, where these lines tell but one; today's is none."""
    told: dict[str, str] = {}
    for line in lines:
        is_dated = len(line.text) <= MAX_DATED_LINE and not TODAY.search(line.text)
        if is_dated and (date := parse_printed_date(line.text)):
            told.setdefault(date, line.text)
    return next((DateReading(day, "stated", words) for day, words in told.items() if len(told) == 1), None)


def _address_date(url: str | None) -> DateReading | None:
    """Return the day that a page's address holds (/2019/09/26/, t20220211_)."""
    found = ADDRESS_DATE.search(url or "")
    if not found or not url:
        return None
    date = parse_printed_date("-".join(part for part in found.groups() if part))
    return DateReading(date, "stated", f"网址：{url}") if date else None


def find_source(
    near: Sequence[str], behind: Sequence[str], far: Sequence[str], metadata: PageMetadata
) -> Source | None:
    """Return where the report comes from: labelled by the headline, in the page's head, or named by its date.

    A paper by the date goes before a label behind the text, a label before the site that copied the report.
    """
    labelled = _labelled(near)
    if labelled:
        return labelled
    if metadata.source and not NO_SOURCE.match(metadata.source):
        return Source(metadata.source, f"meta 标签：{metadata.source}")
    beside = _beside_date(near) or _marked(near, metadata)
    if beside and is_newspaper_name(beside.name):
        return beside
    return _labelled(behind) or beside or _labelled(far)


def _labelled(lines: Sequence[str]) -> Source | None:
    """Return what stands behind 来源：, in the same line or the next."""
    for index, line in enumerate(lines):
        if len(line) > MAX_HEADER_LINE:
            continue
        words = line
        if EMPTY_LABEL.search(line) and index + 1 < len(lines):
            words = f"{line.rstrip(' :：')}：{lines[index + 1]}"
        name = _whole(parse_source_label(words) or "", words)
        if name and not NO_SOURCE.match(name) and not is_person_name(name):
            return Source(name, words)
    return None


def _whole(name: str, words: str) -> str:
    """Return a name with the bracket that closes it, where reading the label lost it: 样例晚报(样例市)."""
    for opening, closing in ("()", "（）"):
        if name.count(opening) > name.count(closing) and name + closing in words:
            return name + closing
    return name


def _beside_date(lines: Sequence[str]) -> Source | None:
    """Return the name that stands by the date without a label, if it is that of a paper, site or office."""
    dated = [i for i, line in enumerate(lines) if len(line) <= MAX_HEADER_LINE and parse_printed_date(line)]
    for index in dated:
        for neighbour in (index, index - 1, index + 1, index - 2, index + 2):
            if 0 <= neighbour < len(lines):
                name = _bare_name(lines[neighbour])
                if name:
                    return Source(name, lines[neighbour])
    return None


def _marked(lines: Sequence[str], metadata: PageMetadata) -> Source | None:
    """Return the name by the headline that the page's markup alone calls the source."""
    name = metadata.marked_source
    if not name or NO_SOURCE.match(name) or is_person_name(name):
        return None
    return next((Source(name, line) for line in lines if name in words_of(line)), None)


def _bare_name(line: str) -> str | None:
    """Return what is left of a line without date, hour, address and labels, if that is a source's name."""
    rest = line
    for pattern in (DAY, CLOCK, WEB, LABELS):
        rest = pattern.sub(" ", rest)
    words = [word for word in re.split(r"\s+", rest) if len(word) > 1]
    for word in (word for word in words[:MAX_IMPRINT_WORDS] if not re.search(r"[㐀-鿿][:：]", word)):
        bare = COPY_MARK.sub("", word).strip("《》()（）[]【】,，:：")
        bare = clean_source_name(bare) if bare.endswith(EDITIONS) else bare
        is_name = is_newspaper_name(bare) or (is_site_name(bare) and len(words) <= 3) or word.startswith("《")
        is_name = is_name or (len(words) <= 3 and bool(SOURCE_END.search(bare)))
        if 2 <= len(bare) <= 16 and is_name and not NO_SOURCE.match(bare):
            return word if word.startswith("《") else bare
    return None


def find_credits(lines: Sequence[str], *, writers: bool) -> Iterator[SignedName]:
    """Yield the names behind labels (作者：, 责任编辑：); writers only where a page may be believed on them."""
    for line in (*lines, *_label_and_next(lines)):
        for found in CREDIT.finditer(line) if len(line) <= MAX_HEADER_LINE else ():
            if UNTRUSTED_WRITERS.search(found["names"]) or (found["label"] in WRITER_LABELS and not writers):
                continue
            signed = parse_signature(f"{found['label']}：{found['names'].strip()}")
            yield from (name for name in signed if is_person_name(name.name, labelled=True))


def _label_and_next(lines: Sequence[str]) -> Iterator[str]:
    """Yield each label that stands alone in its line together with the line behind it, as tables and lists set them."""
    for label, value in pairwise(lines):
        if LABEL_ALONE.fullmatch(label.strip()):
            yield f"{label.strip(' :：')}：{value}"


def behind_source(line: str) -> str | None:
    """Return what ends a line behind its source, as printed: 来源: 样例日报 张 三."""
    source = parse_source_label(line)
    return line.rpartition(source)[2].strip() if source else None


def find_unlabelled_writer(lines: Sequence[HtmlLine]) -> Iterator[tuple[str, tuple[SignedName, ...]]]:
    """Yield who stands behind the paper in the line that tells the day: 样例日报  张三  2010-05-06 08:09."""
    for line in lines:
        if not 0 < len(line.text) <= MAX_HEADER_LINE or not parse_printed_date(line.text):
            continue
        for paper, printed in pairwise(words_of(line.parted)):
            name = printed.replace(" ", "")
            paper = parse_source_label(paper) or paper
            surely = len(name) == 3 and name[0] not in LABELLED_SURNAMES
            if (is_newspaper_name(paper) or is_site_name(paper)) and is_person_name(name, labelled=surely):
                yield printed, (SignedName(name, None),)
        behind = behind_source(line.text)
        if behind and is_person_name(behind.replace(" ", "")):
            yield behind, (SignedName(behind.replace(" ", ""), None),)


def find_confirmed_writer(
    lines: Sequence[HtmlLine], claimed: str | None
) -> Iterator[tuple[str, tuple[SignedName, ...]]]:
    """Yield whom the page's head names as author, if the line that tells so by the headline bears no other label."""
    name = (claimed or "").replace(" ", "")
    if not is_person_name(name, labelled=True):
        return
    for line in lines:
        words = words_of(line.parted) if len(line.text) <= MAX_HEADER_LINE else []
        for before, word in pairwise(["", *words]):
            if word.replace(" ", "") == name and not before.endswith((":", "：")):
                yield word, (SignedName(name, None),)


def words_of(parted: str) -> list[str]:
    """Return what the elements of a line say, each for itself."""
    return [word for word in re.split(r"\s{2,}", parted) if word]


def find_signatures(lines: Sequence[HtmlLine]) -> Iterator[tuple[str, tuple[SignedName, ...]]]:
    """Yield each line by the headline that is a signature: with a role in it, or marked as the author's."""
    for line in lines:
        own = line.hints.split(" | ")[0]
        if (
            line.text
            and len(line.text) <= MAX_HEADER_LINE
            and (has_role(line.text) or AUTHOR_HINTS.search(own) or _is_name_alone(line))
        ):
            names = tuple(
                name for name in parse_signature(line.text) if is_person_name(name.name, labelled=True)
            )
            if names:
                yield line.text, names


def _is_name_alone(line: HtmlLine) -> bool:
    """Tell whether a line in the middle of the page is a name, as papers of 2004 set it below the headline.

    Many a word of two characters begins with a surname (纪实): two count where a space parts them.
    """
    name = line.text.replace(" ", "")
    is_long = len(name) > 2 or len(line.text) > 2
    return line.is_centred and not line.is_linked and is_long and is_person_name(name)


def paper_of_date_line(line: str) -> str | None:
    """Return the paper that a line of date and paper names (2003-7-24 样例晚报), or None."""
    if not is_date_line(line):
        return None
    labelled = None if CLOCK.search(line) else parse_source_label(line)
    name = _bare_name(line) or labelled
    return name if name and is_newspaper_name(name) else None
