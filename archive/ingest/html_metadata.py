"""What a page says of itself in its head: meta tags, JSON-LD and the <title>.

In: the parsed page. Out: PageMetadata, each value as the page gives it but for markup and entities. What is
printed on the page goes before it; who is named as `author` here is the publisher more often than a person.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree
from lxml import html as lxml_html

from archive.ingest.dates import is_date_line, parse_printed_date
from archive.ingest.html_lines import clean_spaces
from archive.ingest.sources import clean_source_name, is_newspaper_name, is_site_name, stands_as_name

TITLE_NAMES: Final = ("articletitle", "og:title", "twitter:title", "dc.title", "headline", "title")
DATE_NAMES: Final = (
    "pubdate", "publishdate", "publish_date", "publish-date", "publishtime", "pubtime", "article:published_time",
    "og:time", "og:release_date", "datepublished", "weibo:article:create_at", "apub:time", "dc.date", "firstcreatedate",
    "createdate", "date",
)  # fmt: skip
SOURCE_NAMES: Final = ("contentsource", "source", "mediaid", "og:source", "copyrightholder")
SITE_NAMES: Final = ("sitename", "og:site_name", "application-name")
PAPER_NAMES: Final = ("papername", "paper")
URL_NAMES: Final = ("og:url", "url")
CHINA: Final = dt.timezone(dt.timedelta(hours=8))
SCRIPT_DAY: Final = re.compile(
    r"""\b(?:publish_?time|pub_?time|publish_?date|pub_?date)["']?\s*[:=]\s*["'](?P<time>(?:19|20)\d\d[-/]\d\d?[-/]\d\d?)""",
    re.IGNORECASE,
)
SCRIPT_SECONDS: Final = re.compile(r"""\b(?:ct|oriCreateTime|publish_time)\s*=\s*["'](?P<time>1\d{9})["']""")
MARKUP: Final = re.compile(r"<[^<>]*>")
SOURCE_WORDS: Final = re.compile(
    r"^(?:文章|稿件|信息|新闻|本文)?来源[:：]\s*|[\s　]*(?:原创稿?|原创|转载稿?)$"
)
SAVED_FROM: Final = re.compile(r"saved from url=\(\d+\)(?P<url>https?://\S+)")
SOURCE_MARK: Final = re.compile(r"(?i)(?:^|[\s_-])(?:source|laiyuan)(?:$|[\s_-])")
MAX_MARKED: Final = 16  # characters
NO_SOURCE: Final = re.compile(r"^[\d\W_]*$|^(?:本站|本网|原创|转载|其他|网络|互联网)$")
SURE_SEPARATOR: Final = re.compile(r"_+|\s*[|｜]\s*|-{2,}|\s+[-–—·]\s+|>|»")
WEAK_SEPARATOR: Final = re.compile(r"[-–]|(?<!—)—(?!—)| (?=[^ ]+$)")
SITE_WORDS: Final = re.compile(
    r"(?:网|网站|频道|在线|新闻|资讯|日报|晚报|早报|晨报|商报|时报|都市报|报|中心|门户|政府|人民政府|首页|要闻|正文|专区|平台|客户端|"
    r"博客|论坛|医院|大学|学院|局|委|委员会|办公室|协会|公司|党建|先锋|\.(?:com|cn|net|org)(?:\.cn)?|Paper|News)$",
    re.IGNORECASE,
)
# An e-paper's title tells page and day, too: 样例标题-样例日报-第5版：深读-2014年04月22日.
ISSUE_PART: Final = re.compile(r"第\s*[A-Z]?\d{1,5}\s*版.{0,8}|[A-Z]?\d{1,3}\s*版[:：].{1,8}")
TITLE_DAY: Final = re.compile(r"[\s_|｜·-]+(?:19|20)\d{2}[年\-/.]\d{1,2}[月\-/.]\d{1,2}日?(?:\s*星期.)?$")
MAX_SITE_PART: Final = 24  # characters that a site adds to its titles at a time
MAX_CHANNEL: Final = 5  # characters of a channel's name (时政, 要闻云南) before that of the site
MIN_TITLE: Final = 5  # characters; less is not a report's headline


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """The head of a page: None where it says nothing."""

    title: str | None = None  # <title> as it stands, with what the site adds
    stated_title: str | None = None  # the headline that a meta tag gives
    date: str | None = None
    date_evidence: str | None = None
    source: str | None = None
    marked_source: str | None = None  # what an element called "source" says
    author: str | None = None  # the publisher or editor more often than who wrote the report
    site: str | None = None
    url: str | None = None

    @property
    def bare_title(self) -> str | None:
        """Return the <title> without what the site adds to each of its titles."""
        return strip_site(self.title)[0] if self.title else None


