"""From untrusted HTML to the body that is kept and shown; the only importer of bleach.

In: HTML from anywhere. Out: a CleanBody that holds the elements of a newspaper article and nothing that acts.
Order matters: caps on size and nesting come first (bleach needs half a minute for 20,000 nested elements),
then elements whose text is no text (script, style, template) go with all they hold, since bleach would keep
that text; then bleach, by an allow-list. Cleaning what is clean changes nothing, and nothing is raised.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final

from bleach.sanitizer import Cleaner
from lxml import etree
from lxml import html as lxml_html

MAX_CHARS: Final = 1_000_000  # of untrusted HTML; a year's longest report with its tables stays below a tenth
MAX_DEPTH: Final = 60  # nested elements; real articles stay below thirty
MAX_ELEMENTS: Final = 10_000  # bleach takes 75 microseconds for each
MAX_ENTITIES: Final = 20_000  # bleach's time grows with their square: a million took it four minutes
MAX_PASSES: Final = 12  # broken nesting settles in two or three, links in lists in tables later
MAX_CHECKED: Final = 200_000  # characters that are always cleaned twice
MAX_SPAN: Final = 100  # columns or rows that one cell may cover
OWN_MEDIA: Final = re.compile(r"/media/(?!.*(?:\.\.|//))[A-Za-z0-9_\-./]+")
WEB_ADDRESS: Final = re.compile(r"https?://[^\s\"'<>\\]+", re.IGNORECASE)
LINK_RELATION: Final = "noopener nofollow"


def _words(text: str) -> frozenset[str]:
    """Return the words of `text`, which white space divides."""
    return frozenset(text.split())


TAGS: Final = _words(
    "p h2 h3 h4 figure figcaption img ul ol li table caption thead tbody tfoot tr th td blockquote strong em "
    "sup sub br a"
)
# Elements whose text is a program, a form or a hidden thing; bleach would leave the text standing.
REMOVED_WHOLE: Final = _words(
    "script style template noscript iframe object embed applet svg math form select button textarea input "
    "head title meta link base audio video canvas map frameset frame noembed noframes xmp plaintext listing "
    "dialog"
)
# Elements that we do not keep, and the kept ones that mean the same.
RENAMED: Final = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4", "div": "p"}
BLOCKS: Final = _words(
    "p h2 h3 h4 figure figcaption ul ol li table caption thead tbody tfoot tr th td blockquote div section "
    "article center dl dt dd pre address header footer main aside"
)
HOLDERS: Final = _words("div blockquote td th li figure")  # what a paragraph may stand in
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff￾￿]")
# Nothing but paragraphs and headings of plain text, as our own steps write them: no parser reads it otherwise than it
# stands, and cleaning would give it back as it is, for most of the time that a record takes.
PLAIN: Final = re.compile(
    r"(?:<(p|h2)>[^<>&\x00-\x1f\x7f-\x9f\ud800-\udfff￾￿]*"
    r"(?:&(?:amp|lt|gt);[^<>&\x00-\x1f\x7f-\x9f\ud800-\udfff￾￿]*)*</\1>(?:\n(?=<)|$))+"
)
# Where a tag begins. Its end is not asked for: `>` may stand in an attribute, and a tag never closed would
# be looked through again from each place that it might begin at.
TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
LINE_BREAKING: Final = BLOCKS | {"br", "hr", "h1", "h5", "h6", "option"}
VOID: Final = _words("br hr img input meta link base col area embed source track wbr param")


@dataclass(frozen=True, slots=True)
class CleanBody:
    """HTML that is safe to show, and what had to be cut to make it so."""

    body_html: str
    warnings: tuple[str, ...] = ()


def clean_body(untrusted_html: str) -> CleanBody:
    """Return the HTML with nothing in it but what a newspaper article needs; never raises."""
    if len(untrusted_html) <= MAX_CHARS and PLAIN.fullmatch(untrusted_html) and _is_modest(untrusted_html):
        return CleanBody(untrusted_html)
    text = CONTROL.sub("", untrusted_html)
    warnings: list[str] = []
    if len(text) > MAX_CHARS:
        warnings.append(f"正文超过 {MAX_CHARS:,} 字符，其后的部分没有收入。")
        text = text[:MAX_CHARS]
    if _is_unruly(text):
        warnings.append("正文的标记嵌套过深或过多，只保留了文字。")
        return CleanBody(_as_paragraphs(text), tuple(warnings))
    text = _without_whole_elements(text)
    if text.count("&") > MAX_ENTITIES:
        warnings.append("正文里的 &、<、> 过多，改成了全角。")
        text = text.replace("&amp;", "＆").replace("&lt;", "＜").replace("&gt;", "＞").replace("&", "＆")
    return CleanBody(_settled(text), tuple(warnings))


def _is_modest(plain: str) -> bool:
    """Tell whether plain paragraphs have no more elements and entities than may be kept."""
    return plain.count("<") <= 2 * MAX_ELEMENTS and plain.count("&") <= MAX_ENTITIES


def _settled(text: str) -> str:
    """Return what bleach leaves, cleaned again until that changes nothing: its parser and lxml's differ.

    A long text is cleaned again only where lxml finds something to mend, for the sake of time.
    """
    clean = _cleaner().clean(text).strip()
    for _pass in range(MAX_PASSES):
        mended = _without_whole_elements(clean)
        if mended == clean and len(clean) > MAX_CHECKED:
            break
        before, clean = clean, _cleaner().clean(mended).strip()
        if clean == before:
            break
    return clean


def _is_unruly(text: str) -> bool:
    """Tell whether the tags, counted before any parser sees them, are too many or too deep."""
    depth = elements = 0
    for match in TAG.finditer(text):
        name = match.group(2).lower()
        if match.group(1):
            depth = max(0, depth - 1)
        elif name not in VOID:
            elements += 1
            depth += name not in ("p", "li", "td", "th", "tr", "dt", "dd", "option")
        if depth > MAX_DEPTH or elements > MAX_ELEMENTS:
            return True
    return False


def _as_paragraphs(text: str) -> str:
    """Return the text of unruly HTML as plain paragraphs, safe because they are all that is written."""
    lines = unescape("".join(_text_pieces(text))).split("\n")
    return "\n".join(f"<p>{_escaped(line.strip())}</p>" for line in lines if line.strip())


def _text_pieces(text: str) -> Iterator[str]:
    """Yield what stands between the tags, in one pass; the text of elements removed whole is left out."""
    start, inside = 0, ""
    for tag in TAG.finditer(text):
        if tag.start() < start:
            continue
        name = tag.group(2).lower()
        if not inside:
            yield text[start : tag.start()]
            yield "\n" if name in LINE_BREAKING else ""
            inside = name if name in REMOVED_WHOLE - VOID and not tag.group(1) else ""
        elif tag.group(1) and name == inside:
            inside = ""
        end = text.find(">", tag.end())
        if end < 0:
            return
        start = end + 1
    yield "" if inside else text[start:]


def _without_whole_elements(text: str) -> str:
    """Return the HTML without elements that hold no text of the article, and with kept names for the rest."""
    if not text.strip():
        return ""
    try:
        root = lxml_html.fragment_fromstring(text, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    for element in list(root.iter()):
        _mend(element, root)
    return "".join([_escaped(root.text), *(_serialised(child) for child in root)])


def _mend(element: lxml_html.HtmlElement, root: lxml_html.HtmlElement) -> None:
    """Remove, rename or leave one element in place."""
    if element is root or element.getparent() is None:
        return
    if not isinstance(element.tag, str) or element.tag in REMOVED_WHOLE:
        element.drop_tree()
    elif element.tag in RENAMED:
        _rename(element)
    elif element.tag == "a" and not WEB_ADDRESS.fullmatch(element.get("href", "").strip()):
        element.drop_tag()
    elif element.tag == "a":
        element.set("rel", LINK_RELATION)
    elif element.tag == "img" and not OWN_MEDIA.fullmatch(element.get("src", "")):
        element.drop_tree()


def _rename(element: lxml_html.HtmlElement) -> None:
    """Give an element its kept name; a div that holds blocks is a wrapper, and only its content stays."""
    parent = element.getparent()
    nested = parent is not None and parent.tag not in HOLDERS
    if element.tag == "div" and (nested or any(child.tag in BLOCKS for child in element.iterdescendants())):
        element.drop_tag()
    else:
        element.tag = RENAMED[str(element.tag)]


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _serialised(element: lxml_html.HtmlElement) -> str:
    return str(etree.tostring(element, encoding="unicode", method="html"))


def _keep_attribute(tag: str, name: str, value: str) -> bool:
    """Tell whether an attribute stays; bleach itself lets //other.site/x.png through as a picture."""
    checks: dict[tuple[str, str], Callable[[str], bool]] = {
        ("a", "href"): lambda v: bool(WEB_ADDRESS.fullmatch(v.strip())),
        ("a", "rel"): lambda v: v == LINK_RELATION,
        ("img", "src"): lambda v: bool(OWN_MEDIA.fullmatch(v)),
        ("img", "alt"): lambda v: True,
        ("td", "colspan"): _is_span,
        ("td", "rowspan"): _is_span,
        ("th", "colspan"): _is_span,
        ("th", "rowspan"): _is_span,
    }
    check = checks.get((tag, name))
    return check is not None and check(value)


def _is_span(value: str) -> bool:
    return value.isascii() and value.isdigit() and 0 < int(value[:4]) <= MAX_SPAN


_cleaners: Final = threading.local()  # a Cleaner holds a parser, and is not safe to share between threads


def _cleaner() -> Cleaner:
    """Return this thread's Cleaner."""
    if not hasattr(_cleaners, "cleaner"):
        _cleaners.cleaner = Cleaner(
            tags=TAGS,
            attributes=_keep_attribute,
            protocols={"http", "https"},
            strip=True,
            strip_comments=True,
        )
    cleaner: Cleaner = _cleaners.cleaner
    return cleaner