def read_metadata(root: lxml_html.HtmlElement) -> PageMetadata:
    """Return what the head of a page says."""
    metas = _metas(root)
    linked = _linked_data(root)
    titles = [clean_spaces(element.text_content()) for element in root.iter("title")]
    title = next((title for title in titles if title), None)
    date, evidence = _date(metas, linked)
    if date is None:
        date, evidence = _script_date(root)
    if date is None:
        date, evidence = _time_element(root)
    if date is None and title:
        date, evidence = _title_date(title)
    return PageMetadata(
        title=title,
        stated_title=_first(metas, TITLE_NAMES) or _text(linked.get("headline")),
        date=date,
        date_evidence=evidence,
        source=_source(metas),
        marked_source=_marked_source(root),
        author=metas.get("author"),
        site=_site(metas, title),
        url=_first(metas, URL_NAMES) or _canonical(root),
    )


def strip_site(title: str) -> tuple[str, tuple[str, ...]]:
    """Return a <title> without what the site adds at its end, and those parts, the outermost first.

    样例标题_时政_样例网 -> 样例标题, (样例网, 时政). What stands before a sure sign (_ | --) goes whatever it
    says, if short; a lone hyphen or space only before the name of a site.
    """
    parts: list[str] = []
    while cut := _last_part(title, bool(parts)):
        title = title[: -len(cut)]
        part = cut.strip(" _|｜-–—·>»")
        if part:
            parts.append(part)
    return title.strip(), tuple(parts)


def _last_part(title: str, has_cut: bool) -> str | None:
    """Return the end of a title from its last separator on, if that is the site's."""
    issued = TITLE_DAY.search(title)
    if issued and len(title[: issued.start()].strip()) >= MIN_TITLE:
        return issued.group()
    for separator, sure in ((SURE_SEPARATOR, True), (WEAK_SEPARATOR, False)):
        ends = list(separator.finditer(title))
        if not ends:
            continue
        start = ends[-1].start()
        part = title[ends[-1].end() :].strip()
        short = len(part) <= MAX_SITE_PART and len(title[:start].strip()) >= MIN_TITLE
        sign = ends[-1].group()
        marked = (sure and not set(sign) & set("|｜")) or (
            has_cut and len(part) <= MAX_CHANNEL and sign != " "
        )
        issue = ISSUE_PART.fullmatch(part) or is_date_line(part)
        if short and (marked or issue or SITE_WORDS.search(part) or not part):
            return title[start:]
    return None


def _metas(root: lxml_html.HtmlElement) -> dict[str, str]:
    """Return the meta tags by name, in lower case; the first one of a name counts."""
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
        name = re.sub(r"\s+", "", name.strip("”“\"'")).lower()
        value = clean_spaces(MARKUP.sub("", meta.get("content") or ""))
        if name and value:
            metas.setdefault(name, value)
    return metas


def _first(metas: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((metas[name] for name in names if name in metas), None)


def _date(metas: Mapping[str, str], linked: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Return the date of publication with the tag that gives it."""
    for name in DATE_NAMES:
        if name in metas and (date := parse_printed_date(metas[name])):
            return date, f"meta {name}：{metas[name]}"
    published = _text(linked.get("datePublished")) or _text(linked.get("pubDate"))
    date = parse_printed_date(published) if published else None
    return date, f"JSON-LD：{published}" if date else None


def _script_date(root: lxml_html.HtmlElement) -> tuple[str | None, str | None]:
    """Return the day that a script fills in where the page shows it (WeChat's publish_time and ct)."""
    for script in root.iter("script"):
        found = SCRIPT_DAY.search(script.text or "") or SCRIPT_SECONDS.search(script.text or "")
        if found and len(found["time"]) == 10 and found["time"].isdigit():
            day = dt.datetime.fromtimestamp(int(found["time"]), CHINA).date().isoformat()
            return day, f"脚本：{found[0].strip()}"
        if found and (printed := parse_printed_date(found["time"])):
            return printed, f"脚本：{found[0].strip()}"
    return None, None


def _time_element(root: lxml_html.HtmlElement) -> tuple[str | None, str | None]:
    """Return the day of the page's <time> elements, where they tell but one: a list of news has several."""
    told = {day: stamp for e in root.iter("time") if (day := parse_printed_date(stamp := e.get("datetime") or ""))}
    return next(((day, f"time 标签：{stamp}") for day, stamp in told.items() if len(told) == 1), (None, None))


def _title_date(title: str) -> tuple[str | None, str | None]:
    """Return the day that the site adds to its titles."""
    told = (day for part in strip_site(title)[1] if is_date_line(part) and (day := parse_printed_date(part)))
    return next(((day, f"title 标签：{title}") for day in told), (None, None))


def _source(metas: Mapping[str, str]) -> str | None:
    """Return where a meta tag says that the report comes from."""
    value = _first(metas, SOURCE_NAMES)
    name = SOURCE_WORDS.sub("", SOURCE_WORDS.sub("", value)).strip() if value else ""
    return name if name and not NO_SOURCE.match(name) else None


def _marked_source(root: lxml_html.HtmlElement) -> str | None:
    """Return what the page's elements of the class or id "source" say, where they say but one thing."""
    told = {
        text
        for element in root.iter("span", "em", "i", "a", "p", "div", "li", "td")
        if SOURCE_MARK.search(f"{element.get('id') or ''} {element.get('class') or ''}")
        and 1 < len(text := SOURCE_WORDS.sub("", clean_spaces(element.text_content()))) <= MAX_MARKED
    }
    return told.pop() if len(told) == 1 and not NO_SOURCE.match(next(iter(told))) else None


def _site(metas: Mapping[str, str], title: str | None) -> str | None:
    """Return the name of the site, from its tags or from the end of its titles."""
    named = _first(metas, SITE_NAMES)
    if named:
        return named
    parts = strip_site(title)[1] if title else ()
    after = next((part for part in parts if is_site_name(part) or is_newspaper_name(part)), None)
    before = re.split(r"\s*[-_|｜—]+\s*", title, maxsplit=1)[0] if title else ""
    return after or (clean_source_name(before) if stands_as_name(before) else None)


def _canonical(root: lxml_html.HtmlElement) -> str | None:
    """Return the address that a page gives as its own, or that a browser wrote down when it saved the page."""
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            return str(link.get("href"))
    comments = (comment for comment in root.itersiblings(preceding=True) if comment.tag is etree.Comment)
    found = (SAVED_FROM.search(comment.text or "") for comment in comments)
    return next((match["url"] for match in found if match), None)


def _linked_data(root: lxml_html.HtmlElement) -> dict[str, Any]:
    """Return the first JSON-LD object of the page that is an article, or an empty one."""
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            for found in _objects(script.text or ""):
                if "headline" in found or "datePublished" in found or "pubDate" in found:
                    return found
    return {}


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON-LD script; a broken one gives none."""
    try:
        loaded = json.loads(text, strict=False)
    except (json.JSONDecodeError, RecursionError):
        return
    for found in loaded if isinstance(loaded, list) else [loaded]:
        if isinstance(found, dict):
            yield found
            graph = found.get("@graph")
            yield from (item for item in graph if isinstance(item, dict)) if isinstance(graph, list) else ()


def _text(value: object) -> str | None:
    return clean_spaces(value) or None if isinstance(value, str) else None
